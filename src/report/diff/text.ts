/** What differs between two runs, for a terminal. */

import type { Divergence } from '../../lab/diff/divergence.ts';
import type { DiffResult, HistoryVerdict, MetricDifference } from '../../lab/diff/result.ts';
import type { HistoryEvent } from '../../lab/history.ts';
import { plural } from '../format.ts';
import { formatFigure } from '../metrics.ts';

/** Rows of configuration and of metrics in the text; the JSON has all. */
const MOST_ROWS = 20;
const MOST_CHARACTERS = 48;

/** "+12.3 %", "only in A", "from 0", or "open in B" where only bounds are known of it there. */
export function changeText({ a, b, relative, bounds = {} }: MetricDifference): string {
  if (a === null && b === null) return openText(bounds);
  if (a === null) return bounds.a ? 'open in A' : 'only in B';
  if (b === null) return bounds.b ? 'open in B' : 'only in A';
  if (relative === null) return 'from 0';
  const percent = relative * 100;
  const digits = Math.abs(percent) < 1 ? 2 : 1;
  return `${percent >= 0 ? '+' : ''}${percent.toFixed(digits)} %`;
}

/** Of a metric that is open in both: whether it is higher in one of them, whatever it comes to. */
function openText({ a, b }: NonNullable<MetricDifference['bounds']>): string {
  if (!a || !b) return `open in ${a ? 'A' : 'B'}, not measured in ${a ? 'B' : 'A'}`;
  if (a.or_none || b.or_none) return 'open in both';
  if (a.upper !== null && a.upper < b.lower) return 'higher in B';
  return b.upper !== null && b.upper < a.lower ? 'lower in B' : 'open in both';
}

/** One sentence: whether the two are the same, and if not, in what. */
export function verdictSentence({ configuration, metrics, history }: DiffResult): string {
  if (history.kind === 'same' && metrics.length === 0 && configuration.length === 0)
    return 'the same: configuration, metrics and every event';
  const parts = [
    configuration.length === 0
      ? 'the configuration is the same'
      : `${plural(configuration.length, 'value')} of the configuration ${configuration.length === 1 ? 'differs' : 'differ'}`,
    metrics.length === 0
      ? 'all metrics are the same'
      : `${plural(metrics.length, 'metric')} ${metrics.length === 1 ? 'differs' : 'differ'}`,
    historySentence(history),
  ];
  return parts.join(', ');
}

function historySentence(history: HistoryVerdict): string {
  if (history.kind === 'same') return 'every event is the same';
  if (history.kind === 'between')
    return `the histories part between ${history.from} s and ${history.to} s (a version older than sim events cannot say at which event)`;
  if (history.kind === 'unknown') return `where the histories part is not known (${history.reason})`;
  const { event } = history.divergence;
  return `the histories part at event ${event.toLocaleString('en-US')} (${timeOf(history.divergence)})`;
}

function timeOf({ a, b }: Divergence): string {
  const times = [a, b].flatMap((events) => (events.length > 0 ? [events[0].time] : []));
  return `${Math.min(...times).toFixed(6)} s`;
}

/** @param table rows under a heading, as the terminal takes them */
export function diffText(
  result: DiffResult,
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => string,
): string {
  const { a, b, configuration, metrics, sameMetrics, history } = result;
  const side = (name: string, { label, summary }: DiffResult['a']) =>
    `${name}: ${label} (${summary.name}, seed ${summary.seed}, ${plural(summary.events, 'event')}, fingerprint ${summary.fingerprint})`;
  const parts = [`${verdictSentence(result)}\n`, side('A', a), side('B', b)];
  if (configuration.length > 0) {
    const rows = configuration.slice(0, MOST_ROWS).map(({ path, a, b }) => [path, shown(a), shown(b)]);
    parts.push('', table(['configuration', 'A', 'B'], rows), ...more(configuration.length));
  }
  if (metrics.length > 0) {
    const rows = metrics.slice(0, MOST_ROWS).map(metricCells);
    parts.push('', table(['metric', 'A', 'B', 'change'], rows), ...more(metrics.length));
    parts.push(`${plural(sameMetrics, 'other metric')} ${sameMetrics === 1 ? 'is' : 'are'} the same`);
    parts.push(
      'one run each is one draw of its random numbers: this says what changed; sim compare says what is better',
    );
  }
  if (history.kind === 'parted') parts.push('', historyText(history.divergence, table));
  return parts.join('\n');
}

export function metricCells(difference: MetricDifference): string[] {
  const { metric, a, b, bounds } = difference;
  return [
    metric,
    formatFigure(metric, a, bounds?.a),
    formatFigure(metric, b, bounds?.b),
    changeText(difference),
  ];
}

function more(count: number): string[] {
  return count > MOST_ROWS ? [`and ${count - MOST_ROWS} more, largest first; --json has all`] : [];
}

function historyText(
  divergence: Divergence,
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => string,
): string {
  const remark = divergence.byTextAlone
    ? '\nThe fingerprint takes these two events for the same: only what they carry differs, and may have differed before.'
    : '';
  return table(['', 'event', 'time (s)', 'what'], historyCells(divergence)) + remark;
}

/** Run, number, time in seconds and words of each event: those that both share, then those of A, then those of B. */
export function historyCells({ shared, a, b }: Divergence): string[][] {
  const rows = (side: string, events: readonly HistoryEvent[]) =>
    events.map(({ event, time, text }) => [side, String(event), time.toFixed(6), text]);
  const own = (side: string, events: readonly HistoryEvent[]) =>
    events.length === 0 ? [[side, '', '', 'no further event: the run has ended']] : rows(side, events);
  return [...rows('both', shared), ...own('A', a), ...own('B', b)];
}

/** A value of a scenario in few characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 3)}...` : text;
}
