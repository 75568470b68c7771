/** A gate on a terminal. */
import type { BehaviourReport, SubjectResult } from '../../lab/bench/behaviour-types.ts';
import type { BenchResult } from '../../lab/bench/conclusion.ts';
import type { NullReport, SpeedReport } from '../../lab/bench/speed-types.ts';
import {
  coverageSentence,
  differenceText,
  isFailing,
  marginText,
  percent,
  ratioText,
  speedCoverage,
  speedValue,
  subjectSentence,
} from '../../report/bench/sentences.ts';
import { plural } from '../../report/format.ts';
import { formatMetric } from '../../report/metrics.ts';
import { formatTable, type TableStyle } from '../table.ts';

/** Everything, for people. */
export function benchText(result: BenchResult, style: TableStyle): string {
  const { behaviour, speed, nulls, accepted, partial } = result;
  const blocks: string[] = [];
  if (behaviour !== null) blocks.push(...behaviourBlocks(behaviour, style));
  if (speed !== null) blocks.push(...speedBlocks(speed, style));
  if (nulls !== null) blocks.push(...nullBlocks(nulls, style));
  if (accepted !== null) {
    const { written, unchanged } = accepted;
    const parts = [`${plural(written.length, 'baseline')} written${list(written)}`];
    if (unchanged.length > 0) parts.push(`${unchanged.length} hold already`);
    blocks.push(parts.join('; '));
  }
  if (partial) blocks.push('Interrupted: what was not finished is not compared.');
  return blocks.join('\n\n');
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}

function behaviourBlocks(report: BehaviourReport, style: TableStyle): string[] {
  const blocks = [`Behaviour: ${coverageSentence(report)}`];
  const quiet = report.subjects.filter(isQuiet);
  if (quiet.length > 0) blocks.push(`Identical${list(quiet.map(({ name }) => name))}`);
  for (const subject of report.subjects.filter((one) => !isQuiet(one))) {
    const lines = [`${subject.name}: ${subjectSentence(subject)}`];
    if (subject.rows.length > 0) lines.push(metricsTable(subject, style));
    if (subject.uncompared.length > 0) lines.push(`  without a baseline: ${subject.uncompared.join(', ')}`);
    blocks.push(lines.join('\n'));
  }
  const open = report.subjects.filter(({ state }) => state === 'changed' || state === 'stale');
  if (open.length > 0)
    blocks.push(
      `If that is meant: sim bench --accept --because "..." ${open.map(({ file }) => file).join(' ')}`,
    );
  return blocks;
}

function isQuiet({ state, expired, reason, uncompared }: SubjectResult): boolean {
  return state === 'identical' && !expired && reason === '' && uncompared.length === 0;
}

function metricsTable(subject: SubjectResult, style: TableStyle): string {
  const head = ['metric', 'before', 'now', 'difference (90 %)', 'margin', 'verdict'];
  const rows = subject.rows.map((row) => [
    row.metric,
    formatMetric(row.metric, row.baseline),
    formatMetric(row.metric, row.candidate),
    differenceText(row),
    marginText(row),
    [
      row.verdict,
      ...(row.verdict === 'worse' && !isFailing(subject, row) ? ['accepted'] : []),
      ...(row.stage === 2 ? [`${row.pairs} pairs`] : []),
      ...(row.reason === '' ? [] : [row.reason]),
    ].join(', '),
  ]);
  return formatTable(head, rows, style);
}

function speedBlocks(report: SpeedReport, style: TableStyle): string[] {
  const head = ['row', 'before', 'now', 'difference', 'limit', 'verdict'];
  const rows = report.rows.map((row) => [
    row.name,
    speedValue(row.before, row.unit),
    speedValue(row.now, row.unit),
    ratioText(row),
    percent(row.threshold),
    [
      row.verdict === 'unmatched' ? 'not compared' : row.verdict,
      ...(row.verdict === 'unmatched' ? [] : [plural(row.pairs, 'pair')]),
      ...(row.modes?.bimodal ? ['two modes'] : []),
      ...(row.reason === '' ? [] : [row.reason]),
    ].join(', '),
  ]);
  return [`Speed: ${speedCoverage(report)}`, formatTable(head, rows, style), ...report.notes];
}

function nullBlocks(
  { rounds, rows, alarms, decisions, bound, file }: NullReport,
  style: TableStyle,
): string[] {
  const head = ['row', 'centre', 'spread', 'limit from now on'];
  return [
    `The same against the same, ${plural(rounds, 'round')}: ${plural(alarms, 'false alarm')} in ${plural(decisions, 'decision')}, which still allows ${percent(bound).replace('+', '')} (95 %)`,
    formatTable(
      head,
      rows.map(({ name, centre, spread, threshold }) => [
        name,
        percent(centre),
        percent(spread).replace('+', ''),
        percent(threshold),
      ]),
      style,
    ),
    file === null ? 'Too few rounds for limits: nothing is written.' : `Written to ${file}`,
  ];
}
