/**
 * The machine as a replicated module sees it. Its writes go to the durable store and into the stream to the standby; its messages,
 * and what it announces about the end of tasks, are held back until the standby has the writes of the same call and all before
 * (output commit: Elnozahy et al., A Survey of Rollback-Recovery Protocols, 2002, 2.4). While the leader is alone nothing is held.
 *
 * The end of a task stays in the store until its client has heard of it or, where there is none to tell, until it has been
 * announced: so whoever takes over can tell what may not have been told.
 */
import type { Fact } from '../facts.ts';
import type { DurableStore, Log, Port, ProcessId, Scope, ScopeListener, TimerId } from '../ports.ts';
import { schedulingFacts, TASKS, toClient } from '../scheduling/vocabulary.ts';
import { openScope, type ScopedMachine, Scopes, scopeHash } from '../scopes.ts';
import type { Cold, Hot, Words } from '../vocabulary.ts';
import { type Effects, HeldEffects } from './held-effects.ts';
import { Outbox } from './outbox.ts';
import type { Stream } from './stream.ts';
import type { Tables } from './tables.ts';
import { TimerTable } from './timer-table.ts';
import { standbyFacts } from './vocabulary.ts';

/** Scopes of the pair itself on the port of the module. */
const PART = { outbox: 'pair-outbox', sessions: 'pair-sessions', starts: 'pair-starts' } as const;
/** In the first field of a row of a task: its end. Then 1 for success, the client that is to hear of it + 1 or 0, the REASON of a failure. */
const ENDED = -2;
/** Key of the one row of starts: how often the module has been started. */
const STARTS_KEY = 0;

/** The rows of a scope of the module: what it writes is logged. */
class LoggedRows implements DurableStore {
  readonly #tables: Tables;
  readonly #stream: Stream;
  readonly #table: number;

  constructor(tables: Tables, stream: Stream, table: number) {
    this.#tables = tables;
    this.#stream = stream;
    this.#table = table;
  }

  put(key: number, a: number, b: number, c: number, d: number): void {
    this.#tables.put(this.#table, key, a, b, c, d);
    this.#stream.write(this.#table, key, a, b, c, d);
  }

  remove(key: number): void {
    this.#tables.remove(this.#table, key);
    this.#stream.write(-this.#table, key, 0, 0, 0, 0);
  }

  forEach(visit: (key: number, a: number, b: number, c: number, d: number) => void): void {
    this.#tables.at(this.#table).forEach(visit);
  }
}

export interface ReplicatedPortOptions {
  /** Microseconds until a client is told again of the end of a task. */
  readonly ackTimeout: number;
  /** Timers that the module has set, and no scope of it. */
  onTimer(tag: number, argument: number): void;
}

export class ReplicatedPort implements ScopedMachine, Effects {
  readonly self: ProcessId;
  readonly scopes = new Scopes();
  readonly timers: TimerTable;
  /** Submissions of clients taken on. */
  readonly sessions: DurableStore;
  readonly #tables: Tables;
  /** Rows of scopes by the hash of their paths, and what these are. */
  readonly #rows = new Map<number, readonly [path: string, rows: DurableStore]>();
  readonly #tasks: DurableStore;
  readonly #starts: DurableStore;
  readonly #port: Port;
  readonly #stream: Stream;
  readonly #options: ReplicatedPortOptions;
  readonly #held: HeldEffects;
  #outbox: Outbox;
  /** Whether effects wait for the standby. */
  isHolding = true;
  /** Position of the log that effects must wait for. */
  #needed = 0;
  /** Position of the log at the end of the last call. */
  #seen = 0;
  /** -1: nobody has asked for it since the module was started. */
  #epoch = -1;
  /** Why the task failed whose end was announced last. */
  #reason = 0;

  /** @param port a scope of its own: the argument of its timers is for `timers` */
  constructor(port: Port, tables: Tables, stream: Stream, options: ReplicatedPortOptions) {
    this.self = port.self;
    this.#port = port;
    this.#tables = tables;
    this.#stream = stream;
    this.#options = options;
    this.#tasks = this.rowsAt(TASKS);
    this.#starts = this.rowsAt(PART.starts);
    this.sessions = this.rowsAt(PART.sessions);
    this.#held = new HeldEffects(this);
    this.timers = new TimerTable(port, (word, argument) => this.scopes.fire(word, argument, options));
    this.#outbox = this.#createOutbox();
  }

  now(): number {
    return this.#port.now();
  }

  random(): number {
    return this.#port.random();
  }

  /**
   * Starts of the module before this one, on either machine, counted in the replicated store. Only those are counted in which somebody asks,
   * so that a module that needs no epoch costs the standby no write.
   */
  get epoch(): number {
    if (this.#epoch < 0) {
      this.#epoch = 0;
      this.#starts.forEach((_key, starts) => {
        this.#epoch = starts;
      });
      this.#starts.put(STARTS_KEY, this.#epoch + 1, 0, 0, 0);
    }
    return this.#epoch;
  }

  get storage(): DurableStore {
    return this.rowsAt('');
  }

  /** @throws Error when the paths of two scopes have the same hash */
  rowsAt(path: string): DurableStore {
    const table = scopeHash(path);
    const known = this.#rows.get(table);
    if (!known) {
      const rows = new LoggedRows(this.#tables, this.#stream, table);
      this.#rows.set(table, [path, rows]);
      return rows;
    }
    const [other, rows] = known;
    if (other === path) return rows;
    throw new Error(`the scopes "${path}" and "${other}" of a replicated module have the same hash`);
  }

  get log(): Log {
    return this.logAt('');
  }

  /** @throws Error: a pair replicates rows alone */
  logAt(_path: string): Log {
    throw new Error(
      'a pair of coordinators replicates rows, and has no log for the module that it replicates',
    );
  }

  scope(name: string, listener?: ScopeListener): Scope {
    return openScope(this, '', name, listener);
  }

  setTimer(delay: number, tag: number, argument: number): TimerId {
    return this.setTimerAt(this.scopes.root, delay, tag, argument);
  }

  setTimerAt(slot: number, delay: number, tag: number, argument: number): TimerId {
    return this.timers.set(delay, this.scopes.word(slot, tag), argument);
  }

  cancelTimer(timer: TimerId): boolean {
    return this.timers.cancel(timer);
  }

  post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  /** What the module sends. */
  post(to: ProcessId, kind: Hot<Words>, ...words: Words): void {
    const [task = 0, success = 0] = words;
    if (kind === toClient.finished) this.#keepEnd(task, success, to + 1);
    if (!this.isHolding) this.postOut(to, kind, words);
    else this.#held.post(to, kind, words);
  }

  send<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    if (!this.isHolding) this.#port.send(to, kind, message);
    else this.#held.send(to, kind, message);
  }

  /** It waits neither for the disk nor for the standby. */
  postEarly<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void {
    this.#port.postEarly(to, kind, ...words);
  }

  sendEarly<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    this.#port.sendEarly(to, kind, message);
  }

  report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void;
  report(fact: Fact<Words>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const isEnd = fact === schedulingFacts.completed || fact === schedulingFacts.failed;
    if (isEnd) this.#reason = b;
    if (!isEnd || !this.isHolding) {
      this.#port.report(fact, a, b, c, d, e, f);
      return;
    }
    this.#keepEnd(a, fact === schedulingFacts.completed ? 1 : 0, 0);
    this.#held.announce(fact, a, b);
  }

  /** Ends that a call before a crash, or an earlier leader, has recorded and perhaps not told. Call before the module starts. */
  recover(): void {
    const ends: (readonly [task: number, success: number, client: number, reason: number])[] = [];
    this.#tasks.forEach((task, a, success, client, reason) => {
      if (a === ENDED) ends.push([task, success, client, reason]);
    });
    for (const [task, success, client, reason] of ends) {
      this.#held.announce(standbyFacts.reported, task, success === 1 ? -1 : reason);
      if (client === 0) continue;
      this.#held.spoken();
      this.#held.post(client - 1, toClient.finished, [task, success]);
    }
  }

  /** A client has heard of the end of a task. */
  settled(task: number): void {
    if (this.#outbox.heard(task)) this.#tasks.remove(task);
  }

  /** At the end of every call: what may go out goes out, and what the standby must have for the rest goes to it. */
  flush(): void {
    if (this.#stream.position !== this.#seen) this.#needed = this.#stream.position;
    this.#held.mark(this.isHolding ? this.#needed : 0);
    this.#held.release(this.#stream.confirmed);
    // What is written on release is only that something need not be kept: nobody waits for that.
    this.#seen = this.#stream.position;
    this.#stream.pump(this.#held.size > 0);
  }

  /** The leader goes on alone: nothing need wait any more. */
  open(): void {
    this.isHolding = false;
    this.#held.mark(0);
    this.#held.release(Infinity);
  }

  /** The module is gone, and with it all that it has not let out. */
  clear(): void {
    this.timers.clear();
    this.scopes.clear();
    this.#held.clear();
    this.#outbox = this.#createOutbox();
    this.#epoch = -1;
  }

  postOut(to: ProcessId, kind: Hot<Words>, words: Words): void {
    const [task = 0, success = 0] = words;
    if (kind === toClient.finished) this.#outbox.tell(to, task, success);
    else this.#port.post(to, kind, ...words);
  }

  sendOut(to: ProcessId, kind: Cold<unknown>, message: unknown): void {
    this.#port.send(to, kind, message);
  }

  announce(fact: Fact<Words>, task: number, detail: number, silent: boolean): void {
    this.#port.report(fact, task, detail);
    if (silent) this.#tasks.remove(task);
  }

  #keepEnd(task: number, success: number, client: number): void {
    this.#tasks.put(task, ENDED, success, client, this.#reason);
    if (client > 0 && this.isHolding) this.#held.spoken();
  }

  #createOutbox(): Outbox {
    const timers = this.scope(PART.outbox, { onTimer: () => this.#outbox.onTimer() });
    return new Outbox(this.#port, timers, this.#options.ackTimeout);
  }
}
