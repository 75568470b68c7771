/** What follows from the answers of a queue, where each item was put in once, for the order of its operations. */
import type { Interval, Operation } from '../types.ts';
import type { List } from './lists.ts';
import type { Value } from './values.ts';

type QueueOperation = Operation<
  { readonly f: 'enqueue'; readonly value: Value } | { readonly f: 'dequeue' },
  Value | undefined
>;

/** When items were taken out, where each item was put in once: an item cannot be before another that must have been taken out first. */
export class Foresight {
  readonly #earliest: ReadonlyMap<unknown, number>;
  readonly #latest: ReadonlyMap<unknown, number>;
  readonly #otherwise: number;
  /** The latest time of `earliest` among all of a list. */
  readonly #latestEarliest = new Map<List, number>();

  /**
   * @param earliest when an item can first have been taken out
   * @param latest when it must have been taken out
   * @param otherwise the earliest time for items that nobody is known to have taken out
   */
  private constructor(
    earliest: ReadonlyMap<Value, number>,
    latest: ReadonlyMap<Value, number>,
    otherwise: number,
  ) {
    this.#earliest = earliest;
    this.#latest = latest;
    this.#otherwise = otherwise;
  }

  /** Null where some item was put in twice. */
  static of(operations: readonly QueueOperation[]): Foresight | null {
    const put = new Set<Value>();
    const earliest = new Map<Value, number>();
    const latest = new Map<Value, number>();
    let otherwise = Infinity;
    for (const { input, output, invoked, returned } of operations) {
      if (input.f === 'enqueue') {
        if (put.has(input.value)) return null;
        put.add(input.value);
      } else if (returned === Infinity) otherwise = Math.min(otherwise, invoked);
      else if (output !== null && output !== undefined) {
        earliest.set(output, invoked);
        latest.set(output, returned);
      }
    }
    return new Foresight(earliest, latest, otherwise);
  }

  /** Whether a response says that an item was taken out. */
  isSeen(value: unknown): boolean {
    return this.#latest.has(value);
  }

  /** Whether the last item must have been taken out before another that is before it. */
  isWrong(all: List, taken: number): boolean {
    const latest = this.#latest.get(all.last) ?? Infinity;
    if (latest >= this.#latestOf(all.init)) return false;
    for (let at = all.init; at.length > taken; at = at.init) {
      if (latest < this.#earliestOf(at.last)) return true;
    }
    return false;
  }

  #latestOf(list: List): number {
    const unknown: List[] = [];
    let at = list;
    for (; at.length > 0 && !this.#latestEarliest.has(at); at = at.init) unknown.push(at);
    let latest = this.#latestEarliest.get(at) ?? -Infinity;
    for (const one of unknown.reverse()) {
      latest = Math.max(latest, this.#earliestOf(one.last));
      this.#latestEarliest.set(one, latest);
    }
    return latest;
  }

  #earliestOf(value: unknown): number {
    return this.#earliest.get(value) ?? this.#otherwise;
  }
}

/** The operations of one item, as indices. */
interface Item {
  readonly put: number;
  /** -1: nobody is known to have taken it out. */
  readonly taken: number;
}

/** More than so many rounds change little. */
const ROUNDS = 3;

/**
 * What is taken out first must have been put in first, and the other way round: which order two operations have for certain says the order
 * of the two others, and the later of them cannot end before the earlier one may begin.
 */
export function narrowQueue(operations: readonly QueueOperation[]): readonly Interval[] {
  const items = itemsOf(operations);
  if (items === null) return operations;
  const invoked = Float64Array.from(operations, (operation) => operation.invoked);
  const returned = Float64Array.from(operations, (operation) => operation.returned);
  for (const index of items.unexplained) invoked[index] = Infinity;
  const seen = items.all.filter(({ taken }) => taken >= 0);
  // Items that nobody took out come after all that somebody did, unless somebody may have taken them unheard.
  const hasUnheard = operations.some(({ input, returned: end }) => input.f === 'dequeue' && end === Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { put, taken } of seen) {
      invoked[taken] = Math.max(invoked[taken], invoked[put]);
      returned[put] = Math.min(returned[put], returned[taken]);
    }
    follow(
      seen.map(({ taken, put }) => [taken, put]),
      invoked,
      returned,
    );
    follow(
      seen.map(({ put, taken }) => [put, taken]),
      invoked,
      returned,
    );
    if (!hasUnheard)
      precede(
        seen,
        items.all.filter(({ taken }) => taken < 0),
        invoked,
        returned,
      );
  }
  return operations.map((_, index) => ({ invoked: invoked[index], returned: returned[index] }));
}

/** Of pairs of operations: wherever the first of one is over before the first of another begins, the same holds for the second ones. */
function follow(
  pairs: readonly (readonly [first: number, second: number])[],
  invoked: Float64Array,
  returned: Float64Array,
): void {
  const byEnd = [...pairs].sort((a, b) => returned[a[0]] - returned[b[0]]);
  const byBegin = [...pairs].sort((a, b) => invoked[a[0]] - invoked[b[0]]);
  const ends = Float64Array.from(byEnd, ([first]) => returned[first]);
  const begins = Float64Array.from(byBegin, ([first]) => invoked[first]);
  let latest = -Infinity;
  let at = 0;
  for (let n = 0; n < byBegin.length; n++) {
    for (; at < byEnd.length && ends[at] < begins[n]; at++) latest = Math.max(latest, invoked[byEnd[at][1]]);
    const second = byBegin[n][1];
    invoked[second] = Math.max(invoked[second], latest);
  }
  let earliest = Infinity;
  at = byBegin.length - 1;
  for (let n = byEnd.length - 1; n >= 0; n--) {
    for (; at >= 0 && begins[at] > ends[n]; at--) earliest = Math.min(earliest, returned[byBegin[at][1]]);
    const second = byEnd[n][1];
    returned[second] = Math.min(returned[second], earliest);
  }
}

/** What was taken out was put in before what was not. */
function precede(
  seen: readonly Item[],
  kept: readonly Item[],
  invoked: Float64Array,
  returned: Float64Array,
): void {
  const earliest = kept.reduce((least, { put }) => Math.min(least, returned[put]), Infinity);
  const latest = seen.reduce((most, { put }) => Math.max(most, invoked[put]), -Infinity);
  for (const { put } of seen) returned[put] = Math.min(returned[put], earliest);
  for (const { put } of kept) invoked[put] = Math.max(invoked[put], latest);
}

interface Items {
  readonly all: readonly Item[];
  /** Dequeues of items that another took out, or nobody put in, as indices. */
  readonly unexplained: readonly number[];
}

/** Null where an item was put in twice. */
function itemsOf(operations: readonly QueueOperation[]): Items | null {
  const put = new Map<Value, number>();
  const taken = new Map<Value, number>();
  const unexplained: number[] = [];
  for (const [index, { input, output, returned }] of operations.entries()) {
    if (input.f === 'enqueue') {
      if (put.has(input.value)) return null;
      put.set(input.value, index);
    } else if (returned !== Infinity && output !== null && output !== undefined) {
      if (taken.has(output)) unexplained.push(index);
      else taken.set(output, index);
    }
  }
  for (const [value, index] of taken) if (!put.has(value)) unexplained.push(index);
  return {
    all: Array.from(put, ([value, index]) => ({ put: index, taken: taken.get(value) ?? -1 })),
    unexplained,
  };
}
