/**
 * Numbers for the members of a group of whom anything was ever said: 0, 1, 2, ... in the order in which they were first spoken of. What a member
 * keeps of others is laid out by these numbers, so that it takes room for those few, not for the group, and stays in the processor's caches.
 * Members in one process share the numbers; nothing that a member does depends on them.
 */
const NONE = -1;

/** Words of a subject. */
const KINDS = 3;

/** Subjects that there is room for at first. */
const FIRST_ROOM = 16;

export class Subjects {
  readonly #numbers: Int32Array;
  #count = 0;

  /** @param members of the group */
  constructor(members: number) {
    this.#numbers = new Int32Array(members).fill(NONE);
  }

  /** Members of the group. */
  get members(): number {
    return this.#numbers.length;
  }

  /** The number of a member, -1 where nothing was ever said of it. */
  of(member: number): number {
    return this.#numbers[member];
  }

  /** The number of a member, which gets one if it has none. */
  numbered(member: number): number {
    if (this.#numbers[member] === NONE) this.#numbers[member] = this.#count++;
    return this.#numbers[member];
  }
}

/** What a member keeps of each other of whom anything was said: what it believes, and its rows among the suspicions and the updates to pass on. */
export const KEPT = { belief: 0, suspicion: 1, update: 2 } as const;
export type Kept = (typeof KEPT)[keyof typeof KEPT];

/** The length that an array of a member grows to. Half as much again instead of twice: there are as many of these arrays as members. */
export function roomAfter(length: number): number {
  return length + (length >> 1);
}

/** A word of each kind for each member of whom anything was said, 0 where none was set. Those of one member lie side by side: an update needs them all. */
export class SubjectWords {
  readonly #subjects: Subjects;
  /** By number of the subject. Those beyond its end are 0. */
  #words = new Uint32Array(0);

  constructor(subjects: Subjects) {
    this.#subjects = subjects;
  }

  /** Members of the group. */
  get members(): number {
    return this.#subjects.members;
  }

  get(member: number, kind: Kept): number {
    const at = this.#subjects.of(member) * KINDS + kind;
    return at >= 0 && at < this.#words.length ? this.#words[at] : 0;
  }

  /** @param word 0..2^32 - 1 */
  set(member: number, kind: Kept, word: number): void {
    const at = this.#subjects.numbered(member) * KINDS + kind;
    if (at >= this.#words.length) this.#grow(at + 1);
    this.#words[at] = word;
  }

  #grow(length: number): void {
    const most = this.#subjects.members * KINDS;
    const words = new Uint32Array(
      Math.min(most, Math.max(length, roomAfter(this.#words.length), FIRST_ROOM * KINDS)),
    );
    words.set(this.#words);
    this.#words = words;
  }
}
