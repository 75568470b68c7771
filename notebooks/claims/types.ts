/**
 * What the documents claim, and how each claim is put to the test. Values are in base units: seconds, ratios, counts.
 */

export type Verdict = 'confirmed' | 'refuted' | 'depends' | 'untested';

/** The list of targets, or one of the five documents. */
export type DocumentName = 'targets' | '000' | '001' | '002' | '003' | '004';

export type Unit = 'time' | 'share' | 'count' | 'rate' | 'factor';

/** `about`: within this share of the stated value. */
export interface Requirement {
  readonly relation: '<' | '<=' | '>' | '>=' | '=' | 'about';
  readonly value: number;
  readonly within?: number;
  readonly unit: Unit;
}

/** A metric of a stored experiment. */
export interface RunSource {
  readonly run: string;
  readonly metric: string;
  /** Divides the metric by that of another experiment, seed by seed. */
  readonly over?: { readonly run: string; readonly metric: string };
  /** gain: x - 1. saved: 1 - 1/x, the share of time that a speedup of x saves. */
  readonly as?: 'gain' | 'saved';
}

/** What a real sizing module decides for the work that the document describes. */
export interface SizingSource {
  readonly sizing: string;
  readonly policy: 'roi' | 'makespan_optimal';
  readonly figure:
    | 'agents'
    | 'makespan_minutes'
    | 'parallel_minutes'
    | 'overhead_minutes'
    | 'sequential_minutes'
    | 'roi';
}

/** Follows from other numbers of the same document. */
export interface ArithmeticSource {
  readonly how: string;
  readonly value: number;
}

export type Source = RunSource | SizingSource | ArithmeticSource;

/** One circumstance under which the claim was examined. */
export interface Case {
  readonly when: string;
  readonly source: Source;
}

export interface Claim {
  /** Unique: document and subject in kebab case. */
  readonly id: string;
  readonly document: DocumentName;
  /** The heading under which it stands. */
  readonly place: string;
  readonly subject: string;
  /** As the document puts it. */
  readonly stated: string;
  /** null: cannot be examined yet. */
  readonly requirement: Requirement | null;
  readonly cases: readonly Case[];
  readonly verdict: Verdict;
  /** What a verdict `depends` depends on. */
  readonly depends?: string;
  /** What an untested claim waits for. */
  readonly missing?: string;
  readonly note?: string;
}

/** Stored results of one experiment: a value for each seed; null: not measured with that seed. */
export interface StoredRun {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface StoredSizing {
  readonly roi: Readonly<Record<string, number | string>>;
  readonly makespan_optimal: Readonly<Record<string, number | string>>;
}

export interface StoredResults {
  readonly runs: Readonly<Record<string, StoredRun>>;
  readonly sizings: Readonly<Record<string, StoredSizing>>;
}
