/** What to do where a run ended before its tasks did, in words that follow each other in a sentence. */

export const LONGER = 'raise duration';

/** Where arrivals never stop, some task is always under way: no duration ends them all. */
export const STOP_ARRIVALS = ', and let arrivals stop before the end (workload.stop)';

/** @param isArriving whether tasks would come for as long as the run went on */
export function longerText(isArriving: boolean): string {
  return isArriving ? `${LONGER}${STOP_ARRIVALS}` : LONGER;
}
