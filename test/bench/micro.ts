/** Small pieces on hot paths: random numbers, variates, histograms, and the decision of every distribution algorithm. */
import { Bench } from 'tinybench';
import { Streams } from '../../src/engine/random/streams.ts';
import type { DistributionSpec } from '../../src/engine/types.ts';
import { createSampler } from '../../src/engine/variates/sampler.ts';
import { withDefaults } from '../../src/modules/registry.ts';
import type { DistributionAlgorithm } from '../../src/modules/scheduling/algorithm.ts';
import { DISTRIBUTION_ALGORITHMS } from '../../src/modules/scheduling/algorithms/index.ts';
import { UNDIVIDED } from '../../src/modules/scheduling/compartments.ts';
import { FairRoom } from '../../src/modules/scheduling/fair-room.ts';
import { Ledger } from '../../src/modules/scheduling/ledger.ts';
import { WorkerTable } from '../../src/modules/scheduling/workers.ts';
import { LogHistogram } from '../../src/recording/histogram.ts';
import { machine, printTable } from './support/table.ts';

/** One measured call does this many operations, so that the clock is not what is measured. */
const BATCH = 1000;
const WORKERS = 10_000;

const bench = new Bench({ time: 300, warmupTime: 100 });
const streams = new Streams('bench', 0);

const source = streams.stream('draws');
bench.add('uniform number', () => {
  for (let i = 0; i < BATCH; i++) source.uniform();
});
const entities = streams.entities('draws');
bench.add('uniform number of one of many entities', () => {
  for (let i = 0; i < BATCH; i++) entities.select(i).uniform();
});

const LAWS: readonly DistributionSpec[] = [
  { kind: 'exponential', mean: 1 },
  { kind: 'lognormal', mean: 1, cv: 0.5 },
  { kind: 'gamma', shape: 2.5, mean: 1 },
  { kind: 'pareto', alpha: 1.5, min: 1 },
];
for (const law of LAWS) {
  const sampler = createSampler(law);
  bench.add(`${law.kind} variate`, () => {
    for (let i = 0; i < BATCH; i++) sampler.sample(source);
  });
}

const histogram = new LogHistogram();
let value = 1;
bench.add('histogram record', () => {
  for (let i = 0; i < BATCH; i++) {
    value = (value * 1103515245 + 12345) & 0x7fffffff;
    histogram.record(value);
  }
});

for (const entry of DISTRIBUTION_ALGORITHMS.entries()) {
  const description = { slots: 1, queueLimit: Infinity, capabilities: 0, serves: 1, speed: 1 };
  const workers = new WorkerTable(
    Array.from({ length: WORKERS }, (_, process) => ({ ...description, process })),
    Infinity,
  );
  const tasks = {
    requirements: [0],
    priority: () => 5,
    requirement: () => 0,
    affinity: (task: number) => 1 + (task % 500),
    type: () => 0,
    tenant: () => 0,
    endsWithFailure: () => false,
    patienceEnd: () => Infinity,
    relativeSpeed: () => 1,
    work: () => 1,
    rank: () => 0,
    weights: [1],
  };
  const random = streams.stream('decision', entry.name);
  // Answers to probes come at once; handling them is part of what a decision costs.
  const probe = (worker: number) => algorithm.probed?.(worker, workers.outstanding[worker], 1);
  const context = { workers, tasks, random: () => random.uniform(), now: () => 0, probe };
  const algorithm: DistributionAlgorithm = entry.create(context, withDefaults(entry.parameters, {}));
  // Every decision is carried out, and the oldest of 8,000 outstanding tasks ends: the load stays at 80 %.
  const outstanding = new Int32Array(8000).fill(-1);
  let task = 0;
  bench.add(`decision: ${entry.name}`, () => {
    for (let i = 0; i < BATCH; i++, task++) {
      const place = task % outstanding.length;
      const done = outstanding[place];
      if (done >= 0) {
        workers.addOutstanding(done, -1);
        algorithm.released?.(task - outstanding.length, done);
        algorithm.update(done);
        algorithm.finished?.(task - outstanding.length, done, true, 1);
      }
      const worker = algorithm.choose(task);
      outstanding[place] = worker;
      workers.addOutstanding(worker, 1);
      algorithm.bound?.(task, worker);
      algorithm.update(worker);
      algorithm.assigned?.(task, worker);
    }
  });
}

/** Tenants in turn, ten thousand tasks that wait: the next is served, and another of its tenant comes. */
for (const tenants of [1, 100, 10_000]) {
  const ledger = new Ledger();
  const room = new FairRoom(
    ledger,
    {
      requirements: [0],
      priority: () => 5,
      requirement: () => 0,
      affinity: () => 0,
      type: () => 0,
      tenant: (task) => task % tenants,
      endsWithFailure: () => false,
      patienceEnd: () => Infinity,
      relativeSpeed: () => 1,
      work: (task) => 1 + (task % 7),
      rank: () => 0,
      weights: Array.from({ length: tenants }, (_, tenant) => 1 + (tenant % 3)),
    },
    'arrival',
    UNDIVIDED,
  );
  for (let task = 0; task < 10_000; task++) room.enter(ledger.add(task, 0), false);
  bench.add(`fair queueing: ${tenants.toLocaleString('en-US')} tenants`, () => {
    for (let i = 0; i < BATCH; i++) {
      const row = room.next(0);
      room.serve(row);
      room.enter(row, false);
    }
  });
}

await bench.run();
printTable(
  `Nanoseconds per operation (${WORKERS.toLocaleString('en-US')} workers in decisions; ${machine()})`,
  ['operation', 'median', '99 %'],
  bench.tasks.map((measured) => {
    const { result } = measured;
    if (!('latency' in result)) throw new Error(`${measured.name} could not be measured`);
    const nanoseconds = (milliseconds: number) => ((milliseconds * 1e6) / BATCH).toFixed(1);
    return [measured.name, nanoseconds(result.latency.p50), nanoseconds(result.latency.p99)];
  }),
);
