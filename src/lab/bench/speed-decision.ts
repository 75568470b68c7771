/**
 * The verdict on one speed row from pairs of timings.
 */
import { binomialUpper } from '../../mathematics/binomial.ts';
import { confirmedVerdict, type GateVerdict } from '../statistics/gate.ts';
import type { ShiftInterval } from '../statistics/mann-whitney.ts';
import { mean } from '../statistics/summary.ts';
import { type TwoModes, twoModes } from '../statistics/two-means.ts';
import { pseudoMedianRatio } from '../statistics/wilcoxon.ts';

/** One side in one pair of processes. */
export interface Timing {
  /** In the unit of the row. */
  readonly value: number;
  /** What is compared: relative to the calibration loops, where there are any. */
  readonly compared: number;
}

/** The base and the head of one pair of processes. */
export interface TimedPair {
  readonly base: Timing;
  readonly head: Timing;
}

export interface SpeedDecision {
  readonly verdict: GateVerdict;
  readonly reason: string;
  /** head / base; confidence 90 %. */
  readonly ratio: ShiftInterval;
  readonly modes: TwoModes | null;
}

interface Side {
  readonly values: readonly number[];
  readonly modes: TwoModes | null;
}

/**
 * Probability of a false alarm that one row of one run may have: 50 runs of 30 rows then go without one with a probability of 95 %. It is
 * spent in halves: on rows that the first pairs found to be slower, whose fresh pairs have to find it again, and on rows that they
 * left open, where fresh pairs alone decide.
 */
const ALARM = 3.4e-5;
/** Level of a finding of the first pairs, and of the fresh ones that confirm it: both together make half of the alarms. */
const FINDING = Math.sqrt(ALARM / 2);
/** Times that fresh pairs are looked at; their level is divided among these (Bonferroni). */
export const LOOKS = 3;
const SAME = 0.05;
/** Shares of two modes that differ by less say nothing in so few pairs. */
const SAME_SHARES = 0.05;

/**
 * By Hodges and Lehmann's estimate of the log ratio and signed ranks over pairs of processes: `worse` where the interval of a
 * one-sided level lies above no change, and the estimate above the threshold; `same` where the 90 % interval lies
 * within the threshold; where the timings of a side have two modes, no more is said than that both sides have the same ones.
 * @param threshold share above 0
 * @param level of a finding that it is slower, and of one that it is faster
 */
export function decideSpeed(
  pairs: readonly TimedPair[],
  threshold: number,
  level: number = FINDING,
): SpeedDecision {
  const [base, head] = (['base', 'head'] as const).map((side) => pairs.map((pair) => pair[side].compared));
  const ratio = pseudoMedianRatio(base, head, 1 - 2 * SAME);
  const strict = pseudoMedianRatio(base, head, 1 - 2 * level);
  const sides = [base, head].map((values): Side => ({ values, modes: twoModes(values) }));
  const limit = 1 + threshold;
  const verdict: GateVerdict =
    strict.lower > 1 && ratio.estimate > limit
      ? 'worse'
      : strict.upper < 1 && ratio.estimate < 1 / limit
        ? 'better'
        : ratio.lower > 1 / limit && ratio.upper < limit
          ? 'same'
          : 'undecided';
  const [first, second] = sides;
  if (first.modes?.bimodal || second.modes?.bimodal)
    return { ...bimodal([first, second], verdict, limit), ratio, modes: second.modes };
  const reason = verdict === 'undecided' ? 'the difference may lie within the limit or beyond it' : '';
  return { verdict, reason, ratio, modes: second.modes };
}

/**
 * Where timings have two modes, an estimate of the middle means little: each mode is compared with its own, and where only one side
 * has two, each with each. A finding stands only where all of them make it.
 */
function bimodal(
  [base, head]: readonly [Side, Side],
  verdict: GateVerdict,
  limit: number,
): Pick<SpeedDecision, 'verdict' | 'reason'> {
  if (verdict === 'same') return { verdict, reason: '' };
  const both = base.modes?.bimodal && head.modes?.bimodal;
  const [before, after] = [levelsOf(base), levelsOf(head)];
  const quotients = both
    ? after.map((level, i) => level / before[i])
    : after.flatMap((level) => before.map((other) => level / other));
  if (verdict === 'worse' && quotients.every((quotient) => quotient > limit)) return { verdict, reason: '' };
  if (verdict === 'better' && quotients.every((quotient) => quotient < 1 / limit))
    return { verdict, reason: '' };
  if (!both)
    return {
      verdict: 'undecided',
      reason: 'the timings of one version fall into two groups, those of the other do not',
    };
  if (!quotients.every((quotient) => quotient > 1 / limit && quotient < limit))
    return { verdict: 'undecided', reason: 'the timings fall into two groups, and the groups moved' };
  return haveOtherShares(base.modes as TwoModes, head.modes as TwoModes)
    ? {
        verdict: 'undecided',
        reason: 'the timings fall into two groups, which hold other shares than before',
      }
    : { verdict: 'same', reason: 'the timings fall into two groups, the same ones in both versions' };
}

/** Exact test of the shares of now against those before. */
function haveOtherShares(base: TwoModes, head: TwoModes): boolean {
  const n = head.lower.count + head.upper.count;
  const extreme = Math.min(
    binomialUpper(head.upper.count, n, base.upper.share),
    binomialUpper(head.lower.count, n, base.lower.share),
  );
  return extreme < SAME_SHARES;
}

function levelsOf({ values, modes }: Side): number[] {
  return modes?.bimodal ? [modes.lower.mean, modes.upper.mean] : [mean(values)];
}

/**
 * After a batch of fresh pairs. `worse` needs all pairs together, and the fresh ones alone: at the level of a finding where the first ones
 * found it too, and at that of an alarm where those left it open.
 * @param fresh of all batches so far
 */
export function decideFresh(
  first: readonly TimedPair[],
  fresh: readonly TimedPair[],
  threshold: number,
): SpeedDecision {
  const isFound = decideSpeed(first, threshold).verdict === 'worse';
  const all = decideSpeed([...first, ...fresh], threshold);
  const alone = decideSpeed(fresh, threshold, (isFound ? FINDING : ALARM / 2) / LOOKS);
  const verdict = confirmedVerdict(alone.verdict, all.verdict);
  if (verdict === all.verdict) return all;
  return {
    ...all,
    verdict,
    reason: 'slower in all pairs together, which the fresh ones alone do not confirm',
  };
}
