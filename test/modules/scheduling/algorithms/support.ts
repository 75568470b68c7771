/** A dispatcher's bookkeeping around one distribution algorithm, small enough to be obviously right. */
import { fc } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type ParameterValues, withDefaults } from '../../../../src/modules/registry.ts';
import type { AlgorithmEntry, DistributionAlgorithm } from '../../../../src/modules/scheduling/algorithm.ts';
import { type WorkerDescription, WorkerTable } from '../../../../src/modules/scheduling/workers.ts';
import { directory, generator } from '../../port.ts';

type Tasks = Parameters<typeof directory>[0];

export interface BenchSettings {
  /** Workers with slots 1, speed 1, no capabilities and no limit, unless they say otherwise. */
  readonly workers: number | readonly Partial<WorkerDescription>[];
  readonly parameters?: ParameterValues;
  readonly tasks?: Tasks;
  readonly requirements?: readonly number[];
  readonly agentQueue?: number;
  readonly seed?: number;
  /** Random numbers to give instead of those of the seed. */
  readonly draws?: number[];
}

interface Held {
  readonly task: number;
  readonly worker: number;
  readonly since: number;
}

/** One algorithm with its workers and the tasks that they hold. */
export class Bench {
  readonly entry: AlgorithmEntry;
  readonly workers: WorkerTable;
  readonly algorithm: DistributionAlgorithm;
  readonly held: Held[] = [];
  /** Workers that have been probed and have not answered. */
  readonly probes: number[] = [];
  readonly requirements: readonly number[];
  readonly tasks: ReturnType<typeof directory>;
  now = 0;

  constructor(entry: AlgorithmEntry, settings: BenchSettings) {
    this.entry = entry;
    this.requirements = settings.requirements ?? [0];
    const { workers } = settings;
    const given = typeof workers === 'number' ? Array.from({ length: workers }, () => ({})) : workers;
    const descriptions = given.map((worker: Partial<WorkerDescription>, process) => ({
      process,
      slots: 1,
      queueLimit: Infinity,
      capabilities: 0,
      speed: 1,
      serves: this.#serves(worker.capabilities ?? 0),
      ...worker,
    }));
    this.workers = new WorkerTable(descriptions, settings.agentQueue ?? Infinity);
    this.tasks = directory(settings.tasks, this.requirements);
    const { draws } = settings;
    const random = draws ? () => draws.shift() ?? 0 : generator(settings.seed ?? 1);
    this.algorithm = entry.create(
      {
        workers: this.workers,
        tasks: this.tasks,
        random,
        now: () => this.now,
        probe: (worker) => this.probes.push(worker),
      },
      withDefaults(entry.parameters, settings.parameters ?? {}),
    );
  }

  choose(task: number): number {
    return this.algorithm.choose(task);
  }

  /** Chooses a worker and gives it the task. */
  assign(task: number): number {
    const worker = this.choose(task);
    if (worker >= 0) this.give(task, worker);
    return worker;
  }

  give(task: number, worker: number): void {
    this.held.push({ task, worker, since: this.now });
    this.workers.addOutstanding(worker, 1);
    this.algorithm.bound?.(task, worker);
    this.algorithm.update(worker);
    this.algorithm.assigned?.(task, worker);
  }

  /** The result of a task arrives. */
  finish(task: number, success = true): void {
    const held = this.#drop(this.held.findIndex((one) => one.task === task));
    this.algorithm.finished?.(task, held.worker, success, this.now - held.since);
  }

  /** A worker is trusted or not; what a lost one has is taken from it. */
  trust(worker: number, trusted: boolean): void {
    if (this.workers.setTrusted(worker, trusted)) this.algorithm.update(worker);
    if (trusted) return;
    for (let i = this.held.length - 1; i >= 0; i--) if (this.held[i].worker === worker) this.#drop(i);
  }

  /** Every probed worker that is trusted answers truthfully: its tasks, and as many seconds. */
  answerProbes(): void {
    for (const worker of this.probes.splice(0)) {
      if (this.workers.available[worker] === 0) continue;
      const inFlight = this.workers.outstanding[worker];
      this.algorithm.probed?.(worker, inFlight, inFlight * 1_000_000);
    }
  }

  /** Open workers with the capabilities that a task requires, looked for one by one. */
  candidates(task: number): number[] {
    const required = this.requirements[this.tasks.requirement(task)];
    const { count, capabilities } = this.workers;
    const found: number[] = [];
    for (let worker = 0; worker < count; worker++) {
      if (this.workers.isOpen(worker) && (capabilities[worker] & required) === required) found.push(worker);
    }
    return found;
  }

  load(worker: number): number {
    return this.workers.outstanding[worker] / this.workers.slots[worker];
  }

  #serves(capabilities: number): number {
    return this.requirements.reduce(
      (mask, required, i) => ((capabilities & required) === required ? mask | (1 << i) : mask),
      0,
    );
  }

  #drop(index: number): Held {
    const [held] = this.held.splice(index, 1);
    this.workers.addOutstanding(held.worker, -1);
    this.algorithm.released?.(held.task, held.worker);
    this.algorithm.update(held.worker);
    return held;
  }
}

type Step =
  | { readonly kind: 'assign'; readonly requirement: number; readonly affinity: number }
  | { readonly kind: 'finish'; readonly which: number; readonly success: boolean }
  | { readonly kind: 'trust'; readonly worker: number; readonly trusted: boolean }
  | { readonly kind: 'wait'; readonly time: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('assign' as const),
      requirement: fc.nat(2),
      affinity: fc.nat(4),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('finish' as const), which: fc.nat(), success: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('trust' as const), worker: fc.nat(), trusted: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      time: fc.integer({ min: 1, max: 3_000_000 }),
    }),
  },
);

/** Requirement sets of drawn histories: nothing, the first capability, both. */
const REQUIREMENTS = [0, 1, 3];

export interface History {
  readonly workers: readonly Partial<WorkerDescription>[];
  readonly agentQueue: number;
  readonly steps: readonly Step[];
  readonly seed: number;
}

/** Workers of all kinds, and what happens to them. */
export const history: fc.Arbitrary<History> = fc.record({
  workers: fc.array(
    fc.record({
      slots: fc.integer({ min: 1, max: 3 }),
      capabilities: fc.integer({ min: 0, max: 3 }),
      speed: fc.constantFrom(0.5, 1, 2),
      queueLimit: fc.constantFrom(0, 1, Infinity),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  agentQueue: fc.constantFrom(0, 1, Infinity),
  steps: fc.array(step, { maxLength: 80 }),
  seed: fc.integer(),
});

/**
 * Plays a history and calls `check` at every decision, before it is carried out. Returns all choices.
 * What tasks ask for is in the steps: their directory is filled as they come.
 */
export function play(
  entry: AlgorithmEntry,
  { workers, agentQueue, steps, seed }: History,
  parameters: ParameterValues,
  check: (bench: Bench, task: number, chosen: number) => void,
  prepare: (bench: Bench) => void = () => {},
): number[] {
  const tasks: Record<number, { requirement: number; affinity: number }> = {};
  const bench = new Bench(entry, {
    workers,
    agentQueue,
    seed,
    parameters,
    tasks,
    requirements: REQUIREMENTS,
  });
  prepare(bench);
  const choices: number[] = [];
  for (const [task, one] of steps.entries()) {
    if (one.kind === 'assign') {
      tasks[task] = one;
      const chosen = bench.choose(task);
      check(bench, task, chosen);
      choices.push(chosen);
      if (chosen >= 0) bench.give(task, chosen);
    } else if (one.kind === 'finish') {
      if (bench.held.length > 0) bench.finish(bench.held[one.which % bench.held.length].task, one.success);
    } else if (one.kind === 'trust') bench.trust(one.worker % workers.length, one.trusted);
    else {
      bench.now += one.time;
      bench.answerProbes();
    }
  }
  return choices;
}

/** What every algorithm owes: an open and capable worker, -1 exactly when there is none, and the same again. */
export function expectSound(entry: AlgorithmEntry, one: History, parameters: ParameterValues = {}): void {
  const choices = play(entry, one, parameters, (bench, task, chosen) => {
    const candidates = bench.candidates(task);
    if (candidates.length === 0) expect(chosen).toBe(-1);
    else expect(candidates).toContain(chosen);
  });
  expect(play(entry, one, parameters, () => {})).toEqual(choices);
}

/** Replaces an array of a worker table by one that counts the looks at its elements. */
function counted<A extends Int32Array | Uint8Array | Float64Array>(array: A, look: () => void): A {
  return new Proxy(array, {
    get(target, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) look();
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

/**
 * The most looks at workers (their load, state, slots or speed) that one decision with all that follows from it takes among
 * `count` workers, once the algorithm has built its indexes.
 */
export function mostLooks(entry: AlgorithmEntry, count: number, parameters: ParameterValues = {}): number {
  const tasks: Record<number, { affinity: number }> = {};
  const bench = new Bench(entry, { workers: count, parameters, tasks });
  let looks = 0;
  const look = () => {
    looks++;
  };
  const { workers } = bench;
  const fields = ['outstanding', 'available', 'slots', 'limit', 'speed'] as const;
  for (const field of fields) Object.defineProperty(workers, field, { value: counted(workers[field], look) });
  let most = 0;
  for (let task = 0; task < 3 * count; task++) {
    tasks[task] = { affinity: task % 7 };
    bench.now += 1000;
    bench.answerProbes();
    looks = 0;
    if (bench.held.length > count) bench.finish(bench.held[(task * 7919) % bench.held.length].task);
    bench.assign(task);
    if (task > count / 2) most = Math.max(most, looks);
  }
  return most;
}
