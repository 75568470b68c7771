/**
 * The journal of an experiment: one line for each finished run, written as it goes, from which an interrupted experiment
 * continues and shards are joined. NDJSON; the first line says what the experiment is.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, writeFile } from 'node:fs/promises';
import { VERSION } from '../version.ts';
import { ExperimentError, type RunRow } from './types.ts';

export const JOURNAL_FILE = 'journal.ndjson';

const FORMAT = 1;
/** Milliseconds between two syncs to the device: what a loss of power may cost. */
const SYNC_INTERVAL = 1_000;

/** One finished run. */
export interface JournalEntry {
  /** Of the scenario, from `scenarioKey`. */
  readonly key: string;
  readonly replication: number;
  readonly row: RunRow;
}

export interface Journal {
  /** What the experiment is, as its writer described it. */
  readonly plan: unknown;
  readonly entries: readonly JournalEntry[];
}

function head(plan: unknown): string {
  return `${JSON.stringify({ journal: FORMAT, version: VERSION, plan })}\n`;
}

function line({ key, replication, row }: JournalEntry): string {
  return `${JSON.stringify({ key, replication, ...row })}\n`;
}

/** The text of a whole journal. */
export function journalText({ plan, entries }: Journal): string {
  return head(plan) + entries.map(line).join('');
}

/**
 * Reads a journal. A last line that was cut off in the middle is left out; null when there is no journal.
 * @throws ExperimentError when the file is no journal, or one of another version
 */
export async function readJournal(path: string): Promise<Journal | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const lines = text.split('\n');
  // What follows the last line end was not written to its end; in a whole journal that is nothing.
  lines.pop();
  if (lines.length === 0) return null;
  const parse = (content: string, index: number): Record<string, unknown> => {
    try {
      const value: unknown = JSON.parse(content);
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {}
    throw new ExperimentError(`${path}: line ${index + 1} is not a line of a journal`);
  };
  const { journal, version, plan } = parse(lines[0], 0);
  if (journal !== FORMAT) throw new ExperimentError(`${path} is not a journal of this program`);
  if (version !== VERSION)
    throw new ExperimentError(
      `${path} was written by version ${version}, whose results are not those of ${VERSION}`,
    );
  const entries = lines.slice(1).map((content, index) => {
    const { key, replication, ...row } = parse(content, index + 1);
    if (typeof key !== 'string' || !Number.isSafeInteger(replication) || typeof row.metrics !== 'object')
      throw new ExperimentError(`${path}: line ${index + 2} is not a finished run`);
    return { key, replication: replication as number, row: row as unknown as RunRow };
  });
  return { plan, entries };
}

/** Appends finished runs to a journal. */
export class JournalWriter {
  readonly #file: FileHandle;
  #last: Promise<void> = Promise.resolve();
  #synced = performance.now();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** A journal with these entries, in place of any that is there; it appears whole or not at all. */
  static async create(path: string, plan: unknown, entries: readonly JournalEntry[]): Promise<JournalWriter> {
    const temporary = `${path}.${process.pid}.partial`;
    await writeFile(temporary, journalText({ plan, entries }));
    await rename(temporary, path);
    return new JournalWriter(await open(path, constants.O_WRONLY | constants.O_APPEND));
  }

  /** Resolves when the line has been handed to the system; lines come in the order of the calls. */
  append(entry: JournalEntry): Promise<void> {
    const write = async (): Promise<void> => {
      await this.#file.writeFile(line(entry));
      if (performance.now() - this.#synced < SYNC_INTERVAL) return;
      await this.#file.datasync();
      this.#synced = performance.now();
    };
    const writing = this.#last.then(write);
    this.#last = writing.catch(() => {});
    return writing;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file.datasync();
    await this.#file.close();
  }
}
