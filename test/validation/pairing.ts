/** How many runs common random numbers save: a true difference of 5 %, found by pairs and by independent runs. */

import { catalog } from '../../src/lab/catalog.ts';
import { singleRun } from '../../src/lab/experiment/single-run.ts';
import { mean, pairingGain, replicationsForDifference, testPower } from '../../src/lab/statistics/index.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

/** A busy cluster with failures. */
const SCENARIO = `name: pairing
seed: 5
duration: 90s
agents: 20
scheduler: least_loaded
workload: { arrivals: poisson(rate=3.6/s), service: exponential(mean=2s), stop: 1min }
faults: [{ kind: crash, at: 20s, duration: 20s, target: { agents: 10% } }]
`;

/** Changes that make tasks take about 5 % longer in the mean: by another policy, or by longer work. */
export const CHANGES = {
  'three random choices': ['scheduler={algorithm: power_of_d_choices, parameters: {d: 3}}'],
  'longer service': ['workload.service=exponential(mean=2.1s)'],
} as const;

const METRIC = 'task.latency.mean';

const POWER = 0.9;

export interface PairingStudy {
  /** Difference of the means relative to the first. */
  readonly difference: number;
  readonly correlation: number;
  /** Runs of both alternatives together that find it with a probability of 90 %. */
  readonly paired: number;
  readonly unpaired: number;
  /** That probability with a quarter of the runs of the unpaired design, in pairs. */
  readonly power: number;
}

/** Measures the spreads of a change on so many replications, and works out what each design needs. */
export async function studyPairing(
  change: keyof typeof CHANGES,
  replications: number,
): Promise<PairingStudy> {
  const values = await Promise.all([[], CHANGES[change]].map((set) => measured(set, replications)));
  const [baseline, candidate] = values;
  const { correlation, paired_sd, unpaired_sd } = pairingGain(baseline, candidate);
  const difference = mean(candidate) - mean(baseline);
  const question = { difference, power: POWER };
  const pairs = replicationsForDifference({ ...question, design: 'paired', sd: paired_sd });
  // The unpaired spread is that of a difference; each of the two alternatives has its share.
  const each = replicationsForDifference({ ...question, design: 'unpaired', sd: unpaired_sd / Math.SQRT2 });
  return {
    difference: difference / mean(baseline),
    correlation,
    paired: 2 * pairs,
    unpaired: 2 * each,
    power: testPower('paired', Math.max(2, Math.floor(each / 4)), difference / paired_sd),
  };
}

async function measured(set: readonly string[], replications: number): Promise<number[]> {
  const scenario = loadScenario('pairing.yaml', {
    files: memoryFiles({ 'pairing.yaml': SCENARIO }),
    catalog: catalog(),
    set,
  });
  const values: number[] = [];
  for (let replication = 0; replication < replications; replication++) {
    const { metrics } = await singleRun(scenario, replication);
    values.push(metrics[METRIC] as number);
  }
  return values;
}
