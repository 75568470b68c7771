/** How many runs would decide a condition, in words. */
import { normalQuantile } from '../../mathematics/normal.ts';

/** More runs than this are not promised to decide anything. */
export const MOST_NEEDED = 1_000_000;
/** Probability that as many runs as are promised do decide it, if the next are like those that there are. */
export const LIKELY = 0.8;

/** So many of the trials at the share seen that no more than one experiment of five has more of them, or with -1 fewer. */
export function unlucky(share: number, trials: number, sign: 1 | -1): number {
  const spread = normalQuantile(LIKELY) * Math.sqrt(trials * share * (1 - share));
  return Math.min(trials, Math.max(0, Math.round(share * trials + sign * spread)));
}

/** The least number of trials with which a share of successes as now decides, about; null where it is too large. */
export function leastWith(decides: (trials: number) => boolean, from: number): number | null {
  let most = from;
  while (!decides(most)) {
    most *= 2;
    if (most > MOST_NEEDED) return null;
  }
  let least = most / 2;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (decides(middle)) most = middle;
    else least = middle;
  }
  return Math.ceil(most);
}

/** @param needed null: more than can be promised */
export function neededText(needed: number | null): { readonly remedy: string } {
  return needed === null
    ? { remedy: 'it is so close to the limit that no number of reps is likely to tell' }
    : { remedy: `about ${needed} reps would decide it` };
}
