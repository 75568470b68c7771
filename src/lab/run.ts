/** One run of one scenario, on Node. */
import type { Scenario } from '../scenario/scenario.ts';
import { environment, memoryLimit } from './environment.ts';
import type { RunResult } from './result.ts';
import { type Platform, type RunOptions, simulate } from './simulate.ts';

export type { RunOptions, RunProgress } from './simulate.ts';

const NODE: Platform = {
  host: environment,
  memoryLimit,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

/**
 * Simulates a scenario. The result depends on scenario, seed, replication, version and modules alone, but for its `run` part.
 *
 * @throws ResourceError when it would need more memory than there is
 * @throws WorldError when the scenario cannot be built (agents that fit nowhere)
 * @throws ModuleError when a module of one's own throws, or breaks a promise of the interface
 */
export function runScenario(scenario: Scenario, options: RunOptions = {}): Promise<RunResult> {
  return simulate(scenario, options, NODE);
}
