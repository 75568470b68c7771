/** Faults of links: they lose, repeat, reorder or delay messages. */
import type { LinkFault } from '../../network/link-fault.ts';
import type { FaultCommon } from '../../spec/fault-spec.ts';
import type { FaultKind, FaultPlaces } from '../kind.ts';

/** Makes links worse while it lasts. */
export interface LinkFaultSpec extends FaultCommon {
  readonly kind: 'link';
  /** Regions; null: any. */
  readonly from: string | null;
  readonly to: string | null;
  /** Also the other direction. */
  readonly both_ways: boolean;
  /** Probabilities, 0 to 1. */
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  /** Delays are multiplied by the factor, then `latency_added` seconds longer. */
  readonly latency_factor: number;
  readonly latency_added: number;
}

/** Whether there is somebody at both ends; agents that are to come count. */
function hasBothEnds({ from, to }: LinkFaultSpec, places: FaultPlaces): boolean {
  const isIn = (process: number, name: string | null) =>
    name === null || places.regionOf(places.nodeOf(process)) === name;
  let [left, right, both] = [0, 0, 0];
  for (let process = 0; process < places.processes; process++) {
    const [isLeft, isRight] = [isIn(process, from), isIn(process, to)];
    if (isLeft) left++;
    if (isRight) right++;
    if (isLeft && isRight) both++;
    // A process sends itself nothing.
    if (left > 0 && right > 0 && (both === 0 || left + right - both > 1)) return true;
  }
  return false;
}

export const link: FaultKind<LinkFaultSpec> = {
  kind: 'link',
  effect(spec, _random, places, targets) {
    const region = (name: string | null) => (name === null ? -1 : places.region(name));
    const { loss, duplicate, reorder } = spec;
    const fault: LinkFault = {
      from: region(spec.from),
      to: region(spec.to),
      bothWays: spec.both_ways,
      loss,
      duplicate,
      reorder,
      factor: spec.latency_factor,
      added: spec.latency_added,
    };
    return {
      processes: 0,
      missed: !hasBothEnds(spec, places),
      begin: () => targets.disturb(fault, true),
      end: () => targets.disturb(fault, false),
    };
  },
};
