/** What has stopped processes, or cut them off, of which nobody has noticed. */
import type { Unnoticed } from '../recording/declare.ts';
import { faults } from '../world/faults/feature.ts';
import type { MeasuredWorld } from './measured-world.ts';

/** @param goesOn whether there is work that faults may still meet */
export function lookForUnnoticed(world: MeasuredWorld, goesOn: boolean): Unnoticed {
  const { now, parts } = world;
  const { processes, network } = parts;
  const found: Record<Exclude<keyof Unnoticed, 'more'>, number[]> = {
    crash: [],
    pause: [],
    cut: [],
    slow: [],
  };
  for (let process = 0; process < processes.agents + processes.coordinators; process++) {
    const isAbsent = process < processes.agents && processes.absent[process] === 1;
    if (isAbsent || processes.suspected[process] === 1) continue;
    const since = processes.stoppedAt[process];
    if (since >= 0) {
      (processes.isUp(process) ? found.pause : found.crash).push(now - since);
      continue;
    }
    const parent = processes.parent[process];
    const cutSince = parent >= 0 ? network.cutSince(process, parent) : -1;
    const heldSince = network.heldSince?.(process) ?? -1;
    if (cutSince >= 0) found.cut.push(now - cutSince);
    else if (heldSince >= 0) found.slow.push(now - heldSince);
  }
  return { ...found, more: goesOn && world.part(faults)?.faults.mayStrike === true };
}
