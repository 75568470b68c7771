/**
 * Consistent hashing with bounded loads. Workers stand in many places of a ring of hashes; a key goes to the first worker at or
 * after its own hash that is open and below its share of the load. The bound is (1 + epsilon) times the mean load per slot with
 * the new task counted in, so somebody is always below it.
 */
import { mixed } from '../murmur.ts';
import type { WorkerIndex } from './indexes.ts';
import { isCapable, type WorkerView } from './workers.ts';

/** A bound stands for a group of this many places, or of this many bounds one level further down. */
const GROUP_BITS = 4;
const GROUP_MASK = (1 << GROUP_BITS) - 1;

const HASHES = 0x1_0000_0000;

/** Bytes of memory for one place of a ring: four words, its share of the bounds, and one word more while the ring is filled. */
export const BYTES_PER_PLACE = 4 * 4 + 8 / GROUP_MASK + 4;

/** A load that is at the bound is not below it, however the bound was rounded: 1.1 x 25 / 11 is 2.5 and computed a little larger. */
const ROUNDING = 1 - 1e-15;

export class HashRing implements WorkerIndex {
  readonly #workers: WorkerView;
  /** Worker at every place of the ring, in order of hashes. */
  readonly #owner: Int32Array;
  readonly #hash: Uint32Array;
  /** First place of every equal part of the hashes, and of the next; there are about as many parts as places. */
  readonly #part: Int32Array;
  /** Places of worker w: #places[#first[w]] up to #places[#first[w + 1] - 1]. */
  readonly #places: Int32Array;
  readonly #first: Int32Array;
  /** Tasks per slot of open workers, Infinity for those that are not open. */
  readonly #load: Float64Array;
  /** Lower bounds of the least load in each group, by level; a bound is raised when a search finds it too low. */
  readonly #bounds: Float64Array[] = [];
  /** What the sums contain of each worker; -1: nothing, it is not open. */
  readonly #counted: Int32Array;
  /** Sums over open workers. */
  #tasks = 0;
  #slots = 0;

  /** @param virtualNodes places of a worker that has the mean number of slots; others have more or fewer in proportion */
  constructor(workers: WorkerView, requirement: number, virtualNodes: number) {
    this.#workers = workers;
    this.#first = firstPlaces(workers, requirement, virtualNodes);
    const size = this.#first[workers.count];
    this.#owner = new Int32Array(size);
    this.#hash = new Uint32Array(size);
    this.#places = new Int32Array(size);
    this.#part = this.#fill(size);
    this.#load = new Float64Array(workers.count).fill(Infinity);
    this.#counted = new Int32Array(workers.count).fill(-1);
    for (let length = size; length > 1; ) {
      length = (length + GROUP_MASK) >> GROUP_BITS;
      this.#bounds.push(new Float64Array(length).fill(Infinity));
    }
  }

  update(worker: number): void {
    const { outstanding, slots } = this.#workers;
    if (this.#counted[worker] >= 0) {
      this.#tasks -= this.#counted[worker];
      this.#slots -= slots[worker];
    }
    const open = this.#workers.isOpen(worker);
    this.#counted[worker] = open ? outstanding[worker] : -1;
    if (open) {
      this.#tasks += outstanding[worker];
      this.#slots += slots[worker];
    }
    const before = this.#load[worker];
    this.#load[worker] = open ? outstanding[worker] / slots[worker] : Infinity;
    // Bounds may be too low, so a load that rises changes none.
    if (this.#load[worker] < before) this.#lowerBounds(worker);
  }

  /** The worker for a hash, -1 when none is open. Amortised O(log n), however many workers are full. */
  find(hash: number, epsilon: number): number {
    if (this.#slots === 0) return -1;
    const bound = (((1 + epsilon) * (this.#tasks + 1)) / this.#slots) * ROUNDING;
    const start = this.#placeOf(hash);
    const place = this.#firstBelow(bound, start);
    return this.#owner[place >= 0 ? place : this.#firstBelow(bound, 0)];
  }

  #lowerBounds(worker: number): void {
    const load = this.#load[worker];
    for (let i = this.#first[worker]; i < this.#first[worker + 1]; i++) {
      let group = this.#places[i];
      for (const bounds of this.#bounds) {
        group >>= GROUP_BITS;
        if (bounds[group] <= load) break;
        bounds[group] = load;
      }
    }
  }

  /** First place at or after `start` whose load is below the bound, -1 when there is none up to the ring's end. */
  #firstBelow(bound: number, start: number): number {
    let index = start;
    // The rest of the group that the search is in, then the rest of the group of groups, and so on.
    for (let level = -1; level < this.#bounds.length; level++) {
      const length = level < 0 ? this.#owner.length : this.#bounds[level].length;
      const end = Math.min(length, (index | GROUP_MASK) + 1);
      for (; index < end; index++) {
        const found = this.#below(bound, level, index);
        if (found >= 0) return found;
      }
      if (index >= length) return -1;
      index >>= GROUP_BITS;
    }
    return -1;
  }

  /** First place below the bound inside a group (level -1: the place itself), -1 when there is none: then its bound is raised. */
  #below(bound: number, level: number, index: number): number {
    if (this.#lowest(level, index) >= bound) return -1;
    if (level < 0) return index;
    const inner = level - 1;
    const length = inner < 0 ? this.#owner.length : this.#bounds[inner].length;
    const end = Math.min(length, (index + 1) << GROUP_BITS);
    let lowest = Infinity;
    for (let child = index << GROUP_BITS; child < end; child++) {
      const found = this.#below(bound, inner, child);
      if (found >= 0) return found;
      lowest = Math.min(lowest, this.#lowest(inner, child));
    }
    this.#bounds[level][index] = lowest;
    return -1;
  }

  #lowest(level: number, index: number): number {
    return level < 0 ? this.#load[this.#owner[index]] : this.#bounds[level][index];
  }

  /** First place whose hash is not less; 0 after the last. */
  #placeOf(hash: number): number {
    const parts = this.#part.length - 1;
    const part = Math.floor((hash / HASHES) * parts);
    let place = this.#part[part];
    const end = this.#part[part + 1];
    while (place < end && this.#hash[place] < hash) place++;
    return place === this.#owner.length ? 0 : place;
  }

  /** Puts every worker into its places, by hash and then by number: distributed over the parts, each part sorted by insertion. */
  #fill(size: number): Int32Array {
    const { count } = this.#workers;
    const part = new Int32Array(size + 2);
    const partOf = (hash: number) => Math.floor((hash / HASHES) * (size + 1));
    for (let worker = 0; worker < count; worker++) {
      const nodes = this.#first[worker + 1] - this.#first[worker];
      for (let node = 0; node < nodes; node++) part[partOf(nodeHash(worker, node)) + 1]++;
    }
    for (let i = 1; i < part.length; i++) part[i] += part[i - 1];
    const filled = new Int32Array(size + 1);
    for (let worker = 0; worker < count; worker++) {
      const nodes = this.#first[worker + 1] - this.#first[worker];
      for (let node = 0; node < nodes; node++) {
        const hash = nodeHash(worker, node);
        const own = partOf(hash);
        let place = part[own] + filled[own]++;
        for (; place > part[own] && this.#hash[place - 1] > hash; place--) {
          this.#hash[place] = this.#hash[place - 1];
          this.#owner[place] = this.#owner[place - 1];
        }
        this.#hash[place] = hash;
        this.#owner[place] = worker;
      }
    }
    const next = this.#first.slice();
    for (let place = 0; place < size; place++) this.#places[next[this.#owner[place]]++] = place;
    return part;
  }
}

/** For each worker the number of places of those before it; workers that cannot serve the requirement have none. */
function firstPlaces(workers: WorkerView, requirement: number, virtualNodes: number): Int32Array {
  const { count, slots } = workers;
  let capable = 0;
  let sum = 0;
  for (let worker = 0; worker < count; worker++) {
    if (!isCapable(workers, worker, requirement)) continue;
    capable++;
    sum += slots[worker];
  }
  const first = new Int32Array(count + 1);
  for (let worker = 0; worker < count; worker++) {
    const nodes = isCapable(workers, worker, requirement)
      ? Math.max(1, Math.round((virtualNodes * slots[worker] * capable) / sum))
      : 0;
    first[worker + 1] = first[worker] + nodes;
  }
  return first;
}

const NODE_SALT = 0x6e6f6465;
const KEY_SALT = 0x6b657921;

function nodeHash(worker: number, node: number): number {
  return mixed(mixed(worker ^ NODE_SALT) + Math.imul(node, 0x9e3779b1));
}

/** Where a key belongs: a whole number 0 .. 2^32 - 1. `kind` keeps keys of different origin apart. */
export function keyHash(kind: number, key: number): number {
  return mixed(mixed(kind ^ KEY_SALT) + Math.imul(key, 0x9e3779b1));
}
