/** Trends on a terminal: a line of blocks for each row, and the commits at which levels changed. */
import type { Trend } from '../../lab/bench/history.ts';
import { percent } from '../../report/bench/sentences.ts';
import { formatNumber, plural } from '../../report/format.ts';
import { formatTable, type TableStyle } from '../table.ts';

const BLOCKS = '▁▂▃▄▅▆▇█';
/** Last points that are drawn. */
const WIDTH = 24;

export function trendsText(trends: readonly Trend[], entries: number, style: TableStyle): string {
  const rows = trends.map((trend) => [
    trend.benchmark,
    trend.measure,
    sparkline(trend.points.map(({ value }) => value)),
    `${formatNumber(trend.points.at(-1)?.value ?? Number.NaN, 4)} ${trend.unit}`,
    changeCount(trend),
  ]);
  const head = ['benchmark', 'measure', `last ${WIDTH} of ${entries}`, 'last', 'changes'];
  const blocks = [formatTable(head, rows, style)];
  const changes = trends.flatMap((trend) => trend.changes.map((change) => changeSentence(trend, change)));
  blocks.push(changes.length === 0 ? 'No level changed.' : changes.join('\n'));
  const [first] = trends;
  if (first !== undefined && first.too_early > 0)
    blocks.push(
      `A change among the last ${plural(first.too_early, 'entry', 'entries')} is too young to be found.`,
    );
  return blocks.join('\n\n');
}

function changeCount({ points, changes, too_early, bimodal }: Trend): string {
  if (points.length < 2 * (too_early + 1)) return 'too few entries';
  if (changes.length === 0) return bimodal ? 'none; two modes' : 'none';
  return plural(changes.length, 'change');
}

/** "quickstart task.latency.p99 worse by 5.1 % since 1a2b3c4d5e (Drop the cache, 2026-11-29), p = 0.005" */
function changeSentence(
  { benchmark, measure }: Trend,
  { revision, before, after, worse, p }: Trend['changes'][number],
): string {
  const { commit, subject, date } = revision;
  const size = before === 0 ? `from 0 to ${formatNumber(after)}` : `by ${percent(after / before - 1)}`;
  return `${benchmark} ${measure}: ${worse ? 'worse' : 'better'} ${size} since ${commit.slice(0, 10)} (${subject}, ${date.slice(0, 10)}), p = ${formatNumber(p, 2)}`;
}

function sparkline(values: readonly number[]): string {
  const last = values.slice(-WIDTH);
  const low = Math.min(...last);
  const range = Math.max(...last) - low;
  return last
    .map((value) => BLOCKS[range === 0 ? 0 : Math.round(((value - low) / range) * (BLOCKS.length - 1))])
    .join('');
}
