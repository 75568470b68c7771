/**
 * The memory of pending events: one record of 32 bytes each, all in one buffer, so that an event costs a single cache
 * line from scheduling to execution. Records are recycled through a free list, last released first, because that one is
 * still in the cache.
 *
 * | word | holds |
 * |---|---|
 * | 0, 1 | time, as a double |
 * | 2 | low 32 bits of the sequence number |
 * | 3 | bit 31: cancelled or free; bits 16..30: high 15 bits of the sequence number; bits 0..15: kind |
 * | 4 | next record in the same bucket, or in the free list |
 * | 5, 6, 7 | target, a, b |
 */

export const WORD_SEQUENCE = 2;
export const WORD_KIND = 3;
export const WORD_NEXT = 4;
export const WORD_TARGET = 5;
export const WORD_A = 6;
export const WORD_B = 7;

/** End of a chain, or "no slot". */
export const NONE = -1;

/** Ids keep the slot in their low 24 bits, so at most this many events can be pending at once. */
export const MAX_SLOTS = 2 ** 24;
/** Generations have 28 bits; a slot that has used them all is retired, so that no stale id ever comes true again. */
const MAX_GENERATION = 2 ** 28 - 1;
/** Sequence numbers have 47 bits. */
export const MAX_SEQUENCE = 2 ** 47 - 1;

const CANCELLED = 0x80000000;
const TWO_32 = 2 ** 32;

/** Thrown when more events are pending than ids can tell apart. */
export class TooManyEventsError extends Error {
  override readonly name = 'TooManyEventsError';
  readonly limit: number;
  constructor(limit: number) {
    super(`more than ${limit} events are pending at once`);
    this.limit = limit;
  }
}

export class EventStore {
  /** All records, eight words each. */
  words: Int32Array;
  /** The same memory as doubles, four each: `times[slot * 4]` is the time. */
  times: Float64Array;
  /** Generation of each slot, 1 or more; it rises when the slot is released or its event cancelled. */
  generations: Int32Array;
  /** Events that were cancelled and whose slots the event list still holds. */
  cancelled = 0;
  private free = NONE;
  private used = 0;
  private capacity: number;

  constructor(capacity: number) {
    this.capacity = Math.min(MAX_SLOTS, Math.max(16, Math.ceil(capacity)));
    const buffer = new ArrayBuffer(this.capacity * 32);
    this.words = new Int32Array(buffer);
    this.times = new Float64Array(buffer);
    this.generations = new Int32Array(this.capacity).fill(1);
  }

  /** A free slot; its record must be filled in by the caller. */
  allocate(): number {
    const slot = this.free;
    if (slot !== NONE) {
      this.free = this.words[slot * 8 + WORD_NEXT];
      return slot;
    }
    if (this.used === this.capacity) this.grow();
    return this.used++;
  }

  /** Give back the slot of an event that ran: its id becomes stale. */
  release(slot: number): void {
    const generation = this.generations[slot] + 1;
    this.generations[slot] = generation;
    if (generation <= MAX_GENERATION) this.recycle(slot);
  }

  /** Mark an event cancelled: its id becomes stale at once, its slot is given back when the event list meets it. */
  cancel(slot: number): void {
    this.generations[slot]++;
    this.cancelled++;
    this.words[slot * 8 + WORD_KIND] |= CANCELLED;
  }

  /** Give back the slot of a cancelled event. */
  recycleCancelled(slot: number): void {
    this.cancelled--;
    if (this.generations[slot] <= MAX_GENERATION) this.recycle(slot);
  }

  isCancelled(slot: number): boolean {
    return this.words[slot * 8 + WORD_KIND] < 0;
  }

  /** The order of scheduling, for breaking ties. */
  sequence(slot: number): number {
    const base = slot * 8;
    return (
      ((this.words[base + WORD_KIND] >>> 16) & 0x7fff) * TWO_32 + (this.words[base + WORD_SEQUENCE] >>> 0)
    );
  }

  /** Slots ever used: an id beyond is not ours. */
  get highWater(): number {
    return this.used;
  }

  private recycle(slot: number): void {
    this.words[slot * 8 + WORD_NEXT] = this.free;
    // A made-up id must not find a free slot either.
    this.words[slot * 8 + WORD_KIND] = CANCELLED;
    this.free = slot;
  }

  private grow(): void {
    if (this.capacity === MAX_SLOTS) throw new TooManyEventsError(MAX_SLOTS);
    const capacity = Math.min(MAX_SLOTS, this.capacity * 2);
    const words = new Int32Array(capacity * 8);
    words.set(this.words);
    const generations = new Int32Array(capacity).fill(1, this.capacity);
    generations.set(this.generations);
    this.words = words;
    this.times = new Float64Array(words.buffer);
    this.generations = generations;
    this.capacity = capacity;
  }
}
