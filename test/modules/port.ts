/**
 * A machine of a few lines for one module: a clock that moves when told to, timers, a list of what was sent, and a store that
 * survives a crash.
 */

import type { Fact } from '../../src/modules/facts.ts';
import { LogEntries } from '../../src/modules/log-entries.ts';
import type {
  DurableStore,
  Log,
  Module,
  ProcessId,
  Scope,
  ScopeListener,
  TaskDirectory,
  TimerId,
} from '../../src/modules/ports.ts';
import { openScope, type ScopedMachine, Scopes } from '../../src/modules/scopes.ts';
import {
  type Cold,
  type Hot,
  type Kind,
  MessageTable,
  type Receiver,
  type Words,
} from '../../src/modules/vocabulary.ts';

type Row = readonly [number, number, number, number];

export class TestStore implements DurableStore {
  readonly rows = new Map<number, Row>();

  put(key: number, a: number, b: number, c: number, d: number): void {
    this.rows.set(key, [a, b, c, d]);
  }

  remove(key: number): void {
    this.rows.delete(key);
  }

  forEach(visit: (key: number, a: number, b: number, c: number, d: number) => void): void {
    for (const key of [...this.rows.keys()].sort((x, y) => x - y)) {
      const row = this.rows.get(key);
      if (row) visit(key, ...row);
    }
  }
}

interface Timer {
  readonly id: TimerId;
  readonly at: number;
  /** Slot and tag. */
  readonly word: number;
  readonly argument: number;
}

export interface Sent {
  readonly to: ProcessId;
  readonly kind: Kind;
  /** Of a hot message. */
  readonly words: readonly number[];
  /** Of a cold one. */
  readonly message?: unknown;
}

export class TestPort implements ScopedMachine {
  readonly self: ProcessId;
  readonly storage = new TestStore();
  readonly scopes = new Scopes();
  readonly #stores = new Map<string, TestStore>([['', this.storage]]);
  readonly #logs = new Map<string, Log>();
  epoch = 0;
  /** Sent since last asked for. */
  #sent: Sent[] = [];
  readonly #observed: string[] = [];
  #timers: Timer[] = [];
  #lastTimer = 0;
  #now = 0;
  /** What `random` gives, in turn; 0 when it runs out. */
  readonly draws: number[] = [];

  constructor(self: ProcessId = 1000) {
    this.self = self;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.draws.shift() ?? 0;
  }

  post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void {
    this.#sent.push({ to, kind, words: words.slice(0, kind.words.length) });
  }

  send<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    this.#sent.push({ to, kind, words: [], message });
  }

  postEarly<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void {
    this.post(to, kind, ...words);
  }

  sendEarly<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    this.send(to, kind, message);
  }

  setTimer(delay: number, tag: number, argument: number): TimerId {
    return this.setTimerAt(this.scopes.root, delay, tag, argument);
  }

  setTimerAt(slot: number, delay: number, tag: number, argument: number): TimerId {
    if (!Number.isInteger(delay) || delay < 0) throw new Error(`a timer of ${delay} us`);
    const word = this.scopes.word(slot, tag);
    this.#timers.push({ id: ++this.#lastTimer, at: this.#now + delay, word, argument });
    return this.#lastTimer;
  }

  scope(name: string, listener?: ScopeListener): Scope {
    return openScope(this, '', name, listener);
  }

  /** Rows of a scope, by its path. */
  rowsAt(path: string): TestStore {
    const store = this.#stores.get(path) ?? new TestStore();
    this.#stores.set(path, store);
    return store;
  }

  get log(): Log {
    return this.logAt('');
  }

  logAt(path: string): Log {
    const log = this.#logs.get(path) ?? new LogEntries();
    this.#logs.set(path, log);
    return log;
  }

  cancelTimer(timer: TimerId): boolean {
    const before = this.#timers.length;
    this.#timers = this.#timers.filter(({ id }) => id !== timer);
    return this.#timers.length < before;
  }

  report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void {
    this.#observed.push([fact.name, ...words.slice(0, fact.words.length)].join(' '));
  }

  /** Messages since the last call, as `show` has them. */
  take(): string[] {
    return this.takeSent().map(show);
  }

  takeSent(): Sent[] {
    const sent = this.#sent;
    this.#sent = [];
    return sent;
  }

  /** Facts since the last call, as "name word word". */
  takeObserved(): string[] {
    return this.#observed.splice(0);
  }

  /** When the next timer is due, Infinity when none is. */
  get nextTimer(): number {
    return Math.min(Infinity, ...this.#timers.map(({ at }) => at));
  }

  get timers(): number {
    return this.#timers.length;
  }

  /**
   * Moves the clock to a time, handing over every timer on the way, those of the same time in the order they were set.
   *
   * @param onTimer of the module; timers of scopes go to their parts
   */
  advance(to: number, onTimer: (tag: number, argument: number) => void): void {
    while (this.nextTimer <= to) this.#fire(this.#next(), onTimer);
    this.#now = to;
  }

  /** The same for a busy machine. @returns hands over the timers that were due on the way */
  advanceBusy(to: number, onTimer: (tag: number, argument: number) => void): () => void {
    const due: Timer[] = [];
    while (this.nextTimer <= to) due.push(this.#next());
    this.#now = to;
    return () => {
      for (const timer of due) this.#fire(timer, onTimer);
    };
  }

  /** Takes the next timer out, at its time. */
  #next(): Timer {
    const at = this.nextTimer;
    const next = this.#timers.find((timer) => timer.at === at) as Timer;
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#now = at;
    return next;
  }

  #fire({ word, argument }: Timer, onTimer: (tag: number, argument: number) => void): void {
    this.scopes.fire(word, argument, { onTimer });
  }

  /**
   * All timers are gone, and what was sent has been sent: a module made anew finds the store as it was.
   *
   * @param clock microseconds that the clock shows from then on: clocks of real machines may be set back
   */
  crash(clock = this.#now): void {
    this.#timers = [];
    this.scopes.clear();
    this.epoch++;
    this.#now = clock;
  }
}

/** A message as "kind to word word ...": of a cold one the numbers in its fields, and what its lists hold in brackets. */
export function show({ to, kind, words, message }: Sent): string {
  if (kind.hot) return [kind.name, to, ...words].join(' ');
  const fields = Object.values(message as object) as unknown[];
  const isList = (field: unknown) => ArrayBuffer.isView(field) || Array.isArray(field);
  const lists = fields.filter(isList) as unknown as ArrayLike<number>[];
  const numbers = fields.filter((field) => !isList(field)).map(Number);
  return `${[kind.name, to, ...numbers].join(' ')} [${lists.flatMap((list) => Array.from(list)).join(' ')}]`;
}

const TABLES = new WeakMap<readonly Receiver[], MessageTable>();

/** Has a module handle a message as it was sent. */
export function deliver(
  module: Pick<Module, 'receives'>,
  from: ProcessId,
  { to, kind, words, message }: Sent,
): void {
  const table = TABLES.get(module.receives) ?? new MessageTable(to, module.receives);
  TABLES.set(module.receives, table);
  if (kind.hot) table.hot(kind.code, from, ...(words as [number]));
  else table.cold(kind.code, from, message);
}

/**
 * The kind of a name among those that a module handles.
 *
 * @param vocabulary where several have the name: the one that is meant
 */
export function kindOf(module: Pick<Module, 'receives'>, name: string, vocabulary?: string): Kind {
  const all = module.receives.flatMap(({ handles }) => handles.map(([kind]) => kind as Kind));
  const named = all.filter((kind) => kind.name === name);
  const found = named.find((kind) => kind.vocabulary === vocabulary) ?? named[0];
  if (!found) throw new Error(`no kind ${name} among ${all.map((kind) => kind.name).join(', ')}`);
  return found;
}

/** Has a module handle a hot message, by the name of its kind. */
export function tell(
  module: Pick<Module, 'receives'>,
  from: ProcessId,
  name: string,
  words: readonly number[],
  vocabulary?: string,
): void {
  deliver(module, from, { to: -1, kind: kindOf(module, name, vocabulary), words });
}

interface TestTask {
  readonly priority?: number;
  readonly requirement?: number;
  readonly affinity?: number;
  readonly tenant?: number;
  readonly type?: number;
  readonly rank?: number;
  /** By group; default 1. */
  readonly relativeSpeed?: Readonly<Record<number, number>>;
  /** Default false. */
  readonly endsWithFailure?: boolean;
  /** Microseconds; default never. */
  readonly patienceEnd?: number;
  /** Microseconds; default a second. */
  readonly work?: number;
}

/** What tasks ask for, by number; those not given have priority 5, no requirement and no affinity. */
export function directory(
  tasks: Readonly<Record<number, TestTask>> = {},
  requirements: readonly number[] = [0],
  weights: readonly number[] = [1],
): TaskDirectory {
  return {
    priority: (task) => tasks[task]?.priority ?? 5,
    requirement: (task) => tasks[task]?.requirement ?? 0,
    affinity: (task) => tasks[task]?.affinity ?? 0,
    type: (task) => tasks[task]?.type ?? 0,
    tenant: (task) => tasks[task]?.tenant ?? 0,
    relativeSpeed: (task, group) => tasks[task]?.relativeSpeed?.[group] ?? 1,
    endsWithFailure: (task) => tasks[task]?.endsWithFailure ?? false,
    patienceEnd: (task) => tasks[task]?.patienceEnd ?? Infinity,
    work: (task) => tasks[task]?.work ?? s(1),
    rank: (task) => tasks[task]?.rank ?? 0,
    weights,
    requirements,
  };
}

/** Seconds in microseconds. */
export const s = (seconds: number) => Math.round(seconds * 1e6);

/** A small generator for tests that need a lot of numbers from one seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
