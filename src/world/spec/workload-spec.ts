/** Workloads and what their tasks ask for: a part of the specification of a world, with the same units. */
import type { DistributionSpec } from '../../engine/types.ts';
import type { StepEventKind } from '../../modules/flows/types.ts';
import type { GateSpec } from '../../modules/gates/types.ts';
import type { PhasePurpose } from '../../modules/sprints/types.ts';
import type { Dependency } from '../../modules/workflow/dependencies.ts';
import type { RetryBudgetSpec } from './retry-budget-spec.ts';

/** Probability that an attempt fails after running to its end. */
export interface FailureSpec {
  readonly probability: number;
  /** Instead of `probability`, where the agent is in one of these regions. */
  readonly regions: Readonly<Record<string, number>>;
}

/** What a task asks for. Everything random in it is drawn with the task, never with the agent that runs it. */
export interface TaskSpec {
  /** Seconds of work at speed 1. */
  readonly service: DistributionSpec;
  /** 1..10, 10 most urgent; rounded and clamped. */
  readonly priority: DistributionSpec;
  /** Bytes that travel with the assignment. */
  readonly payload: DistributionSpec;
  readonly capabilities: readonly string[];
  /** Tasks carry an affinity key 1..keys, drawn uniformly; 0: none. */
  readonly affinity_keys: number;
  /** Share of the work that is left on an agent that holds the state of the task's key. Default 1. */
  readonly warm?: number;
  /** Seconds of work at speed 1 more on an agent that does not. Default none. */
  readonly cold_start?: DistributionSpec | null;
  readonly failure: FailureSpec;
  /** By group of agents: how fast they are at it, as a multiple of their own speed. Not given: 1. */
  readonly relative_speed?: Readonly<Record<string, number>>;
  /** By group of agents: what an execution there costs, in whatever currency. Not given: nothing. */
  readonly price?: Readonly<Record<string, number>>;
  /** Seconds after its submission at which a task gives up for which nothing is under way. Not given: never. */
  readonly patience?: DistributionSpec;
}

export type ArrivalSpec =
  | TimedArrivalSpec
  /** Poisson, at the rate that loads the agents to a share of what they can do: load x capacity / mean service time. */
  | { readonly process: 'load'; readonly load: number };

/** Arrivals whose times follow from their specification alone. */
export type TimedArrivalSpec =
  | { readonly process: 'poisson'; readonly rate: number }
  | { readonly process: 'deterministic'; readonly interval: number }
  | { readonly process: 'renewal'; readonly interval: DistributionSpec }
  /** Markov-modulated Poisson: in state i arrivals at rates[i], for an exponential time of mean dwell[i], then the next state (cyclic). */
  | { readonly process: 'mmpp'; readonly rates: readonly number[]; readonly dwell: readonly number[] }
  /** Times in seconds from the start, ascending, with each task's service demand (null: drawn from the task spec). */
  | {
      readonly process: 'trace';
      readonly times: readonly number[];
      readonly services: readonly number[] | null;
      /** What else the records say of their tasks. */
      readonly values?: TraceValues;
      readonly source: string;
    };

/** By record; a column that is not there is null. */
export interface TraceValues {
  /** 1..10, bytes; -1: as the task spec says. */
  readonly priorities: readonly number[] | null;
  readonly payloads: readonly number[] | null;
  /** Keys from 1; 0: none. */
  readonly affinities: readonly number[] | null;
}

interface WorkloadCommon {
  readonly name: string;
  /** Region of the client that submits; null: beside the root coordinator. */
  readonly region: string | null;
  /** Seconds from the start of the run. */
  readonly start: number;
  /** Whose tasks these are; workloads may share a tenant. null, the default: that of all who name none. */
  readonly tenant?: string | null;
  /** The tenant's share against those of others; null, the default: as another of its workloads says, or 1. */
  readonly weight?: number | null;
}

/** Arrivals gathered into tasks. */
export interface BatchSpec {
  /** Items of a full batch. */
  readonly size: number;
  /** Seconds that the first item of a batch waits at most. */
  readonly wait: number;
  /** Seconds of work of a task besides that of its items. */
  readonly setup: number;
}

/** Requests that are answered from results of earlier ones. */
export interface CacheSpec {
  /** Seconds for which a result is valid. */
  readonly ttl: number;
  /** What is asked for: requests that draw the same whole number want the same result. */
  readonly keys: DistributionSpec;
  /** Most results kept; the one that was not asked for longest goes first. */
  readonly size: number;
}

export interface OpenWorkloadSpec extends WorkloadCommon {
  readonly kind: 'open';
  readonly arrivals: ArrivalSpec;
  /** Arrivals end after this many tasks; null: no limit. */
  readonly tasks: number | null;
  /** Arrivals end at this time; null: at the end of the run. */
  readonly stop: number | null;
  /** How many tasks, or items, come at once with each arrival; a fraction is rounded at random. Not given: one. */
  readonly bulk?: DistributionSpec;
  /** Not given: every arrival is a task. Otherwise it is an item, and a task does the work of all items of a batch. */
  readonly batch?: BatchSpec;
  /** Not given: every request is executed. */
  readonly cache?: CacheSpec;
  readonly task: TaskSpec;
}

/** A fixed population, each member submitting again after its task is done and a think time has passed. */
export interface ClosedWorkloadSpec extends WorkloadCommon {
  readonly kind: 'closed';
  readonly population: number;
  readonly think: DistributionSpec;
  readonly tasks: number | null;
  readonly cache?: CacheSpec;
  readonly task: TaskSpec;
}

/** A number of tasks, all submitted at `start`. */
export interface BacklogWorkloadSpec extends WorkloadCommon {
  readonly kind: 'backlog';
  readonly tasks: number;
  readonly task: TaskSpec;
}

export interface WaveSpec {
  readonly name: string;
  readonly tasks: number;
  /** Most agents that work on the wave at a time; null: as many as there are. */
  readonly agents: number | null;
  /** Share of the wave's tasks that must have succeeded for the next wave to start; below it the run of waves stops. */
  readonly required_success: number;
  /** Seconds that a plan gives the wave. Reports set what the run took against it; nothing in the run depends on it. */
  readonly planned?: number;
  /** What decides instead of `required_success`, by the results of the wave's tasks as they come. */
  readonly gate?: GateSpec;
  /** Not given: rolling back leaves the wave as it is. */
  readonly rollback?: RollbackSpec;
  readonly task: TaskSpec;
}

/** How a wave is undone: a task for each of its tasks that has succeeded. */
export interface RollbackSpec {
  /** Most agents that undo at a time; null: as many as there are. */
  readonly agents: number | null;
  readonly task: TaskSpec;
}

/** Waves one after the other, each starting when all tasks of the one before have ended. */
export interface WavesWorkloadSpec extends WorkloadCommon {
  readonly kind: 'waves';
  readonly waves: readonly WaveSpec[];
}

export interface DagTaskSpec {
  readonly name: string;
  /** Equal tasks under this name. */
  readonly count: number;
  /** What must have come before these start; a bare name: all tasks of that step have succeeded. */
  readonly after: readonly Dependency[];
  readonly task: TaskSpec;
}

/** Tasks with dependencies; a task is submitted when everything it comes after has completed. */
export interface DagWorkloadSpec extends WorkloadCommon {
  readonly kind: 'dag';
  readonly tasks: readonly DagTaskSpec[];
}

export interface SprintPhaseSpec {
  readonly name: string;
  readonly purpose: PhasePurpose;
  /** Seconds. */
  readonly duration: number;
  /** Share of the agents that work in it, 0..1. */
  readonly share: number;
  readonly order: 'priority' | 'effort';
}

/** Time-boxed sprints over a backlog of items; an attempt at an item is one task. */
export interface SprintsWorkloadSpec extends WorkloadCommon {
  readonly kind: 'sprints';
  readonly phases: readonly SprintPhaseSpec[];
  readonly items: number;
  /** Every item is a part of one feature and of one kind of work, both drawn uniformly. */
  readonly features: number;
  readonly kinds: number;
  /** Agents of the first sprint; tuning may use up to all there are. null: all. */
  readonly agents: number | null;
  readonly tasks_per_agent: number;
  /** Most tasks under way at a time. */
  readonly chunk: number;
  /** chunk: the next begins when all of the one before has ended; window: whenever there is room. */
  readonly refill: 'chunk' | 'window';
  readonly max_attempts: number;
  /** Most sprints. */
  readonly limit: number;
  readonly tuning: boolean;
  /** Probability that a result that came is found defective in the test. */
  readonly defects: number;
  readonly task: TaskSpec;
}

/** Tasks again and again at the times of a calendar. */
export interface RecurrenceWorkloadSpec extends WorkloadCommon {
  readonly kind: 'recurrence';
  /** As crontab has it: minute, hour, day of the month, month, day of the week. */
  readonly schedule: string;
  /** Seconds since 1970-01-01T00:00:00Z at which the run begins. */
  readonly epoch: number;
  /** Each time. */
  readonly tasks: number;
  /** When tasks of the time before are under way: both run, the later is left out, or it waits for them. */
  readonly overlap: 'allow' | 'skip' | 'queue';
  readonly max_queued: number;
  /** Times after which it ends; null: no limit. */
  readonly occurrences: number | null;
  readonly task: TaskSpec;
}

/** A step of a flow: a task, and what happens when it fails for good. */
export interface FlowStepSpec {
  readonly name: string;
  /** Tasks that may be tried. */
  readonly attempts: number;
  /** Seconds before the second try; doubled for each one after it. */
  readonly delay: number;
  /** Name of the step from which it is tried again: this one, or one before it. */
  readonly from: string;
  /** Seconds from handing its task in, after which that counts as failed, though it goes on; null or not given: any time. */
  readonly timeout?: number | null;
  /** When all attempts have failed: the flow fails, or goes on without. */
  readonly otherwise: 'fail' | 'skip';
  /** Its success makes the progress of the flow durable. */
  readonly checkpoint: boolean;
  /** Which events it sends. */
  readonly emits: readonly StepEventKind[];
  readonly task: TaskSpec;
}

/** Flows of steps, one after the other, each a task. */
export interface FlowWorkloadSpec extends WorkloadCommon {
  readonly kind: 'flow';
  /** When flows begin; null: see `on`. */
  readonly arrivals: ArrivalSpec | null;
  /** A step of another workload of flows: one begins here whenever it is done there. Both null: all begin at `start`. */
  readonly on: { readonly workload: string; readonly step: string } | null;
  /** Flows after which no more begin; null: no limit. */
  readonly count: number | null;
  /** No flow begins after this time, in seconds; null: no limit. */
  readonly stop: number | null;
  /** Flows open at a time; more are turned away, and counted. */
  readonly max_open: number;
  /** Whether the root coordinator is sent every event. Listeners always are. */
  readonly events: 'root' | 'none';
  /** How many tasks may be tried again beside those that are tried first, in all flows together; null or not given: any number. */
  readonly budget?: RetryBudgetSpec | null;
  readonly steps: readonly FlowStepSpec[];
}

export type WorkloadSpec =
  | OpenWorkloadSpec
  | ClosedWorkloadSpec
  | BacklogWorkloadSpec
  | WavesWorkloadSpec
  | DagWorkloadSpec
  | SprintsWorkloadSpec
  | RecurrenceWorkloadSpec
  | FlowWorkloadSpec;
