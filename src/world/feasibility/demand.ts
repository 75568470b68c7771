/**
 * The work that a specification offers to its agents for as long as arrivals last, against what the agents can do. Only what
 * follows from the specification is counted, and everything that it leaves open is taken at its least: the load that a run
 * really meets may be higher, and is never lower.
 */

import { Streams } from '../../engine/random/streams.ts';
import type { DistributionSpec, Sampler } from '../../engine/types.ts';
import { createSampler, validateSpec } from '../../engine/variates/sampler.ts';
import { parseCron, timesPerSecond } from '../../modules/workflow/cron.ts';
import { bulkMoments } from '../plan/bulk.ts';
import { timedArrivals } from '../plan/offered-load.ts';
import { relativeSpeed } from '../plan/pairs.ts';
import type {
  AgentGroupSpec,
  FlowWorkloadSpec,
  OpenWorkloadSpec,
  RecurrenceWorkloadSpec,
  TaskSpec,
  TimedArrivalSpec,
  WorkloadSpec,
  WorldSpec,
} from '../spec/spec.ts';
import { canDo } from './able.ts';

/** A time-out of so many times the mean work cuts little of it: of exponential work .7 %. */
const LONG = 5;

/** Tasks of one kind that come at a steady rate. */
export interface Demand {
  /** A second, in the long run. */
  readonly rate: number;
  /** Seconds of work at speed 1 for a task, executions that fail included: mean, and mean square. */
  readonly work: number;
  readonly workSquared: number;
  /**
   * Whether `work` is the least that it can be: agents that can do it are not equally fast at it, and it is that of the fastest; or it is
   * saved while under way, which takes time, and executions that fail need not do all of it.
   */
  readonly isLeast: boolean;
  /** Variance of the number of tasks that arrive in a long time, by its mean: 1 for Poisson arrivals. */
  readonly dispersion: number;
  readonly capabilities: readonly string[];
  /** Whether executions that fail are a part of the work. */
  readonly isRepeated: boolean;
  /** Whether `work` is what a time-out leaves of it. */
  readonly isCut: boolean;
}

/** What comes of a workload in the long run: `null` where its rate or its work does not follow from the specification. */
export type Offer = readonly Demand[] | null;

/**
 * The tasks that a workload without an end hands in; null where the specification does not tell.
 * @param lasted seconds of the run, where that is known: a time-out that is no shorter has ended nothing
 */
export function offerOf(workload: WorkloadSpec, world: WorldSpec, lasted = Infinity): Offer {
  const isUnused = world.retry.timeout !== null && world.retry.timeout >= lasted;
  const spec = isUnused ? { ...world, retry: { ...world.retry, timeout: null } } : world;
  switch (workload.kind) {
    case 'open':
      return openOffer(workload, spec);
    case 'flow':
      return flowOffer(workload, spec);
    case 'recurrence':
      return recurrenceOffer(workload, spec);
    default:
      return null;
  }
}

/** Times that are left out where the tasks before are under way bring no work. */
function recurrenceOffer({ schedule, tasks, task, overlap }: RecurrenceWorkloadSpec, spec: WorldSpec): Offer {
  const demand = overlap === 'skip' ? null : demandOf(task, spec);
  if (!demand) return null;
  return [{ rate: tasks * timesPerSecond(parseCron(schedule)), dispersion: 0, ...demand }];
}

function openOffer({ arrivals, task, bulk, batch, cache }: OpenWorkloadSpec, spec: WorldSpec): Offer {
  if (cache) return null;
  const rate = rateOf(arrivals, [task.service], spec, bulk);
  const demand = rate && demandOf(task, spec);
  if (!demand) return null;
  if (!batch) return [{ ...rate, ...demand }];
  // Of full batches: fewer items in each would mean more of the work besides that of the items.
  const items = batch.size;
  const work = batch.setup + items * demand.work;
  const spread = items * (demand.workSquared - demand.work * demand.work);
  return [
    {
      rate: rate.rate / items,
      dispersion: rate.dispersion / items,
      work,
      workSquared: work * work + spread,
      isLeast: demand.isLeast,
      isCut: demand.isCut,
      capabilities: demand.capabilities,
      isRepeated: demand.isRepeated,
    },
  ];
}

/** Steps as often as they are reached for the first time; tries of a flow beyond that are left out. */
function flowOffer(workload: FlowWorkloadSpec, spec: WorldSpec): Offer {
  const services = workload.steps.map(({ task }) => task.service);
  const arrivals = workload.arrivals && rateOf(workload.arrivals, services, spec);
  if (!arrivals) return null;
  const demands: Demand[] = [];
  let { rate } = arrivals;
  for (const { task, otherwise } of workload.steps) {
    const demand = demandOf(task, spec);
    if (!demand) return null;
    demands.push({ rate, dispersion: arrivals.dispersion, ...demand });
    if (otherwise === 'fail') rate *= 1 - failureOf(task).most;
  }
  return demands;
}

type Rate = Pick<Demand, 'rate' | 'dispersion'>;

/**
 * Tasks a second. Of arrivals in bulk, with m and v the mean and the variance of their sizes: m times the rate of arrivals, and the
 * dispersion d of arrivals becomes m d + v / m (random sum, Cox 1962, section 8.3; E[X^2] / E[X] for Poisson arrivals).
 */
function rateOf(
  arrivals: OpenWorkloadSpec['arrivals'],
  services: readonly DistributionSpec[],
  spec: WorldSpec,
  bulk?: DistributionSpec,
): Rate | null {
  if (bulk && validateSpec(bulk) !== null) return null;
  const { mean, variance } = bulkMoments(bulk);
  const single = singleRate(timedArrivals(arrivals, services, spec.agents.groups, mean));
  if (!single || !(mean > 0)) return null;
  return { rate: mean * single.rate, dispersion: mean * single.dispersion + variance / mean };
}

function singleRate(timed: TimedArrivalSpec): Rate | null {
  switch (timed.process) {
    case 'poisson':
      return { rate: timed.rate, dispersion: 1 };
    case 'deterministic':
      return { rate: 1 / timed.interval, dispersion: 0 };
    case 'renewal': {
      const interval = samplerOf(timed.interval);
      if (!interval || !(interval.mean > 0) || interval.mean === Infinity) return null;
      return { rate: 1 / interval.mean, dispersion: interval.variance / (interval.mean * interval.mean) };
    }
    case 'mmpp':
      return modulated(timed);
    case 'trace':
      return null;
  }
}

/** The dispersion of an MMPP in the long run is exact for two states (Fischer and Meier-Hellstern 1993), an upper bound for more. */
function modulated({ rates, dwell }: Extract<TimedArrivalSpec, { process: 'mmpp' }>): {
  rate: number;
  dispersion: number;
} {
  const cycle = dwell.reduce((sum, time) => sum + time, 0);
  const rate = rates.reduce((sum, one, i) => sum + one * dwell[i], 0) / cycle;
  const variance = rates.reduce((sum, one, i) => sum + (one - rate) * (one - rate) * dwell[i], 0) / cycle;
  const memory = rates.length === 2 ? (dwell[0] * dwell[1]) / cycle : Math.max(...dwell);
  return { rate, dispersion: rate > 0 ? 1 + (2 * variance * memory) / rate : 1 };
}

function demandOf(
  task: TaskSpec,
  { retry, agents, checkpoints }: WorldSpec,
): Omit<Demand, 'rate' | 'dispersion'> | null {
  const service = samplerOf(task.service);
  if (!service || Number.isNaN(service.mean)) return null;
  const able = agents.groups.filter((group) => canDo(group, task.capabilities));
  const speeds = able.map(({ name }) => relativeSpeed(task, name));
  // A time-out may end what takes long, so that less of it is done than is asked for.
  const isCut = retry.timeout !== null && service.variance > 0 && retry.timeout < LONG * service.mean;
  const limit = isCut ? (retry.timeout as number) * slowestOf(able, speeds) : Infinity;
  if (Number.isNaN(limit) || (isCut && task.affinity_keys > 0)) return null;
  const each = isCut ? cutMoments(service, limit) : momentsOf(service);
  const fastest = Math.max(...speeds);
  const left = (task.affinity_keys > 0 ? (task.warm ?? 1) : 1) / (speeds.length > 0 ? fastest : 1);
  // Where what has been done is saved, a failed execution may leave next to nothing to do again.
  const attempts = checkpoints ? 1 : retry.max_attempts;
  const { mean, meanSquared } = executions(failureOf(task).least, attempts);
  return {
    work: mean * each.mean * left,
    workSquared: meanSquared * each.square * left * left,
    isLeast: isCut || Boolean(checkpoints) || speeds.some((speed) => speed !== fastest),
    capabilities: task.capabilities,
    isRepeated: mean > 1,
    isCut,
  };
}

interface WorkMoments {
  readonly mean: number;
  /** Mean of squares. */
  readonly square: number;
}

function momentsOf({ mean, variance }: Sampler): WorkMoments {
  return { mean, square: variance + mean * mean };
}

/** How fast the slowest agent of these groups is at a task; NaN where that is not known. */
function slowestOf(groups: readonly AgentGroupSpec[], relative: readonly number[]): number {
  const speeds = groups.map(({ speed }, place) =>
    speed.kind === 'constant' ? speed.value * relative[place] : Number.NaN,
  );
  return speeds.length === 0 ? 1 : Math.min(...speeds);
}

/** Draws from which the moments of work that may be cut are taken. */
const DRAWS = 4_096;
/** Standard errors by which their mean is taken too low, so that it is hardly ever above the true one. */
const CAUTION = 3;

/** Of executions that are ended after `limit` seconds of work, be the agent free at once: the same draws each time. */
function cutMoments(service: Sampler, limit: number): WorkMoments {
  const random = new Streams('cut work', 0).stream('draws');
  let [sum, square] = [0, 0];
  for (let draw = 0; draw < DRAWS; draw++) {
    const work = Math.min(limit, service.sample(random));
    sum += work;
    square += work * work;
  }
  const mean = sum / DRAWS;
  const error = Math.sqrt(Math.max(0, square / DRAWS - mean * mean) / DRAWS);
  return { mean: Math.max(0, mean - CAUTION * error), square: square / DRAWS };
}

/** Probabilities that an execution fails, over the regions where it may take place. */
function failureOf({ failure }: TaskSpec): { readonly least: number; readonly most: number } {
  const all = [failure.probability, ...Object.values(failure.regions)];
  return { least: Math.min(...all), most: Math.max(...all) };
}

/** Of a task that is tried until it succeeds, each time failing with probability p, at most so often: 1 + p + p^2 + ... */
function executions(p: number, attempts: number): { readonly mean: number; readonly meanSquared: number } {
  let reached = 1;
  let mean = 0;
  let meanSquared = 0;
  for (let attempt = 1; attempt <= attempts && reached > 0; attempt++) {
    mean += reached;
    meanSquared += (2 * attempt - 1) * reached;
    reached *= p;
  }
  return { mean, meanSquared };
}

function samplerOf(spec: DistributionSpec): Sampler | null {
  return validateSpec(spec) === null ? createSampler(spec) : null;
}
