/**
 * The fast event list: constant time per event, whatever the number of events and the law of their delays.
 *
 * Events wait in four kinds of place, from late to early:
 * - far: an unordered pile of everything beyond the current epoch;
 * - rung 0: the buckets of the current epoch, each for the same span of time, sized by the density of events so that
 *   a bucket sees a handful of them;
 * - rungs 1, 2, ...: finer buckets for a single bucket of the rung above that turned out crowded;
 * - bottom: a short sorted stack, the first event on top.
 *
 * An event is dropped unsorted into the first place whose span covers its time, and moves down as time draws near. Only
 * the bottom is ever sorted, and it is short. This is the ladder queue of Tang, Goh and Thng (ACM TOMACS 15(3), 2005) with
 * three differences: the epoch is sized by a low quantile of the waiting events instead of their largest time, so that heavy
 * tails cost nothing; bucket widths are powers of two, so that no rounding can misplace an event; and events of one
 * instant pass through without any sorting. Nothing is ever resized while events wait in it, so no population, however it
 * swings, can make the structure thrash: every epoch takes at least a fixed share of the pile.
 *
 * Order of ties: every chain has the latest scheduled event first, the pile the earliest. Moving a chain turns it round
 * once before filling the next one.
 */
import type { Microseconds } from '../types.ts';
import { EventList, NONE as NO_RECORD, WORD_KIND, WORD_NEXT } from './event-list.ts';
import { powerOfTwoFrom, Rung } from './rung.ts';

// The compiler turns a constant of this module into a literal, but not one that comes from another module.
const NONE = NO_RECORD;
const KIND = WORD_KIND;
const NEXT = WORD_NEXT;

/** A bucket with more events than this is spread over a finer rung instead of being sorted. */
const MOST_SORTED = 32;
/** The bottom never holds more than this. */
const MOST_BOTTOM = 64;
/** A pile of at most this many events goes to the bottom as it is. */
const FEW = 24;
/** Events per bucket to aim at. */
const OCCUPANCY = 4;
/** Events that an epoch should execute, per event waiting at its start. */
const EPOCH = 4;
/** Size of the sample that measures density, and the rank in it up to which density is measured. */
const SAMPLE = 64;
const RANK = 16;
const GOLDEN = 0.6180339887498949;

export class LadderQueue extends EventList {
  /** The bottom, at 1 .. count, latest event first. Record 0, later than all, stands at 0. */
  private readonly bottom = new Int32Array(MOST_BOTTOM + 2);
  private count = 0;
  /** Events from this time on go to the pile. */
  private farStart: Microseconds = Number.NEGATIVE_INFINITY;
  private readonly epoch = new Rung();
  private readonly rungs: Rung[] = [this.epoch];
  /** Rungs in use. */
  private depth = 0;
  private far: Int32Array;
  private farCount = 0;
  /** No event of the pile is earlier than this. */
  private farMin: Microseconds = Number.POSITIVE_INFINITY;
  private readonly sample = new Float64Array(RANK + 1);

  constructor(capacity: number) {
    super(capacity);
    this.far = new Int32Array(Math.max(MOST_BOTTOM, capacity));
  }

  override head(): number {
    const record = this.bottom[this.count];
    return this.words[record | KIND] >= 0 ? record : this.nextHead();
  }

  override removeHead(record: number): void {
    this.count--;
    this.release(record);
  }

  protected override insert(record: number, time: Microseconds): void {
    if (time < this.farStart) {
      const rung = this.epoch;
      if (time >= rung.floor) {
        const bucket = ((time - rung.start) * rung.scale) | 0;
        const heads = rung.heads;
        this.words[record | NEXT] = heads[bucket];
        heads[bucket] = record;
      } else {
        this.insertBelow(record, time);
      }
    } else {
      this.insertFar(record, time);
    }
  }

  /** Purging visits every event and every bucket still to come; the cancelled ones must be worth the walk. */
  override worthPurging(): boolean {
    let buckets = 0;
    for (let r = 0; r < this.depth; r++) buckets += this.rungs[r].buckets - this.rungs[r].current;
    return this.cancelled * 8 > buckets;
  }

  override purge(): void {
    const { bottom, far } = this;
    let kept = 0;
    for (let i = 1; i <= this.count; i++) if (!this.dropIfCancelled(bottom[i])) bottom[++kept] = bottom[i];
    this.count = kept;
    for (let r = 0; r < this.depth; r++) {
      const rung = this.rungs[r];
      rung.ties = this.filterChain(rung.ties);
      for (let i = rung.current; i < rung.buckets; i++) rung.heads[i] = this.filterChain(rung.heads[i]);
    }
    kept = 0;
    for (let i = 0; i < this.farCount; i++) if (!this.dropIfCancelled(far[i])) far[kept++] = far[i];
    this.farCount = kept;
  }

  private insertFar(record: number, time: Microseconds): void {
    if (this.farCount === this.far.length) this.growFar();
    this.far[this.farCount++] = record;
    if (time < this.farMin) this.farMin = time;
  }

  private insertBelow(record: number, time: Microseconds): void {
    for (let r = 1; r < this.depth; r++) {
      const rung = this.rungs[r];
      if (time >= rung.floor) {
        this.chain(rung, record, time);
        return;
      }
    }
    if (this.count < MOST_BOTTOM) {
      this.sortIn(record, time);
    } else {
      this.clearBottom();
      this.insert(record, time);
    }
  }

  private chain(rung: Rung, record: number, time: Microseconds): void {
    const bucket = ((time - rung.start) * rung.scale) | 0;
    this.words[record | NEXT] = rung.heads[bucket];
    rung.heads[bucket] = record;
  }

  /** Insert into the bottom an event scheduled later than all there. */
  private sortIn(record: number, time: Microseconds): void {
    const { bottom, times } = this;
    let i = ++this.count;
    for (; times[bottom[i - 1] >> 1] <= time; i--) bottom[i] = bottom[i - 1];
    bottom[i] = record;
  }

  /** The first event when it does not simply stand on top of the bottom. */
  private nextHead(): number {
    for (;;) {
      if (this.count === 0 && !this.refill()) return NONE;
      const record = this.bottom[this.count];
      if (this.words[record | KIND] >= 0) return record;
      this.count--;
      this.releaseCancelled(record);
    }
  }

  /** Bring the next events to the empty bottom; false when there are none. */
  private refill(): boolean {
    while (this.count === 0) {
      if (this.depth === 0) {
        this.farStart = Number.NEGATIVE_INFINITY;
        if (this.farCount === 0) return false;
        this.beginEpoch();
        continue;
      }
      const rung = this.rungs[this.depth - 1];
      if (rung.ties !== NONE) this.takeTies(rung);
      else this.openBucket(rung);
    }
    return true;
  }

  private openBucket(rung: Rung): void {
    const { heads, buckets } = rung;
    let i = rung.current;
    while (i < buckets && heads[i] === NONE) i++;
    if (i === buckets) {
      rung.current = i;
      rung.floor = Number.POSITIVE_INFINITY;
      this.depth--;
      return;
    }
    const chain = heads[i];
    heads[i] = NONE;
    // A bucket of one instant stays open: what still comes for it is scheduled later than what was there.
    rung.current = rung.width === 1 ? i : i + 1;
    rung.floor = rung.start + rung.current * rung.width;
    if (!this.sortChain(chain)) this.spread(rung, chain, rung.start + i * rung.width);
  }

  /** Sort a chain into the empty bottom; false, with the bottom empty, if it is too long for that. */
  private sortChain(chain: number): boolean {
    const { bottom, times, words } = this;
    let count = 0;
    for (let record = chain; record !== NONE; record = words[record | NEXT]) {
      if (count === MOST_SORTED) return false;
      const time = times[record >> 1];
      let i = ++count;
      // Later links were scheduled earlier, hence the strict comparison.
      for (; times[bottom[i - 1] >> 1] < time; i--) bottom[i] = bottom[i - 1];
      bottom[i] = record;
    }
    this.count = count;
    return true;
  }

  /** Spread the crowded bucket of a rung over a finer rung, or, if it holds a single instant, queue it up as it is. */
  private spread(parent: Rung, chain: number, start: Microseconds): void {
    const { words, times } = this;
    let count = 0;
    let reversed = NONE;
    for (let record = chain; record !== NONE; count++) {
      const next = words[record | NEXT];
      words[record | NEXT] = reversed;
      reversed = record;
      record = next;
    }
    if (parent.width === 1) {
      parent.ties = reversed;
      return;
    }
    const rung = this.addRung(start, parent.width, powerOfTwoFrom(count / 2));
    for (let record = reversed; record !== NONE; ) {
      const next = words[record | NEXT];
      this.chain(rung, record, times[record >> 1]);
      record = next;
    }
  }

  /** A rung below all others for [start, start + span), of about so many buckets. */
  private addRung(start: Microseconds, span: Microseconds, buckets: number): Rung {
    if (this.depth === this.rungs.length) this.rungs.push(new Rung());
    const rung = this.rungs[this.depth++];
    const width = powerOfTwoFrom(span / buckets);
    rung.begin(start, width, Math.ceil(span / width));
    return rung;
  }

  /** Move some events of one instant to the bottom. */
  private takeTies(rung: Rung): void {
    const { bottom, words } = this;
    let count = 0;
    let record = rung.ties;
    for (; record !== NONE && count < MOST_SORTED; record = words[record | NEXT]) bottom[++count] = record;
    rung.ties = record;
    for (let i = 1, j = count; i < j; i++, j--) {
      const first = bottom[i];
      bottom[i] = bottom[j];
      bottom[j] = first;
    }
    this.count = count;
  }

  /** The bottom is full: spread it over a new rung, or put it back on the pile when there is no rung. */
  private clearBottom(): void {
    const { bottom, times, count } = this;
    this.count = 0;
    const first = times[bottom[count] >> 1];
    if (this.depth === 0) {
      this.farStart = Number.NEGATIVE_INFINITY;
      for (let i = count; i > 0; i--) this.insertFar(bottom[i], times[bottom[i] >> 1]);
      return;
    }
    // Events of an instant whose bucket is still open above may be among them; those above were scheduled later.
    const end = Math.max(this.rungs[this.depth - 1].floor, times[bottom[1] >> 1] + 1);
    const rung = this.addRung(first, end - first, MOST_BOTTOM);
    for (let i = count; i > 0; i--) this.chain(rung, bottom[i], times[bottom[i] >> 1]);
  }

  /** Turn the pile, or the early part of it, into rung 0; if it is small, into the bottom. */
  private beginEpoch(): void {
    const { far, farCount, times } = this;
    if (farCount <= FEW) {
      this.farStart = Number.POSITIVE_INFINITY;
      this.farCount = 0;
      this.farMin = Number.POSITIVE_INFINITY;
      for (let i = 0; i < farCount; i++) this.sortIn(far[i], times[far[i] >> 1]);
      return;
    }
    const start = this.farMin;
    const spread = this.lowQuantile() - start;
    const ideal = (OCCUPANCY * spread * SAMPLE) / (RANK * farCount);
    const buckets = Math.ceil((farCount * EPOCH) / OCCUPANCY);
    const rung = this.epoch;
    rung.begin(start, powerOfTwoFrom(ideal * 0.7), buckets);
    const end = start + buckets * rung.width;
    this.depth = 1;
    this.farStart = end;
    let kept = 0;
    let min = Number.POSITIVE_INFINITY;
    for (let i = 0; i < farCount; i++) {
      const record = far[i];
      const time = times[record >> 1];
      if (time < end) {
        this.chain(rung, record, time);
      } else {
        far[kept++] = record;
        if (time < min) min = time;
      }
    }
    this.farCount = kept;
    this.farMin = min;
  }

  /** The time of rank RANK in a sample of SAMPLE events of the pile. */
  private lowQuantile(): Microseconds {
    const { sample, far, farCount, times } = this;
    sample.fill(Number.POSITIVE_INFINITY);
    for (let k = 0, position = 0; k < SAMPLE; k++) {
      // Steps of the golden ratio spread evenly over the pile, whatever pattern its order has.
      position += GOLDEN;
      if (position >= 1) position -= 1;
      const time = times[far[Math.floor(position * farCount)] >> 1];
      let i = RANK;
      for (; i > 0 && sample[i - 1] > time; i--) sample[i] = sample[i - 1];
      sample[i] = time;
    }
    return sample[RANK - 1];
  }

  private growFar(): void {
    const far = new Int32Array(this.far.length * 2);
    far.set(this.far);
    this.far = far;
  }

  private dropIfCancelled(record: number): boolean {
    if (this.words[record | KIND] >= 0) return false;
    this.releaseCancelled(record);
    return true;
  }

  private filterChain(chain: number): number {
    const words = this.words;
    let first = NONE;
    let last = NONE;
    for (let record = chain; record !== NONE; ) {
      const next = words[record | NEXT];
      if (!this.dropIfCancelled(record)) {
        if (last === NONE) first = record;
        else words[last | NEXT] = record;
        last = record;
      }
      record = next;
    }
    if (last !== NONE) words[last | NEXT] = NONE;
    return first;
  }
}
