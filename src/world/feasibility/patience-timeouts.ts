/** How long tasks have patience, against the way that they have before them. */
import { knownMean } from '../plan/means.ts';
import { taskSpecs } from '../plan/task-specs.ts';
import type { WorldSpec } from '../spec/spec.ts';
import type { DerivedTimeout } from './derived-timeout.ts';
import type { RoundTrips } from './round-trips.ts';

/** Tasks give up that no agent has begun by then, so that those with less patience than their way takes are never done. */
export function patienceTimeouts({ workloads }: WorldSpec, trips: RoundTrips): DerivedTimeout[] {
  return workloads.flatMap((workload) => {
    const shortest = taskSpecs(workload).reduce<number | null>(
      (least, { patience }) => (patience ? Math.min(least ?? Infinity, knownMean(patience)) : least),
      null,
    );
    if (shortest === null) return [];
    return [
      {
        name: 'task.gives_up',
        what: `a task of ${workload.name} that no agent has begun gives up`,
        from: `patience of ${workload.name}, in the mean`,
        seconds: shortest,
        needs: Number.isFinite(trips.assignment) ? trips.assignment : Number.NaN,
        needed: 'the quickest way from a client to an agent',
        otherwise: 'Raise it, or tasks give up on their way.',
      },
    ];
  });
}
