/** Why runs do not decide a condition on their mean, and what would. */

import { normalQuantile } from '../../mathematics/normal.ts';
import { formatRatio, plural } from '../../scenario/numbers.ts';
import type { HeavyLaw } from '../heavy-laws.ts';
import { Moments } from '../statistics/summary.ts';
import { type Agreement, agreementOf, shareOf } from './agreement.ts';
import type { Limits } from './mean-limits.ts';
import { LIKELY, leastWith, MOST_NEEDED, neededText, unlucky } from './needed-reps.ts';
import { highs, lows, meanBounds, type Span } from './samples.ts';
import type { RunRow } from './types.ts';

interface Why {
  readonly reason: string;
  readonly remedy: string;
}

export interface Question {
  readonly target: number;
  /** Of one side. */
  readonly confidence: number;
  /** What would close what runs left open. */
  readonly longer: string;
}

const ASK_FOR_SHARE = 'ask for a share of the runs instead, as in "in 95% of 60 reps"';

/** @param why of one of them, where that is known */
export function openRuns(open: number, runs: number, why?: string): Why {
  const reason = `${open} of ${plural(runs, 'run')} ${open === 1 ? 'leaves' : 'leave'} it open`;
  return { reason, remedy: why ?? TEST };
}

/** Where no row that was kept says why: those of a test do. */
export const TEST = 'sim test says why';

/** Why a run leaves the condition in this place open, of the first that says so. */
export function reasonIn(rows: readonly RunRow[], place: number | undefined): string | undefined {
  if (place === undefined) return undefined;
  const run = rows.findIndex(({ reasons }) => reasons?.[place] != null);
  return run < 0 ? undefined : `in run ${run + 1} ${rows[run].reasons?.[place]}`;
}

/** A law of the scenario keeps a mean from being known from above. */
export function whyHeavy({ path, alpha }: HeavyLaw): Why {
  return {
    reason: `${path} is pareto with alpha ${alpha}, which has no variance: no number of reps says that the mean is not larger`,
    remedy: 'ask for a quantile instead',
  };
}

/** @param limits of the mean, which lie on both sides of the target or at it */
export function whyOpen(spans: readonly Span[], limits: Limits, question: Question): Why {
  const { target, confidence, longer: remedy } = question;
  const open = spans.filter(({ low, high }) => low !== high).length;
  const ends = meanBounds(spans);
  // Where the means that the open values allow lie on both sides, more runs of the same kind would not help.
  if (open > 0 && ends.lower <= target && (ends.upper ?? Infinity) >= target)
    return { reason: `${openRuns(open, spans.length).reason}, and so would more reps`, remedy };
  // The bound that has to move beyond the target.
  const side = ends.lower > target || open === 0 ? 'lower' : 'upper';
  const values = side === 'lower' ? lows(spans) : highs(spans);
  const agreement = agreementOf(values, confidence);
  const why =
    agreement === null
      ? { reason: 'so few runs leave it open', ...neededText(neededBy(values, limits, target)) }
      : whySame(agreement, limits, { target, confidence }, open > 0);
  if (2 * open <= spans.length) return why;
  // That most left it open is what keeps the bound where it is.
  return {
    reason: `${openRuns(open, spans.length).reason}, and more reps of the same kind hardly tell more`,
    remedy,
  };
}

/** Runs with which it is likely that the mean is told from the target, if it is as far from it as it seems; null where too many. */
function neededBy(values: readonly number[], { lower, upper }: Limits, target: number): number | null {
  const { mean, standardError } = Moments.of(values);
  const half = mean > target ? mean - lower : upper - mean;
  const ratio = (half + normalQuantile(LIKELY) * standardError) / Math.abs(mean - target);
  const needed = Math.ceil(values.length * ratio * ratio);
  return needed <= MOST_NEEDED ? Math.max(needed, values.length + 1) : null;
}

/** Of runs most of which gave the same: where values have a limit, with how many runs a rarer one would not matter. */
function whySame(
  { value, runs, differing, share }: Agreement,
  { lower, upper }: Limits,
  { target, confidence }: Pick<Question, 'target' | 'confidence'>,
  isBound: boolean,
): Why {
  const same = differing === 0 ? `all ${runs} runs` : `${runs - differing} of ${runs} runs`;
  const what = isBound ? 'the same bound' : 'the same';
  const reason = `${same} gave ${what}, and up to ${formatRatio(share)} of runs may give another value, on which the mean depends`;
  const half = target < value ? value - lower : upper - value;
  if (!Number.isFinite(half) || target === value) return { reason, remedy: ASK_FOR_SHARE };
  const allowed = (share * Math.abs(target - value)) / half;
  const decides = (trials: number) =>
    shareOf(unlucky(differing / runs, trials, 1), trials, confidence) <= allowed;
  const needed = leastWith(decides, runs);
  // As many as differ already are too many, whatever the number of runs.
  return { reason, ...(needed === null ? { remedy: ASK_FOR_SHARE } : neededText(needed)) };
}
