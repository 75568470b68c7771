/**
 * Asks nobody: a task goes to the neighbour believed to be the least loaded, from what neighbours tell of their room with every
 * acknowledgement, result and heartbeat.
 */
import type { Routing, RoutingContext } from './routing.ts';

export class TargetedRouting implements Routing {
  readonly health = 'heartbeats';
  readonly #context: RoutingContext;

  constructor(context: RoutingContext) {
    this.#context = context;
  }

  start(): void {}

  choose(task: number): number {
    return leastLoadedFor(task, this.#context);
  }

  gave(): void {}

  onTimer(): void {}
}

/** The neighbour believed to be the least loaded of those that the task may go to, -1 when it had better stay. */
export function leastLoadedFor(task: number, context: RoutingContext): number {
  const { neighbourhood, tasks } = context;
  return neighbourhood.leastLoaded(tasks.requirement(task), context.giverOf(task), context.loadFor(task));
}
