/**
 * The search for a linearization of one part of a history, after Wing and Gong, "Testing and verifying concurrent objects" (1993), and
 * Lowe, "Testing for linearizability" (2017): a depth-first search with a memory of configurations, in which operations take effect just
 * in time. At the time of each response the operation that answers has to take effect, after as few others as possible.
 *
 * Three things keep it short. An operation that reads takes effect as soon as the state allows it: moving it to the front changes the
 * state for none of the others. Within a level the shortest ways are tried first. And unknown operations are used sparingly: a
 * configuration that has used more of them than a known one, and is otherwise the same, is not looked at.
 */
import { type Configuration, Configurations, FULL, wordsFor } from './configurations.ts';
import type { Timeline } from './timeline.ts';
import type { LinearizabilityVerdict, Model, Operation, SequentialObject } from './types.ts';
import { UsedSets } from './used-sets.ts';

/** Where the search stands at one level: configurations of that level, each made from an earlier one, and what is to be tried next. */
interface Frame {
  readonly queue: number[];
  at: number;
  /** Of the configuration at `at`: first the open operations, by response, then the unknown ones, by class. */
  candidate: number;
}

export class Search<I, O, S> {
  readonly #timeline: Timeline<I, O>;
  readonly #object: SequentialObject<I, O, S>;
  readonly #isRead: readonly boolean[];
  readonly #used = new UsedSets();
  readonly #configurations: Configurations;
  readonly #states: S[] = [];
  readonly #numbers = new Map<unknown, number>();
  readonly #now: Configuration;
  /** Operations in the order in which they take effect, while a way is walked again. */
  #order: Operation<I, O>[] | null = null;
  #attempts = 0;
  #deepest = 0;
  #deepestLevel = -1;

  constructor(
    timeline: Timeline<I, O>,
    model: Model<I, O, S>,
    object: SequentialObject<I, O, S>,
    mostConfigurations: number,
  ) {
    this.#timeline = timeline;
    this.#object = object;
    this.#isRead = timeline.completed.map(
      ({ input, output, returned }) => returned !== Infinity && (model.isRead?.(input, output as O) ?? false),
    );
    this.#configurations = new Configurations(mostConfigurations, timeline.slots, this.#used);
    this.#now = { level: 0, state: 0, used: 0, placed: new Int32Array(wordsFor(timeline.slots)) };
  }

  /** To be called once. */
  run(): LinearizabilityVerdict {
    return ended(this.steps());
  }

  /** The same with a pause now and then, of some milliseconds of work each. To be called once. */
  *steps(): Generator<void, LinearizabilityVerdict, void> {
    if (this.#timeline.isImpossible) return 'not linearizable';
    const first = this.#begin();
    if (first === FULL) return 'undecided';
    if (this.#deepestLevel === this.#timeline.levels) return 'linearizable';
    const frames: Frame[] = [{ queue: [first], at: 0, candidate: 0 }];
    let pause = ATTEMPTS;
    while (frames.length > 0) {
      if (this.#attempts > pause) {
        pause = this.#attempts + ATTEMPTS;
        yield;
      }
      const next = this.#advance(frames[frames.length - 1]);
      if (next === FULL) return 'undecided';
      if (next === NOTHING_LEFT) frames.pop();
      else if (this.#configurations.level(next) === this.#timeline.levels) return 'linearizable';
      else frames.push({ queue: [next], at: 0, candidate: 0 });
    }
    return 'not linearizable';
  }

  get configurations(): number {
    return this.#configurations.count;
  }

  /** The operations on the way to the first configuration of the highest level, in order, and the state there. */
  deepest(): { order: Operation<I, O>[]; state: S } {
    if (this.#deepestLevel < 0) return { order: [], state: this.#object.initial };
    const way: number[] = [];
    for (let at = this.#deepest; at > 0; at = this.#configurations.parent(at)) {
      way.push(this.#configurations.via(at));
    }
    const order: Operation<I, O>[] = [];
    this.#order = order;
    this.#reset();
    this.#settle();
    for (const candidate of way.reverse()) {
      this.#place(candidate);
      this.#settle();
    }
    this.#order = null;
    return { order, state: this.#after(order) };
  }

  /** The state after operations in this order: of states that need not be told apart, the very one that they lead to. */
  #after(order: readonly Operation<I, O>[]): S {
    let state = this.#object.initial;
    for (const { input, output, returned } of order) {
      const next =
        returned === Infinity
          ? this.#object.stepUnknown(state, input)
          : this.#object.step(state, input, output as O);
      state = next ?? state;
    }
    return state;
  }

  /** All states that were reached at the highest level. */
  deepestStates(): S[] {
    const found = new Set<number>();
    for (let index = 0; index < this.#configurations.count; index++) {
      if (this.#configurations.level(index) === this.#deepestLevel)
        found.add(this.#configurations.state(index));
    }
    return [...found].map((number) => this.#states[number]);
  }

  #begin(): number {
    this.#reset();
    this.#settle();
    return this.#add(-1, -1);
  }

  #reset(): void {
    this.#now.level = 0;
    this.#now.state = this.#number(this.#object.initial);
    this.#now.used = 0;
    this.#now.placed.fill(0);
  }

  /** The next configuration of a higher level that can be reached from a frame; NOTHING_LEFT or FULL. */
  #advance(frame: Frame): number {
    while (frame.at < frame.queue.length) {
      const from = frame.queue[frame.at];
      const level = this.#configurations.level(from);
      const candidates = this.#timeline.openCount(level) + this.#timeline.unknown.length;
      while (frame.candidate < candidates) {
        const candidate = frame.candidate++;
        this.#attempts++;
        this.#configurations.load(from, this.#now);
        if (!this.#place(candidate)) continue;
        this.#settle();
        const made = this.#add(from, candidate);
        if (made === FULL) return FULL;
        if (made < 0) continue;
        if (this.#now.level > level) return made;
        frame.queue.push(made);
      }
      frame.at++;
      frame.candidate = 0;
    }
    return NOTHING_LEFT;
  }

  #add(parent: number, via: number): number {
    const made = this.#configurations.add(this.#now, parent, via);
    if (made >= 0 && this.#now.level > this.#deepestLevel) {
      this.#deepestLevel = this.#now.level;
      this.#deepest = made;
    }
    return made;
  }

  /** Lets a candidate take effect, if it can. */
  #place(candidate: number): boolean {
    const open = this.#timeline.openCount(this.#now.level);
    if (candidate >= open) return this.#placeUnknown(candidate - open);
    return !this.#hasTwin(candidate) && this.#placeOpen(this.#timeline.open(this.#now.level, candidate));
  }

  /** Whether an operation that does the same and answers earlier is open. Of two such the other may always be the later one. */
  #hasTwin(candidate: number): boolean {
    const { level } = this.#now;
    const { sort, slot } = this.#timeline;
    const own = sort[this.#timeline.open(level, candidate)];
    for (let n = 0; n < candidate; n++) {
      const other = this.#timeline.open(level, n);
      if (sort[other] === own && !this.#isPlaced(slot[other])) return true;
    }
    return false;
  }

  #placeOpen(index: number): boolean {
    const slot = this.#timeline.slot[index];
    if (this.#isPlaced(slot)) return false;
    const { input, output, returned } = this.#timeline.completed[index];
    const before = this.#states[this.#now.state];
    const state =
      returned === Infinity
        ? this.#object.stepUnknown(before, input)
        : this.#object.step(before, input, output as O);
    if (state === undefined || this.#object.isHopeless?.(state)) return false;
    this.#now.state = this.#number(state);
    this.#now.placed[slot >> 5] |= 1 << (slot & 31);
    this.#order?.push(this.#timeline.completed[index]);
    return true;
  }

  #placeUnknown(index: number): boolean {
    const { input, operations } = this.#timeline.unknown[index];
    const end = this.#timeline.end[this.#now.level];
    if (operations[0].invoked > end) return false;
    const next = operations[this.#used.count(this.#now.used, index)];
    if (next === undefined || next.invoked > end) return false;
    const before = this.#states[this.#now.state];
    const state = this.#object.stepUnknown(before, input);
    if (state === undefined || state === before || this.#object.isHopeless?.(state)) return false;
    const number = this.#number(state);
    if (number === this.#now.state) return false;
    this.#now.state = number;
    this.#now.used = this.#used.with(this.#now.used, index);
    this.#order?.push(next);
    return true;
  }

  /** Places what reads and can, and goes on past the responses of all that is placed. */
  #settle(): void {
    const { levels } = this.#timeline;
    while (this.#now.level < levels) {
      this.#placeReads();
      const { level } = this.#now;
      const slot = this.#timeline.slot[level];
      if (!this.#isPlaced(slot)) return;
      this.#now.placed[slot >> 5] &= ~(1 << (slot & 31));
      this.#now.level++;
    }
  }

  #placeReads(): void {
    const count = this.#timeline.openCount(this.#now.level);
    for (let n = 0; n < count; n++) {
      const index = this.#timeline.open(this.#now.level, n);
      if (this.#isRead[index]) this.#placeOpen(index);
    }
  }

  #isPlaced(slot: number): boolean {
    return (this.#now.placed[slot >> 5] & (1 << (slot & 31))) !== 0;
  }

  #number(state: S): number {
    const identity = this.#object.identity ? this.#object.identity(state) : state;
    const known = this.#numbers.get(identity);
    if (known !== undefined) return known;
    this.#numbers.set(identity, this.#states.length);
    return this.#states.push(state) - 1;
  }
}

const NOTHING_LEFT = -3;

/** Attempts to let an operation take effect between two pauses. */
const ATTEMPTS = 10_000;

/** What work with pauses comes to when it does not pause. */
export function ended<Result>(work: Iterator<unknown, Result, void>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
