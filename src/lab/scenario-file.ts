/** Scenarios from files on disk. */
import type { Scenario } from '../scenario/scenario.ts';
import { nodeFiles } from './files.ts';
import { type LoadOptions, loadScenarioFrom } from './load-scenario.ts';

/**
 * The scenario in a file, with all that it extends and names.
 * @throws ScenarioErrors with every problem found and its place
 * @throws ModuleError when one of the modules cannot be used
 */
export function loadScenario(path: string, options: LoadOptions = {}): Scenario {
  return loadScenarioFrom(nodeFiles(), path, options);
}
