/**
 * A first-in, first-out queue for timers that all wait the same time. Because time never runs backwards, such timers fall
 * due in the order in which they were set: no ordering work is needed, and the memory is read and written in sequence.
 *
 * Records have the layout of the event store, with the low 32 bits of the position in place of the generation. The position of
 * a timer counts all timers ever put into the lane, from 1, and identifies it.
 */
import type { Microseconds } from '../types.ts';
import { WORD_A, WORD_B, WORD_GENERATION, WORD_KIND, WORD_SEQUENCE, WORD_TARGET } from './event-list.ts';

const WORD_POSITION = WORD_GENERATION;
const TWO_32 = 2 ** 32;
const CANCELLED = 0x80000000;
/** Below this many cancelled timers, squeezing them out is not worth the while. */
const SQUEEZE_FROM = 64;

export class TimerLane {
  readonly period: Microseconds;
  /** Index in the set's heap of lanes; -1 when the lane is empty. */
  place = -1;
  /** Time of the first timer; Infinity when the lane is empty. */
  headTime = Number.POSITIVE_INFINITY;
  /** Words and times of the ring; a record starts at `8 * index` and `4 * index`. */
  words: Int32Array;
  times: Float64Array;
  /** Index of the first record in the ring. */
  head = 0;
  /** Records in the ring, cancelled ones included. The first is never a cancelled one. */
  length = 0;
  /** Position that the next timer gets. */
  private nextPosition = 1;
  private cancelled = 0;
  /** From this position on, no record was squeezed out: its index follows from the distance to the tail. */
  private denseFrom = 1;
  private mask: number;

  constructor(period: Microseconds, capacity = 16) {
    this.period = period;
    this.words = new Int32Array(capacity * 8);
    this.times = new Float64Array(this.words.buffer);
    this.mask = capacity - 1;
  }

  /** Timers that are still to fire. */
  get pending(): number {
    return this.length - this.cancelled;
  }

  /** Append a timer and return its position. `kindAndSequence` is word 3 of the record. */
  append(
    time: Microseconds,
    sequenceLow: number,
    kindAndSequence: number,
    target: number,
    a: number,
    b: number,
  ): number {
    if (this.length > this.mask) this.grow();
    const index = (this.head + this.length) & this.mask;
    const base = index * 8;
    const words = this.words;
    const position = this.nextPosition++;
    this.times[index * 4] = time;
    words[base + WORD_SEQUENCE] = sequenceLow;
    words[base + WORD_KIND] = kindAndSequence;
    words[base + WORD_POSITION] = position | 0;
    words[base + WORD_TARGET] = target;
    words[base + WORD_A] = a;
    words[base + WORD_B] = b;
    if (this.length++ === 0) this.headTime = time;
    return position;
  }

  /** Drop the first timer, and the cancelled ones behind it. */
  removeHead(): void {
    let { head, length } = this;
    do {
      head = (head + 1) & this.mask;
      length--;
      if (length === 0 || this.words[head * 8 + WORD_KIND] >= 0) break;
      this.cancelled--;
    } while (length > 0);
    this.head = head;
    this.length = length;
    this.headTime = length === 0 ? Number.POSITIVE_INFINITY : this.times[head * 4];
  }

  /** Order of scheduling of the first timer. */
  headSequence(): number {
    const base = this.head * 8;
    return (
      ((this.words[base + WORD_KIND] >>> 16) & 0x7fff) * TWO_32 + (this.words[base + WORD_SEQUENCE] >>> 0)
    );
  }

  /** Take back the timer at `position`; false when it fired, was cancelled or never existed. */
  cancel(position: number): boolean {
    const index = this.find(position);
    if (index < 0) return false;
    if (index === this.head) {
      this.removeHead();
      return true;
    }
    this.words[index * 8 + WORD_KIND] |= CANCELLED;
    this.cancelled++;
    if (this.cancelled > SQUEEZE_FROM && this.cancelled > this.length >> 1) this.squeeze();
    return true;
  }

  /** Time of the timer at `position`, NaN when it is not pending. */
  timeOf(position: number): Microseconds {
    const index = this.find(position);
    return index < 0 ? Number.NaN : this.times[index * 4];
  }

  /** Ring index of a pending timer, or -1. */
  private find(position: number): number {
    const fromTail = this.nextPosition - position;
    if (!(fromTail >= 1)) return -1;
    const { words, mask, head, length } = this;
    let offset = length - fromTail;
    if (position < this.denseFrom) offset = this.search(position);
    if (offset < 0) return -1;
    const index = (head + offset) & mask;
    return words[index * 8 + WORD_KIND] < 0 ? -1 : index;
  }

  /** Binary search among the records that a squeeze has left; offset from the head, or -1. */
  private search(position: number): number {
    let low = 0;
    let high = this.length - 1;
    const wanted = position | 0;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.words[((this.head + middle) & this.mask) * 8 + WORD_POSITION];
      if (found === wanted) return this.nextPosition - position < TWO_32 ? middle : -1;
      // Positions in the ring are within 2^31 of each other, so their difference orders them even across a wrap.
      if (((found - wanted) | 0) < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Move the live records together, so that cancelled ones never hold more than half of the memory. */
  private squeeze(): void {
    const { words, mask, head, length } = this;
    let kept = 0;
    for (let i = 0; i < length; i++) {
      const from = ((head + i) & mask) * 8;
      if (words[from + WORD_KIND] < 0) continue;
      const to = ((head + kept++) & mask) * 8;
      if (to !== from) words.copyWithin(to, from, from + 8);
    }
    this.length = kept;
    this.cancelled = 0;
    this.denseFrom = this.nextPosition;
  }

  private grow(): void {
    const capacity = (this.mask + 1) * 2;
    const words = new Int32Array(capacity * 8);
    const tail = this.words.subarray(this.head * 8);
    words.set(tail);
    words.set(this.words.subarray(0, this.head * 8), tail.length);
    this.words = words;
    this.times = new Float64Array(words.buffer);
    this.head = 0;
    this.mask = capacity - 1;
  }
}
