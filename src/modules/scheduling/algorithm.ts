/**
 * The interface of a distribution algorithm: which worker gets this task. It keeps its own indexes up to date from
 * notifications, so that a decision never looks at all workers.
 */
import type { Port, TaskDirectory } from '../ports.ts';
import type { EntryDescription, ParameterValues } from '../registry.ts';
import { toWorker } from '../worker/vocabulary.ts';
import type { WorkerTable, WorkerView } from './workers.ts';

/** What an algorithm sees of its machine. */
export interface AlgorithmContext {
  readonly workers: WorkerView;
  readonly tasks: TaskDirectory;
  /** Uniform in [0, 1). */
  random(): number;
  /** Microseconds. */
  now(): number;
  /** Asks a worker how busy it is; `probed` follows when the answer comes, if it does. For entries with `probes` only. */
  probe(worker: number): void;
}

/** The part of a machine that an algorithm may use. */
export function algorithmContext(port: Port, workers: WorkerTable, tasks: TaskDirectory): AlgorithmContext {
  return {
    workers,
    tasks,
    random: () => port.random(),
    now: () => port.now(),
    probe: (worker) => port.post(workers.process[worker], toWorker.probe),
  };
}

export interface DistributionAlgorithm {
  /**
   * A worker for the task: open (trusted and below its limit) and with the capabilities it requires; -1 when there is none.
   * Deciding changes nothing: `assigned` follows when the decision is carried out.
   */
  choose(task: number): number;
  /** The worker's outstanding tasks, limit or availability changed. */
  update(worker: number): void;
  /** The task went to the worker. `update` is called as well. */
  assigned?(task: number, worker: number): void;
  /** The books have the task at the worker from now on, or no longer, for whatever reason. `update` follows. */
  bound?(task: number, worker: number): void;
  released?(task: number, worker: number): void;
  /** A worker answered a probe: tasks in flight there, and the microseconds that a task would take (0: it does not know). */
  probed?(worker: number, inFlight: number, latency: number): void;
  /** The worker's result for the task arrived, this many microseconds after the assignment left. */
  finished?(task: number, worker: number, success: boolean, duration: number): void;
}

/** rank: those with the longest way to the end of their graph first. */
export type ServingOrder = 'arrival' | 'priority' | 'rank';

export interface AlgorithmEntry extends EntryDescription {
  /** In which order waiting tasks are served, at the coordinator and at the agents. */
  readonly order: ServingOrder;
  /** Tasks that may be assigned to a worker beyond its slots, where the algorithm decides that, whatever the scenario says. */
  readonly agentQueue?: number;
  /** Whether workers must be ready to answer probes. */
  readonly probes?: boolean;
  /**
   * Late binding: what is distributed are reservations, and a task stays where it is until a worker asks. The parameters `ratio`
   * (reservations for each task) and `window` (seconds for which tasks are gathered into a batch) say how many; 2 and 0 without.
   */
  readonly lateBinding?: boolean;
  create(context: AlgorithmContext, parameters: ParameterValues): DistributionAlgorithm;
}
