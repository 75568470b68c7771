/**
 * From values before and after a change to a verdict on each metric, with what the end of a run left open taken into account.
 */

import type { Figure } from '../../recording/bounds.ts';
import { stillOpen } from '../../recording/still-open.ts';
import { type Span, spanOf } from '../experiment/samples.ts';
import { decideGate, type GateDecision, type GateVerdict } from '../statistics/gate.ts';
import type { Estimate } from '../statistics/interval.ts';
import type { Gate } from './gates.ts';

/** A metric in paired replications; null: not measured. */
export interface MetricPairs {
  readonly gate: Gate;
  /** In units of the metric. */
  readonly margin: number;
  readonly baseline: readonly (Figure | null)[];
  readonly candidate: readonly (Figure | null)[];
}

export interface Judgement {
  /** `unmeasured`: neither side has a value in any replication. */
  readonly verdict: GateVerdict | 'unmeasured';
  /** Why it is undecided or unmeasured, as a part of a sentence; empty otherwise. */
  readonly reason: string;
  /** Means over the pairs compared; null where values are open or missing. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  /** Of candidate - baseline; null where values are open, or there are fewer than two pairs. */
  readonly difference: Estimate | null;
  /** With Holm's correction; 1 where nothing was tested. */
  readonly worse_p: number;
  readonly pairs: number;
  /** Pairs whose values differ. */
  readonly changed: number;
}

/** Values this close, relatively, are equal: the last bits of a mean are no change of behaviour. */
const ROUNDING = 1e-12;

interface Sample {
  readonly pairs: MetricPairs;
  readonly before: readonly Span[];
  readonly after: readonly Span[];
  readonly reason: string;
}

/** Judges all metrics together, as Holm's correction asks for. @param alpha as for `decideGate` */
export function judge(metrics: readonly MetricPairs[], alpha: number): Judgement[] {
  const samples = metrics.map(sampleOf);
  const usable = samples.filter(({ reason }) => reason === '');
  // Open values are taken at the ends that speak for and against the change; a verdict has to hold at both.
  const worst = decideGate(
    usable.map((sample) => gateRow(sample, true)),
    alpha,
  );
  const best = decideGate(
    usable.map((sample) => gateRow(sample, false)),
    alpha,
  );
  return samples.map((sample) => {
    const index = usable.indexOf(sample);
    return index < 0 ? unjudged(sample) : judged(sample, worst[index], best[index]);
  });
}

function sampleOf(pairs: MetricPairs): Sample {
  const [before, after] = [pairs.baseline, pairs.candidate].map((values) => values.map(spanOf));
  const both = before.map((span, i) => span !== undefined && after[i] !== undefined);
  const sides = {
    before: before.filter((_, i) => both[i]) as Span[],
    after: after.filter((_, i) => both[i]) as Span[],
  };
  return { pairs, ...sides, reason: obstacle(pairs.gate.metric, before, after, sides) };
}

function obstacle(
  metric: string,
  before: readonly (Span | undefined)[],
  after: readonly (Span | undefined)[],
  both: Pick<Sample, 'before' | 'after'>,
): string {
  const [first, second] = [before, after].map((spans) => spans.filter((span) => span !== undefined).length);
  if (first === 0 && second === 0) return 'not measured';
  // Those that happened to be measured on both sides would be survivors.
  if (both.before.length < Math.max(first, second))
    return `measured in ${first} of ${before.length} runs before and in ${second} of ${after.length} now, not all the same ones`;
  const open = [...both.before, ...both.after].some(({ high }) => !Number.isFinite(high));
  return open ? `${stillOpen(metric)}, so that its value has no upper bound` : '';
}

function gateRow({ pairs, before, after }: Sample, worst: boolean) {
  const { gate, margin } = pairs;
  const high = (gate.better === 'lower') === worst;
  const baseline = before.map((span) => (high ? span.low : span.high));
  const candidate = after.map((span, i) => settled(baseline[i], high ? span.high : span.low));
  return { baseline, candidate, better: gate.better, margin };
}

function settled(before: number, after: number): number {
  return Math.abs(after - before) <= ROUNDING * Math.max(Math.abs(before), Math.abs(after)) ? before : after;
}

function judged(sample: Sample, worst: GateDecision, best: GateDecision): Judgement {
  const { before, after } = sample;
  const exact = [...before, ...after].every(({ low, high }) => low === high);
  const agree = worst.verdict === best.verdict;
  const mean = (spans: readonly Span[]) => spans.reduce((sum, { low }) => sum + low, 0) / spans.length;
  const verdict = agree ? worst.verdict : 'undecided';
  return {
    verdict,
    reason: agree
      ? spreadReason(sample.pairs, worst)
      : `${stillOpen(sample.pairs.gate.metric)}, and what they may come to decides`,
    baseline: exact ? mean(before) : null,
    candidate: exact ? mean(after) : null,
    difference: exact ? worst.difference : null,
    worse_p: worst.worse_p,
    pairs: before.length,
    changed: worst.changed,
  };
}

function spreadReason({ gate, margin }: MetricPairs, { verdict, difference }: GateDecision): string {
  if (verdict !== 'undecided') return '';
  const isBeyond =
    difference !== null && (gate.better === 'lower' ? difference.lower > margin : difference.upper < -margin);
  return isBeyond
    ? 'the interval of this metric alone lies beyond the margin, but of so many metrics tested together chance may bring one there (Holm)'
    : 'the difference may lie within the margin or beyond it';
}

function unjudged({ reason, before }: Sample): Judgement {
  const verdict = reason === 'not measured' ? 'unmeasured' : 'undecided';
  const pairs = before.length;
  return {
    verdict,
    reason,
    baseline: null,
    candidate: null,
    difference: null,
    worse_p: 1,
    pairs,
    changed: 0,
  };
}
