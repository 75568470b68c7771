import { IntegerMap } from '../../collections/integer-map.ts';
import type { AlgorithmContext, AlgorithmEntry, DistributionAlgorithm } from '../algorithm.ts';
import { OpenSet, RequirementIndexes } from '../indexes.ts';
import { DistinctSample } from '../sampling.ts';
import { isCapable, type WorkerView } from '../workers.ts';

const MICROSECONDS = 1e6;

/**
 * The lowest score among a few candidates drawn at random and the worker that handled the task's affinity key last:
 *
 *   score = load x L / max(1, mean L) + latency x T / mean T - affinity x A
 *
 * L: outstanding tasks per slot; its mean is that of all slots. T: smoothed time from assignment to successful result; a worker
 * without results counts as the mean, and what was learned fades towards the mean as 1 / (1 + age / fading), so that nobody is
 * avoided for ever for having been slow once. A: share of the worker's last tasks that had the same affinity key. Ties at random.
 */
export const weighted: AlgorithmEntry = {
  name: 'weighted',
  description: 'the best weighing of load, latency and affinity among a few workers drawn at random',
  source: 'swarm requirements, distribution_algorithms; candidates by sampling',
  parameters: {
    load: { type: 'number', default: 1, min: 0, max: 1000, description: 'weight of load' },
    latency: { type: 'number', default: 0.5, min: 0, max: 1000, description: 'weight of latency' },
    affinity: { type: 'number', default: 1, min: 0, max: 1000, description: 'weight of affinity' },
    candidates: {
      type: 'integer',
      default: 8,
      min: 1,
      max: 256,
      description: 'workers drawn at random for each task',
    },
    memory: {
      type: 'integer',
      default: 8,
      min: 1,
      max: 256,
      description: 'last tasks of a worker whose keys count for affinity',
    },
    smoothing: {
      type: 'ratio',
      default: 0.2,
      min: 0.001,
      max: 1,
      description: 'weight of the newest latency against all before',
    },
    fading: {
      type: 'duration',
      default: 60,
      min: 0.001,
      max: 1e6,
      description: 'age at which what was learned of a latency counts half',
    },
  },
  order: 'arrival',
  create(context, parameters) {
    const number = (name: string) => Number(parameters[name]);
    return new Weighted(context, {
      load: number('load'),
      latency: number('latency'),
      affinity: number('affinity'),
      candidates: number('candidates'),
      memory: number('memory'),
      smoothing: number('smoothing'),
      fading: number('fading') * MICROSECONDS,
    });
  },
};

interface Weights {
  readonly load: number;
  readonly latency: number;
  readonly affinity: number;
  readonly candidates: number;
  readonly memory: number;
  readonly smoothing: number;
  readonly fading: number;
}

class Weighted implements DistributionAlgorithm {
  readonly #context: AlgorithmContext;
  readonly #workers: WorkerView;
  readonly #weights: Weights;
  readonly #open: RequirementIndexes<OpenSet>;
  readonly #sample: DistinctSample;
  /** Worker that got a task of the key last. */
  readonly #home = new IntegerMap();
  readonly #latencies: Latencies;
  readonly #keys: RecentKeys;
  /** The choice so far, during a decision. */
  #best = -1;
  #lowest = Infinity;
  #ties = 0;

  constructor(context: AlgorithmContext, weights: Weights) {
    const { workers } = context;
    this.#context = context;
    this.#workers = workers;
    this.#weights = weights;
    this.#open = new RequirementIndexes(workers, () => new OpenSet(workers));
    this.#sample = new DistinctSample(weights.candidates);
    this.#latencies = new Latencies(workers.count, weights.smoothing, weights.fading);
    this.#keys = new RecentKeys(workers.count, weights.memory);
  }

  choose(task: number): number {
    const { tasks, random } = this.#context;
    const requirement = tasks.requirement(task);
    const key = tasks.affinity(task);
    this.#best = -1;
    this.#lowest = Infinity;
    const home = key === 0 ? -1 : this.#home.get(key);
    if (home >= 0 && this.#workers.isOpen(home) && isCapable(this.#workers, home, requirement)) {
      this.#consider(home, key);
    }
    this.#sample.draw(this.#open.of(requirement), this.#weights.candidates, random);
    for (let i = 0; i < this.#sample.size; i++) {
      if (this.#sample.members[i] !== home) this.#consider(this.#sample.members[i], key);
    }
    return this.#best;
  }

  update(worker: number): void {
    this.#open.update(worker);
  }

  assigned(task: number, worker: number): void {
    const key = this.#context.tasks.affinity(task);
    if (key !== 0) this.#home.set(key, worker);
    this.#keys.add(worker, key);
  }

  finished(_task: number, worker: number, success: boolean, duration: number): void {
    // A failure may come quickly; that makes nobody attractive.
    if (success) this.#latencies.add(worker, duration, this.#context.now());
  }

  #consider(worker: number, key: number): void {
    const { load, latency, affinity } = this.#weights;
    const { outstanding, slots, totalOutstanding, totalSlots } = this.#workers;
    let score = (load * (outstanding[worker] / slots[worker])) / Math.max(1, totalOutstanding / totalSlots);
    score += latency * this.#latencies.relative(worker, this.#context.now());
    if (key !== 0) score -= affinity * this.#keys.share(worker, key);
    if (score > this.#lowest) return;
    this.#ties = score < this.#lowest ? 1 : this.#ties + 1;
    // The k-th of equals takes the place with probability 1/k, so that each has the same chance.
    if (this.#ties === 1 || this.#context.random() * this.#ties < 1) this.#best = worker;
    this.#lowest = score;
  }
}

/** Smoothed latencies of workers against the smoothed latency of all. */
class Latencies {
  readonly #smoothing: number;
  readonly #fading: number;
  /** Microseconds, 0 for unknown. */
  readonly #smoothed: Float64Array;
  readonly #since: Float64Array;
  #mean = 0;
  #samples = 0;

  constructor(workers: number, smoothing: number, fading: number) {
    this.#smoothing = smoothing;
    this.#fading = fading;
    this.#smoothed = new Float64Array(workers);
    this.#since = new Float64Array(workers);
  }

  add(worker: number, duration: number, now: number): void {
    this.#samples++;
    this.#mean += (duration - this.#mean) * Math.max(this.#smoothing / this.#since.length, 1 / this.#samples);
    const before = this.#smoothed[worker];
    this.#smoothed[worker] = before === 0 ? duration : before + this.#smoothing * (duration - before);
    this.#since[worker] = now;
  }

  /** A worker's latency as a multiple of the mean. */
  relative(worker: number, now: number): number {
    const known = this.#smoothed[worker];
    if (known === 0 || this.#mean === 0) return 1;
    const trust = this.#fading / (this.#fading + now - this.#since[worker]);
    return 1 + trust * (known / this.#mean - 1);
  }
}

/** The keys of each worker's last tasks. */
class RecentKeys {
  readonly #length: number;
  readonly #keys: Int32Array;
  readonly #added: Int32Array;

  constructor(workers: number, length: number) {
    this.#length = length;
    this.#keys = new Int32Array(workers * length);
    this.#added = new Int32Array(workers);
  }

  add(worker: number, key: number): void {
    const place = this.#added[worker];
    this.#keys[worker * this.#length + place] = key;
    this.#added[worker] = place + 1 === this.#length ? 0 : place + 1;
  }

  /** Share of a key among the last tasks; places not yet filled count as other keys. */
  share(worker: number, key: number): number {
    const first = worker * this.#length;
    let same = 0;
    for (let i = first; i < first + this.#length; i++) if (this.#keys[i] === key) same++;
    return same / this.#length;
  }
}
