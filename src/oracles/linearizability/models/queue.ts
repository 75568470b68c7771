import type { Model, Operation, SequentialObject } from '../types.ts';
import { firstOf, type List, Lists, valuesOf } from './lists.ts';
import { Foresight, narrowQueue } from './queue-order.ts';
import { answerWords, partOf, type Value, valueWords, withKey } from './values.ts';

type Item = NonNullable<Value>;

/** `dequeue` answers the first item, or null: the queue is empty. What `enqueue` answers is not looked at. */
export type QueueInput = { readonly key?: Value } & (
  | { readonly f: 'enqueue'; readonly value: Item }
  | { readonly f: 'dequeue' }
);

/** Stands for all items that nobody is known to have taken out: nothing tells them apart, so their order does not matter. */
const UNSEEN = Symbol('unseen');

/** All that was ever put in, and how many of them have been taken out. Equal queues are one object, whatever was taken out. */
interface Queue {
  readonly all: List;
  readonly taken: number;
  readonly hash: number;
}

/**
 * One first-in-first-out queue without a bound for each key. A queue is checked as a whole, much faster where no two items are the same. In its states `?` is an
 * item that nobody is known to have taken out.
 */
export function queueModel(): Model<QueueInput, Value | undefined, Queue> {
  return {
    name: 'queue',
    part: partOf,
    object: (operations) => new QueueObject(operations),
    isRead: ({ f }, output) => f === 'dequeue' && output === null,
    narrow: narrowQueue,
    operationIdentity: (input, output) => JSON.stringify([input, output]),
    words: (input, output) => {
      const called = withKey(input.f, input.key);
      if (input.f === 'enqueue') return `${called} ${valueWords(input.value)}`;
      return output === null ? `${called} -> empty` : called + answerWords(output);
    },
    stateWords: ({ all, taken }) => `[${valuesOf(all, taken).map(itemWords).join(', ')}]`,
    stateClause: queueClause,
  };
}

function itemWords(item: unknown): string {
  return item === UNSEEN ? '?' : valueWords(item);
}

/**
 * What is in the queue, the next to be taken first. What the state does not tell of its items, since no answer does, is the end of all that
 * was put in.
 */
function queueClause(
  { all, taken }: Queue,
  order: readonly Operation<QueueInput, Value | undefined>[] = [],
): string {
  const items = valuesOf(all, taken);
  if (items.length === 0) return 'the queue is empty';
  const put = order.flatMap(({ input }) => (input.f === 'enqueue' ? [input.value] : []));
  const known = put.length < items.length ? items : put.slice(put.length - items.length);
  const words: string[] = [];
  for (let at = 0; at < known.length; at++) {
    const first = at;
    while (known[at] === UNSEEN && known[at + 1] === UNSEEN) at++;
    const count = at - first + 1;
    if (known[at] !== UNSEEN) words.push(valueWords(known[at]));
    else
      words.push(count === 1 ? 'an item that no dequeue answers' : `${count} items that no dequeue answers`);
  }
  return `the queue holds ${words.join(', ')}${words.length > 1 ? ' (the first is taken next)' : ''}`;
}

/** Any odd number: content is hashed as a polynomial in it, modulo 2^32. */
const BASE = 0x01000193;

class QueueObject implements SequentialObject<QueueInput, Value | undefined, Queue> {
  readonly initial: Queue;
  readonly #lists = new Lists();
  readonly #byHash = new Map<number, Queue[]>();
  /** Powers of the base. */
  readonly #powers = [1];
  readonly #codes = new Map<unknown, number>();
  /** All that was answered. */
  readonly #answers: ReadonlySet<Value | undefined>;
  readonly #foresight: Foresight | null;

  constructor(operations: readonly Operation<QueueInput, Value | undefined>[]) {
    this.initial = this.#one(this.#lists.empty, 0, 0);
    this.#answers = new Set(
      operations.filter(({ returned }) => returned !== Infinity).map(({ output }) => output),
    );
    this.#foresight = Foresight.of(operations);
  }

  step(queue: Queue, input: QueueInput, output: Value | undefined): Queue | undefined {
    if (input.f === 'enqueue') return this.#enqueued(queue, input.value);
    if (queue.all.length === queue.taken) return output === null ? queue : undefined;
    return output === headOf(queue) ? this.#dequeued(queue) : undefined;
  }

  stepUnknown(queue: Queue, input: QueueInput): Queue | undefined {
    // Nobody needs an item whose taking nobody has seen, and where each item is put in once, only such items are taken unseen.
    if (input.f === 'enqueue') {
      if (this.#foresight && !this.#foresight.isSeen(input.value)) return undefined;
      return this.#enqueued(queue, input.value);
    }
    if (queue.all.length === queue.taken || this.#foresight?.isSeen(headOf(queue))) return undefined;
    return this.#dequeued(queue);
  }

  isHopeless({ all, taken }: Queue): boolean {
    return all.length > taken + 1 && this.#foresight !== null && this.#foresight.isWrong(all, taken);
  }

  #enqueued({ all, taken, hash }: Queue, item: Value): Queue {
    const value = this.#answers.has(item) ? item : UNSEEN;
    const place = Math.imul(this.#code(value), this.#power(all.length - taken));
    return this.#one(this.#lists.append(all, value), taken, (hash + place) | 0);
  }

  #dequeued(queue: Queue): Queue {
    const { all, taken, hash } = queue;
    return this.#one(all, taken + 1, Math.imul(hash - this.#code(headOf(queue)), INVERSE));
  }

  /** The queue with this content. */
  #one(all: List, taken: number, hash: number): Queue {
    const same = this.#byHash.get(hash);
    const known = same?.find((other) => hasSameContent(other, all, taken));
    if (known) return known;
    const made = { all, taken, hash };
    if (same) same.push(made);
    else this.#byHash.set(hash, [made]);
    return made;
  }

  #code(value: unknown): number {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = Math.imul(this.#codes.size + 1, 0x9e3779b1);
      this.#codes.set(value, code);
    }
    return code;
  }

  #power(exponent: number): number {
    while (this.#powers.length <= exponent) {
      this.#powers.push(Math.imul(this.#powers[this.#powers.length - 1], BASE));
    }
    return this.#powers[exponent];
  }
}

/** The number whose product with the base is 1 modulo 2^32, by Newton's iteration: each round doubles the digits that are right. */
const INVERSE = (() => {
  let inverse = BASE;
  for (let round = 0; round < 5; round++) inverse = Math.imul(inverse, 2 - Math.imul(BASE, inverse));
  return inverse;
})();

function headOf({ all, taken }: Queue): unknown {
  return firstOf(all, taken + 1).last;
}

function hasSameContent(queue: Queue, all: List, taken: number): boolean {
  if (queue.all.length - queue.taken !== all.length - taken) return false;
  let one = queue.all;
  let other = all;
  while (one !== other && one.length > queue.taken) {
    if (one.last !== other.last) return false;
    one = one.init;
    other = other.init;
  }
  return true;
}
