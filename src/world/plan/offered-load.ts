/** Arrivals by the load that they put on the agents, so that a rate need not be worked out anew for every size of a swarm. */
import type { DistributionSpec } from '../../engine/types.ts';
import { createSampler } from '../../engine/variates/sampler.ts';
import { WorldError } from '../core/errors.ts';
import type { AgentGroupSpec, ArrivalSpec, TimedArrivalSpec } from '../spec/spec.ts';

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
 * @param bulk mean number of times that an arrival asks for that
 * @throws WorldError when a mean is not known, or the rate is none that can be simulated
 */
export function timedArrivals(
  arrivals: ArrivalSpec,
  services: readonly DistributionSpec[],
  groups: readonly AgentGroupSpec[],
  bulk = 1,
): TimedArrivalSpec {
  if (arrivals.process !== 'load') return arrivals;
  const capacity = capacityOf(groups);
  const mean = bulk * services.reduce((sum, service) => sum + createSampler(service).mean, 0);
  const rate = (arrivals.load * capacity) / mean;
  if (rate > 0 && rate <= FASTEST) return { process: 'poisson', rate };
  if (mean === Infinity) {
    const what = bulk === Infinity ? 'bulk size' : 'service time';
    throw new WorldError(
      'workloads.arrivals',
      `no rate gives this load: the mean ${what} is infinite; give rate instead of load, or a ${what} with a mean`,
    );
  }
  throw new WorldError(
    'workloads.arrivals',
    `no rate gives this load: the agents do ${capacity} s of work a second, and an arrival asks for ${mean} s on average`,
  );
}
