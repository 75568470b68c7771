import { type Datum, datumWords, shown } from './datum.ts';
import { Malformed } from './errors.ts';
import type { HistoryEvent } from './events.ts';

/** How a call ended: with an answer, without any effect, or nobody knows. */
export type CallEnd = 'ok' | 'fail' | 'unknown';

type Time = HistoryEvent['time'];

/** A call with its end. */
export interface Call {
  readonly process: number | string;
  readonly f: string;
  readonly line: number;
  readonly key: Datum | undefined;
  readonly value: Datum | undefined;
  /** Number of the event among those of clients, from 1. */
  readonly invoked: number;
  readonly invokedTime: Time;
  end: CallEnd;
  /** 0: there is none. */
  endLine: number;
  answer: Datum | undefined;
  returned: number;
  returnedTime: Time;
}

/** Puts calls and their ends together. */
export class Calls {
  /** In the order of their invocations. */
  readonly all: Call[] = [];
  readonly #open = new Map<number | string, Call>();
  /** The last time that was heard of a process, and whether it may go on. */
  readonly #heard = new Map<number | string, { readonly event: HistoryEvent; readonly isOver: boolean }>();
  readonly #reads: ReadonlySet<string>;
  #events = 0;
  #timed = 0;

  /** @param reads functions that change nothing */
  constructor(reads: readonly string[]) {
    this.#reads = new Set(reads);
  }

  get events(): number {
    return this.#events;
  }

  get processes(): number {
    return this.#heard.size;
  }

  /** Whether every event has a time. */
  get isTimed(): boolean {
    return this.#timed === this.#events;
  }

  /** @throws Malformed */
  add(event: HistoryEvent): void {
    this.#events++;
    if (event.time !== undefined) this.#timed++;
    const before = this.#heard.get(event.process);
    if (before) checkTimes(before.event, event);
    if (event.type === 'invoke') this.#invoke(event);
    else this.#complete(event);
    this.#heard.set(event.process, { event, isOver: event.type === 'info' });
  }

  #invoke(event: HistoryEvent): void {
    const { process, f, line, key, value, time } = event;
    const open = this.#open.get(process);
    if (open)
      throw new Malformed(
        line,
        `found an invoke of ${f} by process ${shown(process)}, whose ${open.f} of line ${open.line} has not ended: expected ok, fail or info first`,
      );
    const last = this.#heard.get(process);
    if (last?.isOver)
      throw new Malformed(
        line,
        `found an invoke of ${f} by process ${shown(process)}, which ended with info on line ${last.event.line}: expected the client to go on as another process`,
      );
    const call: Call = {
      ...{ process, f, line, key, value, invoked: this.#events, invokedTime: time },
      ...{ end: 'unknown', endLine: 0, answer: undefined, returned: Infinity, returnedTime: undefined },
    };
    this.#open.set(process, call);
    this.all.push(call);
  }

  #complete({ process, type, f, line, key, value, time, isTimedOut }: HistoryEvent): void {
    const call = this.#open.get(process);
    const what = `found ${type} of ${f} by process ${shown(process)}`;
    if (!call) throw new Malformed(line, `${what}, which has called nothing: expected an invoke first`);
    if (call.f !== f)
      throw new Malformed(
        line,
        `${what}, which called ${call.f} on line ${call.line}: expected the end of that`,
      );
    if (key !== undefined && datumWords(key) !== datumWords(call.key))
      throw new Malformed(
        line,
        `${what} with key ${shown(key)}: expected ${call.key === undefined ? 'none' : shown(call.key)}, as in its invoke on line ${call.line}`,
      );
    this.#open.delete(process);
    call.endLine = line;
    if (type === 'ok') {
      call.end = 'ok';
      call.answer = value;
      call.returned = this.#events;
      call.returnedTime = time;
    } else if (type === 'fail' && !(isTimedOut && this.#reads.has(f))) call.end = 'fail';
  }
}

function checkTimes(before: HistoryEvent, { process, time, line }: HistoryEvent): void {
  if (before.time !== undefined && time !== undefined && time < before.time)
    throw new Malformed(
      line,
      `found time ${time} of process ${shown(process)} after its time ${before.time} on line ${before.line}: expected times of a process that do not fall`,
    );
}
