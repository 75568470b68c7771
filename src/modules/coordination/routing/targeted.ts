/**
 * Asks nobody: a task goes to the neighbour believed to be the least loaded, from what neighbours tell of their room with every
 * acknowledgement, result and heartbeat.
 */
import type { Routing, RoutingContext } from './routing.ts';

export class TargetedRouting implements Routing {
  readonly #context: RoutingContext;

  constructor(context: RoutingContext) {
    this.#context = context;
  }

  start(): void {}

  choose(task: number): number {
    const { neighbourhood, tasks, giverOf, loadFor } = this.#context;
    return neighbourhood.leastLoaded(tasks.requirement(task), giverOf(task), loadFor(task));
  }

  onMessage(): void {}

  onTimer(): void {}
}
