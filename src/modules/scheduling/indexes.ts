/**
 * Indexes over the open workers that algorithms build on: a random one, the next in a circle (and the least loaded one, next
 * door). Each is kept up to date by `update(worker)` in O(1) (or O(log n) with base 32), so no decision looks at all workers.
 */
import { isCapable, type WorkerView } from './workers.ts';

/** Anything that follows changes of workers. */
export interface WorkerIndex {
  update(worker: number): void;
}

/**
 * One index for every set of required capabilities that tasks ask for, built when first asked for. Worker w is in the index
 * of requirement r when it serves r.
 */
export class RequirementIndexes<Index extends WorkerIndex> {
  readonly #workers: WorkerView;
  readonly #create: (requirement: number) => Index;
  readonly #built: (Index | undefined)[] = [];

  constructor(workers: WorkerView, create: (requirement: number) => Index) {
    this.#workers = workers;
    this.#create = create;
  }

  of(requirement: number): Index {
    const known = this.#built[requirement];
    if (known) return known;
    const index = this.#create(requirement);
    for (let worker = 0; worker < this.#workers.count; worker++) {
      if (isCapable(this.#workers, worker, requirement)) index.update(worker);
    }
    this.#built[requirement] = index;
    return index;
  }

  update(worker: number): void {
    for (let requirement = 0; requirement < this.#built.length; requirement++) {
      const index = this.#built[requirement];
      if (index && isCapable(this.#workers, worker, requirement)) index.update(worker);
    }
  }
}

/** Open workers in a dense array: a uniformly random one in O(1). */
export class OpenSet implements WorkerIndex {
  readonly #workers: WorkerView;
  readonly #members: Int32Array;
  /** Position in #members, -1 when absent. */
  readonly #position: Int32Array;
  #size = 0;

  constructor(workers: WorkerView) {
    this.#workers = workers;
    this.#members = new Int32Array(workers.count);
    this.#position = new Int32Array(workers.count).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** @param index 0..size-1 */
  at(index: number): number {
    return this.#members[index];
  }

  update(worker: number): void {
    const open = this.#workers.isOpen(worker);
    const position = this.#position[worker];
    if (open === position >= 0) return;
    if (open) {
      this.#position[worker] = this.#size;
      this.#members[this.#size++] = worker;
    } else {
      const last = this.#members[--this.#size];
      this.#members[position] = last;
      this.#position[last] = position;
      this.#position[worker] = -1;
    }
  }
}

/**
 * Open workers as a bit set with summary levels of 32 children each: the next member after a number in O(log32 n). Order is the
 * workers' own, so a circle over it does not depend on who came and went.
 */
export class OrderedOpenSet implements WorkerIndex {
  readonly #workers: WorkerView;
  /** #levels[0] has a bit per worker, each further level a bit per word of the level below. */
  readonly #levels: Int32Array[] = [];

  constructor(workers: WorkerView) {
    this.#workers = workers;
    let bits = Math.max(1, workers.count);
    do {
      const words = Math.ceil(bits / 32);
      this.#levels.push(new Int32Array(words));
      bits = words;
    } while (bits > 1);
  }

  update(worker: number): void {
    if (this.#workers.isOpen(worker)) this.#add(worker);
    else this.#remove(worker);
  }

  /** The first member after `position` in the circle (position itself last), -1 when empty. */
  nextAfter(position: number): number {
    const found = this.#firstFrom(position + 1);
    return found >= 0 ? found : this.#firstFrom(0);
  }

  #add(member: number): void {
    let bit = member;
    for (const level of this.#levels) {
      level[bit >>> 5] |= 1 << (bit & 31);
      bit >>>= 5;
    }
  }

  #remove(member: number): void {
    let bit = member;
    for (const level of this.#levels) {
      level[bit >>> 5] &= ~(1 << (bit & 31));
      if (level[bit >>> 5] !== 0) return;
      bit >>>= 5;
    }
  }

  #firstFrom(start: number): number {
    let position = start;
    let depth = 0;
    // Up: until a word has a member at or after the position. Down: to that word's first member.
    for (; depth < this.#levels.length; depth++) {
      const level = this.#levels[depth];
      const word = position >>> 5;
      if (word >= level.length) return -1;
      const rest = level[word] & (-1 << (position & 31));
      if (rest !== 0) {
        let found = (word << 5) + lowestBit(rest);
        while (depth > 0) found = (found << 5) + lowestBit(this.#levels[--depth][found]);
        return found;
      }
      position = word + 1;
    }
    return -1;
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
