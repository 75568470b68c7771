/**
 * How often a comparison of equals finds a difference: an algorithm against itself under another name, with draws of its own, in
 * 1,000 experiments with seeds of their own. At 5 % a test that keeps its promise finds about 50, and Holm's correction of three
 * pairs at most as many.
 *
 * `npm run bench false-positives`
 */
import { compareMetric, type MetricValues } from '../../src/lab/experiment/compare-metric.ts';
import { defineModule } from '../../src/lab/extension/definition.ts';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';
import { binomialQuantile } from '../../src/lab/statistics/index.ts';
import type { AlgorithmEntry } from '../../src/modules/scheduling/algorithm.ts';
import { random } from '../../src/modules/scheduling/algorithms/random.ts';

const EXPERIMENTS = 1_000;
const REPLICATIONS = 10;
const METRIC = 'task.latency.mean';
/** More draws than any run here needs, so that no two names share one. */
const APART = 10_000;
const TEXT = `name: equals
agents: 5
health: { heartbeat_interval: 0, detector: none }
workload: { arrivals: poisson(rate=4/s), service: exponential(mean=1s), tasks: 150 }
`;

/** The same algorithm under another name, whose draws are others. */
function alias(name: string, skipped: number): AlgorithmEntry {
  return {
    ...random,
    name,
    create(context, parameters) {
      for (let i = 0; i < skipped; i++) context.random();
      return random.create(context, parameters);
    },
  };
}

const names = ['one', 'two', 'three'];
const modules = [
  defineModule({ name: 'aliases', algorithms: names.map((name, i) => alias(name, i * APART)) }),
];

async function valuesOf(name: string, experiment: number): Promise<number[]> {
  const scenario = parseScenario(TEXT, { set: [`scheduler=${name}`], seed: `equals ${experiment}`, modules });
  const values: number[] = [];
  for (let replication = 0; replication < REPLICATIONS; replication++) {
    const { summary } = await runScenario(scenario, { replication, modules });
    values.push(summary.metrics[METRIC] as number);
  }
  return values;
}

let ofTwo = 0;
let ofThree = 0;
for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
  const values: MetricValues[] = [];
  for (const label of names) values.push({ label, values: await valuesOf(label, experiment) });
  const goal = { metric: METRIC, better: 'lower', seed: '1' } as const;
  if (compareMetric(values.slice(0, 2), { ...goal, baseline: 0 })?.pairs[0].different) ofTwo++;
  if (compareMetric(values, { ...goal, baseline: null })?.pairs.some(({ different }) => different)) ofThree++;
}
const bounds = [0.005, 0.995].map((p) => binomialQuantile(p, EXPERIMENTS, 0.05));
console.log(`An algorithm against itself, ${EXPERIMENTS} experiments of ${REPLICATIONS} replications each:`);
console.log(
  `  two names: ${ofTwo} found a difference (99 % of honest tests at 5 %: ${bounds[0]} to ${bounds[1]})`,
);
console.log(`  three names, all pairs with Holm's correction: ${ofThree} (at most ${bounds[1]})`);
