import { type ParameterValues, withDefaults } from '../../../src/modules/registry.ts';
import { DISTRIBUTION_ALGORITHMS } from '../../../src/modules/scheduling/algorithms/index.ts';
import { Dispatcher } from '../../../src/modules/scheduling/dispatcher.ts';
import type { DispatcherOptions, DispatcherOwner } from '../../../src/modules/scheduling/options.ts';
import { RESULT, type Result } from '../../../src/modules/scheduling/vocabulary.ts';
import { type WorkerDescription, WorkerTable } from '../../../src/modules/scheduling/workers.ts';
import { directory, s, TestPort } from '../port.ts';
import { describeWorkers } from './support.ts';

/** By RESULT. */
const ENDS = ['failed', 'completed', 'abandoned', 'failed'];

/** Workers have these addresses: 10, 11, 12, ... */
export const FIRST_WORKER = 10;

export interface SceneOptions extends Partial<Omit<DispatcherOptions, 'algorithm' | 'parameters'>> {
  readonly algorithm?: string;
  readonly parameters?: ParameterValues;
  readonly workers?: number | readonly Partial<WorkerDescription>[];
  readonly agentQueue?: number;
  readonly tasks?: ReturnType<typeof directory>;
}

/** A dispatcher on its machine, with three workers of one slot unless told otherwise. Acknowledgements are due after 1 s. */
export class Scene implements DispatcherOwner {
  readonly port = new TestPort();
  readonly tasks: ReturnType<typeof directory>;
  dispatcher: Dispatcher;
  readonly #ended: string[] = [];
  readonly #options: SceneOptions;

  constructor(options: SceneOptions = {}) {
    this.#options = options;
    this.tasks = options.tasks ?? directory();
    this.dispatcher = this.#create();
  }

  #create(): Dispatcher {
    const { workers = 3, agentQueue = 0, algorithm = 'least_loaded', ...rest } = this.#options;
    const list = typeof workers === 'number' ? Array.from({ length: workers }, () => ({})) : workers;
    const described = describeWorkers(
      list.map((worker, i) => ({ process: FIRST_WORKER + i, ...worker })),
      this.tasks.requirements,
    );
    const entry = DISTRIBUTION_ALGORITHMS.require(algorithm);
    return new Dispatcher(this.port, this.tasks, new WorkerTable(described, agentQueue), this, {
      queueLimit: Infinity,
      maxAttempts: 3,
      timeout: Infinity,
      ackTimeout: s(1),
      backoff: 0,
      backoffLimit: s(60),
      retryFailures: true,
      ...rest,
      algorithm: entry,
      parameters: withDefaults(entry.parameters, this.#options.parameters ?? {}),
    });
  }

  finished(task: number, ticket: number, result: Result): void {
    this.#ended.push(`${task} ${ENDS[result]} (ticket ${ticket})`);
  }

  /** Tasks that ended since last asked. */
  takeEnded(): string[] {
    return this.#ended.splice(0);
  }

  /** Takes tasks on, each with a ticket of a hundred times its number, and says what was sent. */
  accept(...tasks: number[]): string[] {
    for (const task of tasks) this.dispatcher.accept(task, task * 100);
    return this.port.take();
  }

  confirm(task: number, attempt: number): string[] {
    this.dispatcher.onAssigned(task, attempt, true);
    return this.port.take();
  }

  refuse(task: number, attempt: number): string[] {
    this.dispatcher.onAssigned(task, attempt, false);
    return this.port.take();
  }

  /** A worker, by number, reports. */
  result(worker: number, task: number, attempt: number, success = true): string[] {
    this.dispatcher.onResult(FIRST_WORKER + worker, task, attempt, success ? RESULT.success : RESULT.failure);
    return this.port.take();
  }

  /** Lets time pass, up to so many seconds from the start, and says what was sent. */
  advance(seconds: number): string[] {
    this.port.advance(s(seconds), () => {});
    return this.port.take();
  }

  /** The machine goes down and comes up again at once. */
  crash(): string[] {
    this.port.crash();
    this.dispatcher = this.#create();
    this.dispatcher.recover();
    return this.port.take();
  }
}
