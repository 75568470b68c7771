/**
 * The simulation kernel: virtual time, pending events, and the loop that executes them in order.
 *
 * An event is five numbers: when, what kind, for whom, and two words of payload. The kernel knows no more about it. Events
 * run in order of time; events of the same time run in the order in which they were scheduled, wherever they wait.
 */
import { BinaryHeap } from './event-list/binary-heap.ts';
import type { EventList } from './event-list/event-list.ts';
import {
  EventStore,
  MAX_SEQUENCE,
  MAX_SLOTS,
  NONE,
  WORD_A,
  WORD_B,
  WORD_KIND,
  WORD_SEQUENCE,
  WORD_TARGET,
} from './event-list/event-store.ts';
import { LadderQueue } from './event-list/ladder-queue.ts';
import { TimerLane } from './event-list/timer-lane.ts';
import {
  FINGERPRINT_INGREDIENTS,
  Fingerprint,
  type FingerprintIngredient,
  ingredientBits,
} from './fingerprint.ts';
import type { Microseconds } from './types.ts';

/**
 * Names a scheduled event: a slot and its generation, or a lane and a position in it, packed in a double. Once the event
 * has run or was cancelled its id is stale, and stays so: it cancels nothing. 0 is never an id, so it can stand for "none".
 */
export type EventId = number;

export type EventHandler = (kind: number, target: number, a: number, b: number) => void;

/**
 * Why `run` came back: no event is left, the next one lies beyond the horizon, as many as allowed were executed, or a
 * handler called `stop`.
 */
export type StopReason = 'exhausted' | 'horizon' | 'budget' | 'stopped';

export interface KernelOptions {
  /** Pending events to make room for at first; it grows as needed. */
  readonly capacity?: number;
  /** How pending events are kept in order; the order itself is the same. Default 'calendar', the fast one. */
  readonly eventList?: 'calendar' | 'heap';
  /** What of each executed event enters the fingerprint; all by default, nothing when empty. */
  readonly fingerprint?: readonly FingerprintIngredient[];
}

/** Ids of slot events are below this, ids of lane timers above. */
const LANE_IDS = 2 ** 52;
const POSITIONS = 2 ** 40;
const MAX_LANES = 2 ** 12;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Kernel {
  /** Time of the event being executed, or the horizon last reached. */
  readonly now: Microseconds = 0;
  /** Events executed so far. */
  readonly executed: number = 0;

  private readonly store: EventStore;
  private readonly list: EventList;
  private readonly lanes: TimerLane[] = [];
  private readonly hash = new Fingerprint();
  private readonly ingredients: number;
  private sequence = 0;
  private running = false;
  private stopping = false;

  constructor(options: KernelOptions = {}) {
    const capacity = options.capacity ?? 1024;
    if (!(capacity >= 0 && capacity <= MAX_SLOTS)) {
      throw new RangeError(`capacity must be 0 .. ${MAX_SLOTS}, not ${capacity}`);
    }
    this.store = new EventStore(capacity);
    this.list =
      options.eventList === 'heap'
        ? new BinaryHeap(this.store, capacity)
        : new LadderQueue(this.store, capacity);
    this.ingredients = ingredientBits(options.fingerprint ?? FINGERPRINT_INGREDIENTS);
  }

  /** Events scheduled and neither executed nor cancelled. */
  get pending(): number {
    let count = this.list.size - this.store.cancelled;
    for (const lane of this.lanes) count += lane.pending;
    return count;
  }

  /**
   * Schedule an event at an absolute time. `kind` is 0 .. 65535; `target`, `a` and `b` are 32-bit integers.
   * @throws RangeError when `at` lies in the past, is no integer or exceeds 2^53 - 1, or a word does not fit.
   */
  schedule(at: Microseconds, kind: number, target: number, a: number, b: number): EventId {
    if (!(at >= this.now && at <= Number.MAX_SAFE_INTEGER && Math.floor(at) === at))
      throw timeError(at, this.now);
    checkWords(kind, target, a, b);
    const store = this.store;
    const slot = store.allocate();
    const base = slot * 8;
    const words = store.words;
    const sequence = this.nextSequence();
    store.times[slot * 4] = at;
    words[base + WORD_SEQUENCE] = sequence | 0;
    words[base + WORD_KIND] = (Math.floor(sequence / 2 ** 32) << 16) | kind;
    words[base + WORD_TARGET] = target;
    words[base + WORD_A] = a;
    words[base + WORD_B] = b;
    this.list.insert(slot, at);
    return store.generations[slot] * MAX_SLOTS + slot;
  }

  /** Schedule an event `delay` microseconds from now; see `schedule`. */
  scheduleAfter(delay: Microseconds, kind: number, target: number, a: number, b: number): EventId {
    return this.schedule(this.now + delay, kind, target, a, b);
  }

  /**
   * The lane for timers that all wait `period`: cheaper than `schedule`, whatever their number. Asking twice for the same
   * period gives the same lane.
   * @throws RangeError when the period is no whole number of microseconds, 0 .. 2^53 - 1, or there are too many lanes.
   */
  lane(period: Microseconds): number {
    const known = this.lanes.findIndex((lane) => lane.period === period);
    if (known >= 0) return known;
    if (!(period >= 0 && Number.isSafeInteger(period))) {
      throw new RangeError(`a period is a whole number of microseconds, 0 .. 2^53 - 1, not ${period}`);
    }
    if (this.lanes.length === MAX_LANES) throw new RangeError(`more than ${MAX_LANES} lanes`);
    this.lanes.push(new TimerLane(period));
    return this.lanes.length - 1;
  }

  /** Schedule an event one period of the lane from now; the words are as in `schedule`. */
  scheduleLane(lane: number, kind: number, target: number, a: number, b: number): EventId {
    const timers = this.lanes[lane];
    if (timers === undefined) throw new RangeError(`there is no lane ${lane}`);
    const at = this.now + timers.period;
    if (at > Number.MAX_SAFE_INTEGER) throw timeError(at, this.now);
    checkWords(kind, target, a, b);
    const sequence = this.nextSequence();
    const position = timers.append(
      at,
      sequence | 0,
      (Math.floor(sequence / 2 ** 32) << 16) | kind,
      target,
      a,
      b,
    );
    return LANE_IDS + lane * POSITIONS + position;
  }

  /** Take back an event. False when the id is stale or none: then nothing happens. */
  cancel(id: EventId): boolean {
    if (id >= LANE_IDS) {
      const lane = Math.floor((id - LANE_IDS) / POSITIONS);
      return lane < this.lanes.length && this.lanes[lane].cancel(id - LANE_IDS - lane * POSITIONS);
    }
    const slot = this.slotOf(id);
    if (slot === NONE) return false;
    this.store.cancel(slot);
    if (this.list.worthPurging(this.store.cancelled)) this.list.purge();
    return true;
  }

  /** Whether the event is still to be executed. */
  isPending(id: EventId): boolean {
    return !Number.isNaN(this.timeOf(id));
  }

  /** When the event will be executed; NaN when it is not pending. */
  timeOf(id: EventId): Microseconds {
    if (id >= LANE_IDS) {
      const lane = Math.floor((id - LANE_IDS) / POSITIONS);
      return lane < this.lanes.length
        ? this.lanes[lane].timeOf(id - LANE_IDS - lane * POSITIONS)
        : Number.NaN;
    }
    const slot = this.slotOf(id);
    return slot === NONE ? Number.NaN : this.store.times[slot * 4];
  }

  /**
   * Execute all events whose time is at most `until`, in order, but no more than `maxEvents`. On 'horizon' the clock stands
   * at `until`, otherwise at the last event executed. Call it again to go on. An error thrown by the handler comes out of
   * here; its event counts as executed and the kernel stays usable.
   * @throws RangeError when `until` lies in the past; Error when called from inside a handler.
   */
  run(handler: EventHandler, until: Microseconds, maxEvents = Number.POSITIVE_INFINITY): StopReason {
    if (!(until >= this.now) || (until !== Number.POSITIVE_INFINITY && Math.floor(until) !== until))
      throw timeError(until, this.now);
    if (this.running) throw new Error('the kernel is already running: run was called from inside a handler');
    this.running = true;
    this.stopping = false;
    try {
      return this.loop(handler, until, maxEvents);
    } finally {
      this.running = false;
    }
  }

  /** From inside a handler: let `run` come back with 'stopped' after this event. */
  stop(): void {
    this.stopping = true;
  }

  /** Hash of the events executed so far, in order: 16 hexadecimal digits. */
  fingerprint(): string {
    return this.hash.digest();
  }

  private loop(handler: EventHandler, until: Microseconds, maxEvents: number): StopReason {
    const mutable = this as Mutable<Kernel>;
    const { list, store } = this;
    let count = 0;
    for (;;) {
      const slot = list.head();
      const lane = this.firstLane();
      let time = slot === NONE ? Number.POSITIVE_INFINITY : store.times[slot * 4];
      const fromLane =
        lane !== null &&
        (lane.headTime < time || (lane.headTime === time && lane.headSequence() < store.sequence(slot)));
      if (fromLane) time = lane.headTime;
      if (time === Number.POSITIVE_INFINITY) return 'exhausted';
      if (time > until) {
        mutable.now = until;
        return 'horizon';
      }
      if (count >= maxEvents) return 'budget';
      count++;
      const words = fromLane ? lane.words : store.words;
      const base = (fromLane ? lane.head : slot) * 8;
      const kind = words[base + WORD_KIND] & 0xffff;
      const target = words[base + WORD_TARGET];
      const a = words[base + WORD_A];
      const b = words[base + WORD_B];
      if (fromLane) {
        lane.removeHead();
      } else {
        list.removeHead();
        store.release(slot);
      }
      mutable.now = time;
      mutable.executed++;
      if (this.ingredients !== 0) this.hash.event(this.ingredients, time, kind, target, a, b);
      handler(kind, target, a, b);
      if (this.stopping) return 'stopped';
    }
  }

  private firstLane(): TimerLane | null {
    let first: TimerLane | null = null;
    for (const lane of this.lanes) {
      if (lane.length === 0) continue;
      if (
        first === null ||
        lane.headTime < first.headTime ||
        (lane.headTime === first.headTime && lane.headSequence() < first.headSequence())
      ) {
        first = lane;
      }
    }
    return first;
  }

  private nextSequence(): number {
    if (this.sequence === MAX_SEQUENCE)
      throw new RangeError(`more than ${MAX_SEQUENCE} events were scheduled`);
    return this.sequence++;
  }

  /** Slot of a pending event, or NONE. */
  private slotOf(id: EventId): number {
    const slot = id & (MAX_SLOTS - 1);
    const store = this.store;
    if (!(slot < store.highWater) || store.isCancelled(slot)) return NONE;
    return store.generations[slot] * MAX_SLOTS + slot === id ? slot : NONE;
  }
}

function checkWords(kind: number, target: number, a: number, b: number): void {
  if ((kind & 0xffff) === kind && (target | 0) === target && (a | 0) === a && (b | 0) === b) return;
  throw new RangeError(
    `kind is 0 .. 65535 and target, a, b are 32-bit integers, not ${kind}, ${target}, ${a}, ${b}`,
  );
}

function timeError(at: Microseconds, now: Microseconds): RangeError {
  return new RangeError(
    at < now
      ? `cannot go back to ${at} us: it is already ${now} us`
      : `a time is a whole number of microseconds, ${now} (now) .. 2^53 - 1, not ${at}`,
  );
}
