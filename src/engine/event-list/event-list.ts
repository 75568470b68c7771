/**
 * The memory of pending events, and what every event list must do with them.
 *
 * An event is a record of eight 32-bit words. All records lie in one buffer, seen both as integers and as doubles, so that
 * an event costs one cache line from scheduling to execution and nothing is allocated for it. A record is named by the
 * index of its first word, a multiple of 8; `record | WORD` is then the index of one of its words.
 *
 * | word | holds |
 * |---|---|
 * | 0, 1 | time, as a double: `times[record >> 1]` |
 * | 2 | low 32 bits of the sequence number |
 * | 3 | bit 31: cancelled or free; bits 16..30: high 15 bits of the sequence number; bits 0..15: kind |
 * | 4 | generation of the slot, from 0: it rises when the event has run or is cancelled |
 * | 5, 6, 7 | target, a, b; in a free record, word 5 is the next free one |
 *
 * Record 0 is no event. It means "none", and looks like a cancelled event at the end of time, which spares the hot
 * paths most of their questions. Free records are reused last released first, because that one is still in the cache.
 */
import type { Microseconds } from '../types.ts';

export const WORD_SEQUENCE = 2;
export const WORD_KIND = 3;
export const WORD_GENERATION = 4;
export const WORD_TARGET = 5;
export const WORD_A = 6;
export const WORD_B = 7;

/** The record that is no event. */
export const NONE = 0;

/** Ids keep the slot in their low 24 bits: at most this many events, less one, can be in a list at once. */
export const MAX_SLOTS = 2 ** 24;
/** Sequence numbers have 47 bits. */
export const MAX_SEQUENCE = 2 ** 47 - 1;

/** Generations have 28 bits. A slot that has used them all is retired, so that no stale id ever comes true again. */
const MAX_GENERATION = 2 ** 28 - 1;
const SLOT_MASK = MAX_SLOTS - 1;
const CANCELLED = 0x80000000 | 0;
const TWO_24 = 2 ** 24;
const TWO_32 = 2 ** 32;

// The compiler turns a constant into a literal only if no other module can see it.
const NO_RECORD = 0;
const SEQUENCE = WORD_SEQUENCE;
const KIND = WORD_KIND;
const GENERATION = WORD_GENERATION;
const TARGET = WORD_TARGET;
const A = WORD_A;
const B = WORD_B;

/** Thrown when more events are pending than ids can tell apart. */
export class TooManyEventsError extends Error {
  override readonly name = 'TooManyEventsError';
  readonly limit: number;
  constructor(limit: number) {
    super(`more than ${limit} events are pending at once`);
    this.limit = limit;
  }
}

/** Events ordered by (time, sequence number). */
export abstract class EventList {
  /** All records. Replaced when it grows: read it afresh after every addition. */
  words: Int32Array;
  /** The same memory as doubles. */
  times: Float64Array;
  /** Events that were cancelled and whose records are still in the list. */
  cancelled = 0;
  private free = 0;
  /** Records from here on were never used. */
  private fresh = 8;

  constructor(capacity: number) {
    const slots = Math.min(MAX_SLOTS, Math.max(16, Math.ceil(capacity) + 1));
    const buffer = new ArrayBuffer(slots * 32);
    this.words = new Int32Array(buffer);
    this.times = new Float64Array(buffer);
    this.times[0] = Number.POSITIVE_INFINITY;
    this.words[KIND] = CANCELLED;
  }

  /** The first event, or NONE. Cancelled events in front of it are dropped. */
  abstract head(): number;
  /** Take out the event that `head()` just returned, and give back its record. */
  abstract removeHead(record: number): void;
  /** Whether there are enough cancelled events to make `purge` worth its cost. */
  abstract worthPurging(): boolean;
  /** Drop all cancelled events. */
  abstract purge(): void;
  /** Put a new event, whose record is complete, in its place. */
  protected abstract insert(record: number, time: Microseconds): void;

  /** Add an event and return its id. `kindAndSequence` is word 3 of the record. */
  add(
    time: Microseconds,
    sequenceLow: number,
    kindAndSequence: number,
    target: number,
    a: number,
    b: number,
  ): number {
    let record = this.free;
    if (record === NO_RECORD) record = this.takeFresh();
    else this.free = this.words[record | TARGET];
    const words = this.words;
    this.times[record >> 1] = time;
    words[record | SEQUENCE] = sequenceLow;
    words[record | KIND] = kindAndSequence;
    words[record | TARGET] = target;
    words[record | A] = a;
    words[record | B] = b;
    this.insert(record, time);
    return words[record | GENERATION] * TWO_24 + (record >> 3);
  }

  /** The record of a pending event, or NONE when the id is stale or made up. */
  find(id: number): number {
    const slot = id & SLOT_MASK;
    const record = slot << 3;
    if (record >= this.fresh || this.words[record | KIND] < 0) return NONE;
    return this.words[record | GENERATION] * TWO_24 + slot === id ? record : NONE;
  }

  /** Mark a pending event cancelled: its id is stale from now on, its record stays until the list comes across it. */
  cancel(record: number): void {
    this.words[record | GENERATION]++;
    this.words[record | KIND] |= CANCELLED;
    this.cancelled++;
  }

  /** Order of scheduling, for breaking ties. */
  sequence(record: number): number {
    return sequenceOf(this.words, record);
  }

  /** Give back the record of an event that ran. */
  protected release(record: number): void {
    const words = this.words;
    const generation = (words[record | GENERATION] + 1) | 0;
    words[record | GENERATION] = generation;
    words[record | KIND] = CANCELLED;
    if (generation > MAX_GENERATION) return;
    words[record | TARGET] = this.free;
    this.free = record;
  }

  /** Give back the record of a cancelled event that has been taken out of the list. */
  protected releaseCancelled(record: number): void {
    this.cancelled--;
    if (this.words[record | GENERATION] > MAX_GENERATION) return;
    this.words[record | TARGET] = this.free;
    this.free = record;
  }

  private takeFresh(): number {
    const record = this.fresh;
    if (record === this.words.length) this.grow();
    this.fresh = record + 8;
    return record;
  }

  private grow(): void {
    const slots = this.words.length / 8;
    if (slots === MAX_SLOTS) throw new TooManyEventsError(MAX_SLOTS - 1);
    const words = new Int32Array(Math.min(MAX_SLOTS, slots * 2) * 8);
    words.set(this.words);
    this.words = words;
    this.times = new Float64Array(words.buffer);
  }
}

/** The sequence number in a record of any buffer with this layout. */
export function sequenceOf(words: Int32Array, record: number): number {
  return ((words[record | KIND] >>> 16) & 0x7fff) * TWO_32 + (words[record | SEQUENCE] >>> 0);
}
