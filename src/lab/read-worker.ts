/** The thread in which a scenario is read. */
import { parentPort, workerData } from 'node:worker_threads';
import { ScenarioErrors } from '../scenario/errors.ts';
import type { ScenarioFiles } from '../scenario/files.ts';
import { loadPlacedScenario } from '../scenario/load.ts';
import { catalog } from './catalog.ts';
import { nodeFiles } from './files.ts';
import { plainError } from './isolated-messages.ts';
import type { ReadAnswer, ReadOutcome, ReadRequest } from './read-messages.ts';

const { file, set, seed, modules } = workerData as ReadRequest;

const reads = new Set<string>();
const disk = nodeFiles();
const files: ScenarioFiles = {
  ...disk,
  read(path) {
    reads.add(path);
    return disk.read(path);
  },
};

function read(): ReadOutcome {
  try {
    const placed = loadPlacedScenario(file, { files, catalog: catalog(modules), set, seed });
    return { kind: 'scenario', placed };
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) return { kind: 'failed', error: plainError(error) };
    return { kind: 'problems', problems: error.problems, omitted: error.omitted };
  }
}

const answer: ReadAnswer = { ...read(), reads: [...reads] };
parentPort?.postMessage(answer);
