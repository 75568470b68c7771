/** Arrivals by the load that they put on the agents, so that a rate need not be worked out anew for every size of a swarm. */
import type { DistributionSpec } from '../engine/types.ts';
import { createSampler } from '../engine/variates/sampler.ts';
import { WorldError } from './errors.ts';
import type { AgentGroupSpec, ArrivalSpec, TimedArrivalSpec } from './spec.ts';

/** Arrivals a second that virtual time can tell apart. */
const FASTEST = 1e6;

/** Seconds of work at speed 1 that all agents together do in a second. */
function capacityOf(groups: readonly AgentGroupSpec[]): number {
  return groups.reduce((sum, { count, slots, speed }) => sum + count * slots * createSampler(speed).mean, 0);
}

/**
 * The arrivals with the rate that follows from their load.
 *
 * @param services what one arrival asks for, in seconds of work at speed 1, task by task
 * @throws WorldError when a mean is not known, or the rate is none that can be simulated
 */
export function timedArrivals(
  arrivals: ArrivalSpec,
  services: readonly DistributionSpec[],
  groups: readonly AgentGroupSpec[],
): TimedArrivalSpec {
  if (arrivals.process !== 'load') return arrivals;
  const capacity = capacityOf(groups);
  const mean = services.reduce((sum, service) => sum + createSampler(service).mean, 0);
  const rate = (arrivals.load * capacity) / mean;
  if (rate > 0 && rate <= FASTEST) return { process: 'poisson', rate };
  if (mean === Infinity)
    throw new WorldError(
      'workloads.arrivals',
      'no rate gives this load: the mean service time is infinite; give rate instead of load, or a service time with a mean',
    );
  throw new WorldError(
    'workloads.arrivals',
    `no rate gives this load: the agents do ${capacity} s of work a second, and an arrival asks for ${mean} s on average`,
  );
}
