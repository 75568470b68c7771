import type { Model, Operation } from '../linearizability/types.ts';
import { type Call, Calls } from './calls.ts';
import { type Datum, datumWords, Values } from './datum.ts';
import { HistoryFormatError, Malformed } from './errors.ts';
import { eventOf } from './events.ts';
import { EdnReader, END } from './formats/edn.ts';
import { FormSplitter } from './formats/forms.ts';
import { readJson } from './formats/json.ts';
import { LineSplitter } from './formats/lines.ts';
import { readLogLine } from './formats/log.ts';
import { type HistoryFormat, recognise } from './formats/recognise.ts';
import { withKeys } from './keys.ts';
import { KINDS } from './kinds/index.ts';
import type { Kind } from './kinds/kind.ts';
import type { HistoryModel } from './kinds/names.ts';

/** An operation with its place in the history. */
export interface HistoryOperation extends Operation<unknown, unknown> {
  /** The how many-th invoke of the history it is, from 1. */
  readonly number: number;
  /** Of its invoke, from 1. */
  readonly line: number;
  /** Of its end; null: it has none. */
  readonly endLine: number | null;
}

/** What a history holds. */
export interface HistorySummary {
  readonly format: HistoryFormat;
  /** Invokes and ends. */
  readonly events: number;
  readonly invoked: number;
  readonly completed: number;
  /** Calls that are known not to have taken place. */
  readonly failed: number;
  /** Calls whose end is not known: with `info`, without an end, or reads that nobody waited for. */
  readonly unknown: number;
  readonly processes: number;
  /** Different keys, or registers; 0: there are none. */
  readonly keys: number;
  /** Events of the nemesis, which were left out. */
  readonly nemesis: number;
  /** Lines of a log that are of something else, which were left out. */
  readonly otherLines: number;
  /** Whether operations are ordered by the times in the history, in nanoseconds; else by their order in the text. */
  readonly isTimed: boolean;
}

/** A history that can be checked: `checkLinearizability(history.operations, history.model)`. */
export interface History {
  readonly model: Model<unknown, unknown, unknown>;
  /**
   * All that may have taken effect, in the order of their invokes. Times are nanoseconds, or numbers of events where not every event has a
   * time. Reads whose end is not known are left out: they change nothing.
   */
  readonly operations: readonly HistoryOperation[];
  readonly summary: HistorySummary;
}

export interface HistoryOptions {
  readonly model: HistoryModel;
  /** Not given: as the text begins. */
  readonly format?: HistoryFormat;
  /** What the text is called in errors. */
  readonly source?: string;
  /** What registers hold at first, for which null stands. Not given: null itself. */
  readonly initial?: string | number | boolean | null;
}

/**
 * Reads a history piece by piece, in memory that is proportional to its operations.
 *
 *     const reader = new HistoryReader({ model: 'register' });
 *     for await (const chunk of stream) reader.push(chunk);
 *     const { operations, model } = reader.end();
 */
export class HistoryReader {
  readonly #options: HistoryOptions;
  readonly #kind: Kind<unknown, unknown, unknown>;
  readonly #values = new Values();
  readonly #calls: Calls;
  #splitter: LineSplitter | FormSplitter | null = null;
  #format: HistoryFormat | null = null;
  /** Too little to recognise the format. */
  #begin = '';
  #nemesis = 0;
  #otherLines = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#kind = KINDS[options.model];
    this.#calls = new Calls(this.#kind.reads);
    if (options.format) this.#open(options.format);
  }

  /** Invokes and ends that have been read. */
  get events(): number {
    return this.#calls.events;
  }

  /**
   * @param chunk text that goes on where the last one ended
   * @throws HistoryFormatError
   */
  push(chunk: string): void {
    this.#placed(() => this.#push(chunk, false));
  }

  /** @throws HistoryFormatError */
  end(): History {
    return this.#placed(() => {
      this.#push('', true);
      this.#splitter?.end();
      return this.#history();
    });
  }

  #placed<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new HistoryFormatError(this.#options.source ?? 'history', error.line, error.message);
    }
  }

  #push(chunk: string, isAll: boolean): void {
    if (this.#splitter === null) {
      this.#begin += chunk;
      const format = recognise(this.#begin, isAll);
      if (format === null) return;
      this.#open(format).push(this.#begin);
      this.#begin = '';
    } else this.#splitter.push(chunk);
  }

  #open(format: HistoryFormat): LineSplitter | FormSplitter {
    this.#format = format;
    this.#splitter =
      format === 'edn'
        ? new FormSplitter((text, line) => this.#form(text, line))
        : new LineSplitter((text, line) => this.#line(text, line));
    return this.#splitter;
  }

  #line(text: string, line: number): void {
    if (text.trim() === '') return;
    const bare = line === 1 ? text.replace(/^\uFEFF/, '') : text;
    const read = this.#format === 'jsonl' ? readJson : readLogLine;
    const event = read(bare, line, this.#values);
    // Only a log has lines of other things: in JSON, null is an event that is none.
    if (event === null && this.#format === 'log') this.#otherLines++;
    else this.#event(event, line);
  }

  #form(text: string, line: number): void {
    const reader = new EdnReader(text, line, this.#values);
    const form = reader.next();
    if (form === END) return;
    const rest = reader.next();
    if (rest !== END)
      throw new Malformed(line, `found ${datumWords(rest)} right behind a form: expected a blank`);
    this.#event(form, line);
  }

  #event(datum: Datum, line: number): void {
    const event = eventOf(datum, line, this.#kind.functions, this.#options.model);
    if (event === null) this.#nemesis++;
    else this.#calls.add(event);
  }

  #history(): History {
    const { all, isTimed, events, processes } = this.#calls;
    if (all.length === 0)
      throw new Malformed(
        1,
        'found no operation: expected JSON Lines, EDN, or lines such as INFO  jepsen.util - 0 :invoke :write 4',
      );
    const isKeyed = this.#kind.hasRegisters && all.some(({ key }) => key !== undefined);
    const calls = isKeyed ? all : withKeys(all, this.#kind.tells);
    const reading = { values: this.#values, initial: this.#options.initial ?? null };
    const { model, translate } = this.#kind.interpret(calls, reading);
    const operations: HistoryOperation[] = [];
    const keys = new Set<string>();
    const timeOf = isTimed ? clockOf(all) : null;
    for (const [index, call] of calls.entries()) {
      const translated = translate(call);
      for (const key of keysOf(translated.input)) keys.add(key);
      const isKept = call.end === 'ok' || (call.end === 'unknown' && !this.#isRead(call, translated.input));
      if (isKept) operations.push({ ...translated, ...placeOf(call, index, timeOf) });
    }
    const count = (end: Call['end']) => all.reduce((sum, call) => sum + (call.end === end ? 1 : 0), 0);
    const summary: HistorySummary = {
      format: this.#format ?? 'log',
      ...{ events, invoked: all.length, completed: count('ok'), failed: count('fail') },
      ...{ unknown: count('unknown'), processes, keys: keys.size },
      ...{ nemesis: this.#nemesis, otherLines: this.#otherLines, isTimed },
    };
    return { model, operations, summary };
  }

  #isRead({ f }: Call, input: unknown): boolean {
    const { steps } = input as { readonly steps?: readonly { readonly f: string }[] };
    return this.#kind.reads.includes(f) || (steps?.every((step) => step.f === 'read') ?? false);
  }
}

/** Keys, or registers, that an operation is about. */
function keysOf(input: unknown): string[] {
  const { key, steps } = input as {
    readonly key?: Datum;
    readonly steps?: readonly { readonly register: Datum }[];
  };
  const own = key === undefined ? '' : datumWords(key);
  if (steps) return steps.map(({ register }) => `${own}/${datumWords(register)}`);
  return key === undefined ? [] : [own];
}

type TimeOf = (time: Call['invokedTime']) => number;

/** Times as numbers: as they are, or since the first where they are beyond what a number holds exactly. */
function clockOf(calls: readonly Call[]): TimeOf {
  const isLarge = calls.some(({ invokedTime, returnedTime }) =>
    [invokedTime, returnedTime].some((time) => typeof time === 'bigint'),
  );
  const first = calls[0].invokedTime ?? 0;
  if (!isLarge) return Number;
  // Fractions of a nanosecond beside such times mean nothing.
  const exact = (time: Call['invokedTime']) =>
    typeof time === 'bigint' ? time : BigInt(Math.round(time ?? 0));
  return (time) => Number(exact(time) - exact(first));
}

function placeOf(call: Call, index: number, timeOf: TimeOf | null) {
  const { process, line, endLine, end, invoked, invokedTime, returned, returnedTime } = call;
  const isAnswered = end === 'ok';
  return {
    ...{ process, number: index + 1, line, endLine: endLine === 0 ? null : endLine },
    invoked: timeOf ? timeOf(invokedTime) : invoked,
    returned: isAnswered ? (timeOf ? timeOf(returnedTime) : returned) : Infinity,
  };
}

/**
 * A history from its whole text.
 * @throws HistoryFormatError
 */
export function parseHistory(text: string, options: HistoryOptions): History {
  const reader = new HistoryReader(options);
  reader.push(text);
  return reader.end();
}
