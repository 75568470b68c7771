/** Sprints that had not ended when a run did. */
import type { RunRecorder } from '../recording/run-recorder.ts';
import type { MeasuredWorld } from './measured-world.ts';

/** Most sprints that could still end, and items that could still be shipped or given up. */
export interface OpenSprints {
  readonly sprints: number;
  readonly items: number;
}

export function openSprints({ spec, parts }: MeasuredWorld, recorder: RunRecorder): OpenSprints {
  const left = { sprints: 0, items: 0 };
  for (const [place, workload] of spec.workloads.entries()) {
    if (workload.kind !== 'sprints' || parts.clients[place].exhausted) continue;
    const done = recorder.sprints.settled(workload.name);
    left.sprints += Math.max(0, workload.limit - done.sprints);
    left.items += Math.max(0, workload.items - done.items);
  }
  return left;
}
