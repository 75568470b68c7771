/**
 * Many doubly linked lists over the same members 0..n-1, each member in at most one list at a time: O(1) append, removal and
 * move, without an object per member.
 */
import { grown } from './typed-arrays.ts';

const NONE = -1;

export class LinkedLists {
  #head: Int32Array<ArrayBuffer>;
  #tail: Int32Array<ArrayBuffer>;
  #next: Int32Array<ArrayBuffer>;
  #previous: Int32Array<ArrayBuffer>;
  /** List of each member, NONE outside all. */
  #list: Int32Array<ArrayBuffer>;

  constructor(lists: number, members: number) {
    this.#head = new Int32Array(lists).fill(NONE);
    this.#tail = new Int32Array(lists).fill(NONE);
    this.#next = new Int32Array(members).fill(NONE);
    this.#previous = new Int32Array(members).fill(NONE);
    this.#list = new Int32Array(members).fill(NONE);
  }

  get lists(): number {
    return this.#head.length;
  }

  /** Makes room for more lists and members; never shrinks. */
  reserve(lists: number, members: number): void {
    const oldLists = this.#head.length;
    if (lists > oldLists) {
      this.#head = grown(this.#head, lists).fill(NONE, oldLists);
      this.#tail = grown(this.#tail, lists).fill(NONE, oldLists);
    }
    const oldMembers = this.#next.length;
    if (members > oldMembers) {
      this.#next = grown(this.#next, members).fill(NONE, oldMembers);
      this.#previous = grown(this.#previous, members).fill(NONE, oldMembers);
      this.#list = grown(this.#list, members).fill(NONE, oldMembers);
    }
  }

  /** First member, -1 when the list is empty. */
  first(list: number): number {
    return this.#head[list];
  }

  last(list: number): number {
    return this.#tail[list];
  }

  /** Member after this one in its list, -1 at the end. */
  next(member: number): number {
    return this.#next[member];
  }

  /** Member before this one in its list, -1 at the front. */
  previous(member: number): number {
    return this.#previous[member];
  }

  /** The list that holds the member, -1 for none. */
  listOf(member: number): number {
    return this.#list[member];
  }

  isEmpty(list: number): boolean {
    return this.#head[list] === NONE;
  }

  /** Appends a member, taking it out of its old list first. */
  append(list: number, member: number): void {
    this.remove(member);
    const last = this.#tail[list];
    this.#previous[member] = last;
    if (last === NONE) this.#head[list] = member;
    else this.#next[last] = member;
    this.#tail[list] = member;
    this.#list[member] = list;
  }

  /** Puts a member at the front, taking it out of its old list first. */
  prepend(list: number, member: number): void {
    this.remove(member);
    const first = this.#head[list];
    this.#next[member] = first;
    if (first === NONE) this.#tail[list] = member;
    else this.#previous[first] = member;
    this.#head[list] = member;
    this.#list[member] = list;
  }

  /** Puts a member right before another one, which must be in a list; takes it out of its old list first. */
  insertBefore(place: number, member: number): void {
    this.remove(member);
    const list = this.#list[place];
    const previous = this.#previous[place];
    if (previous === NONE) {
      this.prepend(list, member);
      return;
    }
    this.#next[previous] = member;
    this.#previous[member] = previous;
    this.#next[member] = place;
    this.#previous[place] = member;
    this.#list[member] = list;
  }

  /** Takes a member out of its list; nothing happens when it is in none. */
  remove(member: number): void {
    const list = this.#list[member];
    if (list === NONE) return;
    const before = this.#previous[member];
    const after = this.#next[member];
    if (before === NONE) this.#head[list] = after;
    else this.#next[before] = after;
    if (after === NONE) this.#tail[list] = before;
    else this.#previous[after] = before;
    this.#next[member] = NONE;
    this.#previous[member] = NONE;
    this.#list[member] = NONE;
  }
}
