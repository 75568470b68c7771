/** Runs scenario files of the validation folder many times and judges intervals by how often they contain the truth. */
import { mean, sampleVariance } from 'simple-statistics';
import { catalog } from '../../src/lab/catalog.ts';
import { nodeFiles } from '../../src/lab/files.ts';
import type { Metrics } from '../../src/lab/result.ts';
import { runScenario } from '../../src/lab/run.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

export function load(name: string, set: readonly string[] = []): Scenario {
  return loadScenario(`scenarios/validation/${name}.yaml`, { files: nodeFiles(), catalog: catalog(), set });
}

/** Metrics of independent replications first, first + 1, ... of one scenario. */
export async function replicate(scenario: Scenario, count: number, first = 0): Promise<Metrics[]> {
  const results: Metrics[] = [];
  for (let i = 0; i < count; i++) {
    const { summary } = await runScenario(scenario, { replication: first + i });
    results.push(summary.metrics);
  }
  return results;
}

/** t quantiles for 95 % two-sided intervals by degrees of freedom, from published tables. */
const T_975: Readonly<Record<number, number>> = { 4: 2.776, 9: 2.262, 19: 2.093, 29: 2.045 };

/** How many of the groups of `size` consecutive values give a 95 % t interval of their mean that contains the truth. */
export function covering(
  values: readonly number[],
  size: number,
  truth: number,
): { covered: number; groups: number } {
  const quantile = T_975[size - 1];
  if (quantile === undefined) throw new Error(`no t quantile for groups of ${size}`);
  let covered = 0;
  let groups = 0;
  for (let i = 0; i + size <= values.length; i += size) {
    const group = values.slice(i, i + size);
    const half = quantile * Math.sqrt(sampleVariance([...group]) / size);
    groups++;
    if (Math.abs(mean([...group]) - truth) <= half) covered++;
  }
  return { covered, groups };
}

/** Quantile of t at 19 degrees of freedom: of 1,000 means of 20 values that are right, one is further off. */
export const T_9995 = 3.883;

/** How far the mean of the values is from the truth, in standard errors of that mean. */
export function deviation(values: readonly number[], truth: number): number {
  return (mean([...values]) - truth) / Math.sqrt(sampleVariance([...values]) / values.length);
}

/** The least number of successes that is not surprising (probability of fewer below 0.1 %) in `trials` at probability 0.95. */
export function leastCovered(trials: number): number {
  let probability = Math.exp(trials * Math.log(0.05));
  let cumulative = probability;
  let successes = 0;
  while (cumulative < 0.001) {
    successes++;
    probability *= ((trials - successes + 1) / successes) * (0.95 / 0.05);
    cumulative += probability;
  }
  return successes;
}

/** A metric that must have been measured. */
export function values(metrics: readonly Metrics[], name: string): number[] {
  return metrics.map((row) => {
    const value = row[name];
    if (value === null || value === undefined) throw new Error(`${name} was not measured`);
    return value;
  });
}
