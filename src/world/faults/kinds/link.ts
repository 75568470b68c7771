/** Faults of links: they lose, repeat, reorder or delay messages. */
import type { LinkFault } from '../../network/link-fault.ts';
import type { FaultCommon } from '../../spec/fault-spec.ts';
import type { FaultKind } from '../kind.ts';

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
      missed: false,
      begin: () => targets.disturb(fault, true),
      end: () => targets.disturb(fault, false),
    };
  },
};
