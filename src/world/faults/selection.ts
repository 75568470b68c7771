/** Which processes a fault's selector picks, and where they are. */

import { sampleDistinct } from '../../engine/random/draws.ts';
import type { RandomSource } from '../../engine/types.ts';
import { Share } from '../../modules/shares.ts';
import type { Processes } from '../core/processes.ts';
import type { Cluster } from '../plan/cluster.ts';
import type { SelectorSpec } from '../spec/fault-spec.ts';
import type { FaultPlaces } from './kind.ts';

export interface SelectionContext {
  readonly processes: Processes;
  readonly cluster: Cluster;
  /** Group names, and the group of each agent. */
  readonly groups: readonly string[];
  readonly groupOf: Int32Array;
}

export class Selection implements FaultPlaces {
  readonly #context: SelectionContext;

  constructor(context: SelectionContext) {
    this.#context = context;
  }

  get processes(): number {
    return this.#context.processes.count;
  }

  get nodes(): number {
    return this.#context.cluster.nodes;
  }

  nodeOf(process: number): number {
    return this.#context.processes.node[process];
  }

  regionOf(node: number): string {
    const { regions, nodeRegion } = this.#context.cluster;
    return regions[nodeRegion[node]];
  }

  region(name: string): number {
    return this.#context.cluster.region(name);
  }

  /** Whether an agent is not there: not yet started, or retired. */
  isAbsent(process: number): boolean {
    const { processes } = this.#context;
    return processes.isAgent(process) && processes.absent[process] === 1;
  }

  candidates(selector: SelectorSpec, absent = false): Int32Array {
    const { processes, cluster, groups, groupOf } = this.#context;
    const first = selector.processes === 'agents' ? 0 : processes.agents;
    const end =
      selector.processes === 'agents' ? processes.agents : processes.agents + processes.coordinators;
    const region = selector.region === null ? -1 : cluster.region(selector.region);
    const group = selector.group === null ? -1 : groups.indexOf(selector.group);
    const found: number[] = [];
    for (let process = first; process < end; process++) {
      if (!absent && this.isAbsent(process)) continue;
      if (selector.coordinator && process !== processes[selector.coordinator]) continue;
      const node = processes.node[process];
      if (region >= 0 && cluster.nodeRegion[node] !== region) continue;
      if (selector.zone !== null && cluster.zoneNumber[cluster.nodeZone[node]] !== selector.zone) continue;
      if (group >= 0 && (process >= processes.agents || groupOf[process] !== group)) continue;
      found.push(process);
    }
    return Int32Array.from(found);
  }

  draw(selector: SelectorSpec, random: RandomSource, absent = false): Int32Array {
    return draw(selector, this.candidates(selector, absent), random);
  }
}

/** Draws as many of the candidates as the selector asks for, ascending. */
export function draw(selector: SelectorSpec, from: Int32Array, random: RandomSource): Int32Array {
  const wanted = selector.count ?? new Share(selector.fraction).round(from.length);
  if (wanted >= from.length) return from;
  const positions = new Int32Array(wanted);
  sampleDistinct(random, wanted, from.length, positions);
  return positions.map((position) => from[position]).sort();
}
