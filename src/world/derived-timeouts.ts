/** Time-outs that no key of a scenario gives: what they follow from, and the slowest round trip that they must outlast. */
import { createSampler } from '../engine/variates/sampler.ts';
import { MAX_TRIES } from '../modules/coordination/routing/ring.ts';
import type { Parts } from './assembly.ts';
import { ringOptions } from './peers.ts';
import type { NetworkSpec, WorldSpec } from './spec.ts';

const MICROSECONDS = 1e6;

export interface DerivedTimeout {
  /** A sentence's subject: what happens when it has passed. */
  readonly what: string;
  /** Keys that it follows from. */
  readonly from: string;
  readonly seconds: number;
  /** Mean, there and back over the slowest link that it is about, in seconds. */
  readonly roundTrip: number;
}

export function derivedTimeouts(spec: WorldSpec, { plans, network, processes }: Parts): DerivedTimeout[] {
  const { ring, topology, adapt = [] } = spec.coordination;
  const isRing = topology === 'ring' || adapt.some((step) => step.topology === 'ring');
  if (!ring || !isRing || plans.length < 2) return [];
  const ackTimeout = Math.max(1, Math.round(spec.retry.ack_timeout * MICROSECONDS));
  const { confirmTimeout } = ringOptions({ ...ring, order: 'sequential' }, ackTimeout);
  let slowest = 0;
  for (const [place, { process }] of plans.entries()) {
    const next = plans[(place + 1) % plans.length].process;
    const [from, to] = [processes.node[process], processes.node[next]];
    const there = meanLatency(spec.network, network.links.between(from, to));
    slowest = Math.max(slowest, there + meanLatency(spec.network, network.links.between(to, from)));
  }
  return [
    {
      what: `the next peer of the ring is taken for dead after ${MAX_TRIES} passes of the token that were not confirmed`,
      from: 'coordination.ring.token_timeout and retry.ack_timeout',
      seconds: (MAX_TRIES * confirmTimeout) / MICROSECONDS,
      roundTrip: slowest,
    },
  ];
}

/** @param link as Links numbers them */
function meanLatency({ links, regions }: NetworkSpec, link: number): number {
  const { same_node, same_zone, same_region, between_regions } = links;
  return createSampler([same_node, same_zone, same_region, between_regions, ...regions][link].latency).mean;
}
