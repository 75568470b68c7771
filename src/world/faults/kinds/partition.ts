/** Partitions: parts of the network cannot reach each other. */
import type { RandomSource } from '../../../engine/types.ts';
import type { Cut } from '../../network/cut.ts';
import type { FaultCommon, SelectorSpec } from '../../spec/fault-spec.ts';
import type { FaultKind, FaultPlaces } from '../kind.ts';

const MICROSECONDS = 1e6;

export type PartitionStyle =
  /** Named groups of regions that cannot reach each other; regions in no group reach everybody. */
  | { readonly style: 'groups'; readonly groups: readonly (readonly string[])[] }
  /** Selected processes are cut off from everybody else. */
  | { readonly style: 'isolate'; readonly target: SelectorSpec }
  /** All nodes in two random halves. */
  | { readonly style: 'halves' };

export interface PartitionFaultSpec extends FaultCommon {
  readonly kind: 'partition';
  readonly cut: PartitionStyle;
  /** both: nothing passes. one_way: only messages from the first group (or from the isolated) are lost. */
  readonly direction: 'both' | 'one_way';
  /** Seconds: cut and healed in turn, each for this long, while the fault lasts; null: steady. */
  readonly flapping: number | null;
}

/** Which side of the cut each process is on, and how many were cut off. */
function sides(
  cut: PartitionStyle,
  random: RandomSource,
  places: FaultPlaces,
): { side: Uint8Array; hit: number } {
  const side = new Uint8Array(places.processes);
  if (cut.style === 'isolate') {
    const isolated = places.draw(cut.target, random);
    side.fill(2);
    for (const process of isolated) side[process] = 1;
    return { side, hit: isolated.length };
  }
  const byNode = new Uint8Array(places.nodes);
  for (let node = 0; node < places.nodes; node++) {
    if (cut.style === 'halves') byNode[node] = random.uniform() < 0.5 ? 1 : 2;
    else byNode[node] = 1 + cut.groups.findIndex((group) => group.includes(places.regionOf(node)));
  }
  for (let process = 0; process < places.processes; process++) side[process] = byNode[places.nodeOf(process)];
  return { side, hit: 0 };
}

/** Whether it parts anybody from anybody: somebody is on two of its sides, one way on the first and another. */
function parts({ side, oneWay }: Cut): boolean {
  let first = 0;
  for (const own of side) {
    if (own === 0 || own === first) continue;
    if (first > 0 && (!oneWay || own === 1 || first === 1)) return true;
    if (first === 0 || own === 1) first = own;
  }
  return false;
}

export const partition: FaultKind<PartitionFaultSpec> = {
  kind: 'partition',
  selector: ({ cut }) => (cut.style === 'isolate' ? cut.target : null),
  pause: ({ flapping }) => flapping ?? 0,
  effect(spec, random, places, targets) {
    const { side, hit } = sides(spec.cut, random, places);
    const cut: Cut = { side, oneWay: spec.direction === 'one_way' };
    const flap = () => (targets.isActive(cut) ? targets.heal(cut) : targets.cut(cut));
    return {
      processes: hit,
      missed: !parts(cut),
      begin: () => targets.cut(cut),
      end: () => targets.heal(cut),
      ...(spec.flapping === null
        ? {}
        : { flapping: { period: Math.round(spec.flapping * MICROSECONDS), flap } }),
    };
  },
};
