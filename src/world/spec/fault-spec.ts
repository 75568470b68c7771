/** What the specifications of all kinds of fault have in common: when they happen, for how long, and whom they hit. */
import type { DistributionSpec } from '../../engine/types.ts';

/** Which processes a fault hits. All given conditions must hold; `count` or `fraction` then draws from those left. */
export interface SelectorSpec {
  readonly processes: 'agents' | 'coordinators';
  /** Only the root (of a pair, the one that leads at first), or only the standby. Not given: any coordinators. */
  readonly coordinator?: 'root' | 'standby';
  /** How many, drawn at random; null: see fraction. */
  readonly count: number | null;
  /** Share of those that match, 0..1; used when count is null. */
  readonly fraction: number;
  readonly region: string | null;
  readonly zone: number | null;
  readonly group: string | null;
}

export type ScheduleSpec =
  | { readonly kind: 'at'; readonly times: readonly number[] }
  | { readonly kind: 'every'; readonly interval: number; readonly start: number }
  | { readonly kind: 'poisson'; readonly rate: number }
  /** Each selected process on its own: up for an exponential time of mean mtbf, down for one of mean mttr. Crash, pause and slow only. */
  | { readonly kind: 'mtbf'; readonly mtbf: number; readonly mttr: number }
  | {
      readonly kind: 'trace';
      readonly times: readonly number[];
      readonly durations: readonly (number | null)[];
      readonly source: string;
    };

export interface FaultCommon {
  readonly name: string;
  readonly schedule: ScheduleSpec;
  /** How long it lasts, in seconds; null: until the end. Unused with an mtbf schedule. */
  readonly duration: DistributionSpec | null;
}
