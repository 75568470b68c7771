/**
 * Timers on the wall clock, with the interface of the simulation's kernel as far as parts of a world use it: events of five
 * numbers. An event never runs before its time; how late it runs is up to the machine, and `now` is then the time that it is.
 */
import { IndexedHeap } from '../modules/collections/indexed-heap.ts';
import type { WallClock } from './clock.ts';

/** One event: its number, and what it is. */
interface Timer {
  readonly id: number;
  readonly kind: number;
  readonly target: number;
  readonly a: number;
  readonly b: number;
}

export type EventHandler = (kind: number, target: number, a: number, b: number) => void;

/** Longest sleep, in milliseconds: the system's timers take no more than 2^31 - 1. */
const LONGEST_SLEEP = 60_000;

export class Timers {
  /** Virtual time of the present turn: it stands still while a handler runs. Microseconds. */
  now = 0;
  /** Events executed, and by how much they were late, in all and at most, in virtual microseconds. */
  executed = 0;
  lateness = 0;
  latest = 0;
  readonly #clock: WallClock;
  readonly #handler: EventHandler;
  readonly #failed: (error: unknown) => void;
  readonly #isNominal: boolean;
  /** Places of `#timers` by time; of one time, the first that was set comes first. */
  readonly #heap = new IndexedHeap(64);
  readonly #timers: (Timer | null)[] = [];
  readonly #free: number[] = [];
  readonly #placeOf = new Map<number, number>();
  readonly #periods: number[] = [];
  #ids = 0;
  #timeout: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #inTurn = false;
  #isOver = false;
  #isHeld = false;

  /**
   * @param failed called with what a handler throws outside `turn`; nothing runs afterwards
   * @param isNominal an event that runs late sees the time at which it was due, so that those that follow it are not late as well: for
   * whatever comes from outside the system, at its own times
   */
  constructor(clock: WallClock, handler: EventHandler, failed: (error: unknown) => void, isNominal = false) {
    this.#isNominal = isNominal;
    this.#clock = clock;
    this.#handler = handler;
    this.#failed = failed;
  }

  /** Virtual microseconds in so many real milliseconds. */
  micros(milliseconds: number): number {
    return Math.round(milliseconds * 1000 * this.#clock.speed);
  }

  /** What the clock says, between and within turns. Microseconds of virtual time. */
  get reading(): number {
    return this.#clock.read();
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Time of the first event to come; Infinity when none is pending. */
  get next(): number {
    return this.#heap.size > 0 ? this.#heap.keyOf(this.#heap.first) : Infinity;
  }

  schedule(at: number, kind: number, target: number, a: number, b: number): number {
    if (!(at >= 0)) throw new RangeError(`a timer needs a time, not ${at}`);
    const id = ++this.#ids;
    const place = this.#free.pop() ?? this.#timers.push(null) - 1;
    this.#timers[place] = { id, kind, target, a, b };
    this.#placeOf.set(id, place);
    this.#heap.reserve(this.#timers.length);
    this.#heap.set(place, at);
    if (this.#heap.first === place && !this.#inTurn) this.#arm();
    return id;
  }

  scheduleAfter(delay: number, kind: number, target: number, a: number, b: number): number {
    return this.schedule(this.now + delay, kind, target, a, b);
  }

  /** After all that is due now. */
  scheduleLast(kind: number, target: number, a: number, b: number): void {
    this.schedule(this.now, kind, target, a, b);
  }

  lane(period: number): number {
    const known = this.#periods.indexOf(period);
    return known >= 0 ? known : this.#periods.push(period) - 1;
  }

  scheduleLane(lane: number, kind: number, target: number, a: number, b: number): number {
    return this.scheduleAfter(this.#periods[lane], kind, target, a, b);
  }

  /** False when the event has run or was taken back. */
  cancel(id: number): boolean {
    const place = this.#placeOf.get(id);
    if (place === undefined) return false;
    this.#take(place);
    return true;
  }

  /** Has `action` see the present time. What it throws comes out of here. */
  turn<T>(action: () => T): T {
    if (this.#inTurn) return action();
    this.#inTurn = true;
    try {
      this.now = this.#isNominal ? this.#clock.read() : Math.max(this.now, this.#clock.read());
      return action();
    } finally {
      this.#inTurn = false;
      this.#arm();
    }
  }

  /** The clock has been started: events run from now on. */
  start(): void {
    this.#run();
  }

  /** Nothing runs any more. */
  stop(): void {
    this.#isOver = true;
    this.#disarm();
  }

  /** Nothing runs until `release`; what is due by then runs late. */
  hold(): void {
    this.#isHeld = true;
    this.#disarm();
  }

  release(): void {
    this.#isHeld = false;
    if (!this.#inTurn) this.#arm();
  }

  #run(): void {
    this.#disarm();
    if (this.#isOver || this.#isHeld) return;
    this.#inTurn = true;
    try {
      for (;;) {
        const time = this.#clock.read();
        if (!(this.next <= time) || this.#isOver || this.#isHeld) break;
        this.now = this.#isNominal ? this.next : Math.max(this.now, time);
        this.lateness += time - this.next;
        this.latest = Math.max(this.latest, time - this.next);
        const { kind, target, a, b } = this.#take(this.#heap.first);
        this.executed++;
        this.#handler(kind, target, a, b);
      }
    } catch (error) {
      this.#isOver = true;
      this.#failed(error);
    } finally {
      this.#inTurn = false;
    }
    this.#arm();
  }

  #arm(): void {
    this.#disarm();
    if (this.#isOver || this.#isHeld || !this.#clock.isStarted || this.#heap.size === 0) return;
    const wait = this.#clock.milliseconds(this.next - this.#clock.read());
    if (wait <= 0) {
      this.#immediate = setImmediate(() => this.#run());
      return;
    }
    // The system's timers count whole milliseconds, and are late by up to one. To wait for the rest without sleep would take the
    // processor from those who have something to do.
    this.#timeout = setTimeout(() => this.#run(), Math.min(LONGEST_SLEEP, Math.max(1, Math.floor(wait))));
  }

  #disarm(): void {
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timeout = null;
    this.#immediate = null;
  }

  /** Takes an event out. */
  #take(place: number): Timer {
    const timer = this.#timers[place] as Timer;
    this.#heap.remove(place);
    this.#timers[place] = null;
    this.#free.push(place);
    this.#placeOf.delete(timer.id);
    return timer;
  }
}
