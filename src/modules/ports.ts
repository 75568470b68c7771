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

/** Rows of four safe integers by key, which survive a crash. Writes are durable when the call returns. */
export interface DurableStore {
  put(key: number, a: number, b: number, c: number, d: number): void;
  remove(key: number): void;
  /** In ascending order of keys. */
  forEach(visit: (key: number, a: number, b: number, c: number, d: number) => void): void;
}

/** The machine, as a module sees it. Times are microseconds. */
export interface Port {
  readonly self: ProcessId;
  now(): number;
  /** Uniform in [0, 1), from this module's own stream. */
  random(): number;
  post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  /** @param message not to be changed any more: it may be handed over as it is */
  send<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void;
  /**
   * Calls `onTimer(tag, argument)` after `delay`.
   * @param tag 0 to 255
   * @throws RangeError
   */
  setTimer(delay: number, tag: number, argument: number): TimerId;
  /** False when it has fired already. */
  cancelTimer(timer: TimerId): boolean;
  readonly storage: DurableStore;
  /**
   * Lives of this process before the present one: 0 in the first. It grows with every start, is durable, and never the same twice. Where
   * the store may be lost, the host has it from elsewhere.
   */
  readonly epoch: number;
  /** Tells the outside. */
  report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void;
}

/**
 * What a host calls. What a module writes and sends during one call takes effect as a whole, or, in a crash, not at all: a host
 * makes the writes durable before any of the messages leaves.
 */
export interface Module {
  /** Once, before anything else; after a crash on a fresh instance, with the old durable store. */
  start(): void;
  /** What it handles. A message of another kind is an error. */
  readonly receives: readonly Receiver[];
  onTimer(tag: number, argument: number): void;
}

/** What an assignment says about a task besides its number. A live host reads it from the message. */
export interface TaskDirectory {
  /** 1..10, 10 most urgent. */
  priority(task: number): number;
  /** Which set of capabilities it needs: an index into `requirements`. */
  requirement(task: number): number;
  /** 0: none. */
  affinity(task: number): number;
  /** Whose it is: an index into `weights`. */
  tenant(task: number): number;
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
