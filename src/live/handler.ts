/** A user's handler: one function for each type of task, called where the simulation waits. */
import { describeThrown } from '../lab/extension/guard.ts';
import type { ModuleBundle } from '../lab/module-file.ts';
import { importNames } from '../lab/module-file.ts';
import { RESULT, type Result } from '../modules/scheduling/vocabulary.ts';
import type { Executions } from '../modules/worker/machine.ts';
import { OUTCOME, type Outcome } from '../world/core/observer.ts';
import type { TaskTable } from '../world/core/task-table.ts';
import { taskTypes } from '../world/plan/task-types.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { Timers } from './timers.ts';

/** A user's handler that cannot be used. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';
}

/** What a handler is told of a task. */
export interface HandledTask {
  /** Its type: the name of its step, or of its workload. */
  readonly type: string;
  readonly workload: string;
  /** Its number in the workload, from 0: the same in every execution. */
  readonly index: number;
  /** Which of its executions this is, from 1, as far as one agent can tell. */
  readonly execution: number;
  readonly priority: number;
  /** Aborted when the result is no longer wanted. */
  readonly signal: AbortSignal;
}

/** The task fails when the promise is rejected, and is tried again as the scenario says. */
export type Handler = (task: HandledTask) => Promise<unknown>;

/**
 * The handlers that a module exports: by type, as its default export or by name; a default export that is a function handles all types.
 * @throws HandlerError when it cannot be loaded, or a type of the scenario has no handler
 */
export async function loadHandlers(bundle: ModuleBundle, spec: WorldSpec): Promise<Handler[]> {
  const names = await importNames(bundle).catch((error: Error) => {
    throw new HandlerError(error.message);
  });
  const given = names.default;
  const byType = exportsByType(names, bundle);
  return taskTypes(spec).map((type) => {
    const handler = Object.hasOwn(byType, type) ? byType[type] : given;
    if (typeof handler !== 'function')
      throw new HandlerError(
        `${bundle.file}: no function for tasks of type "${type}" is exported, and none for all`,
      );
    return handler as Handler;
  });
}

/** Its named exports and what its default export holds: reading these runs code where they are getters. @throws HandlerError when one throws */
function exportsByType(
  names: Readonly<Record<string, unknown>>,
  { file }: ModuleBundle,
): Readonly<Record<string, unknown>> {
  try {
    return { ...names, ...(typeof names.default === 'object' ? names.default : {}) };
  } catch (error) {
    throw new HandlerError(`${file}: ${describeThrown(error, () => null)} while its exports were read`);
  }
}

/** Who hears of executions. */
export interface HandledListener {
  started(task: number, agent: number): void;
  ended(task: number, agent: number, outcome: Outcome, startedAt: number): void;
  /** The execution has come to its end. */
  done(execution: number, result: Result): void;
}

interface Running {
  readonly agent: number;
  readonly task: number;
  readonly startedAt: number;
  readonly controller: AbortController;
}

/** Executions are calls of handlers. They cannot be suspended: a run that would interrupt them is refused. */
export class HandledExecutions implements Executions {
  readonly #handlers: readonly Handler[];
  readonly #spec: WorldSpec;
  readonly #types: readonly string[];
  readonly #tasks: TaskTable;
  readonly #timers: Timers;
  readonly #listener: HandledListener;
  readonly #running = new Map<number, Running>();

  constructor(
    handlers: readonly Handler[],
    spec: WorldSpec,
    tasks: TaskTable,
    timers: Timers,
    listener: HandledListener,
  ) {
    this.#handlers = handlers;
    this.#spec = spec;
    this.#types = taskTypes(spec);
    this.#tasks = tasks;
    this.#timers = timers;
    this.#listener = listener;
  }

  begin(agent: number, execution: number, task: number): void {
    const { workload, template, index, executions, priority } = this.#tasks;
    const controller = new AbortController();
    const running = { agent, task, startedAt: this.#timers.now, controller };
    this.#running.set(execution, running);
    this.#listener.started(task, agent);
    const about: HandledTask = {
      type: this.#types[template[task]],
      workload: this.#spec.workloads[workload[task]].name,
      index: index[task],
      execution: ++executions[task],
      priority: priority[task],
      signal: controller.signal,
    };
    const call = async () => this.#handlers[template[task]](about);
    call().then(
      () => this.#end(execution, running, true),
      () => this.#end(execution, running, false),
    );
  }

  suspend(): void {
    throw new Error('a handler cannot be interrupted and go on later');
  }

  resume(): void {
    this.suspend();
  }

  abort(execution: number): void {
    const running = this.#running.get(execution);
    if (!running) return;
    this.#running.delete(execution);
    running.controller.abort();
    this.#listener.ended(running.task, running.agent, OUTCOME.aborted, 0);
  }

  #end(execution: number, running: Running, success: boolean): void {
    // It may have been given up, and its number be another's by now.
    if (this.#running.get(execution) !== running) return;
    this.#running.delete(execution);
    this.#timers.turn(() => {
      const { task, agent, startedAt } = running;
      this.#listener.ended(task, agent, success ? OUTCOME.success : OUTCOME.failure, startedAt);
      this.#listener.done(execution, success ? RESULT.success : RESULT.failure);
    });
  }
}
