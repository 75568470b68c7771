/** How many workers may be out at a time, so that ejecting them costs no more than it saves. */
import { Share } from './shares.ts';

export interface EjectionBudget {
  /** Of those that are there and trusted. */
  readonly share: Share;
  /** However few these are. */
  readonly least: number;
}

export function mostOut(workers: number, { share, least }: EjectionBudget): number {
  return Math.max(least, share.floor(workers));
}

export function ejectionBudget(share: number, least: number): EjectionBudget {
  return { share: new Share(share), least };
}
