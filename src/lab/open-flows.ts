/** Flows that had not ended when a run did, and those that may still begin. */
import { mostDone } from '../modules/flows/most-steps.ts';
import type { OpenFlows } from '../recording/flows.ts';
import type { WorkloadSpec } from '../world/spec/spec.ts';
import type { MeasuredWorld } from './measured-world.ts';

/** By workload; of those that are of another kind there are none. */
export function openFlows({ now, measuredFrom, parts, spec }: MeasuredWorld): OpenFlows[] {
  return parts.clients.map(({ flowsOpen = [], flowsToCome = 0 }, place) => ({
    ages: flowsOpen.filter((begun) => begun >= measuredFrom).map((begun) => now - begun),
    underWay: flowsOpen.length,
    toCome: flowsToCome,
    mostDone: mostDoneBy(spec.workloads[place]),
  }));
}

function mostDoneBy(workload: WorkloadSpec): number[] {
  return workload.kind === 'flow' ? workload.steps.map((_, step) => mostDone(workload.steps, step)) : [];
}
