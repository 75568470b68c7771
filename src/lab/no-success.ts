/** Tasks of which none can succeed, however long a run is. */
import { TASK_STATE } from '../world/core/task-table.ts';
import { kindOf } from '../world/faults/kinds/index.ts';
import { RelativeSpeeds } from '../world/plan/pairs.ts';
import { allTaskSpecs, taskSpecs } from '../world/plan/task-specs.ts';
import type { FaultSpec, TaskSpec, WorkloadSpec } from '../world/spec/spec.ts';
import { least } from './extremes.ts';
import type { MeasuredWorld } from './measured-world.ts';
import { attemptLimit } from './prospects.ts';

const MICROSECONDS = 1e6;

/** What keeps every task from succeeding. */
export type Obstruction = 'timeout' | 'failure';

/**
 * Why no task that has not ended, and none that may still come, can succeed; null where one may. Either every execution fails, or none is
 * over before its attempt is given up, be its agent the fastest and all to itself, and nothing of an attempt is left to the next.
 * @param isOwn modules of the user's own decide what happens
 * @param toCome tasks still to be submitted
 */
export function noSuccess(world: MeasuredWorld, isOwn: boolean, toCome: number): Obstruction | null {
  const { spec, parts } = world;
  if (isOwn) return null;
  const specs = allTaskSpecs(spec);
  const { tasks, agents } = parts;
  const speeds = new RelativeSpeeds(specs, spec.agents.groups);
  const fastest = speeds.most * agents.table.speed.reduce((most, speed) => Math.max(most, speed), 0);
  // With checkpoints an attempt goes on from what the one before has done.
  const isAnew = !spec.checkpoints && !spec.scheduler.rebalance;
  const limit = isAnew && hasSteadyClock(spec.faults) ? attemptLimit(world, toCome) : Infinity;
  /** @param demand microseconds of work */
  const obstruction = (task: TaskSpec, demand: number): Obstruction | null =>
    alwaysFails(task) ? 'failure' : ((task.warm ?? 1) * demand) / fastest > limit ? 'timeout' : null;

  const found = new Set<Obstruction | null>();
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.state[task] !== TASK_STATE.submitted) continue;
    const hasSucceeded = tasks.executedAt[task] >= 0;
    found.add(hasSucceeded ? null : obstruction(specs[tasks.template[task]], tasks.demand[task]));
  }
  for (const [place, workload] of spec.workloads.entries())
    if (!parts.clients[place].exhausted)
      for (const task of taskSpecs(workload))
        found.add(obstruction(task, leastDemand(workload, task) * MICROSECONDS));
  if (found.size === 0 || found.has(null)) return null;
  return found.has('timeout') ? 'timeout' : 'failure';
}

/** Whether faults leave coordinators and their timers alone, and make no agent faster. */
function hasSteadyClock(faults: readonly FaultSpec[]): boolean {
  return faults.every((fault) => {
    if (fault.kind === 'partition' || fault.kind === 'link') return true;
    const kind = kindOf(fault);
    const cause = kind.condition?.(fault);
    return kind.selector?.(fault)?.processes === 'agents' && cause !== undefined && cause.factor <= 1;
  });
}

function alwaysFails({ failure }: TaskSpec): boolean {
  return Math.min(failure.probability, ...Object.values(failure.regions)) >= 1;
}

/** Seconds of work. A trace brings its own, and what a cache holds costs next to nothing. */
function leastDemand(workload: WorkloadSpec, { service }: TaskSpec): number {
  if (workload.kind === 'open' && (workload.cache || workload.arrivals.process === 'trace')) return 0;
  return least(service);
}
