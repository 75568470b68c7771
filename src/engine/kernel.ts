/**
 * The simulation kernel: virtual time, pending events, and the loop that executes them in order.
 *
 * An event is five numbers: when, what kind, for whom, and two words of payload. The kernel knows no more about it. Events
 * run in order of time; events of the same time run in the order in which they were scheduled, wherever they wait. Those scheduled
 * for the end of an instant run when no other event of this time is left.
 *
 * The rule of time, for everything that is built on this: **intervals are closed at their start and open at their end.** What lasts
 * from T for D is under way at T and over at T + D; a run of duration D is [0, D): what would begin at D is not a part of it, and
 * what ends at D has ended in it. A state that is taken up and left at one instant has no length, and nobody sees it: whoever asks at
 * an instant what is under way asks at its end (`scheduleLast`).
 */
import { ChainMeter } from './chain-meter.ts';
import { BinaryHeap } from './event-list/binary-heap.ts';
import {
  type EventList,
  MAX_SEQUENCE,
  MAX_SLOTS,
  NONE,
  sequenceOf,
  WORD_A,
  WORD_B,
  WORD_KIND,
  WORD_SEQUENCE,
  WORD_TARGET,
} from './event-list/event-list.ts';
import { LadderQueue } from './event-list/ladder-queue.ts';
import { LaneSet } from './event-list/lane-set.ts';
import { LastEvents } from './event-list/last-events.ts';
import type { TimerLane } from './event-list/timer-lane.ts';
import { FINGERPRINT_INGREDIENTS, Fingerprint, ingredientBits } from './fingerprint.ts';
import type { EventHandler, EventId, KernelOptions, StopReason } from './kernel-types.ts';
import { eventError, timeError } from './time-error.ts';
import type { Microseconds } from './types.ts';

export type { EventHandler, EventId, KernelOptions, StopReason } from './kernel-types.ts';

/** Ids of slot events are below this, ids of lane timers above. */
const LANE_IDS = 2 ** 52;
const POSITIONS = 2 ** 40;
const LAST_TIME = Number.MAX_SAFE_INTEGER;
const floor = Math.floor;
const PURGE_FROM = 64;

// The compiler turns a constant into a literal only if no other module can see it.
const SEQUENCE = WORD_SEQUENCE;
const KIND = WORD_KIND;
const TARGET = WORD_TARGET;
const A = WORD_A;
const B = WORD_B;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Kernel {
  /** Time of the event being executed, or the horizon last reached. */
  readonly now: Microseconds = Number.NaN;
  /** Events executed so far. */
  readonly executed: number = 0;

  private readonly list: EventList;
  private readonly lanes = new LaneSet();
  /** What is to run at the end of the present instant. */
  private readonly last = new LastEvents();
  /** Time of the first lane timer; Infinity when there is none. */
  private laneTime: Microseconds = Number.POSITIVE_INFINITY;
  private readonly hash = new Fingerprint();
  private readonly ingredients: number;
  /** The sequence number that the next event gets: its low 32 bits, and the rest where the record wants it. */
  private sequenceLow = 0;
  private sequenceHigh = 0;
  private cancelled = 0;
  /** Look whether a purge pays when the event list holds more cancelled events than this. */
  private purgeFrom = PURGE_FROM;
  private running = false;
  private stopping = false;
  private readonly chain: ChainMeter;

  constructor(options: KernelOptions = {}) {
    const { capacity = 1024, eventList = 'calendar', fingerprint = FINGERPRINT_INGREDIENTS } = options;
    if (!(capacity >= 0 && capacity <= MAX_SLOTS)) {
      throw new RangeError(`capacity must be 0 .. ${MAX_SLOTS}, not ${capacity}`);
    }
    this.chain = new ChainMeter(options.chainLimit);
    this.list = eventList === 'heap' ? new BinaryHeap(capacity) : new LadderQueue(capacity);
    this.ingredients = ingredientBits(fingerprint);
    // Set only now: the field was born as a double, and so it remains, whatever the times.
    (this as Mutable<Kernel>).now = 0;
  }

  /** Events scheduled and neither executed nor cancelled. */
  get pending(): number {
    return this.scheduled - this.executed - this.cancelled;
  }

  /**
   * Schedule an event at an absolute time. `kind` is 0 .. 65535; `target`, `a` and `b` are 32-bit integers.
   * @throws RangeError when `at` lies in the past, is no integer or exceeds 2^53 - 1, or a word does not fit.
   */
  schedule(at: Microseconds, kind: number, target: number, a: number, b: number): EventId {
    if (
      !(at >= this.now && at <= LAST_TIME && floor(at) === at) ||
      (kind & 0xffff) !== kind ||
      (target | 0) !== target ||
      (a | 0) !== a ||
      (b | 0) !== b
    ) {
      throw eventError(at, this.now, kind, target, a, b);
    }
    const low = this.sequenceLow;
    const id = this.list.add(at, low, this.sequenceHigh | kind, target, a, b);
    this.sequenceLow = (low + 1) | 0;
    if (low === -1) this.carry();
    return id;
  }

  /** Schedule an event `delay` microseconds from now; see `schedule`. */
  scheduleAfter(delay: Microseconds, kind: number, target: number, a: number, b: number): EventId {
    return this.schedule(this.now + delay, kind, target, a, b);
  }

  /**
   * Schedule an event for the end of the present instant: it runs when no other event of this time is left, after those scheduled
   * for the end before it. What it schedules for this time runs before the next such event. It cannot be taken back. The words are
   * as in `schedule`.
   */
  scheduleLast(kind: number, target: number, a: number, b: number): void {
    if ((kind & 0xffff) !== kind || (target | 0) !== target || (a | 0) !== a || (b | 0) !== b)
      throw eventError(this.now, this.now, kind, target, a, b);
    this.last.add(kind, target, a, b);
    this.sequenceLow = (this.sequenceLow + 1) | 0;
    if (this.sequenceLow === 0) this.carry();
  }

  /**
   * The lane for timers that all wait `period`: cheaper than `schedule`, whatever their number. Asking twice for the same
   * period gives the same lane.
   * @throws RangeError when the period is no whole number of microseconds, 0 .. 2^53 - 1, or there are too many lanes.
   */
  lane(period: Microseconds): number {
    return this.lanes.laneOf(period);
  }

  /** Schedule an event one period of the lane from now; the words are as in `schedule`. */
  scheduleLane(lane: number, kind: number, target: number, a: number, b: number): EventId {
    const timers = this.lanes.lanes[lane];
    if (timers === undefined) throw new RangeError(`there is no lane ${lane}`);
    const at = this.now + timers.period;
    if (
      at > LAST_TIME ||
      (kind & 0xffff) !== kind ||
      (target | 0) !== target ||
      (a | 0) !== a ||
      (b | 0) !== b
    ) {
      throw eventError(at, this.now, kind, target, a, b);
    }
    const low = this.sequenceLow;
    const position = timers.append(at, low, this.sequenceHigh | kind, target, a, b);
    this.sequenceLow = (low + 1) | 0;
    if (low === -1) this.carry();
    if (timers.length === 1) this.updateLane(timers);
    return LANE_IDS + lane * POSITIONS + position;
  }

  /** Take back an event. False when the id is stale or none: then nothing happens. */
  cancel(id: EventId): boolean {
    if (id >= LANE_IDS) {
      const lane = this.laneOf(id);
      if (lane === undefined) return false;
      const head = lane.head;
      if (!lane.cancel((id - LANE_IDS) % POSITIONS)) return false;
      if (lane.head !== head || lane.length === 0) this.updateLane(lane);
    } else {
      const list = this.list;
      const record = list.find(id);
      if (record === NONE) return false;
      list.cancel(record);
      if (list.cancelled > this.purgeFrom) this.considerPurge();
    }
    this.cancelled++;
    return true;
  }

  /** Whether the event is still to be executed. */
  isPending(id: EventId): boolean {
    return !Number.isNaN(this.timeOf(id));
  }

  /** When the event will be executed; NaN when it is not pending. */
  timeOf(id: EventId): Microseconds {
    if (id >= LANE_IDS) return this.laneOf(id)?.timeOf((id - LANE_IDS) % POSITIONS) ?? Number.NaN;
    const record = this.list.find(id);
    return record === NONE ? Number.NaN : this.list.times[record >> 1];
  }

  /**
   * Execute all events whose time is at most `until`, in order, but no more than `maxEvents`. On 'horizon' the clock stands
   * at `until`, otherwise at the last event executed. Call it again to go on. An error thrown by the handler comes out of
   * here; its event counts as executed and the kernel stays usable.
   * @throws RangeError when `until` lies in the past; Error when called from inside a handler.
   */
  run(handler: EventHandler, until: Microseconds, maxEvents: number = Number.POSITIVE_INFINITY): StopReason {
    if (!(until >= this.now && (until === Number.POSITIVE_INFINITY || Math.floor(until) === until))) {
      throw timeError(until, this.now);
    }
    if (!(maxEvents >= 0)) throw new RangeError(`maxEvents must be 0 or more, not ${maxEvents}`);
    if (this.running) throw new Error('the kernel is already running: run was called from inside a handler');
    this.running = true;
    this.stopping = false;
    this.chain.keepUp(this.scheduled, this.sequenceLow);
    try {
      return this.loop(handler, Math.min(until, LAST_TIME), maxEvents);
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

  private loop(handler: EventHandler, horizon: Microseconds, maxEvents: number): StopReason {
    const self = this as Mutable<Kernel>;
    const { list, lanes, last, ingredients, chain } = this;
    let left = maxEvents;
    let previous = this.now;
    for (;;) {
      let record = list.head();
      let time = list.times[record >> 1];
      let words = list.words;
      let lane: TimerLane | null = null;
      if (time >= this.laneTime && this.isLaneFirst(time, horizon, record)) {
        lane = lanes.first;
        time = lane.headTime;
        words = lane.words;
        record = lane.head << 3;
      }
      if (last.count !== 0 && time > this.now) {
        const reason = this.runLast(handler, left);
        if (reason !== null) return reason;
        left -= 1;
        continue;
      }
      if (time > horizon) return this.halt(time, horizon);
      if (left <= 0) return 'budget';
      if (time === previous && ((words[record | SEQUENCE] - chain.endLow) | 0) >= 0) {
        if (this.isChainTooLong(time, words, record)) return 'chain';
      }
      previous = time;
      left -= 1;
      const kind = words[record | KIND] & 0xffff;
      const target = words[record | TARGET];
      const a = words[record | A];
      const b = words[record | B];
      if (lane === null) {
        list.removeHead(record);
      } else {
        lane.removeHead();
        this.updateLane(lane);
      }
      self.now = time;
      self.executed++;
      if (ingredients !== 0) this.hash.event(ingredients, time, kind, target, a, b);
      handler(kind, target, a, b);
      if (this.stopping) return 'stopped';
    }
  }

  /** Whether the first event of the lanes runs before that of the list, at `time`. Both are Infinity when nothing is pending. */
  private isLaneFirst(time: Microseconds, horizon: Microseconds, record: number): boolean {
    if (this.laneTime < time) return true;
    return time <= horizon && this.lanes.first.headSequence() < this.list.sequence(record);
  }

  private isChainTooLong(time: Microseconds, words: Int32Array, record: number): boolean {
    return this.chain.lengthens(time, sequenceOf(words, record), this.scheduled, this.sequenceLow);
  }

  /** Execute the first event that waits for the end of the instant; null when the loop is to go on. */
  private runLast(handler: EventHandler, left: number): StopReason | null {
    if (left <= 0) return 'budget';
    (this as Mutable<Kernel>).executed++;
    this.last.run(handler, this.hash, this.ingredients, this.now);
    return this.stopping ? 'stopped' : null;
  }

  /** The next event, at `time`, lies beyond the horizon, or there is none. */
  private halt(time: Microseconds, horizon: Microseconds): StopReason {
    if (time === Number.POSITIVE_INFINITY) return 'exhausted';
    (this as Mutable<Kernel>).now = horizon;
    return 'horizon';
  }

  /** Events ever scheduled. */
  private get scheduled(): number {
    return (this.sequenceHigh >>> 16) * 2 ** 32 + (this.sequenceLow >>> 0);
  }

  /** The low half of the sequence number has gone through all its values. */
  private carry(): void {
    if (this.sequenceHigh === 0x7fff0000)
      throw new RangeError(`more than ${MAX_SEQUENCE} events were scheduled`);
    this.sequenceHigh += 0x10000;
  }

  private considerPurge(): void {
    const list = this.list;
    let waiting = this.pending;
    waiting -= this.last.count;
    for (const lane of this.lanes.lanes) waiting -= lane.pending;
    if (list.cancelled > waiting && list.worthPurging()) list.purge();
    this.purgeFrom = PURGE_FROM + Math.max(waiting, list.cancelled);
  }

  private updateLane(lane: TimerLane): void {
    this.lanes.update(lane);
    this.laneTime = this.lanes.time;
  }

  private laneOf(id: EventId): TimerLane | undefined {
    return this.lanes.lanes[Math.floor((id - LANE_IDS) / POSITIONS)];
  }
}
