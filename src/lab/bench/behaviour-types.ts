/** The vocabulary of behaviour rows: what is compared, with what, and what comes of it. */
import type { Figure } from '../../recording/bounds.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ModuleDescription } from '../extension/description.ts';
import type { Acceptance, FoundBaseline } from './baseline.ts';
import type { Gate } from './gates.ts';
import type { Judgement } from './judge.ts';

/** One scenario of the gate. */
export interface Subject {
  /** Of its baseline. */
  readonly name: string;
  /** As given on the command line or in the list of the project. */
  readonly file: string;
  readonly set: readonly string[];
  readonly scenario: Scenario;
  /** Of the scenario's files, and what was set. */
  readonly source: string;
  /** Gates that were asked for; null: those of the baseline, or the usual ones. */
  readonly gates: readonly Gate[] | null;
  /** Paired replications of the first stage, and fresh ones that confirm what it finds. */
  readonly replications: number;
  readonly fresh: number;
  readonly baseline: FoundBaseline;
  /** Modules whose metrics may gate. */
  readonly modules?: readonly ModuleDescription[];
}

/** A run as the gate sees it. */
export interface GateRun {
  readonly fingerprint: string;
  /** undefined: the run says nothing of this metric. */
  figure(metric: string): Figure | undefined;
}

/** Why there is nothing to compare with: a part of a sentence. */
export interface Absence {
  readonly state: 'no baseline' | 'stale';
  readonly reason: string;
}

/** What scenarios are compared with. */
export interface Reference {
  /** "the baseline", "main~3" */
  readonly label: string;
  /** Runs of these replications, in their order; or why there are none. */
  runs(subject: Subject, replications: readonly number[]): Promise<readonly GateRun[] | Absence>;
}

export interface BehaviourRow extends Gate, Judgement {
  /** In units of the metric. */
  readonly margin_value: number;
  /** 1: settled by the first replications; 2: fresh ones were needed. */
  readonly stage: 1 | 2;
}

export type SubjectState =
  /** Every fingerprint and every gated value is that of the reference. */
  | 'identical'
  /** Fingerprints or values differ, and no baseline accepts that. */
  | 'changed'
  /** They differ from the reference, and the committed baseline has them as they are. */
  | 'accepted'
  /** The scenario itself changed since its baseline was accepted, and so did what it does. */
  | 'stale'
  | 'no baseline'
  /** Runs that threw, or a scenario that cannot be run. */
  | 'failed';

export interface SubjectResult {
  readonly name: string;
  readonly file: string;
  readonly state: SubjectState;
  /** Why, in a sentence without a full stop; empty where the state says it all. */
  readonly reason: string;
  /** Of the reference and of now, in the first replication that differs, or else in the first. */
  readonly fingerprints: {
    readonly replication: number;
    readonly before: string;
    readonly now: string;
  } | null;
  readonly replications: number;
  readonly accepted: Acceptance | null;
  /** The acceptance is over. */
  readonly expired: boolean;
  /** Of identical scenarios there is nothing to judge, and there are none. */
  readonly rows: readonly BehaviourRow[];
  /** Of the gates whose value every replication knows exactly. */
  readonly means: readonly MetricMean[];
  /** Gates of which the reference says nothing. */
  readonly uncompared: readonly string[];
}

/** A gated metric over the replications of now. */
export interface MetricMean extends Pick<Gate, 'metric' | 'better'> {
  readonly mean: number;
  /** 95 %; null with one replication. */
  readonly range: { readonly lower: number; readonly upper: number } | null;
}

export interface BehaviourReport {
  readonly reference: string;
  readonly subjects: readonly SubjectResult[];
}
