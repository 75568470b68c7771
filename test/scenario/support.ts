import { SCALING_POLICIES, VICTIM_POLICIES } from '../../src/modules/scaling/registry.ts';
/** What the tests of scenarios share: a small catalogue, a reader in memory, and a way to see the problems. */
import type { ScenarioCatalog } from '../../src/scenario/catalog.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

const source = 'a test';

export const catalog: ScenarioCatalog = {
  algorithms: [
    { name: 'least_loaded', description: 'the agent with the fewest tasks', source, parameters: {} },
    { name: 'random', description: 'any agent', source, parameters: {} },
    {
      name: 'power_of_d_choices',
      description: 'the least loaded of d agents drawn at random',
      source,
      parameters: { d: { type: 'integer', default: 2, min: 1, max: 100, description: 'Agents drawn' } },
    },
    {
      name: 'weighted',
      description: 'by a weighted sum',
      source,
      parameters: {
        horizon: { type: 'duration', default: 60, min: 1, description: 'How far back latencies count' },
        bound: { type: 'ratio', default: 1.25, min: 1, max: 10, description: 'Load over mean load' },
        sticky: { type: 'boolean', default: false, description: 'Prefer the last agent' },
        ties: { type: 'choice', default: 'first', choices: ['first', 'random'], description: 'Among equals' },
        budget: { type: 'rate', default: 10, description: 'Probes' },
        cache: { type: 'size', default: 1024, description: 'Memory' },
        weight: { type: 'number', default: 0.5, min: 0, max: 1, description: 'Of latency' },
      },
    },
  ],
  scalingPolicies: SCALING_POLICIES.entries(),
  victimPolicies: VICTIM_POLICIES.entries(),
  detectors: [
    {
      name: 'fixed_timeout',
      description: 'dead after silence',
      source,
      parameters: { timeout: { type: 'duration', default: 10, min: 0.01, description: 'Silence' } },
    },
    {
      name: 'phi_accrual',
      description: 'suspicion as a scale',
      source,
      parameters: { threshold: { type: 'number', default: 8, min: 0.5, max: 30, description: 'Suspicion' } },
    },
  ],
  metrics: [
    { name: 'tasks.lost', unit: 'tasks', description: 'Tasks lost' },
    { name: 'task.latency.p99', unit: 's', description: '99th percentile of latency' },
    { name: 'throughput', unit: 'tasks/s', description: 'Tasks completed per second' },
    { name: 'agents.utilisation', unit: 'ratio', description: 'Busy share' },
    { name: 'network.bytes', unit: 'B', description: 'Bytes sent' },
    { name: 'waves.<wave>.makespan', unit: 's', description: 'Length of a wave' },
  ],
};

export interface LoadTestOptions {
  readonly set?: string[];
  readonly seed?: string;
  readonly files?: Record<string, string | Uint8Array>;
  /** Files whose reading fails, with the reason. */
  readonly broken?: Record<string, string | undefined>;
}

/** Loads `text` as `scenarios/test.yaml`, with further files around it: what follows from it, without the text itself. */
export function load(text: string, options: LoadTestOptions = {}): Scenario {
  const memory = memoryFiles({ 'scenarios/test.yaml': text, ...options.files });
  const { broken = {} } = options;
  const files = {
    ...memory,
    read(path: string): Uint8Array {
      if (Object.hasOwn(broken, path)) throw Object.assign(new Error('broken'), { reason: broken[path] });
      return memory.read(path);
    },
  };
  const { written, ...scenario } = loadScenario('scenarios/test.yaml', {
    files,
    catalog,
    set: options.set,
    seed: options.seed,
  });
  return scenario;
}

/** The formatted problems of a scenario that must not load. */
export function problemsOf(text: string, options: LoadTestOptions = {}): string[] {
  try {
    load(text, options);
  } catch (error) {
    if (error instanceof ScenarioErrors) return error.format().split('\n');
    throw error;
  }
  throw new Error('the scenario was loaded, though it should have been refused');
}

/** The least that loads. */
export const MINIMAL = 'workload: { backlog: 10, service: 1s }\n';
