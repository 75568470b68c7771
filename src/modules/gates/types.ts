/** How a gate decides, and what it has decided. */

/** Rolls back where the share of failures, of all that are to be tried, is above a limit, or has reached it. */
export interface FixedGate {
  readonly kind: 'fixed';
  readonly limit: number;
  readonly when: 'above' | 'reached';
}

/** What a sequential test is to tell apart, and how often it may be wrong. */
export interface SequentialDesign {
  /** Rate of failures of what is to be promoted, and of what is to be rolled back. */
  readonly acceptable: number;
  readonly unacceptable: number;
  /** How often what fails at the acceptable rate may be rolled back, and what fails at the unacceptable one promoted. */
  readonly false_rollback: number;
  readonly false_promote: number;
}

/** Wald's sequential probability ratio test: looks at one outcome after the other, and decides as soon as it can. */
export interface SequentialGate extends SequentialDesign {
  readonly kind: 'sequential';
  /** Outcomes after which it gives up. */
  readonly most: number;
  /** What becomes of what it could not decide. */
  readonly undecided: 'rollback' | 'promote';
}

/** Rolls back where the share of failures is above that of an earlier wave by more than a limit. */
export interface DifferenceGate {
  readonly kind: 'difference';
  readonly control: string;
  readonly limit: number;
}

/** Rolls back where failures are more frequent than in an earlier wave by more than chance explains. */
export interface ProportionsGate {
  readonly kind: 'two_proportions';
  readonly control: string;
  /** How often what fails no more often than the control may be rolled back. */
  readonly false_rollback: number;
}

export type GateSpec = FixedGate | SequentialGate | DifferenceGate | ProportionsGate;

export type Verdict = 'open' | 'promote' | 'roll_back';

/** Outcomes that a gate has looked at. */
export interface Outcomes {
  readonly looked: number;
  readonly failures: number;
}

export interface Gate extends Outcomes {
  /** One more outcome has come. Once it has decided, it is not asked again. */
  look(failed: boolean): Verdict;
  /** No more will come: it decides by those that there are. */
  end(): Exclude<Verdict, 'open'>;
  /** What it looked at left it open, and its policy has decided. */
  readonly undecided: boolean;
}
