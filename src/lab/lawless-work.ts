/** Work by a law without a variance, or without a mean: there is no time in which a queue of it settles. */
import { createSampler, validateSpec } from '../engine/variates/sampler.ts';
import { taskSpecs } from '../world/plan/task-specs.ts';
import type { WorkloadSpec } from '../world/spec/spec.ts';

/** "The work of tasks of imports follows a law without a mean"; null where the work of all of them has both. */
export function lawlessWork(workloads: readonly WorkloadSpec[]): string | null {
  const found = workloads.flatMap((workload) =>
    taskSpecs(workload).flatMap(({ service }) => {
      const { mean, variance } = validateSpec(service) === null ? createSampler(service) : FINE;
      if (mean !== Infinity && variance !== Infinity) return [];
      return [{ name: workload.name, moment: mean === Infinity ? 'mean' : 'variance' }];
    }),
  );
  const worst = found.find(({ moment }) => moment === 'mean') ?? found[0];
  if (worst === undefined) return null;
  const of = workloads.length > 1 ? ` of ${worst.name}` : '';
  return `The work of tasks${of} follows a law without a ${worst.moment}`;
}

const FINE = { mean: 1, variance: 1 };
