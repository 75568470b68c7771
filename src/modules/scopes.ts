/**
 * Scopes: how one port is divided among the parts of a module. Each part has timer tags, rows and a log of its own, under a name that it
 * gives; names are paths below the name of the part that opened them. Rows and logs are found by name again in later lives. Timers are
 * not: they carry the number of the use of a name, its slot, which never comes again.
 */
import type { Fact } from './facts.ts';
import type { LogEnd } from './log-entries.ts';
import type { DurableStore, Log, Module, Port, ProcessId, Scope, ScopeListener, TimerId } from './ports.ts';
import type { Cold, Hot, SixWords, Words } from './vocabulary.ts';

/** Below the slot in the word of a timer. */
const TAG_BITS = 8;
const TAG_MASK = (1 << TAG_BITS) - 1;
/** One more than the largest slot: with the tag it fills a positive integer of 32 bits. */
const SLOTS = 1 << (31 - TAG_BITS);
const SEPARATOR = '/';

/**
 * Who hears of what concerns the parts of a module on one process. Slots are given in the order in which scopes are opened, and go on from
 * life to life, so that a timer of an earlier life, or of a closed scope, is known by its slot. The first of a life is that of the port itself.
 */
export class Scopes {
  /** The slot of the port in this life. */
  #first = 0;
  /** By slot, from the first on: null for the port itself, and for what is closed. */
  #listeners: (ScopeListener | null)[] = [null];
  readonly #paths = new Map<string, number>();

  get root(): number {
    return this.#first;
  }

  /**
   * @returns the slot
   * @throws Error when a scope of this path is open
   * @throws RangeError when slots run out, after some 8 million
   */
  open(path: string, listener: ScopeListener): number {
    if (this.#paths.has(path)) throw new Error(`the scope "${path}" is open already`);
    const slot = this.#first + this.#listeners.length;
    if (slot >= SLOTS) throw new RangeError(`more than ${SLOTS} scopes were opened in one process`);
    this.#paths.set(path, slot);
    this.#listeners.push(listener);
    return slot;
  }

  /** Closes a scope and those within it. */
  close(path: string): void {
    for (const [other, slot] of this.#paths) {
      if (other !== path && !other.startsWith(path + SEPARATOR)) continue;
      this.#listeners[slot - this.#first] = null;
      this.#paths.delete(other);
    }
  }

  /** A new life: nothing is open. */
  clear(): void {
    this.#first += this.#listeners.length;
    this.#listeners = [null];
    this.#paths.clear();
  }

  /** The word that stands for a timer's slot and tag. @throws RangeError */
  word(slot: number, tag: number): number {
    if (tag !== (tag & TAG_MASK))
      throw new RangeError(`the tag of a timer is a whole number from 0 to ${TAG_MASK}, and not ${tag}`);
    return (slot << TAG_BITS) | tag;
  }

  /** Whether somebody hears of the timer. */
  isOpen(word: number): boolean {
    const slot = word >> TAG_BITS;
    return slot === this.#first || (this.#listeners[slot - this.#first] ?? null) !== null;
  }

  /**
   * Whoever set a timer hears of it; nobody, when its scope has been closed.
   *
   * @param root hears of those of the port itself
   * @throws Error when the scope hears of none
   */
  fire(word: number, argument: number, root: Pick<Module, 'onTimer'>): void {
    const slot = word >> TAG_BITS;
    const listener = slot === this.#first ? root : this.#listeners[slot - this.#first];
    if (!listener) return;
    if (!listener.onTimer)
      throw new Error(`the scope "${this.pathOf(word)}" hears of no timers, and has set one`);
    listener.onTimer(word & TAG_MASK, argument);
  }

  /** Whoever has the log of a path hears that it is durable up to an entry. @param root hears of that of the port itself */
  tellDurable(path: string, { term, index }: LogEnd, root: ScopeListener): void {
    const slot = this.#paths.get(path);
    const listener = slot === undefined ? null : this.#listeners[slot - this.#first];
    (path === '' ? root : listener)?.onDurable?.(term, index);
  }

  /** The path of the scope that set a timer; empty for the port itself, and for what is closed. */
  pathOf(word: number): string {
    for (const [path, slot] of this.#paths) if (slot === word >> TAG_BITS) return path;
    return '';
  }
}

/** The tag of a timer. */
export function tagOf(word: number): number {
  return word & TAG_MASK;
}

/** A machine whose port can be divided. The path of the port itself is empty. */
export interface ScopedMachine extends Port {
  readonly scopes: Scopes;
  rowsAt(path: string): DurableStore;
  logAt(path: string): Log;
  setTimerAt(slot: number, delay: number, tag: number, argument: number): TimerId;
}

/** Opens a scope below a path of a machine. @throws Error when the name is none, or open already */
export function openScope(
  machine: ScopedMachine,
  parent: string,
  name: string,
  listener: ScopeListener = {},
): Scope {
  if (name === '' || name.includes(SEPARATOR)) throw new Error(`"${name}" is no name of a scope`);
  const path = parent === '' ? name : parent + SEPARATOR + name;
  return new ScopedPort(machine, path, machine.scopes.open(path, listener));
}

/** A number for a path, from 1 to 2^31 - 1, that is the same everywhere: FNV-1a over its UTF-16 code units (Fowler, Noll, Vo). */
export function scopeHash(path: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  return hash & 0x7fffffff || 1;
}

class ScopedPort implements Scope {
  readonly self: ProcessId;
  readonly #machine: ScopedMachine;
  readonly #path: string;
  readonly #slot: number;
  #storage: DurableStore | null = null;

  constructor(machine: ScopedMachine, path: string, slot: number) {
    this.self = machine.self;
    this.#machine = machine;
    this.#path = path;
    this.#slot = slot;
  }

  get storage(): DurableStore {
    this.#storage ??= this.#machine.rowsAt(this.#path);
    return this.#storage;
  }

  get log(): Log {
    return this.#machine.logAt(this.#path);
  }

  get epoch(): number {
    return this.#machine.epoch;
  }

  now(): number {
    return this.#machine.now();
  }

  random(): number {
    return this.#machine.random();
  }

  post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  post(to: ProcessId, kind: Hot<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#machine.post(to, kind, a, b, c, d, e, f);
  }

  send<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    this.#machine.send(to, kind, message);
  }

  postEarly<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  postEarly(to: ProcessId, kind: Hot<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#machine.postEarly(to, kind, a, b, c, d, e, f);
  }

  sendEarly<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    this.#machine.sendEarly(to, kind, message);
  }

  setTimer(delay: number, tag: number, argument: number): TimerId {
    return this.#machine.setTimerAt(this.#slot, delay, tag, argument);
  }

  cancelTimer(timer: TimerId): boolean {
    return this.#machine.cancelTimer(timer);
  }

  report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void;
  report(fact: Fact<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#machine.report(fact, a, b, c, d, e, f);
  }

  scope(name: string, listener?: ScopeListener): Scope {
    return openScope(this.#machine, this.#path, name, listener);
  }

  close(): void {
    this.#machine.scopes.close(this.#path);
  }
}
