/**
 * The answer of one run. Everything outside `run` depends on scenario, seed and version alone.
 */
import type { Bounds } from '../recording/bounds.ts';
import type { RoleChangeRecord, RunRecord } from '../recording/record.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DerivedTimeout } from '../world/feasibility/derived-timeout.ts';
import type { CriticalPath } from './critical-path.ts';
import type { ModuleDescription } from './extension/description.ts';
import type { History } from './history.ts';
import type { Verdict } from './verdict.ts';
import type { WarmUpJudgement } from './warm-up.ts';

/**
 * Flat, dotted names; base units: seconds, bytes, ratios, counts. null: not known exactly. Then `MetricBounds` has what is known, or
 * nothing where no such event happened.
 */
export type Metrics = Readonly<Record<string, number | null>>;

/** Of metrics that the end of the run left open: the values that they may come to have. In no other case a name is in both. */
export type MetricBounds = Readonly<Record<string, Bounds>>;

/** One limit of a condition. */
export interface LimitResult {
  readonly operator: string;
  /** null: a multiple of a metric that is not known exactly. */
  readonly expected: number | null;
  /** What is known of it then. */
  readonly expected_bounds?: Bounds;
  /** The metric that it is a multiple of. */
  readonly times?: string;
}

export interface ExpectationResult extends LimitResult {
  /** As written in the scenario. */
  readonly text: string;
  /** `fingerprint` for "same fingerprint as ...". */
  readonly metric: string;
  /** null: not known exactly. */
  readonly actual: number | null;
  /** Where the end of the run left the value open. */
  readonly bounds?: Bounds;
  /** The other limit of a range. */
  readonly and?: LimitResult;
  /** Of conditions on the fingerprint; `expected` is null where there is nothing to compare with. */
  readonly fingerprint?: { readonly as: string; readonly expected: string | null; readonly actual: string };
  /** The condition is of many runs, or of another replication: this run alone says nothing of it. */
  readonly elsewhere?: true;
  /** Of a condition of many runs: why this one leaves its figure open, where it does. */
  readonly here?: { readonly reason: string; readonly remedy?: string };
  readonly verdict: Verdict;
  /** The verdict is `met`: nothing else, so that what is undecided is not met. */
  readonly met: boolean;
  /** Where the verdict is `undecided`: why, and what would decide it. Parts of sentences. */
  readonly reason?: string;
  readonly remedy?: string;
}

/** Whatever depends on the machine or the moment. */
export interface RunEnvironment {
  /** Seconds of real time that the simulation took. */
  readonly wall: number;
  /** Events per second of real time. */
  readonly events_per_second: number;
  /** Simulated seconds per second of real time. */
  readonly speed: number;
  readonly started: string;
  readonly host: {
    readonly node: string;
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
  };
  readonly workers: number;
  /** The command that gives this result again, where it was a command; its words, unquoted. */
  readonly command: readonly string[] | null;
  /** Files written, relative to the output folder's parent. */
  readonly files: readonly string[];
}

export interface Placement {
  readonly nodes: number;
  readonly regions: number;
}

/** Whether the figures of a run can speak of a steady state. */
export interface LoadJudgement {
  /**
   * overloaded: the work offered is more than the agents can do. growing: the tasks in the system rose without end in sight.
   * finite: arrivals are bounded (a backlog, a closed population, waves) or have stopped, so no steady state is asked for. Of arrivals
   * that have stopped, what would be overloaded, growing or undecided had they gone on is rush, grew or unsettled: how long tasks waited
   * depends on how long they came, or may do so.
   */
  readonly state:
    | 'steady'
    | 'overloaded'
    | 'growing'
    | 'undecided'
    | 'finite'
    | 'rush'
    | 'grew'
    | 'unsettled';
  /** Work offered by work that the agents can do in the same time; null where that does not follow from the scenario, or is infinite. */
  readonly offered: number | null;
  /** Of whose work that is, where it is that of some of the agents: "agents with gpu". */
  readonly of?: string;
  /** Share of the tasks submitted, those in the warm-up included, that had not ended when the run did; 0 where none was. */
  readonly unfinished: number;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** The end of a run in which no more tasks arrived. */
export interface Draining {
  /** Seconds from the start of the run to the last arrival. */
  readonly since: number;
  /** Share of the measured time that came after it. */
  readonly share: number;
}

export interface RunSummary {
  readonly name: string;
  readonly seed: string;
  readonly version: string;
  /** 16 hexadecimal digits over everything that happened, in order. */
  readonly fingerprint: string;
  readonly scenario: Scenario;
  /** Seconds of virtual time. */
  readonly simulated: number;
  readonly events: number;
  /** Present and true when the run was interrupted: figures cover what was simulated until then. */
  readonly partial?: true;
  /** Seconds at which the run was made to end before its scenario does. */
  readonly until?: number;
  /** What the user's own modules added, where there were any. */
  readonly modules?: readonly ModuleDescription[];
  /** Nodes and regions that agents were placed on. */
  readonly placement?: Placement;
  /** Not in results written before it was judged. */
  readonly load?: LoadJudgement;
  readonly metrics: Metrics;
  /** Of the metrics that are null because the run ended too early: what is known of them. */
  readonly bounds: MetricBounds;
  /** Where a graph of steps was run to its end. */
  readonly critical_path?: CriticalPath;
  /** Where a standby and its root changed roles, the first hundred times. */
  readonly roles?: readonly RoleChangeRecord[];
  /** What something waits for before it acts without an answer, with what each time follows from and must outlast. */
  readonly timeouts?: readonly DerivedTimeout[];
  /** Where arrivals ended before the run did: the time without them, which is a part of all averages over time. */
  readonly draining?: Draining;
  /** Where the scenario has a warm-up: what the MSER-5 rule says of it. */
  readonly warm_up?: WarmUpJudgement;
  readonly expectations: readonly ExpectationResult[];
  /** Claims of the scenario: met says confirmed, unmet refuted. The exit code does not depend on them. */
  readonly claims: readonly ExpectationResult[];
  /** Bounds that were hit and other remarks that a reader must know, in plain sentences. */
  readonly notes: readonly string[];
  readonly run: RunEnvironment;
}

export interface RunResult {
  readonly summary: RunSummary;
  readonly record: RunRecord;
  /** Those of the notes that hold of the scenario whatever is drawn, in the same words for every run. */
  readonly cautions: readonly string[];
  /** Where one was asked for. */
  readonly history?: History;
}
