import { defineModule, type ModuleDefinition } from '../../../src/lab/extension/definition.ts';
import { ModuleError } from '../../../src/lab/extension/errors.ts';
import { parseScenario } from '../../../src/lab/load-scenario.ts';
import type { RunSummary } from '../../../src/lab/result.ts';
import { runScenario } from '../../../src/lab/run.ts';
import type { DetectorEntry, FailureDetector } from '../../../src/modules/health/detector.ts';
import type {
  AlgorithmContext,
  AlgorithmEntry,
  DistributionAlgorithm,
} from '../../../src/modules/scheduling/algorithm.ts';

/** Two agents in three with a capability, of which some crash; tasks of which some require it. */
export const SCENE = `
seed: 3
duration: 2min
agents:
  count: 12
  queue_limit: 2
  groups: [{ name: able, count: 8, capabilities: [gpu] }]
workload:
  - { name: plain, arrivals: poisson(rate=2/s), service: exponential(mean=1s) }
  - { name: special, arrivals: poisson(rate=1/s), service: exponential(mean=1s), capabilities: [gpu] }
faults: [{ kind: crash, target: { agents: 25% }, at: 30s, duration: 30s }]
health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 3s } }
`;

export async function run(
  modules: readonly ModuleDefinition[],
  set: readonly string[] = [],
  scenario = SCENE,
): Promise<RunSummary> {
  return (await runScenario(parseScenario(scenario, { set, modules }), { modules })).summary;
}

/** The ModuleError that a run ends with. */
export async function failure(
  modules: readonly ModuleDefinition[],
  set: readonly string[] = [],
): Promise<ModuleError> {
  try {
    await run(modules, set);
  } catch (error) {
    if (error instanceof ModuleError) return error;
    throw error;
  }
  throw new Error('the run did not fail');
}

export function algorithm(
  create: (context: AlgorithmContext) => DistributionAlgorithm,
  entry: Partial<AlgorithmEntry> = {},
): ModuleDefinition {
  const mine = {
    name: 'mine',
    description: 'mine',
    source: 'test',
    parameters: {},
    order: 'arrival',
    create,
  };
  return defineModule({ name: 'mine.ts', algorithms: [{ ...(mine as AlgorithmEntry), ...entry }] });
}

export function detector(create: DetectorEntry['create']): ModuleDefinition {
  const entry = { name: 'mine', description: 'mine', source: 'test', parameters: {}, create };
  return defineModule({ name: 'mine.ts', detectors: [entry] });
}

/** A detector that never does anything, but for what is given. */
export function silent(own: Partial<FailureDetector>): FailureDetector {
  return { start() {}, heartbeat() {}, onTimer() {}, ...own };
}
