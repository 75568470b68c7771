/**
 * What a module may ask of the machine it runs on. A module is a state machine: its host calls it with a start, a message
 * or a timer, and it acts only through its port. It never learns whether the machine is simulated; all its state lives in
 * itself (lost in a crash) and in its durable store (kept). `README.md` beside this file says what arrives in which order.
 */

import type { Fact } from './facts.ts';
import type { Cold, Hot, Receiver, Words } from './vocabulary.ts';

/** Address of a process: an agent, a coordinator or a client. Whole numbers from 0, given out by the host. */
export type ProcessId = number;

/** What `Port.setTimer` returns; 0 is never a timer. */
export type TimerId = number;

/** What a part of a module hears, in place of the module: of its own timers, and of its own log. */
export type ScopeListener = Partial<Pick<Module, 'onTimer' | 'onDurable'>>;

/** Rows of four safe integers by key, which survive a crash. What is written is there at once, and durable before `post` lets anything out. */
export interface DurableStore {
  put(key: number, a: number, b: number, c: number, d: number): void;
  remove(key: number): void;
  /** In ascending order of keys. */
  forEach(visit: (key: number, a: number, b: number, c: number, d: number) => void): void;
}

/** A state that stands for all entries of a log up to one. */
export interface Snapshot {
  /** Index and term of the last entry that it stands for. */
  readonly index: number;
  readonly term: number;
  /** Not to be changed any more. */
  readonly data: Uint8Array;
}

/**
 * Entries by index, from 1 and without gaps, which survive a crash. A log is durable in the same way and at the same time as rows are; what
 * is found in it at the start is durable.
 */
export interface Log {
  /** Index of the first entry that is not compacted, whether or not it is there yet: 1 in a log without a snapshot. */
  readonly first: number;
  /** Index of the last entry; `first - 1` when there is none. */
  readonly last: number;
  /**
   * Adds an entry behind the last.
   *
   * @param term a safe integer, 0 or more
   * @param data not to be changed any more
   * @returns false when there is no room: then nothing has changed
   */
  append(term: number, data: Uint8Array): boolean;
  /** Term of an entry that is there, of the last one that the snapshot stands for, or 0 at index 0; undefined where it is not known. */
  termAt(index: number): number | undefined;
  /** Data of an entry that is there. Not to be changed. */
  entry(index: number): Uint8Array | undefined;
  /** Removes the entries from an index on; nothing where there are none. @throws RangeError when the index is compacted */
  truncateFrom(index: number): void;
  /**
   * Puts a snapshot in the place of the entries up to its index. Those behind it stay.
   *
   * @throws RangeError when there is no entry of its term at its index
   */
  compactTo(snapshot: Snapshot): void;
  /**
   * Puts a snapshot in the place of all entries: the next one has the index after it.
   *
   * @throws RangeError when the snapshot does not go beyond the one that is there
   */
  install(snapshot: Snapshot): void;
  readonly snapshot: Snapshot | null;
  /**
   * What was found damaged at the start; null: nothing. Entries from this index on that had been durable may be missing, and so may rows and
   * truncations. It is told in each life until a write of such a life has become durable.
   */
  readonly damage: { readonly from: number } | null;
}

/**
 * The machine, as a module sees it. Times are microseconds.
 *
 * What a module writes is durable once the machine has synced it, which may take time; calls do not wait for that. `post` and `send` let a
 * message go once everything is durable that was written in this call, before or after, and in all earlier calls. `postEarly` and `sendEarly`
 * may let it go before that: for messages that promise nothing that was written.
 */
export interface Port {
  readonly self: ProcessId;
  now(): number;
  /** Uniform in [0, 1), from this module's own stream. */
  random(): number;
  post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  /** @param message not to be changed any more: it may be handed over as it is */
  send<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void;
  postEarly<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  sendEarly<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void;
  /**
   * Calls `onTimer(tag, argument)` after `delay`.
   * @param tag 0 to 255
   * @throws RangeError
   */
  setTimer(delay: number, tag: number, argument: number): TimerId;
  /** False when it has fired already. */
  cancelTimer(timer: TimerId): boolean;
  readonly storage: DurableStore;
  readonly log: Log;
  /**
   * Lives of this process before the present one: 0 in the first. It grows with every start, is durable, and never the same twice. Where
   * the store may be lost, the host has it from elsewhere.
   */
  readonly epoch: number;
  /**
   * A port for a part of the module: with timer tags, rows and a log of its own, in all else the same.
   *
   * @param name of the part, without "/"; rows and log are found again under it in later lives
   * @throws Error when a part of this name is open, or the name is empty
   */
  scope(name: string, listener?: ScopeListener): Scope;
  /** Tells the outside, when a message posted at this moment would leave. */
  report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void;
}

/** The port of a part of a module. */
export interface Scope extends Port {
  /** Nobody hears any more of what concerns it and the parts within it. The name may be opened again, with the same rows and log. */
  close(): void;
}

/**
 * What a host calls. What a module writes and sends during one call takes effect as a whole, or, in a crash, not at all: a host
 * makes the writes durable before any of the messages leaves, but for those that may leave early.
 */
export interface Module {
  /** Once, before anything else; after a crash on a fresh instance, with the old durable store. */
  start(): void;
  /** What it handles. A message of another kind is an error. */
  readonly receives: readonly Receiver[];
  /** A timer that was set through its port, and not through the port of a part. */
  onTimer(tag: number, argument: number): void;
  /**
   * The entry of this term at this index, and all before it, are durable; of a log without entries, its snapshot is. The log may have been
   * truncated and written anew meanwhile: an entry of another term at this index is not meant.
   */
  onDurable?(term: number, index: number): void;
}

/** What an assignment says about a task besides its number. A live host reads it from the message. */
export interface TaskDirectory {
  /** 1..10, 10 most urgent. */
  priority(task: number): number;
  /** Which set of capabilities it needs: an index into `requirements`. */
  requirement(task: number): number;
  /** 0: none. */
  affinity(task: number): number;
  /** What kind of work it is: tasks with the same number are done in the same way. */
  type(task: number): number;
  /** Whose it is: an index into `weights`. */
  tenant(task: number): number;
  /** Whether a failure that a worker reports is final: otherwise it is tried again. */
  endsWithFailure(task: number): boolean;
  /** Latest time at which it may begin, in microseconds; Infinity: it waits for as long as it takes. */
  patienceEnd(task: number): number;
  /** Microseconds of work at speed 1 that its submission says to expect. */
  work(task: number): number;
  /** How fast workers of a group are at it, as a multiple of their speed; 1 for a group below 0: several. */
  relativeSpeed(task: number, group: number): number;
  /** Microseconds from its start to the end of the graph that it is part of, as far as that can be said in advance. */
  rank(task: number): number;
  /** Weights of the tenants, above 0: the shares that each has in the workers while all have tasks waiting. */
  readonly weights: readonly number[];
  /** Sets of capabilities as bit masks; entry 0 is the empty set. */
  readonly requirements: readonly number[];
}
