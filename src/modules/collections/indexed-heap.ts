/**
 * A binary heap of members 0..n-1 with keys that change: the member of the least key in O(1), a change in O(log n). Of equal
 * keys the one that was set longest ago comes first.
 */
import { grown } from './typed-arrays.ts';

const ABSENT = -1;

export class IndexedHeap {
  #members: Int32Array<ArrayBuffer>;
  /** Place of each member in #members, ABSENT outside. */
  #place: Int32Array<ArrayBuffer>;
  #key: Float64Array<ArrayBuffer>;
  /** When each member's key was set, as a count of settings. */
  #setAt: Float64Array<ArrayBuffer>;
  #settings = 0;
  #size = 0;

  constructor(members: number) {
    this.#members = new Int32Array(members);
    this.#place = new Int32Array(members).fill(ABSENT);
    this.#key = new Float64Array(members);
    this.#setAt = new Float64Array(members);
  }

  /** Makes room for members 0..members-1; never shrinks. */
  reserve(members: number): void {
    const before = this.#place.length;
    if (members <= before) return;
    this.#members = grown(this.#members, members);
    this.#place = grown(this.#place, members).fill(ABSENT, before);
    this.#key = grown(this.#key, members);
    this.#setAt = grown(this.#setAt, members);
  }

  get size(): number {
    return this.#size;
  }

  /** The member of the least key, -1 when the heap is empty. */
  get first(): number {
    return this.#size === 0 ? -1 : this.#members[0];
  }

  /** Key of a member that is in the heap. */
  keyOf(member: number): number {
    return this.#key[member];
  }

  has(member: number): boolean {
    return this.#place[member] !== ABSENT;
  }

  /** Puts a member in, or gives it another key. */
  set(member: number, key: number): void {
    this.#key[member] = key;
    this.#setAt[member] = this.#settings++;
    let place = this.#place[member];
    if (place === ABSENT) {
      place = this.#size++;
      this.#members[place] = member;
      this.#place[member] = place;
    }
    this.#settle(place);
  }

  /** Takes a member out; nothing happens when it is not there. */
  remove(member: number): void {
    const place = this.#place[member];
    if (place === ABSENT) return;
    this.#place[member] = ABSENT;
    const last = this.#members[--this.#size];
    if (last === member) return;
    this.#members[place] = last;
    this.#place[last] = place;
    this.#settle(place);
  }

  /** Moves the member at a place up or down to where it belongs. */
  #settle(start: number): void {
    const members = this.#members;
    const member = members[start];
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#precedes(member, members[parent])) break;
      this.#put(place, members[parent]);
      place = parent;
    }
    for (;;) {
      let child = place * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#precedes(members[child + 1], members[child])) child++;
      if (!this.#precedes(members[child], member)) break;
      this.#put(place, members[child]);
      place = child;
    }
    this.#put(place, member);
  }

  #put(place: number, member: number): void {
    this.#members[place] = member;
    this.#place[member] = place;
  }

  #precedes(a: number, b: number): boolean {
    const difference = this.#key[a] - this.#key[b];
    return difference < 0 || (difference === 0 && this.#setAt[a] < this.#setAt[b]);
  }
}
