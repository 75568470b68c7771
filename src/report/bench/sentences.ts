/** What a gate says, in sentences. */
import type { BehaviourReport, BehaviourRow, SubjectResult } from '../../lab/bench/behaviour-types.ts';
import type { SpeedReport, SpeedRow } from '../../lab/bench/speed-types.ts';
import { formatNumber, formatSize, NO_VALUE, plural } from '../format.ts';
import { formatMetric } from '../metrics.ts';

/** "12 of 14 scenarios compared with the baseline; 2 without one: a, b". */
export function coverageSentence({ reference, subjects }: BehaviourReport): string {
  const without = subjects.filter(({ state }) => state === 'no baseline');
  const broken = subjects.filter(
    ({ state, fingerprints }) => state !== 'no baseline' && fingerprints === null,
  );
  const compared = subjects.length - without.length - broken.length;
  const parts = [`${compared} of ${plural(subjects.length, 'scenario')} compared with ${reference}`];
  if (without.length > 0) parts.push(`${without.length} without one: ${names(without)}`);
  if (broken.length > 0) parts.push(`${broken.length} could not be: ${names(broken)}`);
  return parts.join('; ');
}

/** The same of speed rows. */
export function speedCoverage({ against, rows }: SpeedReport): string {
  const without = rows.filter(({ verdict }) => verdict === 'unmatched');
  if (against === null)
    return `${plural(rows.length, 'row')} measured, none compared: --against GIT-REF compares`;
  const parts = [`${rows.length - without.length} of ${plural(rows.length, 'row')} compared with ${against}`];
  if (without.length > 0) parts.push(`${without.length} without a counterpart: ${names(without)}`);
  return parts.join('; ');
}

function names(items: readonly { readonly name: string }[]): string {
  return items.map(({ name }) => name).join(', ');
}

/** What became of a scenario, without its metrics. */
export function subjectSentence(subject: SubjectResult): string {
  const { state, reason, fingerprints, accepted, expired, replications } = subject;
  const parts = [state === 'identical' ? `identical in ${plural(replications, 'replication')}` : state];
  if (reason !== '') parts.push(reason);
  if (fingerprints !== null && fingerprints.before !== fingerprints.now)
    parts.push(
      `replication ${fingerprints.replication}: ${fingerprints.before} before, ${fingerprints.now} now`,
    );
  if (accepted !== null && (expired || state === 'accepted'))
    parts.push(
      expired
        ? `the acceptance ended on ${accepted.until}: ${accepted.because}`
        : `accepted: ${accepted.because}`,
    );
  return parts.join('; ');
}

/** Whether a metric fails the gate: not where what the scenario does has been accepted. */
export function isFailing({ state }: SubjectResult, { verdict }: BehaviourRow): boolean {
  return verdict === 'worse' && state !== 'accepted';
}

/** "+5.1 % (+3.9 % to +6.3 %)" of the mean before; in units of the metric where that is 0. */
export function differenceText({ metric, baseline, difference }: BehaviourRow): string {
  if (difference === null) return NO_VALUE;
  const { estimate, lower, upper } = difference;
  const scale = baseline === null || baseline === 0 ? null : Math.abs(baseline);
  const show = (value: number) =>
    scale === null ? signed(formatMetric(metric, value), value) : percent(value / scale);
  return lower === upper ? show(estimate) : `${show(estimate)} (${show(lower)} to ${show(upper)})`;
}

/** "+3.1 %" */
export function percent(value: number): string {
  // What rounding left of nothing is nothing.
  const share = Math.abs(value) < 1e-9 ? 0 : value;
  return signed(`${formatNumber(share * 100, 2)} %`, share);
}

function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text;
}

export function marginText({ metric, margin, margin_value }: BehaviourRow): string {
  if (margin_value === 0) return 'none';
  return margin.trim().endsWith('%') ? margin.trim().replace('%', ' %') : formatMetric(metric, margin_value);
}

export function speedValue(value: number | null, unit: SpeedRow['unit']): string {
  if (value === null) return NO_VALUE;
  if (unit === 'B') return formatSize(value);
  return `${formatNumber(value, 4)} ${unit}`;
}

/** "+3.1 % (-0.2 % to +6.5 %)" */
export function ratioText({ ratio }: SpeedRow): string {
  if (ratio === null) return NO_VALUE;
  const { estimate, lower, upper } = ratio;
  const ends = [lower, upper].map((end) => (Number.isFinite(end) && end > 0 ? percent(end - 1) : 'open'));
  return `${percent(estimate - 1)} (${ends.join(' to ')})`;
}
