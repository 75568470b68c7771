/**
 * What a command has asked for and not received yet. Each run is settled once, whoever did it and however often; a batch that is lost
 * puts its runs back.
 */
import type { RunRow } from '../lab/experiment/types.ts';
import { batchSize, type RunTimes } from './batch-size.ts';
import type { ContentHash } from './contents.ts';
import type { Batch, RunOutcome } from './protocol.ts';

interface Waiting {
  readonly resolve: (row: RunRow) => void;
  readonly reject: (error: unknown) => void;
}

export interface RunOptions {
  /** Also tells what became of each condition. */
  readonly whole?: boolean;
  /** The run is given up once it is aborted. */
  readonly signal?: AbortSignal;
}

interface Entry extends Waiting {
  readonly id: string;
  readonly scenario: ContentHash;
  readonly replication: number;
  readonly exact: readonly string[];
  readonly options: RunOptions;
  /** It was with a worker that went down, and may have been the cause: it gets a batch of its own. */
  readonly alone: boolean;
}

interface Issued {
  readonly ids: readonly string[];
  /** When, in milliseconds of a clock that never goes back. */
  readonly since: number;
}

export class Ledger {
  /** Not settled, by id. */
  readonly #open = new Map<string, Entry>();
  /** Those of them that are with no worker, in the order in which they are handed out. */
  readonly #waiting = new Map<string, Entry>();
  readonly #issued = new Map<string, Issued>();
  /** Runs that went down with their worker at least once. */
  readonly #suspects = new Set<string>();
  readonly #session: string;
  #batches = 0;

  /** @param session tells the batches of this command from those of all others */
  constructor(session: string) {
    this.#session = session;
  }

  /** Runs that no worker has. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Batches that workers have, or will take. */
  get issued(): number {
    return this.#issued.size;
  }

  get open(): number {
    return this.#open.size;
  }

  /** Resolves with what a worker makes of the run. A run must not be asked for again before it is settled. */
  add(
    scenario: ContentHash,
    replication: number,
    exact: readonly string[],
    options: RunOptions = {},
  ): Promise<RunRow> {
    const id = idOf(scenario, replication);
    if (this.#open.has(id)) throw new Error(`run ${id} is asked for twice`);
    return new Promise((resolve, reject) => {
      const alone = this.#suspects.has(id);
      const entry = { id, scenario, replication, exact, options, alone, resolve, reject };
      this.#open.set(id, entry);
      this.#waiting.set(id, entry);
    });
  }

  /** The next batch to hand out; null when nothing waits. @param now milliseconds of a clock that never goes back */
  take(slots: number, times: RunTimes, now: number): Batch | null {
    const entries = this.#next(slots, times);
    if (entries.length === 0) return null;
    const token = `${this.#session}-${++this.#batches}`;
    this.#issued.set(token, { ids: entries.map(({ id }) => id), since: now });
    const parts = new Map<ContentHash, number[]>();
    for (const { id, scenario, replication } of entries) {
      this.#waiting.delete(id);
      const replications = parts.get(scenario) ?? [];
      parts.set(scenario, replications);
      replications.push(replication);
    }
    return {
      token,
      exact: entries[0].exact,
      whole: isWhole(entries[0]),
      parts: [...parts].map(([scenario, replications]) => ({ scenario, replications })),
    };
  }

  #next(slots: number, times: RunTimes): Entry[] {
    const [first] = this.#waiting.values();
    if (first === undefined) return [];
    if (first.alone) return [first];
    const alike: Entry[] = [];
    const size = batchSize(scenariosOf(this.#waiting.values()), this.#waiting.size, slots, times);
    for (const entry of this.#waiting.values()) {
      if (alike.length === size || entry.alone || !isAlike(entry, first)) break;
      alike.push(entry);
    }
    return alike;
  }

  /** Whether a batch was handed out by this command, and is not settled. */
  has(token: string): boolean {
    return this.#issued.has(token);
  }

  /**
   * Settles the runs of a completion, those of them that are not settled yet; others are those of a batch done twice. Returns how many
   * it settled.
   */
  complete(
    token: string,
    outcomes: readonly RunOutcome[],
    errorOf: (outcome: Extract<RunOutcome, { problem: unknown }>) => Error,
  ): number {
    let settled = 0;
    for (const outcome of outcomes) {
      const id = idOf(outcome.scenario, outcome.replication);
      const entry = this.#open.get(id);
      if (entry === undefined) continue;
      this.#open.delete(id);
      this.#waiting.delete(id);
      settled++;
      if ('row' in outcome) {
        this.#suspects.delete(id);
        entry.resolve(outcome.row);
      } else {
        if (outcome.problem === 'crash') this.#suspects.add(id);
        entry.reject(errorOf(outcome));
      }
    }
    this.giveBack(token);
    return settled;
  }

  /** A batch is with nobody any more: what it left open waits again, before all others. */
  giveBack(token: string): void {
    this.#putFirst(this.#takeBack(token));
  }

  /**
   * A batch brought its workers down, again and again. Alone it is its only run that does: that run fails. Of several, each is tried by
   * itself.
   */
  suspect(token: string, error: Error): void {
    const entries = this.#takeBack(token);
    for (const { id } of entries) this.#suspects.add(id);
    if (entries.length > 1) this.#putFirst(entries.map((entry) => ({ ...entry, alone: true })));
    else
      for (const { id, reject } of entries) {
        this.#open.delete(id);
        reject(error);
      }
  }

  /** Tokens of batches that were handed out before a moment. */
  issuedBefore(moment: number): string[] {
    return [...this.#issued].filter(([, { since }]) => since < moment).map(([token]) => token);
  }

  /** Gives up the runs that were asked for with this signal. What workers make of them is not counted. */
  cancel(signal: AbortSignal): void {
    for (const { id, options, reject } of [...this.#open.values()]) {
      if (options.signal !== signal) continue;
      this.#open.delete(id);
      this.#waiting.delete(id);
      reject(signal.reason);
    }
  }

  /** Gives up all runs of a batch, or all there are. */
  fail(error: unknown, token?: string): void {
    const entries = token === undefined ? [...this.#open.values()] : this.#takeBack(token);
    if (token === undefined) this.#issued.clear();
    for (const { id, reject } of entries) {
      this.#open.delete(id);
      this.#waiting.delete(id);
      reject(error);
    }
  }

  #takeBack(token: string): Entry[] {
    const ids = this.#issued.get(token)?.ids ?? [];
    this.#issued.delete(token);
    return ids.flatMap((id) => (this.#waiting.has(id) ? [] : (this.#open.get(id) ?? [])));
  }

  #putFirst(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const others = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const entry of entries) this.#open.set(entry.id, entry);
    for (const entry of [...entries, ...others]) this.#waiting.set(entry.id, entry);
  }
}

function isWhole({ options }: Entry): boolean {
  return options.whole === true;
}

/** Whether both may be in one batch. */
function isAlike(a: Entry, b: Entry): boolean {
  return a.exact === b.exact && isWhole(a) === isWhole(b);
}

function idOf(scenario: ContentHash, replication: number): string {
  return `${scenario} ${replication}`;
}

function* scenariosOf(entries: Iterable<Entry>): Generator<string> {
  for (const { scenario } of entries) yield scenario;
}
