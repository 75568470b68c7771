import type { Model, Operation } from './types.ts';

/** Operations without a response that need not be told apart, by time of call: whichever takes effect first may be the earliest. */
export interface UnknownClass<I, O> {
  readonly input: I;
  readonly operations: readonly Operation<I, O>[];
}

/** What the timeline asks a model. */
type Told<I, O> = Pick<Model<I, O, unknown>, 'operationIdentity' | 'narrow'>;

/**
 * More than so many pairs of a response and an operation open at that time are not looked at: some thousands of operations that all
 * overlap each other.
 */
const MOST_OPEN = 1 << 24;

/**
 * The operations of one part as the search walks through them. Level n is the time of the n-th response, from 0: the operation that
 * answers there has to take effect before the search may go on to level n + 1. Open at a level are operations that have been called by
 * then and have not answered earlier. Each of them has a slot of its own, a small number, for as long as it is open.
 */
export class Timeline<I, O> {
  /** Operations that must take effect, by the time at which they have to: by level. */
  readonly completed: readonly Operation<I, O>[];
  /** The latest call that may count at a level. */
  readonly end: Float64Array;
  /** By time of their first call. */
  readonly unknown: readonly UnknownClass<I, O>[];
  readonly slot: Int32Array;
  /** How many slots there are. */
  readonly slots: number;
  /** Equal for operations in `completed` that need not be told apart. */
  readonly sort: Int32Array;
  /** Whether the model knows that no order gives these answers. Then what is open when means nothing. */
  readonly isImpossible: boolean;
  /** Whether there are more overlaps than can be kept. */
  readonly isTooDense: boolean;
  readonly #invoked: Float64Array;
  readonly #open: Int32Array;
  readonly #start: Float64Array;

  constructor(operations: readonly Operation<I, O>[], model: Told<I, O>) {
    const intervals = model.narrow?.(operations) ?? operations;
    const order = Array.from(operations.keys())
      .filter((index) => intervals[index].returned !== Infinity)
      .sort(
        (a, b) =>
          intervals[a].returned - intervals[b].returned ||
          intervals[a].invoked - intervals[b].invoked ||
          a - b,
      );
    this.isImpossible = intervals.some(({ invoked, returned }) => invoked > returned);
    this.completed = order.map((index) => operations[index]);
    this.end = Float64Array.from(order, (index) => intervals[index].returned);
    this.#invoked = Float64Array.from(order, (index) => intervals[index].invoked);
    this.unknown = unknownClasses(
      operations.filter((_, index) => intervals[index].returned === Infinity),
      model,
    );
    this.sort = sortsOf(this.completed, model);
    this.slot = new Int32Array(order.length);
    this.#start = new Float64Array(order.length + 1);
    const open = this.#sweep();
    this.#open = Int32Array.from(open.list);
    this.slots = open.slots;
    this.isTooDense = open.isTooDense;
  }

  get levels(): number {
    return this.completed.length;
  }

  openCount(level: number): number {
    return this.#start[level + 1] - this.#start[level];
  }

  /** The `n`-th open operation by time of response, as index into `completed`: the 0-th is the one that answers at this level. */
  open(level: number, n: number): number {
    return this.#open[this.#start[level] + n];
  }

  /** Lists who is open at each level and gives out slots. */
  #sweep(): { list: number[]; slots: number; isTooDense: boolean } {
    const { completed, slot } = this;
    const invoked = this.#invoked;
    const byCall = Array.from(completed.keys()).sort((a, b) => invoked[a] - invoked[b]);
    const list: number[] = [];
    const open: number[] = [];
    const free: number[] = [];
    let slots = 0;
    let called = 0;
    for (let level = 0; level < completed.length; level++) {
      for (; called < byCall.length; called++) {
        const next = byCall[called];
        if (invoked[next] > this.end[level]) break;
        slot[next] = free.pop() ?? slots++;
        insert(open, next);
      }
      if (list.length + open.length > MOST_OPEN) return { list, slots, isTooDense: true };
      for (const one of open) list.push(one);
      this.#start[level + 1] = list.length;
      // Who answers at a level is the first in the list: whoever answered earlier has left it.
      open.shift();
      free.push(slot[level]);
    }
    return { list, slots, isTooDense: false };
  }
}

/** Into a list in ascending order. */
function insert(list: number[], value: number): void {
  let at = list.length;
  while (at > 0 && list[at - 1] > value) at--;
  list.splice(at, 0, value);
}

function sortsOf<I, O>(completed: readonly Operation<I, O>[], model: Told<I, O>): Int32Array {
  const numbers = new Map<unknown, number>();
  return Int32Array.from(completed, (operation) => {
    const identity = model.operationIdentity?.(operation.input, operation.output) ?? operation;
    const known = numbers.get(identity) ?? numbers.size;
    numbers.set(identity, known);
    return known;
  });
}

function unknownClasses<I, O>(operations: Operation<I, O>[], model: Told<I, O>): UnknownClass<I, O>[] {
  const classes = new Map<unknown, Operation<I, O>[]>();
  for (const operation of operations.sort((a, b) => a.invoked - b.invoked)) {
    const identity = model.operationIdentity?.(operation.input, undefined) ?? operation;
    const members = classes.get(identity);
    if (members) members.push(operation);
    else classes.set(identity, [operation]);
  }
  return [...classes.values()].map((members) => ({ input: members[0].input, operations: members }));
}
