/** How many recoveries may be under way at a time. */
import { Share } from '../shares.ts';

export interface Budget {
  /** Of the workers. */
  readonly share: number;
  /** However few workers there are. */
  readonly least: number;
}

export function mostAtATime(workers: number, { share, least }: Budget): number {
  return Math.max(least, new Share(share).floor(workers));
}
