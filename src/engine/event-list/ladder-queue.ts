/**
 * The fast event list: constant time per event, whatever the number of events and the law of their delays.
 *
 * Events wait in four kinds of place, from late to early:
 * - pile: everything beyond the current epoch, in no order;
 * - rung 0: the buckets of the current epoch, each for the same span of time, sized by the density of events;
 * - rungs 1, 2, ...: finer buckets for a single bucket of the rung above that turned out crowded;
 * - bottom: a short sorted stack, the first event on top.
 *
 * An event is dropped unsorted into the first place whose span covers its time, and moves down as its time draws near. Only
 * the bottom is ever sorted, and it is short. This is the ladder queue of Tang, Goh and Thng (ACM TOMACS 15(3), 2005) with
 * three differences: the epoch is sized by a low quantile of the waiting events instead of their largest time, so that heavy
 * tails cost nothing; bucket widths are powers of two, so that no rounding can misplace an event; and events of one
 * instant pass through without any sorting. Nothing is resized while events wait in it, so no population, however it
 * swings, can make the structure thrash: every epoch takes at least a fixed share of the pile.
 *
 * Order of ties: in the pile and in every bucket, events stand in the order of scheduling, and they are moved in that order.
 *
 * Memory: records lie where they were first put; buckets only list them. With many events, the epoch has fewer and fuller
 * buckets, so that the places being filled stay in the cache; a bucket's records then come from memory all at once.
 */
import type { Microseconds } from '../types.ts';
import { CHUNK_WORDS, Chunks } from './chunks.ts';
import { EventList, NONE as NO_RECORD, WORD_KIND } from './event-list.ts';
import { Pile } from './pile.ts';
import { sortFew, sortSeveral } from './rank-sort.ts';
import { powerOfTwoFrom, Rung } from './rung.ts';

// The compiler turns a constant into a literal only if no other module can see it.
const NONE = NO_RECORD;
const KIND = WORD_KIND;
const CHUNK = CHUNK_WORDS;
const WITHIN = CHUNK - 1;

/** The bottom starts above this place: sorting may put nothing, record 0, below it. */
const GROUND = 8;

/** A bucket with more events than this is spread over a finer rung instead of being sorted. */
const MOST_SORTED = 24;
/** The bottom never holds more than this. */
const MOST_BOTTOM = 64;
/** A pile of at most this many events goes to the bottom as it is. */
const FEW = 24;
/** Events per bucket to aim at, unless that makes too many buckets. */
const OCCUPANCY = 3;
/** Buckets of an epoch, per event waiting at its start, and at most: 256 KiB. */
const BUCKETS_PER_EVENT = 4;
const MOST_BUCKETS = 2 ** 16;
/** Events that an epoch executes at least if the rate of events is steady, per event waiting at its start. */
const EPOCH = 4;

export class LadderQueue extends EventList {
  /** The bottom, at GROUND + 1 .. top, latest event first. Record 0, later than all, fills the places before. */
  private readonly bottom = new Int32Array(GROUND + MOST_BOTTOM + 1);
  private top = GROUND;
  private readonly chunks: Chunks;
  /** Rung 0 first; `depth` of them are in use. */
  private readonly rungs: Rung[];
  private depth = 0;
  private readonly pile: Pile;
  /** Events from this time on go to the pile. */
  private pileStart: Microseconds = Number.NEGATIVE_INFINITY;
  // Copies from rung 0, to save `insert` the way there.
  private floor: Microseconds = Number.POSITIVE_INFINITY;
  private start: Microseconds = Number.POSITIVE_INFINITY;
  private scale: number = Number.POSITIVE_INFINITY;
  private tails: Int32Array;

  constructor(capacity: number) {
    super(capacity);
    this.chunks = new Chunks(capacity);
    this.rungs = [new Rung(this.chunks)];
    this.tails = this.rungs[0].tails;
    this.pile = new Pile(capacity);
  }

  override head(): number {
    const record = this.bottom[this.top];
    return this.words[record | KIND] >= 0 ? record : this.nextHead();
  }

  override removeHead(record: number): void {
    this.top--;
    this.release(record);
  }

  protected override insert(record: number, time: Microseconds): void {
    if (time >= this.pileStart) {
      this.pile.add(record, time);
    } else if (time >= this.floor) {
      const tails = this.tails;
      const bucket = ((time - this.start) * this.scale) | 0;
      let tail = tails[bucket];
      if ((tail & WITHIN) === 0) tail = this.chunks.extend(tail);
      this.chunks.words[tail] = record;
      tails[bucket] = tail + 1;
    } else {
      this.insertBelow(record, time);
    }
  }

  /** Purging visits every event and every bucket still to come; the cancelled ones must be worth the walk. */
  override worthPurging(): boolean {
    let buckets = 0;
    for (let r = 0; r < this.depth; r++) buckets += this.rungs[r].buckets - this.rungs[r].current;
    return this.cancelled * 8 > buckets;
  }

  override purge(): void {
    const bottom = this.bottom;
    const keep = (record: number): boolean => {
      if (this.words[record | KIND] >= 0) return true;
      this.releaseCancelled(record);
      return false;
    };
    const top = this.top;
    this.top = GROUND;
    for (let i = GROUND + 1; i <= top; i++) if (keep(bottom[i])) bottom[++this.top] = bottom[i];
    for (let r = 0; r < this.depth; r++) this.rungs[r].filter(keep);
    this.pile.filter(keep);
  }

  private insertBelow(record: number, time: Microseconds): void {
    for (let r = 1; r < this.depth; r++) {
      const rung = this.rungs[r];
      if (time >= rung.floor) {
        rung.put(record, time);
        return;
      }
    }
    if (this.top < GROUND + MOST_BOTTOM) {
      this.sortIn(record, time);
    } else {
      this.clearBottom();
      this.insert(record, time);
    }
  }

  /** Insert into the bottom an event scheduled later than all there. */
  private sortIn(record: number, time: Microseconds): void {
    const { bottom, times } = this;
    let i = ++this.top;
    for (; times[bottom[i - 1] >> 1] <= time; i--) bottom[i] = bottom[i - 1];
    bottom[i] = record;
  }

  /** The first event when it does not simply stand on top of the bottom. */
  private nextHead(): number {
    for (;;) {
      const record = this.bottom[this.top];
      if (this.top > GROUND) {
        if (this.words[record | KIND] >= 0) return record;
        this.top--;
        this.releaseCancelled(record);
      } else if (this.depth > 0) {
        this.refill(this.rungs[this.depth - 1]);
      } else {
        this.pileStart = Number.NEGATIVE_INFINITY;
        if (this.pile.count === 0) return NONE;
        this.beginEpoch();
      }
    }
  }

  /** Move the next bucket of the lowest rung to the empty bottom, or to a finer rung. */
  private refill(rung: Rung): void {
    if (rung.ties !== 0) {
      this.takeTies(rung);
      return;
    }
    const { tails, buckets, width } = rung;
    let i = rung.current;
    while (i < buckets && tails[i] === 0) i++;
    if (i === buckets) {
      rung.floor = Number.POSITIVE_INFINITY;
      this.floor = this.rungs[0].floor;
      this.depth--;
      return;
    }
    const tail = tails[i];
    tails[i] = 0;
    // A bucket of one instant stays open: what still comes for it is scheduled later than what was there.
    rung.current = width === 1 ? i : i + 1;
    rung.floor = rung.start + rung.current * width;
    this.floor = this.rungs[0].floor;
    const chunks = this.chunks;
    const chunk = (tail - 1) & ~WITHIN;
    if (chunks.words[chunk] === 0) {
      const count = tail - chunk - 1;
      this.top = GROUND + count;
      if (count <= 4) sortFew(chunks.words, chunk, count, this.times, this.bottom, GROUND);
      else sortSeveral(chunks.words, chunk, count, this.times, this.bottom, GROUND);
      chunks.release(chunk);
    } else if (width === 1) {
      rung.ties = chunks.open(tail);
    } else {
      this.spread(tail, rung.start + i * width, width);
    }
  }

  /** Sort a bucket of several chunks into the empty bottom, or, if there are many, spread it over a finer rung. */
  private spread(tail: number, start: Microseconds, span: Microseconds): void {
    const { chunks, times } = this;
    const count = chunks.count(tail);
    const rung = count <= MOST_SORTED ? null : this.addRung(start, span, powerOfTwoFrom(count / OCCUPANCY));
    for (let chunk = chunks.open(tail); chunk !== 0; chunk = chunks.release(chunk)) {
      for (let k = 1; k < CHUNK; k++) {
        const record = chunks.words[chunk + k];
        if (record === NONE) break;
        if (rung === null) this.sortIn(record, times[record >> 1]);
        else rung.put(record, times[record >> 1]);
      }
    }
  }

  /** A rung below all others for [start, start + span), of about so many buckets. */
  private addRung(start: Microseconds, span: Microseconds, buckets: number): Rung {
    if (this.depth === this.rungs.length) this.rungs.push(new Rung(this.chunks));
    const rung = this.rungs[this.depth++];
    const width = powerOfTwoFrom(span / buckets);
    rung.begin(start, width, Math.ceil(span / width));
    return rung;
  }

  /** Move a chunk of events of one instant to the empty bottom. */
  private takeTies(rung: Rung): void {
    const bottom = this.bottom;
    const cells = this.chunks.words;
    let end = rung.ties + WITHIN;
    while (cells[end] === NONE) end--;
    for (; end > rung.ties; end--) bottom[++this.top] = cells[end];
    rung.ties = this.chunks.release(rung.ties);
  }

  /** The bottom is full: spread it over a new rung, or put it back on the pile when there is no rung. */
  private clearBottom(): void {
    const { bottom, times, top } = this;
    this.top = GROUND;
    const first = times[bottom[top] >> 1];
    if (this.depth === 0) {
      this.pileStart = Number.NEGATIVE_INFINITY;
      for (let i = top; i > GROUND; i--) this.pile.add(bottom[i], times[bottom[i] >> 1]);
      return;
    }
    // Events of an instant whose bucket is still open above may be among them; those above were scheduled later.
    const end = Math.max(this.rungs[this.depth - 1].floor, times[bottom[GROUND + 1] >> 1] + 1);
    const rung = this.addRung(first, end - first, MOST_BOTTOM);
    for (let i = top; i > GROUND; i--) rung.put(bottom[i], times[bottom[i] >> 1]);
  }

  /** Turn the pile, or the early part of it, into rung 0; if it is small, into the bottom. */
  private beginEpoch(): void {
    const { pile, times } = this;
    const { records, count } = pile;
    let end = Number.POSITIVE_INFINITY;
    if (count > FEW) {
      const buckets = Math.min(MOST_BUCKETS, count * BUCKETS_PER_EVENT);
      const occupancy = Math.max(OCCUPANCY, (EPOCH * count) / buckets);
      const rung = this.rungs[0];
      rung.begin(pile.earliest, powerOfTwoFrom(pile.spacing(times) * occupancy * 0.7), buckets);
      this.depth = 1;
      ({ floor: this.floor, start: this.start, scale: this.scale, tails: this.tails } = rung);
      end = rung.start + buckets * rung.width;
    }
    this.pileStart = end;
    pile.count = 0;
    pile.earliest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const record = records[i];
      this.insert(record, times[record >> 1]);
    }
  }
}
