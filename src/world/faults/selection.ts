/** Which processes a fault's selector picks. */

import { sampleDistinct } from '../../engine/random/draws.ts';
import type { RandomSource } from '../../engine/types.ts';
import { Share } from '../../modules/shares.ts';
import type { Processes } from '../core/processes.ts';
import type { Cluster } from '../plan/cluster.ts';
import type { SelectorSpec } from '../spec/spec.ts';

export interface SelectionContext {
  readonly processes: Processes;
  readonly cluster: Cluster;
  /** Group names, and the group of each agent. */
  readonly groups: readonly string[];
  readonly groupOf: Int32Array;
}

/**
 * Processes that meet all conditions of the selector, ascending.
 *
 * @param absent whether agents count that are not there: not yet started, or retired
 */
export function candidates(selector: SelectorSpec, context: SelectionContext, absent = false): Int32Array {
  const { processes, cluster, groups, groupOf } = context;
  const first = selector.processes === 'agents' ? 0 : processes.agents;
  const end = selector.processes === 'agents' ? processes.agents : processes.agents + processes.coordinators;
  const region = selector.region === null ? -1 : cluster.region(selector.region);
  const group = selector.group === null ? -1 : groups.indexOf(selector.group);
  const found: number[] = [];
  for (let process = first; process < end; process++) {
    if (!absent && process < processes.agents && processes.absent[process] === 1) continue;
    if (selector.coordinator && process !== processes[selector.coordinator]) continue;
    const node = processes.node[process];
    if (region >= 0 && cluster.nodeRegion[node] !== region) continue;
    if (selector.zone !== null && cluster.zoneNumber[cluster.nodeZone[node]] !== selector.zone) continue;
    if (group >= 0 && (process >= processes.agents || groupOf[process] !== group)) continue;
    found.push(process);
  }
  return Int32Array.from(found);
}

/** Draws as many of the candidates as the selector asks for, ascending. */
export function draw(selector: SelectorSpec, from: Int32Array, random: RandomSource): Int32Array {
  const wanted = selector.count ?? new Share(selector.fraction).round(from.length);
  if (wanted >= from.length) return from;
  const positions = new Int32Array(wanted);
  sampleDistinct(random, wanted, from.length, positions);
  return positions.map((position) => from[position]).sort();
}
