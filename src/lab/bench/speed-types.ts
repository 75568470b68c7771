/** The vocabulary of speed rows: what is timed, and what comes of a comparison. */
import type { GateVerdict } from '../statistics/gate.ts';
import type { ShiftInterval } from '../statistics/mann-whitney.ts';
import type { TwoModes } from '../statistics/two-means.ts';

/** `ns`: processor time of one operation; `s`: processor time of a whole command; `B`: its peak memory. All are better low. */
export type SpeedUnit = 'ns' | 's' | 'B';

export interface SpeedRow {
  /** "hold: 10,000 pending" */
  readonly name: string;
  readonly unit: SpeedUnit;
  /** Medians; null where nothing was compared. */
  readonly now: number | null;
  readonly before: number | null;
  /** Median relative to the calibration loops of the same process; null for memory. */
  readonly relative: number | null;
  /** now / before, pair by pair; null where nothing was compared. */
  readonly ratio: ShiftInterval | null;
  /** Slow-downs up to this share count as none. */
  readonly threshold: number;
  readonly verdict: GateVerdict | 'unmatched';
  /** Why it is undecided or not compared; empty otherwise. */
  readonly reason: string;
  readonly pairs: number;
  /** Where the timings now fall into two groups. */
  readonly modes: TwoModes | null;
}

export interface SpeedReport {
  /** What was compared with, in words; null: nothing. */
  readonly against: string | null;
  readonly rows: readonly SpeedRow[];
  /** What a reader must know, in sentences. */
  readonly notes: readonly string[];
}

/** What a row shows where there is no difference. */
export interface NullRow {
  readonly name: string;
  readonly unit: SpeedUnit;
  /** Of the estimates, as shares. */
  readonly centre: number;
  readonly spread: number;
  readonly threshold: number;
}

export interface NullReport {
  readonly rounds: number;
  /** Rows found to be worse or better. */
  readonly alarms: number;
  readonly decisions: number;
  /** Upper 95 % bound of the share of false alarms (Clopper and Pearson). */
  readonly bound: number;
  readonly rows: readonly NullRow[];
  /** Where the limits were written; null: nowhere, as too few rounds were finished. */
  readonly file: string | null;
}
