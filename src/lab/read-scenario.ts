/**
 * Reads scenarios so that the thread that asks goes on hearing signals: reading keeps a thread busy to its end, and a trace of a million
 * records takes longer than a person waits for an interrupt.
 */
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { ScenarioErrors } from '../scenario/errors.ts';
import { ScenarioFileError, type ScenarioFiles } from '../scenario/files.ts';
import { loadPlacedScenario, type PlacedScenario } from '../scenario/load.ts';
import { catalog } from './catalog.ts';
import { nodeFiles } from './files.ts';
import { revivedError } from './isolated-messages.ts';
import type { ReadAnswer, ReadRequest } from './read-messages.ts';
import { ENDING, threadEntry } from './thread-files.ts';

/** Bytes of one file from which its reading is worth a thread: about a tenth of a second. */
const LARGE = 1e6;

export interface ReadOptions {
  /** Called with every file that is asked for, whether it is there or not, and maybe more than once. */
  readonly onRead?: (path: string) => void;
}

/**
 * The scenario in a file, with the places of its expectations.
 * @throws ScenarioErrors with every problem found and its place
 */
export async function readPlacedScenario(
  request: ReadRequest,
  { onRead }: ReadOptions = {},
): Promise<PlacedScenario> {
  const { file, set, seed, modules } = request;
  const files = new SmallFiles(nodeFiles(), onRead);
  try {
    return loadPlacedScenario(file, { files, catalog: catalog(modules), set, seed });
  } catch (error) {
    if (!files.isLarge) throw error;
  }
  return await readInThread(request, onRead);
}

/** Passes files on, but for large ones: those are noted, and refused. */
class SmallFiles implements ScenarioFiles {
  readonly #files: ScenarioFiles;
  readonly #onRead: (path: string) => void;
  isLarge = false;

  constructor(files: ScenarioFiles, onRead: (path: string) => void = () => {}) {
    this.#files = files;
    this.#onRead = onRead;
  }

  read(path: string): Uint8Array {
    this.#onRead(path);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGE) {
      this.isLarge = true;
      throw new ScenarioFileError(path, 'large');
    }
    return this.#files.read(path);
  }

  resolve(from: string, relative: string): string {
    return this.#files.resolve(from, relative);
  }
}

async function readInThread(request: ReadRequest, onRead: ReadOptions['onRead']): Promise<PlacedScenario> {
  const worker = new Worker(threadEntry(new URL(`./read-worker${ENDING}`, import.meta.url)), {
    workerData: request,
  });
  try {
    const answer = await new Promise<ReadAnswer>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the thread that reads ended with code ${code}`)));
    });
    for (const path of answer.reads) onRead?.(path);
    if (answer.kind === 'scenario') return answer.placed;
    if (answer.kind === 'failed') throw revivedError(answer.error);
    throw new ScenarioErrors(answer.problems, answer.omitted);
  } finally {
    await worker.terminate();
  }
}
