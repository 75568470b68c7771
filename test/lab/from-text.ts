/** Runs of scenarios written as text, with everything that the program knows by name. */
import { catalog } from '../../src/lab/catalog.ts';
import type { Metrics, RunResult, RunSummary } from '../../src/lab/result.ts';
import { runScenario } from '../../src/lab/run.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const FILE = 'test.yaml';

/** What came of a scenario's run, with values replaced as by --set. @throws ScenarioErrors when it cannot be read */
export async function resultOf(text: string, set: string[] = []): Promise<RunResult> {
  const files = memoryFiles({ [FILE]: text });
  return await runScenario(loadScenario(FILE, { files, catalog: catalog(), set }));
}

/** Its summary alone. */
export async function summaryOf(text: string, set: string[] = []): Promise<RunSummary> {
  return (await resultOf(text, set)).summary;
}

/** Its metrics alone. */
export async function metricsOf(text: string, set: string[] = []): Promise<Metrics> {
  return (await summaryOf(text, set)).metrics;
}
