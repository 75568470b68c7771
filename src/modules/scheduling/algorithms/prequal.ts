import { Share } from '../../shares.ts';
import type { AlgorithmContext, AlgorithmEntry, DistributionAlgorithm } from '../algorithm.ts';
import { OpenSet, RequirementIndexes, type WorkerIndex } from '../indexes.ts';
import { ProbePool } from '../probe-pool.ts';
import { DistinctSample } from '../sampling.ts';
import { isCapable, type WorkerView } from '../workers.ts';

const MICROSECONDS = 1e6;

/**
 * Workers are probed for their requests in flight and for the latency that they expect at that load; with every task a few probes go
 * out to workers drawn at random, and their answers serve later tasks. Of the answers in the pool, those with more in flight
 * than most are hot: a task goes to the cold one of lowest latency, or when all are hot to the one with the fewest in flight; to
 * a random worker while the pool has fewer than two. With every task, r_remove probes are dropped, the oldest and the worst in
 * turn, and a probe is used at most
 *
 *   max(1, (1 + delta) / ((1 - pool / workers) r_probe - r_remove))
 *
 * times (its fraction by chance; without end where the divisor is not above 0), so that the pool neither runs dry nor grows stale.
 */
export const prequal: AlgorithmEntry = {
  name: 'prequal',
  description: 'the lowest latency among probed workers that have few requests in flight',
  source: 'Wydrowski, Kleinberg, Rumble and Archer, Load is not what you should balance: Prequal (2024)',
  parameters: {
    pool: { type: 'integer', default: 16, min: 2, max: 256, description: 'most probes kept' },
    max_age: {
      type: 'duration',
      default: 1,
      min: 0.000001,
      max: 1e6,
      description: 'age at which a probe is dropped',
    },
    r_probe: { type: 'number', default: 3, min: 0, max: 64, description: 'probes sent for each task' },
    r_remove: { type: 'number', default: 1, min: 0, max: 64, description: 'probes dropped for each task' },
    quantile: {
      type: 'ratio',
      default: 0.8408964152537145,
      min: 0,
      max: 1,
      description: 'workers with more in flight than this quantile of the pool are hot (default 2^-1/4)',
    },
    delta: {
      type: 'number',
      default: 1,
      min: 0,
      max: 1000,
      description: 'how much longer than needed probes may be used again',
    },
  },
  order: 'arrival',
  probes: true,
  create: (context, parameters) =>
    new Prequal(context, {
      pool: Number(parameters.pool),
      maxAge: Number(parameters.max_age) * MICROSECONDS,
      probes: Number(parameters.r_probe),
      removals: Number(parameters.r_remove),
      quantile: Number(parameters.quantile),
      delta: Number(parameters.delta),
    }),
};

interface Settings {
  readonly pool: number;
  readonly maxAge: number;
  readonly probes: number;
  readonly removals: number;
  readonly quantile: number;
  readonly delta: number;
}

class Prequal implements DistributionAlgorithm {
  readonly #context: AlgorithmContext;
  readonly #probed: RequirementIndexes<ProbedWorkers>;
  /** The same indexes, by requirement. */
  readonly #built: (ProbedWorkers | undefined)[] = [];
  readonly #sample: DistinctSample;
  /** Of the tasks assigned so far: probes and removals in all, of which there may be a part of one for each task. */
  readonly #probesPerTask: Share;
  readonly #removalsPerTask: Share;
  #assigned = 0;
  #removeOldest = true;
  readonly #uses: number;

  constructor(context: AlgorithmContext, settings: Settings) {
    this.#context = context;
    this.#probesPerTask = new Share(settings.probes);
    this.#removalsPerTask = new Share(settings.removals);
    this.#probed = new RequirementIndexes(context.workers, (requirement) => {
      const index = new ProbedWorkers(context.workers, settings);
      this.#built[requirement] = index;
      return index;
    });
    this.#sample = new DistinctSample(Math.ceil(settings.probes));
    this.#uses = usesOf(settings, context.workers.count);
  }

  choose(task: number): number {
    const { open, pool } = this.#probed.of(this.#context.tasks.requirement(task));
    const best = pool.choose(this.#context.now());
    if (best >= 0) return best;
    return open.size === 0 ? -1 : open.at(Math.floor(this.#context.random() * open.size));
  }

  update(worker: number): void {
    this.#probed.update(worker);
  }

  assigned(task: number, worker: number): void {
    for (const index of this.#built) index?.pool.used(worker);
    const { open, pool } = this.#probed.of(this.#context.tasks.requirement(task));
    pool.expire(this.#context.now());
    const before = this.#assigned++;
    const removals = this.#removalsPerTask.floor(this.#assigned) - this.#removalsPerTask.floor(before);
    for (let i = 0; i < removals; i++) {
      if (this.#removeOldest) pool.removeOldest();
      else pool.removeWorst();
      this.#removeOldest = !this.#removeOldest;
    }
    const probes = this.#probesPerTask.floor(this.#assigned) - this.#probesPerTask.floor(before);
    this.#sample.draw(open, probes, this.#context.random);
    for (let i = 0; i < this.#sample.size; i++) this.#context.probe(this.#sample.members[i]);
  }

  probed(worker: number, inFlight: number, latency: number): void {
    const { workers, random, now } = this.#context;
    const certain = Math.floor(this.#uses);
    const uses = random() < this.#uses - certain ? certain + 1 : certain;
    for (let requirement = 0; requirement < this.#built.length; requirement++) {
      if (!isCapable(workers, worker, requirement)) continue;
      this.#built[requirement]?.pool.add(worker, inFlight, latency, now(), uses);
    }
  }
}

function usesOf({ pool, probes, removals, delta }: Settings, workers: number): number {
  const gained = (1 - pool / Math.max(1, workers)) * probes - removals;
  return gained <= 0 ? Infinity : Math.max(1, (1 + delta) / gained);
}

/** The open workers that serve one requirement, and the probes of them. */
class ProbedWorkers implements WorkerIndex {
  readonly open: OpenSet;
  readonly pool: ProbePool;

  constructor(workers: WorkerView, settings: Settings) {
    this.open = new OpenSet(workers);
    this.pool = new ProbePool(workers, settings.pool, settings.maxAge, settings.quantile);
  }

  update(worker: number): void {
    this.open.update(worker);
  }
}
