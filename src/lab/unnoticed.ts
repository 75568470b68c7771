/** What had stopped or cut off processes when a run ended, and nobody had noticed. */
import type { Unnoticed } from '../recording/declare.ts';
import { faults } from '../world/faults/feature.ts';
import type { MeasuredWorld } from './measured-world.ts';

/** @param goesOn more may happen, as tasks are open or still to come */
export function unnoticed(world: MeasuredWorld, goesOn: boolean): Unnoticed {
  const { now, parts } = world;
  const { processes, network } = parts;
  const found = { crash: [] as number[], pause: [] as number[], cut: [] as number[] };
  for (let process = 0; process < processes.agents + processes.coordinators; process++) {
    const isAbsent = process < processes.agents && processes.absent[process] === 1;
    if (isAbsent || processes.suspected[process] === 1) continue;
    const since = processes.stoppedAt[process];
    const parent = processes.parent[process];
    const cutSince = since < 0 && parent >= 0 ? network.cutSince(process, parent) : -1;
    if (since >= 0) (processes.isUp(process) ? found.pause : found.crash).push(now - since);
    else if (cutSince >= 0) found.cut.push(now - cutSince);
  }
  return { ...found, more: goesOn && world.part(faults)?.faults.mayStrike === true };
}
