/**
 * Open workers by when they would end a task: the earliest at once. A task of work w ends at max(now, ready) + w / speed, where
 * `ready` is when the worker is expected to be done with what it has. That is another order for every w, so the workers stand in
 * the leaves of a tree, the fastest first; each node knows the earliest `ready` below it, and its first leaf is its fastest. A
 * search passes over nodes that even so could not end the task earlier than what has been found. A change is O(log n), a search
 * too unless many workers are nearly as good; of equals the fastest is taken, then the one that registered first.
 */
import type { WorkerIndex } from './indexes.ts';
import type { WorkerView } from './workers.ts';

export class EarliestFinish implements WorkerIndex {
  readonly #workers: WorkerView;
  /** When each worker is ready; 0: now. */
  readonly #ready: Float64Array;
  /** Leaf by worker, and worker by leaf. */
  readonly #leaf: Int32Array;
  readonly #worker: Int32Array;
  /** A power of two, at least the number of workers. */
  readonly #leaves: number;
  /** Earliest `ready` below each node (1 the root, 2n and 2n + 1 below n); Infinity: no worker is open there. */
  readonly #least: Float64Array;
  readonly #stack = new Int32Array(64);

  /**
   * @param ready by worker, in microseconds; `update` is to be called when it changes
   * @param members the workers that it is about, ascending
   */
  constructor(workers: WorkerView, ready: Float64Array, members: readonly number[]) {
    this.#workers = workers;
    this.#ready = ready;
    this.#worker = Int32Array.from(members).sort((a, b) => workers.speed[b] - workers.speed[a] || a - b);
    this.#leaf = new Int32Array(workers.count);
    for (let leaf = 0; leaf < members.length; leaf++) this.#leaf[this.#worker[leaf]] = leaf;
    let leaves = 1;
    while (leaves < members.length) leaves *= 2;
    this.#leaves = leaves;
    this.#least = new Float64Array(leaves * 2).fill(Infinity);
  }

  update(worker: number): void {
    let node = this.#leaves + this.#leaf[worker];
    this.#least[node] = this.#workers.isOpen(worker) ? this.#ready[worker] : Infinity;
    for (node >>>= 1; node > 0; node >>>= 1) {
      const least = Math.min(this.#least[node * 2], this.#least[node * 2 + 1]);
      if (least === this.#least[node]) return;
      this.#least[node] = least;
    }
  }

  /** The open worker that would end so much work first, -1 when none is open. */
  earliest(work: number, now: number): number {
    let best = -1;
    let end = Infinity;
    let depth = 0;
    this.#stack[depth++] = 1;
    while (depth > 0) {
      const node = this.#stack[--depth];
      const leaf = this.#firstLeaf(node);
      if (leaf >= this.#worker.length) continue;
      const bound = Math.max(now, this.#least[node]) + work / this.#workers.speed[this.#worker[leaf]];
      if (bound >= end) continue;
      if (node >= this.#leaves) {
        best = this.#worker[leaf];
        end = bound;
        continue;
      }
      // The faster half on top, to be looked at first.
      this.#stack[depth++] = node * 2 + 1;
      this.#stack[depth++] = node * 2;
    }
    return best;
  }

  #firstLeaf(node: number): number {
    let first = node;
    while (first < this.#leaves) first *= 2;
    return first - this.#leaves;
  }
}
