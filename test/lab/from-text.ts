/** Runs of scenarios written as text, with everything that the program knows by name. */
import { catalog } from '../../src/lab/catalog.ts';
import type { Metrics } from '../../src/lab/result.ts';
import { runScenario } from '../../src/lab/run.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const FILE = 'test.yaml';

/** The metrics of a scenario, with values replaced as by --set. @throws ScenarioErrors when it cannot be read */
export async function metricsOf(text: string, set: string[] = []): Promise<Metrics> {
  const files = memoryFiles({ [FILE]: text });
  return (await runScenario(loadScenario(FILE, { files, catalog: catalog(), set }))).summary.metrics;
}
