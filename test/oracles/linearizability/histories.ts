import fc from 'fast-check';
import type { Operation } from '../../../src/oracles/linearizability/types.ts';

/** Random numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What an object really does: changes itself and answers. */
export type Execute<I, O> = (input: I) => O;

export interface GeneratedOptions<I, O> {
  readonly count: number;
  readonly processes: number;
  /** The `n`-th input, called by a process. */
  readonly input: (n: number, process: number, random: () => number) => I;
  readonly execute: Execute<I, O>;
  /** How often no response is heard, and how often such an operation takes effect. */
  readonly lost?: number;
  readonly random: () => number;
}

/**
 * A history of processes that call a real sequential object one operation after another: each takes effect at one random moment between
 * its call and its response. Times are positions of events, so that no two are equal. A process whose response is lost goes on under a new
 * number.
 */
export function generate<I, O>(options: GeneratedOptions<I, O>): Operation<I, O>[] {
  const { count, processes, input, execute, lost = 0, random } = options;
  type Running = {
    input: I;
    output?: O;
    invoked: number;
    stage: 'called' | 'done';
    isLost: boolean;
    id: number;
  };
  const running: (Running | null)[] = Array.from({ length: processes }, () => null);
  const history: Operation<I, O>[] = [];
  const ids = running.map((_, process) => process);
  let next = processes;
  let called = 0;
  let time = 0;
  while (called < count || running.some((one) => one !== null)) {
    const process = Math.floor(random() * processes);
    const one = running[process];
    if (one === null) {
      if (called === count) continue;
      running[process] = {
        input: input(called++, ids[process], random),
        invoked: time++,
        stage: 'called',
        isLost: random() < lost,
        id: ids[process],
      };
    } else if (one.stage === 'called') {
      // Half of what is lost never takes effect.
      if (!one.isLost || random() < 0.5) one.output = execute(one.input);
      one.stage = 'done';
    } else {
      const { input: given, output, invoked, isLost, id } = one;
      history.push(
        isLost
          ? { process: id, input: given, invoked, returned: Infinity }
          : { process: id, input: given, output, invoked, returned: time++ },
      );
      if (isLost) ids[process] = next++;
      running[process] = null;
    }
  }
  return history;
}

/** A new object that does one operation after another, and says whether it would have answered so; `output` undefined: any answer will do. */
export type Plain<I, O> = () => (input: I, output: { readonly is: O } | undefined) => boolean;

/** From what an object really does. What answers nothing may be said to have answered anything. */
export function plain<I, O>(make: () => Execute<I, O>): Plain<I, O> {
  return () => {
    const execute = make();
    return (input, output) => {
      const answered = execute(input);
      return (
        output === undefined ||
        answered === undefined ||
        JSON.stringify(answered) === JSON.stringify(output.is)
      );
    };
  };
}

function replays<I, O>(order: readonly Operation<I, O>[], make: Plain<I, O>): boolean {
  const execute = make();
  return order.every(({ input, output, returned }) =>
    execute(input, returned === Infinity ? undefined : { is: output as O }),
  );
}

/** The obvious check: every order of every choice of unknown operations. For a handful of operations. */
export function isLinearizableByPermutation<I, O>(
  history: readonly Operation<I, O>[],
  make: Plain<I, O>,
): boolean {
  const search = (order: readonly Operation<I, O>[], left: readonly Operation<I, O>[]): boolean => {
    if (!replays(order, make)) return false;
    if (left.every(({ returned }) => returned === Infinity)) return true;
    return left.some(
      (one) =>
        left.every((other) => other.returned >= one.invoked) &&
        search(
          [...order, one],
          left.filter((other) => other !== one),
        ),
    );
  };
  return search([], history);
}

/** Why an order is no linearization of a history; undefined: it is one. */
export function faultOf<I, O>(
  order: readonly Operation<I, O>[],
  history: readonly Operation<I, O>[],
  make: Plain<I, O>,
): string | undefined {
  const placed = new Set(order);
  if (placed.size !== order.length) return 'an operation is there twice';
  const missing = history.find((one) => one.returned !== Infinity && !placed.has(one));
  if (missing) return `an operation is missing: ${JSON.stringify(missing)}`;
  let latestCall = -Infinity;
  for (const one of order) {
    // Whatever comes later must not have answered before anything placed so far was called.
    if (one.returned < latestCall) return `${JSON.stringify(one)} is placed too late`;
    latestCall = Math.max(latestCall, one.invoked);
  }
  return replays(order, make) ? undefined : 'the object answers otherwise';
}

/** Small histories with arbitrary intervals: with inputs and answers as given, which need not fit each other. */
export function smallHistories<I, O>(
  calls: fc.Arbitrary<{ input: I; output: O }>,
  most = 6,
): fc.Arbitrary<Operation<I, O>[]> {
  const operation = fc.record({
    call: calls,
    invoked: fc.integer({ min: 0, max: 12 }),
    length: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 6 }) },
      { weight: 1, arbitrary: fc.constant(Infinity) },
    ),
  });
  return fc
    .array(operation, { minLength: 1, maxLength: most })
    .map((all) =>
      all.map(({ call: { input, output }, invoked, length }, process) =>
        length === Infinity
          ? { process, input, invoked, returned: Infinity }
          : { process, input, output, invoked, returned: invoked + length },
      ),
    );
}
