/**
 * What workers promise, whatever comes in whatever order, and however often they crash and stand still: no task is executed twice at a
 * time by one worker, slots are never exceeded (both are watched by the machine), and every assignment that was accepted is reported until
 * that is acknowledged, unless it was cancelled, given back or lost in a crash.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ANSWER, RESULT, scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import { TestMachine } from './machine.ts';

const WORKERS = 2;
const TASKS = 6;

type Step = { readonly self: number; readonly task: number } & (
  | { readonly do: 'assign' | 'repeat' | 'cancel' | 'withdraw' | 'acknowledge' | 'end' | 'fail' }
  | { readonly do: 'crash' | 'restart' | 'pause' | 'resume' | 'woken' | 'leave' | 'probe' | 'reserve' }
  | { readonly do: 'wait'; readonly time: number }
);

const where = { self: fc.nat(WORKERS - 1), task: fc.nat(TASKS - 1) };
const some = (...names: Exclude<Step['do'], 'wait'>[]) =>
  fc.record({ ...where, do: fc.constantFrom(...names) });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: some('assign', 'assign', 'repeat') },
  { weight: 4, arbitrary: some('end', 'end', 'fail') },
  { weight: 3, arbitrary: some('cancel', 'withdraw', 'acknowledge', 'acknowledge') },
  { weight: 2, arbitrary: some('probe', 'reserve', 'woken', 'leave') },
  { weight: 2, arbitrary: some('crash', 'restart', 'pause', 'resume') },
  {
    weight: 3,
    arbitrary: fc.record({
      ...where,
      do: fc.constant('wait' as const),
      time: fc.integer({ min: 1, max: 40 }),
    }),
  },
);
const setup = fc.record({
  slots: fc.integer({ min: 1, max: 2 }),
  queueLimit: fc.constantFrom(0, 1, Infinity),
  rejects: fc.boolean(),
  lastFirst: fc.boolean(),
  order: fc.constantFrom('arrival' as const, 'priority' as const, 'rank' as const),
  preemption: fc.constantFrom(null, 'keep' as const, 'lose' as const),
  heartbeatInterval: fc.constantFrom(0, 7),
  beatsWhileBusy: fc.boolean(),
  answersProbes: fc.boolean(),
  pulls: fc.boolean(),
  hibernateAfter: fc.constantFrom(null, 12),
  tasks: fc
    .array(
      fc.record({
        priority: fc.integer({ min: 1, max: 3 }),
        rank: fc.nat(3),
        patienceEnd: fc.constantFrom(Infinity, 30, 90),
      }),
      {
        minLength: TASKS,
        maxLength: TASKS,
      },
    )
    .map((tasks) => Object.fromEntries(tasks.entries())),
});

/** A coordinator that notes what workers owe it: the token of each assignment that is here, by worker and task. */
class Books {
  readonly machine: TestMachine;
  readonly owed = new Map<string, number>();
  /** By worker and task: the token of the latest result, and what it was. */
  readonly results = new Map<string, { readonly token: number; readonly end: number }>();
  /** Results of each assignment, to see that none contradicts another. */
  readonly #ends = new Map<string, number>();
  readonly #inbox: (() => void)[][] = [[], []];
  token = 0;

  constructor(machine: TestMachine) {
    this.machine = machine;
    machine.onSend = (self, kind, words) => {
      const [task = 0, token = 0, c = 0] = words;
      const key = `${self} ${task}`;
      if (kind.code === scheduling.assigned.code) this.#answered(key, token, c);
      if (kind.code !== scheduling.result.code) return;
      expect(this.owed.get(key)).toBe(token);
      const before = this.#ends.get(`${key} ${token}`);
      if (before !== undefined) expect(c).toBe(before);
      this.#ends.set(`${key} ${token}`, c);
      this.results.set(key, { token, end: c });
    };
  }

  #answered(key: string, token: number, answer: number): void {
    const held = this.owed.get(key);
    if (answer === ANSWER.here) this.owed.set(key, Math.max(token, held ?? 0));
    // Given back, or never taken on: only what was held under a token up to this one is gone.
    else if (answer !== ANSWER.begun && held !== undefined && held <= token) this.owed.delete(key);
  }

  /** Says something that ends what is owed once the worker hears it. */
  release(self: number, task: number, kind: 'cancel' | 'acknowledged', token: number): void {
    const key = `${self} ${task}`;
    const heard = () => {
      const held = this.owed.get(key);
      if (held === undefined || held > token) return;
      if (kind === 'cancel' || this.#isReporting(self, task)) this.owed.delete(key);
    };
    if (this.machine.isDown[self]) return;
    if (this.machine.isPaused(self)) {
      this.#inbox[self].push(heard);
      this.machine.tell(kind, task, token, 0, self);
      return;
    }
    heard();
    this.machine.tell(kind, task, token, 0, self);
  }

  resume(self: number): void {
    const inbox = this.#inbox[self].splice(0);
    this.machine.resume(self);
    for (const heard of inbox) heard();
  }

  lost(self: number): void {
    this.#inbox[self] = [];
    for (const key of this.owed.keys()) if (key.startsWith(`${self} `)) this.owed.delete(key);
  }

  #isReporting(self: number, task: number): boolean {
    const { holdings } = this.machine.worker;
    return holdings.phase[holdings.find(task, self)] === 2;
  }
}

function act(books: Books, step: Step): void {
  const { machine } = books;
  const { self, task } = step;
  const isDown = machine.isDown[self];
  const isPaused = machine.isPaused(self);
  if (step.do === 'wait') machine.advance(machine.now() + step.time);
  else if (step.do === 'assign') machine.tell('assign', task, ++books.token, 0, self);
  // Messages overtake each other: what comes again may have an older token.
  else if (step.do === 'repeat') machine.tell('assign', task, Math.max(1, books.token - (task % 3)), 0, self);
  else if (step.do === 'cancel') books.release(self, task, 'cancel', books.token);
  else if (step.do === 'withdraw') machine.tell('withdraw', task, books.token, 0, self);
  else if (step.do === 'acknowledge') books.release(self, task, 'acknowledged', books.token);
  else if (step.do === 'probe') machine.tell('probe', 0, 0, 0, self);
  else if (step.do === 'reserve') machine.tell('reserve', task, 1, 0, self);
  else if (step.do === 'end' || step.do === 'fail') {
    const end = step.do === 'end' ? RESULT.success : RESULT.failure;
    if (!isPaused && machine.inSlots(self).includes(task)) machine.end(task, end, self);
  } else if (step.do === 'crash' && !isDown) {
    machine.crash(self);
    books.lost(self);
  } else if (step.do === 'restart' && isDown) machine.restart(self);
  else if (step.do === 'pause' && !isPaused) machine.pause(self);
  else if (step.do === 'resume' && isPaused) books.resume(self);
  else if (step.do === 'leave' && !isDown && !isPaused) machine.worker.leave(self);
  else if (step.do === 'woken' && machine.isWaking(self)) machine.worker.woken(self);
}

/** From now on nothing goes wrong: executions end, and every result is acknowledged when it comes. */
function calmDown(books: Books): void {
  const { machine } = books;
  for (let self = 0; self < WORKERS; self++) {
    if (machine.isPaused(self)) books.resume(self);
    if (machine.isDown[self]) machine.restart(self);
  }
  for (let round = 0; round < 4 * TASKS; round++) {
    for (let self = 0; self < WORKERS; self++) {
      if (machine.isWaking(self)) machine.worker.woken(self);
      for (const task of machine.inSlots(self)) machine.end(task, RESULT.success, self);
    }
    books.results.clear();
    machine.advance(machine.now() + 400);
    for (const [key, { token }] of books.results) {
      const [self, task] = key.split(' ').map(Number);
      books.release(self, task, 'acknowledged', token);
    }
  }
}

describe('workers', () => {
  test.prop([setup, fc.array(step, { maxLength: 150 })], { numRuns: 400 })(
    'keep their promises',
    (options, steps) => {
      const preemption = options.order === 'priority' ? options.preemption : null;
      const machine = new TestMachine({ ...options, preemption, count: WORKERS });
      const books = new Books(machine);
      for (let self = 0; self < WORKERS; self++) {
        machine.worker.start(self);
        machine.worker.mayHibernate(self);
      }
      for (const one of steps) act(books, one);
      calmDown(books);
      expect([...books.owed]).toEqual([]);
      for (let self = 0; self < WORKERS; self++) {
        expect(machine.worker.holdings.isEmpty(self)).toBe(true);
        expect([machine.worker.queued[self], machine.inSlots(self)]).toEqual([0, []]);
      }
      // Heartbeats, and timers of the idle.
      expect(machine.timers).toBeLessThanOrEqual(2 * WORKERS);
    },
  );
});
