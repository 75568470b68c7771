/** What faults do to a world, and how it is undone. */
import type { RandomSource } from '../../engine/types.ts';
import type { ActiveLinkFault } from '../network/links.ts';
import type { Cut, Network } from '../network/network.ts';
import type {
  FaultSpec,
  LinkFaultSpec,
  OutageFaultSpec,
  PartitionFaultSpec,
  ProcessFaultSpec,
  SelectorSpec,
} from '../spec/spec.ts';
import { candidates, draw, type SelectionContext } from './selection.ts';

const MICROSECONDS = 1e6;

/** What a fault can act on. */
export interface FaultTargets {
  readonly network: Network;
  /** Begins (or takes back) a fault of one process. */
  hit(kind: ProcessFaultSpec['kind'], process: number, factor: number, begin: boolean): void;
}

/** One occurrence of a fault. */
export interface FaultEffect {
  /** Processes hit; 0 where a fault hits links or everybody. */
  readonly processes: number;
  /** Whether it is there to hit processes of its own choice, and yet found none. */
  readonly missed: boolean;
  /** Microseconds between changes of sides; 0: steady. */
  readonly flapping: number;
  begin(): void;
  end(): void;
  /** Cuts when healed, heals when cut. */
  flap(): void;
  /** An agent is no longer there: whoever takes its place is not hit by what hit it. */
  forget?(agent: number): void;
}

export function createEffect(
  spec: FaultSpec,
  random: RandomSource,
  selection: SelectionContext,
  targets: FaultTargets,
): FaultEffect {
  switch (spec.kind) {
    case 'crash':
    case 'pause':
    case 'slow':
      return processEffect(
        spec.kind,
        draw(spec.target, candidates(spec.target, selection), random),
        spec.factor,
        targets,
      );
    case 'zone_outage':
    case 'region_outage':
      return outageEffect(spec, selection, targets);
    case 'partition':
      return partitionEffect(spec, random, selection, targets.network);
    case 'link':
      return linkEffect(spec, selection, targets.network);
  }
}

function processEffect(
  kind: ProcessFaultSpec['kind'],
  drawn: Int32Array,
  factor: number,
  targets: FaultTargets,
): FaultEffect {
  const hit = new Set(drawn);
  const apply = (begin: boolean) => {
    for (const process of hit) targets.hit(kind, process, factor, begin);
  };
  return {
    processes: hit.size,
    missed: hit.size === 0,
    flapping: 0,
    begin: () => apply(true),
    end: () => apply(false),
    flap() {},
    forget(agent) {
      if (hit.delete(agent)) targets.hit(kind, agent, factor, false);
    },
  };
}

/**
 * Agents and coordinators of a zone or region. It is the place that is down: agents that are started there meanwhile do not come up
 * before it does.
 */
function outageEffect(
  spec: OutageFaultSpec,
  selection: SelectionContext,
  targets: FaultTargets,
): FaultEffect {
  const inside = (processes: SelectorSpec['processes'], absent: boolean) =>
    candidates(
      { processes, count: null, fraction: 1, region: spec.region, zone: spec.zone, group: null },
      selection,
      absent,
    );
  const coordinators = inside('coordinators', false);
  const processes = inside('agents', false).length + coordinators.length;
  const place = Int32Array.from([...inside('agents', true), ...coordinators]);
  const { flapping, begin, end, flap } = processEffect('crash', place, 1, targets);
  return { processes, missed: processes === 0, flapping, begin, end, flap };
}

function partitionEffect(
  spec: PartitionFaultSpec,
  random: RandomSource,
  selection: SelectionContext,
  network: Network,
): FaultEffect {
  const { side, hit } = sides(spec, random, selection);
  const missed = spec.cut.style === 'isolate' && hit === 0;
  const cut: Cut = { side, oneWay: spec.direction === 'one_way' };
  const heal = () => {
    const position = network.cuts.indexOf(cut);
    if (position >= 0) network.cuts.splice(position, 1);
  };
  return {
    processes: hit,
    missed,
    flapping: spec.flapping === null ? 0 : Math.round(spec.flapping * MICROSECONDS),
    begin: () => network.cut(cut),
    end: heal,
    flap: () => (network.cuts.includes(cut) ? heal() : network.cut(cut)),
  };
}

/** Which side of the cut each process is on, and how many were cut off. */
function sides(
  spec: PartitionFaultSpec,
  random: RandomSource,
  selection: SelectionContext,
): { side: Uint8Array; hit: number } {
  const { processes, cluster } = selection;
  const side = new Uint8Array(processes.count);
  const { cut } = spec;
  if (cut.style === 'isolate') {
    const isolated = draw(cut.target, candidates(cut.target, selection), random);
    side.fill(2);
    for (const process of isolated) side[process] = 1;
    return { side, hit: isolated.length };
  }
  const byNode = new Uint8Array(cluster.nodes);
  for (let node = 0; node < cluster.nodes; node++) {
    if (cut.style === 'halves') byNode[node] = random.uniform() < 0.5 ? 1 : 2;
    else
      byNode[node] =
        1 + cut.groups.findIndex((group) => group.includes(cluster.regions[cluster.nodeRegion[node]]));
  }
  for (let process = 0; process < processes.count; process++) side[process] = byNode[processes.node[process]];
  return { side, hit: 0 };
}

function linkEffect(spec: LinkFaultSpec, selection: SelectionContext, network: Network): FaultEffect {
  const region = (name: string | null) => (name === null ? -1 : selection.cluster.region(name));
  const fault: ActiveLinkFault = { spec, from: region(spec.from), to: region(spec.to) };
  const { active } = network.links;
  return {
    processes: 0,
    missed: false,
    flapping: 0,
    begin: () => active.push(fault),
    end() {
      const position = active.indexOf(fault);
      if (position >= 0) active.splice(position, 1);
    },
    flap() {},
  };
}
