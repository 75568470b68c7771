/** From text or files to a scenario, with the catalogue that a user's own modules extend. */
import type { MetricDescription, ScenarioCatalog } from '../scenario/catalog.ts';
import { memoryFiles, type ScenarioFiles } from '../scenario/files.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { catalog } from './catalog.ts';
import type { ModuleDefinition } from './extension/definition.ts';
import type { ModuleDescription } from './extension/description.ts';
import { extend } from './extension/extend.ts';
import { CallTrace } from './extension/trace.ts';

export type { MetricDescription, ScenarioCatalog };

export interface LoadOptions {
  /** `path=value` each, applied in order: "agents.count=500". */
  readonly set?: readonly string[];
  /** Instead of the scenario's seed. */
  readonly seed?: string;
  /** Modules of one's own, whose names the scenario may use. */
  readonly modules?: readonly ModuleDefinition[];
}

/** What modules define, as plain data. @throws ModuleError */
export function describeModules(modules: readonly ModuleDefinition[]): readonly ModuleDescription[] {
  return extend(modules, new CallTrace()).descriptions;
}

/**
 * The scenario in a file.
 * @param files where the file and all that it names are read from: a reader, or contents by path
 * @throws ScenarioErrors with every problem found and its place
 * @throws ModuleError when one of the modules cannot be used
 */
export function loadScenarioFrom(
  files: ScenarioFiles | Readonly<Record<string, string | Uint8Array>>,
  path: string,
  options: LoadOptions = {},
): Scenario {
  const { set, seed, modules = [] } = options;
  return loadScenario(path, {
    files: isReader(files) ? files : memoryFiles(files),
    catalog: catalog(describeModules(modules)),
    set,
    seed,
  });
}

/**
 * The scenario in a text.
 * @throws ScenarioErrors with every problem found and its place
 */
export function parseScenario(text: string, options: LoadOptions = {}): Scenario {
  return loadScenarioFrom({ 'scenario.yaml': text }, 'scenario.yaml', options);
}

function isReader(files: object): files is ScenarioFiles {
  return typeof (files as { read?: unknown }).read === 'function';
}
