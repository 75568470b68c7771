/** How far a history that is not linearizable, or was not decided, can be put in order. */
import { Search } from './search.ts';
import { Timeline } from './timeline.ts';
import type {
  LinearizabilityVerdict,
  LinearizablePrefix,
  Model,
  Operation,
  SequentialObject,
} from './types.ts';

export interface PrefixLimits {
  /** Of each search. */
  readonly configurations: number;
  readonly isStopped: () => boolean;
}

/** So many states are told at most. */
const MOST_STATES = 8;

/** Configurations to look through for states in which attempts ended. */
const EXPLANATION_CONFIGURATIONS = 20_000;

/** Operations in an order, the state after them, and how many of the operations that answer first are all among them. */
interface Found<I, O, S> {
  readonly responses: number;
  readonly order: readonly Operation<I, O>[];
  readonly state: S;
}

class Prefixes<I, O, S> {
  readonly #operations: readonly Operation<I, O>[];
  readonly #completed: readonly Operation<I, O>[];
  readonly #model: Model<I, O, S>;

  constructor(operations: readonly Operation<I, O>[], model: Model<I, O, S>) {
    this.#operations = operations;
    this.#completed = byResponse(operations);
    this.#model = model;
  }

  /**
   * The history as it was known at the time of the `count`-th response, which is the last that is part of it: later ones are unknown, and
   * later calls have not been made. Each operation with the one that it stands for.
   */
  cut(count: number): Map<Operation<I, O>, Operation<I, O>> {
    const answered = new Set(this.#completed.slice(0, count));
    const end = count === 0 ? -Infinity : this.#completed[count - 1].returned;
    return new Map(
      this.#operations
        .filter(({ invoked }) => invoked <= end)
        .map((one) => [answered.has(one) ? one : { ...one, returned: Infinity }, one]),
    );
  }

  *check(count: number, { configurations, isStopped }: PrefixLimits) {
    const originals = this.cut(count);
    const operations = [...originals.keys()];
    const timeline = new Timeline(operations, this.#model);
    const search = new Search(timeline, this.#model, this.#model.object(operations), configurations);
    const verdict = yield* orStopped(search, isStopped);
    const found = (): Found<I, O, S> => {
      const { order, state } = search.deepest();
      return { responses: count, order: order.map((one) => originals.get(one) as Operation<I, O>), state };
    };
    return { verdict, found };
  }

  /** States in which a search for the history up to a response ends that is not told what is hopeless. */
  deadEnds(count: number): S[] {
    const operations = [...this.cut(count).keys()];
    const timeline = new Timeline(operations, { ...this.#model, narrow: undefined });
    const object = withoutForesight(this.#model.object(operations));
    const search = new Search(timeline, this.#model, object, EXPLANATION_CONFIGURATIONS);
    search.run();
    return search.deepestStates();
  }
}

function withoutForesight<I, O, S>(object: SequentialObject<I, O, S>): SequentialObject<I, O, S> {
  return {
    initial: object.initial,
    step: (state, input, output) => object.step(state, input, output),
    stepUnknown: (state, input) => object.stepUnknown(state, input),
    identity: (state) => (object.identity ? object.identity(state) : state),
  };
}

/** What a search comes to; undecided where it is stopped. */
export function* orStopped<I, O, S>(
  search: Search<I, O, S>,
  isStopped: () => boolean,
): Generator<void, LinearizabilityVerdict, void> {
  const steps = search.steps();
  for (;;) {
    if (isStopped()) return 'undecided';
    const { done, value } = steps.next();
    if (done) return value;
    yield;
  }
}

/**
 * The longest linearizable prefix of a part that is not linearizable, with pauses.
 * @param search of all of it, which has ended with that verdict
 */
export function* longestPrefix<I, O, S>(
  operations: readonly Operation<I, O>[],
  search: Search<I, O, S>,
  model: Model<I, O, S>,
  limits: PrefixLimits,
): Generator<void, LinearizablePrefix<I, O>, void> {
  const prefixes = new Prefixes(operations, model);
  let best: Found<I, O, S> = { responses: 0, order: [], state: model.object(operations).initial };
  let bad = byResponse(operations).length;
  let isProven = true;
  /** Whether so many responses make a linearizable prefix. Sets what is known. */
  const tryPrefix = function* (count: number): Generator<void, boolean, void> {
    const { verdict, found } = yield* prefixes.check(count, limits);
    if (verdict === 'linearizable') {
      best = found();
      return true;
    }
    bad = count;
    isProven = verdict === 'not linearizable';
    return false;
  };
  // Begin where the search got stuck, go on in steps that double, then between the last two.
  const stuck = reached(operations, search).responses;
  if (stuck > 0 && (yield* tryPrefix(stuck))) {
    let step = 1;
    while (best.responses + step < bad && (yield* tryPrefix(best.responses + step))) step *= 2;
  }
  while (bad - best.responses > 1) yield* tryPrefix(best.responses + ((bad - best.responses) >> 1));
  return describe(operations, model, best, isProven, prefixes.deadEnds(bad));
}

/** How far a search got that hit a limit. */
export function undecidedPrefix<I, O, S>(
  operations: readonly Operation<I, O>[],
  search: Search<I, O, S>,
  model: Model<I, O, S>,
): LinearizablePrefix<I, O> {
  return describe(operations, model, reached(operations, search), false, search.deepestStates());
}

function reached<I, O, S>(operations: readonly Operation<I, O>[], search: Search<I, O, S>): Found<I, O, S> {
  const { order, state } = search.deepest();
  const placed = new Set(order);
  return { responses: byResponse(operations).findIndex((one) => !placed.has(one)), order, state };
}

/** Operations with a response, by its time. */
function byResponse<I, O>(operations: readonly Operation<I, O>[]): Operation<I, O>[] {
  return operations
    .filter(({ returned }) => returned !== Infinity)
    .sort((a, b) => a.returned - b.returned || a.invoked - b.invoked);
}

function describe<I, O, S>(
  operations: readonly Operation<I, O>[],
  model: Model<I, O, S>,
  { responses, order, state }: Found<I, O, S>,
  isProven: boolean,
  deadEnds: readonly S[],
): LinearizablePrefix<I, O> {
  const blocked = byResponse(operations)[responses];
  const placed = new Set(order);
  return {
    order,
    state: clauseOf(model, state, order),
    blocked,
    isProven,
    unplaced: operations
      .filter((operation) => operation.invoked <= blocked.returned && !placed.has(operation))
      .sort((a, b) => a.invoked - b.invoked),
    states: deadEnds.slice(0, MOST_STATES).map((one) => clauseOf(model, one)),
    stateCount: deadEnds.length,
  };
}

function clauseOf<I, O, S>(model: Model<I, O, S>, state: S, order?: readonly Operation<I, O>[]): string {
  return model.stateClause?.(state, order) ?? `the state is ${model.stateWords(state)}`;
}
