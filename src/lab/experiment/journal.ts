/**
 * The journal of an experiment: one line for each finished run, written as it goes, from which an interrupted experiment
 * continues and shards are joined. NDJSON; the first line says what the experiment is.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createFile, replaceFile } from '../../files/whole-file.ts';
import { wholeLines } from '../../files/whole-lines.ts';
import { visibleJson } from '../../scenario/visible.ts';
import { notFinite } from '../finite.ts';
import { VERSION } from '../version.ts';
import { type FailedEntry, type JournalEntry, type JournalRuns, LazyEntry, RunSet } from './journal-entry.ts';
import { type AnyPlan, failureProblem, planProblem, runProblem } from './journal-shape.ts';
import type { RowStore } from './row-store.ts';
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
  return `${visibleJson({ journal: FORMAT, version: VERSION, plan })}\n`;
}

function line(entry: JournalEntry | FailedEntry): string {
  const { key, replication } = entry;
  if ('row' in entry) return `${visibleJson({ key, replication, ...entry.row })}\n`;
  const { attempts, reason } = entry;
  return `${visibleJson({ key, replication, failed: { attempts, reason } })}\n`;
}

/** What a journal is written from; its runs may be made while they are read. */
interface JournalContent extends Pick<Journal, 'plan' | 'finished'> {
  readonly entries: Iterable<JournalEntry>;
  readonly failed: Iterable<FailedEntry>;
}

/** The text of a whole journal, line by line. */
export function* journalLines({ plan, entries, failed, finished }: JournalContent): Generator<string> {
  yield head(plan);
  for (const entry of entries) yield line(entry);
  for (const entry of failed) yield line(entry);
  if (finished) yield END;
}

export function journalText(journal: Journal): string {
  return [...journalLines(journal)].join('');
}

/**
 * Reads a journal, line by line: of many runs the text is longer than a string may be. A last line that was cut off in the middle is
 * left out; null when there is no journal.
 * @param rows where its rows go; entries then fetch theirs from there. Without it each entry keeps its row
 * @throws ExperimentError naming the line when the file is no journal, a broken one, or one of another version
 */
export async function readJournal(path: string, rows?: RowStore): Promise<Journal | null> {
  const entries: JournalEntry[] = [];
  const failed: FailedEntry[] = [];
  const done = new RunSet();
  const rowOf = (key: string, replication: number) => rows?.get(key, replication) as RunRow;
  const head = await scan(path, {
    entry(entry) {
      const { key, replication } = entry;
      done.add(key, replication);
      rows?.set(key, replication, entry.row);
      entries.push(rows === undefined ? entry : new LazyEntry(key, replication, rowOf));
    },
    failed: (entry) => failed.push(entry),
  });
  if (head === null) return null;
  return { ...head, entries, failed: failed.filter((entry) => !done.has(entry.key, entry.replication)) };
}

/** What a journal says of the experiment as a whole; its runs are checked, and kept by nobody. Errors as of `readJournal`. */
export function surveyJournal(path: string): Promise<Pick<Journal, 'plan' | 'finished'> | null> {
  return scan(path, { entry() {}, failed() {} });
}

interface Visitor {
  entry(entry: JournalEntry): void;
  failed(entry: FailedEntry): void;
}

async function scan(path: string, visit: Visitor): Promise<Pick<Journal, 'plan' | 'finished'> | null> {
  let plan: AnyPlan | null = null;
  let finished = false;
  let number = 0;
  try {
    for await (const line of wholeLines(path)) {
      number++;
      if (plan === null) {
        plan = readHead(path, line);
        continue;
      }
      const value = parseLine(path, line, number);
      const place = `${path}: line ${number}`;
      if (finished) throw new ExperimentError(`${place} follows the end of the journal`);
      if (value.end === true) finished = true;
      else if ('failed' in value) visit.failed(readFailed(place, value));
      else visit.entry(readEntry(place, value));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return plan === null ? null : { plan, finished };
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
  /** Lines that `#last` will have written. */
  #waiting: string[] = [];
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
    this.#waiting.push(text);
    if (this.#waiting.length > 1) return this.#last;
    // After a line that may be there in part, nothing more is written: cut off, the journal can still be read.
    this.#last = this.#last
      .then(() => this.#writeWaiting())
      .catch((error: unknown) => {
        throw naming(error, this.#path);
      });
    this.#last.catch(() => {});
    return this.#last;
  }

  /** All lines that have come while others were being written, at once: else short runs would come faster than they are written. */
  async #writeWaiting(): Promise<void> {
    const text = this.#waiting.join('');
    this.#waiting = [];
    await this.#file.writeFile(text);
    if (performance.now() - this.#synced < SYNC_INTERVAL) return;
    await this.#file.datasync();
    this.#synced = performance.now();
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
