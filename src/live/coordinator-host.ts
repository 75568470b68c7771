/**
 * The machine of a coordinator on the wall clock: a port with real timers, real messages and rows in a file. What a module does
 * during one call becomes durable as a whole; its messages leave, and its facts are told, after that.
 */
import type { RandomSource } from '../engine/types.ts';
import type { Fact } from '../modules/facts.ts';
import type {
  DurableStore,
  Log,
  Module,
  ProcessId,
  Scope,
  ScopeListener,
  TimerId,
} from '../modules/ports.ts';
import { openScope, type ScopedMachine, Scopes } from '../modules/scopes.ts';
import { type Cold, type Hot, MessageTable, type Words } from '../modules/vocabulary.ts';
import type { TaskTable } from '../world/core/task-table.ts';
import { FACT_WIDTH, factRow } from './control.ts';
import type { Courier } from './courier.ts';
import type { MessageSizes } from './message-sizes.ts';
import { describesTask, numberOfFact } from './protocol.ts';
import { decodeNumber, decodeNumbers, encodeNumbers } from './storage/numbers.ts';
import type { Store } from './storage/store.ts';
import { StoredScopes } from './storage/stored-scopes.ts';
import { AssignmentCounts, describe, isKnown, learn } from './tasks.ts';
import type { Timers } from './timers.ts';
import {
  decodeDescription,
  decodeFrame,
  encodeDescription,
  encodeMessage,
  type LiveMessage,
  wordsOf,
} from './wire/message.ts';

/** Kind of timer event of modules: target = process, a = argument, b = slot and tag. */
export const MODULE_TIMER = 1010;

/** Spaces of the store. */
const SPACE = {
  /** The module's rows. */
  rows: 0,
  /** What is known of tasks, by task. */
  tasks: 1,
  /** By sender: the latest message of its connection that was taken. */
  taken: 2,
  /** By receiver: the number of the latest message of the connection to it. */
  sent: 3,
  /** Messages of connections that are not acknowledged: by receiver, times SEQUENCES, plus number. */
  outbox: 4,
  /** Facts that have not been noted, by number. */
  facts: 5,
  /** The module's log: entries by index, and its snapshot. From 16 on follow the spaces of its parts. */
  entries: 6,
  snapshot: 7,
} as const;

/** More messages than one connection ever carries. */
const SEQUENCES = 2 ** 30;
/** More facts than one life of a process ever tells. */
const FACTS_OF_A_LIFE = 2 ** 32;

export interface CoordinatorHostOptions {
  readonly process: ProcessId;
  /** How often it has been started before. */
  readonly life: number;
  readonly store: Store;
  readonly timers: Timers;
  readonly courier: Pick<Courier, 'post' | 'acknowledge'>;
  readonly random: RandomSource;
  readonly tasks: TaskTable;
  readonly sizes: MessageSizes;
  /** Facts to be told now, FACT_WIDTH numbers each. */
  tell(words: readonly number[]): void;
}

/** What a turn lets out once it is durable. */
interface Departure {
  readonly turn: number;
  readonly messages: readonly LiveMessage[];
  readonly acknowledge: LiveMessage | null;
  readonly facts: readonly number[];
}

export class CoordinatorHost implements ScopedMachine {
  readonly self: ProcessId;
  readonly storage: DurableStore;
  readonly scopes = new Scopes();
  readonly #stored: StoredScopes;
  readonly #options: CoordinatorHostOptions;
  #module: Module | null = null;
  /** What the module handles. */
  #table: MessageTable | null = null;
  #messages: LiveMessage[] = [];
  /** Messages of the present turn that need not wait. */
  readonly #early: LiveMessage[] = [];
  #facts: number[] = [];
  #factNumber: number;
  readonly #departures: Departure[] = [];
  readonly #assignments: AssignmentCounts;

  constructor(options: CoordinatorHostOptions) {
    this.#options = options;
    this.self = options.process;
    this.#factNumber = options.life * FACTS_OF_A_LIFE;
    this.#assignments = new AssignmentCounts(options.tasks);
    this.#stored = new StoredScopes(options.store, SPACE);
    this.storage = this.rowsAt('');
    options.store.scan(SPACE.tasks, (_task, bytes) => learn(options.tasks, decodeDescription(bytes)));
  }

  now(): number {
    return this.#options.timers.now;
  }

  get epoch(): number {
    return this.#options.life;
  }

  random(): number {
    return this.#options.random.uniform();
  }

  post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  post(to: ProcessId, kind: Hot<Words>, ...words: number[]): void {
    const sequence = kind.redelivered ? this.#nextSequence(to) : 0;
    const message = this.#hot(to, kind, words, sequence);
    if (sequence > 0)
      this.#options.store.put(SPACE.outbox, to * SEQUENCES + sequence, encodeMessage(message));
    this.#messages.push(message);
  }

  send<M>(to: ProcessId, kind: Cold<M>, content: NoInfer<M>): void {
    this.#messages.push(this.#cold(to, kind, content));
  }

  postEarly<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  /** A message of a connection has a number, which must be durable. */
  postEarly(to: ProcessId, kind: Hot<Words>, ...words: number[]): void {
    if (kind.redelivered) this.post(to, kind, ...(words as unknown as Words));
    else this.#early.push(this.#hot(to, kind, words, 0));
  }

  sendEarly<M>(to: ProcessId, kind: Cold<M>, content: NoInfer<M>): void {
    this.#early.push(this.#cold(to, kind, content));
  }

  setTimer(delay: number, tag: number, argument: number): TimerId {
    return this.setTimerAt(this.scopes.root, delay, tag, argument);
  }

  setTimerAt(slot: number, delay: number, tag: number, argument: number): TimerId {
    const word = this.scopes.word(slot, tag);
    return this.#options.timers.scheduleAfter(Math.round(delay), MODULE_TIMER, this.self, argument, word);
  }

  scope(name: string, listener?: ScopeListener): Scope {
    return openScope(this, '', name, listener);
  }

  rowsAt(path: string): DurableStore {
    return this.#stored.rowsAt(path);
  }

  get log(): Log {
    return this.logAt('');
  }

  logAt(path: string): Log {
    return this.#stored.logAt(path);
  }

  cancelTimer(timer: TimerId): boolean {
    return this.#options.timers.cancel(timer);
  }

  report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void;
  report(fact: Fact<Words>, ...words: number[]): void {
    const number = ++this.#factNumber;
    const row = factRow(this.now(), this.self, numberOfFact(fact), words, number);
    this.#options.store.put(SPACE.facts, number, encodeNumbers(row));
    this.#facts.push(...row);
  }

  /** The module begins; what an earlier life had to say and may not have said is said again. */
  start(module: Module): void {
    const { store, courier } = this.#options;
    const facts: number[] = [];
    store.scan(SPACE.facts, (_number, bytes) => {
      facts.push(...decodeNumbers(bytes, FACT_WIDTH));
    });
    if (facts.length > 0) this.#options.tell(facts);
    store.scan(SPACE.outbox, (_key, bytes) => {
      const frame = decodeFrame(bytes);
      if ('message' in frame) this.#post(frame.message, courier);
    });
    this.#module = module;
    this.#table = new MessageTable(this.self, module.receives);
    this.#turn(() => module.start(), null);
  }

  onMessage(message: LiveMessage): void {
    const { store, tasks } = this.#options;
    const { from, kind, task, sequence } = message;
    this.#turn(
      () => {
        if (sequence > 0) store.put(SPACE.taken, from, encodeNumbers([sequence]));
        if (task) {
          if (!isKnown(tasks, task.task)) store.put(SPACE.tasks, task.task, encodeDescription(task));
          learn(tasks, task);
        }
        if (kind.hot) this.#table?.hot(kind.code, from, ...wordsOf(message));
        else this.#table?.cold(kind.code, from, message.content);
      },
      sequence > 0 ? message : null,
    );
  }

  /** @param word slot and tag */
  onTimer(word: number, argument: number): void {
    const module = this.#module;
    if (module) this.#turn(() => this.scopes.fire(word, argument, module), null);
  }

  /** The latest message of the connection from a process that was taken. */
  taken(from: ProcessId): number {
    return decodeNumber(this.#options.store.get(SPACE.taken, from));
  }

  /** Messages of the connection to a process have been taken, up to this one. */
  acknowledged(to: ProcessId, sequence: number): void {
    const { store } = this.#options;
    const last = decodeNumber(store.get(SPACE.sent, to));
    for (let one = sequence; one > 0 && one <= last; one--) {
      const key = to * SEQUENCES + one;
      if (store.get(SPACE.outbox, key) === undefined) break;
      store.remove(SPACE.outbox, key);
    }
  }

  /** Facts up to this number have been noted. They go with whatever is written next. */
  noted(number: number): void {
    const { store } = this.#options;
    store.scan(SPACE.facts, (one) => {
      if (one <= number) store.remove(SPACE.facts, one);
    });
  }

  /** Turns up to this one are durable. */
  durable(turn: number): void {
    let count = 0;
    while (count < this.#departures.length && this.#departures[count].turn <= turn) count++;
    this.#leave(this.#departures.splice(0, count));
    const ends = this.#stored.durable(turn);
    if (ends.size === 0) return;
    const root = this.#module ?? {};
    this.#turn(() => {
      for (const [path, end] of ends) this.scopes.tellDurable(path, end, root);
    }, null);
  }

  #turn(action: () => void, acknowledge: LiveMessage | null): void {
    const { store } = this.#options;
    action();
    for (const message of this.#early.splice(0)) this.#post(message, this.#options.courier);
    const departure = { turn: store.endTurn(), messages: this.#messages, acknowledge, facts: this.#facts };
    this.#messages = [];
    this.#facts = [];
    this.#stored.endTurn(departure.turn);
    if (departure.turn <= store.durable && this.#departures.length === 0) this.#leave([departure]);
    else this.#departures.push(departure);
  }

  /** Facts first: whoever hears of something from a message finds it among them. */
  #leave(departures: readonly Departure[]): void {
    const { courier } = this.#options;
    const facts = departures.flatMap((one) => one.facts);
    if (facts.length > 0) this.#options.tell(facts);
    for (const { messages, acknowledge } of departures) {
      for (const message of messages) this.#post(message, courier);
      if (acknowledge) {
        const { from, to, sequence } = acknowledge;
        courier.acknowledge({ from, to, sequence });
      }
    }
  }

  #hot(to: ProcessId, kind: Hot<Words>, words: number[], sequence: number): LiveMessage {
    const [about, token] = words;
    const task = describesTask(kind)
      ? { ...describe(this.#options.tasks, about), executions: this.#assignments.before(about, token) }
      : undefined;
    return { from: this.self, to, kind, content: words, task, sequence };
  }

  #cold<M>(to: ProcessId, kind: Cold<M>, content: M): LiveMessage {
    return { from: this.self, to, kind: kind as Cold<unknown>, content, sequence: 0 };
  }

  #post(message: LiveMessage, courier: Pick<Courier, 'post'>): void {
    courier.post(message, this.#options.sizes.of(message));
  }

  #nextSequence(to: ProcessId): number {
    const { store } = this.#options;
    const sequence = decodeNumber(store.get(SPACE.sent, to)) + 1;
    store.put(SPACE.sent, to, encodeNumbers([sequence]));
    return sequence;
  }
}
