/** Which executions fail: a coin per task and execution, thrown by the workload, so that every policy meets the same ones. */
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { Cluster } from '../plan/cluster.ts';
import type { TaskSpec, WorkloadSpec } from '../spec/spec.ts';

export class TaskFailures {
  readonly #tasks: TaskTable;
  readonly #regions: number;
  /** Probability by task specification and region of the agent. */
  readonly #probability: Float64Array;
  readonly #coins: readonly EntityStreams[];

  constructor(
    tasks: TaskTable,
    specs: readonly TaskSpec[],
    workloads: readonly WorkloadSpec[],
    cluster: Cluster,
    streams: Streams,
  ) {
    this.#tasks = tasks;
    this.#regions = cluster.regions.length;
    this.#probability = Float64Array.from(
      specs.flatMap(({ failure }) =>
        cluster.regions.map((name) => failure.regions[name] ?? failure.probability),
      ),
    );
    this.#coins = workloads.map((workload) => streams.entities(`task failure ${workload.name}`));
  }

  /** Whether an execution of a task, its first, second, ..., fails on an agent of this region. */
  fails(task: number, execution: number, region: number): boolean {
    const probability = this.#probability[this.#tasks.template[task] * this.#regions + region];
    if (probability === 0) return false;
    return this.#coins[this.#tasks.workload[task]].at(this.#tasks.index[task], execution) < probability;
  }
}
