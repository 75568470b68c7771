/**
 * What repeating work on an agent saves: a task with an affinity key is cheaper where the key's state is held, and dearer where it
 * has to be fetched. An agent holds a key from the end of an execution that used it, and loses all when it crashes.
 */

import type { WorldObserver } from '../core/observer.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { AgentGroupSpec, TaskSpec } from '../spec/spec.ts';
import type { AgentTable } from './agent-table.ts';
import { KeyCaches } from './key-caches.ts';

/** Whether it makes a difference for any task where it runs. */
export function hasWarmth(tasks: readonly TaskSpec[]): boolean {
  return tasks.some((task) => (task.warm ?? 1) !== 1 || Boolean(task.cold_start));
}

export class Warmth {
  readonly #tasks: TaskTable;
  readonly #observer: WorldObserver;
  readonly #caches: KeyCaches;
  /** By task specification: share of the work that is left where the state is held, and whether the state matters at all. */
  readonly #warm: Float64Array;
  readonly #matters: Uint8Array;

  constructor(
    tasks: TaskTable,
    table: AgentTable,
    groups: readonly AgentGroupSpec[],
    specs: readonly TaskSpec[],
    observer: WorldObserver,
  ) {
    this.#tasks = tasks;
    this.#observer = observer;
    this.#caches = new KeyCaches(table.group.map((group) => groups[group].cache ?? 0));
    this.#warm = Float64Array.from(specs, (spec) => spec.warm ?? 1);
    this.#matters = Uint8Array.from(specs, (spec) => (hasWarmth([spec]) ? 1 : 0));
  }

  /** Microseconds of work at speed 1 that a task is on an agent where it starts now. */
  demand(task: number, agent: number): number {
    const { demand, cold, affinity, template } = this.#tasks;
    if (!this.#isKeyed(task)) return demand[task];
    const hit = this.#caches.use(agent, affinity[task]);
    this.#observer.cacheAsked(task, agent, hit);
    return hit ? demand[task] * this.#warm[template[task]] : demand[task] + cold[task];
  }

  /** A task has run to its end on an agent. */
  executed(task: number, agent: number): void {
    if (this.#isKeyed(task)) this.#caches.add(agent, this.#tasks.affinity[task]);
  }

  crashed(agent: number): void {
    this.#caches.forget(agent);
  }

  #isKeyed(task: number): boolean {
    return this.#tasks.affinity[task] > 0 && this.#matters[this.#tasks.template[task]] === 1;
  }
}
