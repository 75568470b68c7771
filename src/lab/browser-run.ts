/** One run of one scenario, in a browser. */
import type { Scenario } from '../scenario/scenario.ts';
import type { RunResult } from './result.ts';
import { type Platform, type RunOptions, simulate } from './simulate.ts';

/** As much of a browser as is asked for. */
interface Browser {
  readonly navigator?: { readonly userAgent?: string; readonly hardwareConcurrency?: number };
}

const BROWSER: Platform = {
  host() {
    const { userAgent = 'unknown', hardwareConcurrency = 1 } = (globalThis as Browser).navigator ?? {};
    return { node: 'none', platform: userAgent, cpu: 'unknown', cores: hardwareConcurrency };
  },
  // A page is not told how much memory it may use.
  memoryLimit: () => Infinity,
  turn: () => new Promise((resolve) => setTimeout(resolve, 0)),
};

/**
 * Simulates a scenario. The result depends on scenario, seed, replication, version and modules alone, but for its `run` part, and
 * is that of Node. One thing could tell them apart: some browsers round exp and log differently in the last bit. Virtual time
 * counts whole microseconds, so that shows only when a draw lies within that bit of the middle between two of them.
 *
 * @throws WorldError when the scenario cannot be built (agents that fit nowhere)
 * @throws ModuleError when a module of one's own throws, or breaks a promise of the interface
 */
export function runScenario(scenario: Scenario, options: RunOptions = {}): Promise<RunResult> {
  return simulate(scenario, options, BROWSER);
}
