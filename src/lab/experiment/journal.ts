/**
 * The journal of an experiment: one line for each finished run, written as it goes, from which an interrupted experiment
 * continues and shards are joined. NDJSON; the first line says what the experiment is.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { createFile, replaceFile } from '../../files/whole-file.ts';
import { notFinite } from '../finite.ts';
import { VERSION } from '../version.ts';
import { type FailedEntry, type JournalEntry, type JournalRuns, runId } from './journal-entry.ts';
import { type AnyPlan, failureProblem, planProblem, runProblem } from './journal-shape.ts';
import { ExperimentError, type RunRow } from './types.ts';

export const JOURNAL_FILE = 'journal.ndjson';

const FORMAT = 1;
/** Milliseconds between two syncs to the device: what a loss of power may cost. */
const SYNC_INTERVAL = 1_000;

export interface Journal extends JournalRuns {
  /** What the experiment is. */
  readonly plan: AnyPlan;
  /** Whether its writer came to the end of the experiment, or of the part that was asked for. */
  readonly finished: boolean;
}

const END = `${JSON.stringify({ end: true })}\n`;

function head(plan: AnyPlan): string {
  return `${JSON.stringify({ journal: FORMAT, version: VERSION, plan })}\n`;
}

function line(entry: JournalEntry | FailedEntry): string {
  const { key, replication } = entry;
  if ('row' in entry) return `${JSON.stringify({ key, replication, ...entry.row })}\n`;
  const { attempts, reason } = entry;
  return `${JSON.stringify({ key, replication, failed: { attempts, reason } })}\n`;
}

/** The text of a whole journal, line by line. */
export function* journalLines({ plan, entries, failed, finished }: Journal): Generator<string> {
  yield head(plan);
  for (const entry of entries) yield line(entry);
  for (const entry of failed) yield line(entry);
  if (finished) yield END;
}

export function journalText(journal: Journal): string {
  return [...journalLines(journal)].join('');
}

/**
 * Reads a journal. A last line that was cut off in the middle is left out; null when there is no journal.
 * @throws ExperimentError naming the line when the file is no journal, a broken one, or one of another version
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
  const plan = readHead(path, lines[0]);
  const entries: JournalEntry[] = [];
  const failed: FailedEntry[] = [];
  let finished = false;
  for (let number = 2; number <= lines.length; number++) {
    const value = parseLine(path, lines[number - 1], number);
    const place = `${path}: line ${number}`;
    if (finished) throw new ExperimentError(`${place} follows the end of the journal`);
    if (value.end === true) finished = true;
    else if ('failed' in value) failed.push(readFailed(place, value));
    else entries.push(readEntry(place, value));
  }
  const done = new Set(entries.map(runId));
  return { plan, entries, failed: failed.filter((entry) => !done.has(runId(entry))), finished };
}

type Fields = Readonly<Record<string, unknown>>;

function parseLine(path: string, content: string, number: number): Fields {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && notFinite(value) === null) return value as Fields;
  } catch {}
  throw new ExperimentError(`${path}: line ${number} is not a line of a journal`);
}

function readHead(path: string, content: string): AnyPlan {
  const { journal, version, plan } = parseLine(path, content, 1);
  if (journal !== FORMAT) throw new ExperimentError(`${path} is not a journal of this program`);
  if (version !== VERSION)
    throw new ExperimentError(
      `${path} was written by version ${version}, whose results are not those of ${VERSION}`,
    );
  const problem = planProblem(plan);
  if (problem !== null)
    throw new ExperimentError(`${path}: line 1 does not say what the experiment is: ${problem}`);
  return plan as AnyPlan;
}

function readEntry(place: string, value: Fields): JournalEntry {
  const problem = runProblem(value);
  if (problem !== null) throw new ExperimentError(`${place} is not a finished run: ${problem}`);
  const { key, replication, ...row } = value;
  return { key: key as string, replication: replication as number, row: row as unknown as RunRow };
}

function readFailed(place: string, value: Fields): FailedEntry {
  const problem = failureProblem(value);
  if (problem !== null) throw new ExperimentError(`${place} is not a failed run: ${problem}`);
  const { key, replication, failed } = value as unknown as JournalEntry & { readonly failed: FailedEntry };
  return { key, replication, attempts: failed.attempts, reason: failed.reason };
}

/** Appends runs to a journal. What the system refuses names the file. */
export class JournalWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  #last: Promise<void> = Promise.resolve();
  #synced = performance.now();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * A new journal; it appears whole or not at all.
   * @throws ExperimentError when there is one already
   */
  static async create(path: string, plan: AnyPlan): Promise<JournalWriter> {
    const text = journalText({ plan, entries: [], failed: [], finished: false });
    try {
      await createFile(path, text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST')
        throw new ExperimentError(`${path} exists already: resume that experiment, or choose another folder`);
      throw naming(error, path);
    }
    return JournalWriter.#open(path);
  }

  /** The journal of an experiment that goes on, with these runs in it. */
  static async continue(path: string, plan: AnyPlan, runs: JournalRuns): Promise<JournalWriter> {
    await replaceFile(path, journalLines({ plan, ...runs, finished: false })).catch((error: unknown) => {
      throw naming(error, path);
    });
    return JournalWriter.#open(path);
  }

  static async #open(path: string): Promise<JournalWriter> {
    return new JournalWriter(path, await open(path, constants.O_WRONLY | constants.O_APPEND));
  }

  /** Resolves when the line has been handed to the system; lines come in the order of the calls. */
  append(entry: JournalEntry | FailedEntry): Promise<void> {
    return this.#write(line(entry));
  }

  /** Says that nothing is missing. */
  end(): Promise<void> {
    return this.#write(END);
  }

  #write(text: string): Promise<void> {
    const write = async (): Promise<void> => {
      await this.#file.writeFile(text);
      if (performance.now() - this.#synced < SYNC_INTERVAL) return;
      await this.#file.datasync();
      this.#synced = performance.now();
    };
    // After a line that may be there in part, nothing more is written: cut off, the journal can still be read.
    this.#last = this.#last.then(write).catch((error: unknown) => {
      throw naming(error, this.#path);
    });
    this.#last.catch(() => {});
    return this.#last;
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {});
    try {
      await this.#file.datasync();
    } catch (error) {
      throw naming(error, this.#path);
    } finally {
      await this.#file.close();
    }
  }
}

/** Errors of an open file do not say which it is. */
function naming(error: unknown, path: string): unknown {
  if (error instanceof Error && 'syscall' in error) (error as NodeJS.ErrnoException).path = path;
  return error;
}
