/** States of health against an obvious version, which works them out anew from all that a worker has ever answered. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Forecasts } from '../../../../src/modules/health/states/forecasts.ts';
import { healthStates } from '../../../../src/modules/health/states/index.ts';
import { healthStatesSettings } from '../../../../src/modules/health/states/settings.ts';
import { Verdicts } from '../../../../src/modules/health/states/verdicts.ts';
import { HEALTH_NAMES } from '../../../../src/modules/health/states/vocabulary.ts';
import { withDefaults } from '../../../../src/modules/registry.ts';
import { OUTCOME } from '../../../../src/modules/routes/vocabulary.ts';
import { s } from '../../port.ts';
import { watch } from './support.ts';

/** What is told of a worker: how its attempts ended, or that it is on trial, or that it has started afresh. */
type Told = { readonly seconds: number } | { readonly isFailure: boolean } | 'trial' | 'forget';

const told: fc.Arbitrary<Told> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ seconds: fc.constantFrom(0.5, 1.999, 2, 3, 5, 5.001, 40) }) },
  { weight: 12, arbitrary: fc.record({ isFailure: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant('trial' as const) },
  { weight: 1, arbitrary: fc.constant('forget' as const) },
);

/** As things come in life: the same several times over. */
const histories = fc
  .array(fc.tuple(told, fc.integer({ min: 1, max: 6 })), { maxLength: 25 })
  .map((bursts) =>
    bursts.flatMap(([one, times]) => new Array<Told>(typeof one === 'string' ? 1 : times).fill(one)),
  );

interface Rules {
  readonly answers: number;
  readonly attempts: number;
  readonly degraded: number;
  readonly critical: number;
  readonly recovered: number;
}

const rules: fc.Arbitrary<Rules> = fc.record({
  answers: fc.integer({ min: 1, max: 4 }),
  attempts: fc.integer({ min: 1, max: 9 }),
  degraded: fc.constantFrom(0.1, 0.3),
  critical: fc.constantFrom(0.3, 0.6),
  recovered: fc.constantFrom(0.3, 1),
});

/** One thing that may be held against a worker: what speaks for it and against it, in order, and who wins. */
class Charge {
  readonly #enough: number;
  votes: boolean[] = [];

  constructor(enough: number) {
    this.#enough = enough;
  }

  /** The last time that so many votes in a row agreed decides. */
  get isHeld(): boolean {
    for (let end = this.votes.length; end >= this.#enough; end--) {
      const last = this.votes.slice(end - this.#enough, end);
      if (last.every((vote) => vote === last[0])) return last[0];
    }
    return false;
  }

  /** Cleared, but for one vote. */
  trial(): void {
    this.votes = new Array<boolean>(this.#enough).fill(false);
    for (let i = 1; i < this.#enough; i++) this.votes.push(true);
  }
}

/** A share of failures, summed up from the first attempt. */
class Shares {
  readonly #weight: number;
  start = 0;
  failures: boolean[] = [];

  constructor(attempts: number) {
    this.#weight = 2 / (attempts + 1);
  }

  after(count: number): number {
    let share = this.start;
    for (const failed of this.failures.slice(0, count))
      share = share * (1 - this.#weight) + (failed ? this.#weight : 0);
    return share;
  }

  isAbove(limit: number, recovered: number, held: boolean): boolean {
    let isHeld = held;
    for (let count = 1; count <= this.failures.length; count++) {
      const share = this.after(count);
      if (share > limit - 1e-12) isHeld = true;
      else if (share < limit * recovered - 1e-12) isHeld = false;
    }
    return isHeld;
  }
}

function stateOf(
  history: readonly Told[],
  { answers, attempts, degraded, critical, recovered }: Rules,
): number {
  const last = history.lastIndexOf('forget');
  const slow = new Charge(answers);
  const tooSlow = new Charge(answers);
  let shares = new Shares(attempts);
  let held = { failing: false, tooOften: false };
  const failing = () => shares.isAbove(degraded, recovered, held.failing);
  const tooOften = () => shares.isAbove(critical, recovered, held.tooOften);
  for (const one of history.slice(last + 1)) {
    if (one === 'forget') continue;
    if (one === 'trial') {
      const next = { failing: failing() || tooOften(), tooOften: false };
      if (tooSlow.isHeld) {
        tooSlow.trial();
        // Who was too slow was slow.
        expect(slow.isHeld).toBe(true);
      }
      const start = tooOften() ? (degraded + critical) / 2 : shares.after(shares.failures.length);
      shares = new Shares(attempts);
      shares.start = start;
      held = next;
    } else if ('seconds' in one) {
      slow.votes.push(one.seconds >= 2);
      tooSlow.votes.push(one.seconds > 5);
    } else shares.failures.push(one.isFailure);
  }
  if (tooSlow.isHeld || tooOften()) return 2;
  return slow.isHeld || failing() ? 1 : 0;
}

function settingsFor({ answers, attempts, degraded, critical, recovered }: Rules) {
  const parameters = {
    answers,
    attempts,
    degraded_failures: degraded,
    critical_failures: critical,
    recovered,
  };
  return healthStatesSettings(withDefaults(healthStates.parameters, parameters)).verdicts;
}

describe('verdicts', () => {
  test('are those of the obvious version', () => {
    fc.assert(
      fc.property(rules, histories, (given, history) => {
        const verdicts = new Verdicts(2, settingsFor(given));
        for (const [place, one] of history.entries()) {
          if (one === 'forget') verdicts.forget(1);
          else if (one === 'trial') verdicts.trial(1);
          else if ('seconds' in one) verdicts.answered(1, s(one.seconds));
          else verdicts.ended(1, one.isFailure);
          expect([place, verdicts.state(1)]).toEqual([place, stateOf(history.slice(0, place + 1), given)]);
        }
        expect(verdicts.state(0)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

/** Something that happens to one of four workers. */
const step = fc.record({
  worker: fc.nat(3),
  what: fc.constantFrom('success', 'success', 'failure', 'timeout', 'unknown', 'restart'),
  seconds: fc.constantFrom(0.5, 0.8, 2, 3, 5.5, 20),
  later: fc.constantFrom(0, 0, 0.1, 3, 31),
});

/** What is told of one worker, with the times. @param only whether the others are left out */
function lines(
  steps: readonly { worker: number; what: string; seconds: number; later: number }[],
  only: boolean,
) {
  // Few answers make a baseline, and everybody may be out at a time.
  const { on } = watch({ baseline: 5, recent: 3, horizon: 20, budget: 1 }, 4);
  const said: string[] = [];
  const note = (more: readonly string[]) => {
    for (const line of more) if (line.startsWith('0 ')) said.push(`${on.now() / 1e6} ${line}`);
  };
  let now = 0;
  for (const { worker, what, seconds, later } of steps) {
    now += later;
    note(on.advance(now));
    if (only && worker !== 0) continue;
    if (what === 'restart') on.health.forget(worker);
    else on.attempt(worker, OUTCOME[what as 'success'], seconds);
    note(on.take());
  }
  note(on.advance(now + 1000));
  return said;
}

describe('the state of a worker', () => {
  test('follows from its own attempts alone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        expect(lines(steps, false)).toEqual(lines(steps, true));
      }),
    );
  });

  test('is one of the three that answers can say, changes whenever that is told, and is critical while it is out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let state = 0;
        let isOut = false;
        for (const line of lines(steps, true)) {
          const [, , what, value] = line.split(' ');
          if (what === 'changed:') {
            expect(HEALTH_NAMES.slice(0, 3)).toContain(HEALTH_NAMES[Number(value)]);
            expect(Number(value)).not.toBe(state);
            state = Number(value);
          }
          if (what === 'predicted:') expect(state).toBe(0);
          if (what === 'out:') {
            expect([state, isOut]).toEqual([2, false]);
            isOut = true;
          }
          if (what === 'in') {
            expect([state < 2, isOut]).toEqual([true, true]);
            isOut = false;
          }
        }
        // Whoever is out returns.
        expect(isOut).toBe(false);
      }),
    );
  });

  test('no more are out, and no more rest, than may, and all are given work again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { on } = watch({ budget: 0.25, budget_least: 0 }, 4);
        let now = 0;
        let out = 0;
        for (const { worker, what, seconds, later } of steps) {
          now += later;
          on.advance(now);
          if (what === 'restart') on.health.forget(worker);
          else on.attempt(worker, OUTCOME[what as 'success'], seconds);
          out = Math.max(out, on.out.size);
          on.take();
        }
        expect(out).toBeLessThanOrEqual(2);
        on.advance(now + 1000);
        expect(on.out.size).toBe(0);
      }),
    );
  });
});

/** Means of values, each worked out from the first on. */
function meanOf(values: readonly number[], window: number, start = 0, counted = 0): number {
  return values.reduce(
    (mean, value, place) => mean + Math.max(1 / (counted + place + 1), 2 / (window + 1)) * (value - mean),
    start,
  );
}

describe('forecasts', () => {
  test('are those of lists of values', () => {
    const answer = fc.record({
      seconds: fc.constantFrom(0.2, 0.4, 0.5, 0.9, 3, 9),
      later: fc.constantFrom(1, 7),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 80 }), fc.integer({ min: 1, max: 6 }), (answers, window) => {
        const settings = { baseline: 2 * window, recent: window, rise: 0.5, horizon: s(20), most: s(5) };
        const forecasts = new Forecasts(1, settings);
        let learned: number[] = [];
        let start = 0;
        const recent: number[] = [];
        let until = 0;
        let now = 0;
        for (const [place, { seconds, later }] of answers.entries()) {
          now += s(later);
          const value = Math.min(5, seconds);
          const learnedBefore = place < 2 * window ? 0 : 2 * window;
          recent.push(value);
          let expected = 0;
          if (until <= now) {
            const latest = meanOf(recent, window);
            if (until > 0) {
              // What it takes now is what it is used to.
              [start, learned] = [meanOf(recent.slice(0, -1), window), []];
              until = 0;
            }
            const usual = meanOf(learned, 2 * window, start, start > 0 ? 2 * window : 0);
            if (learnedBefore === 0 || latest < 1.25 * usual * (1 - 1e-12)) learned.push(value);
            const held = meanOf(learned, 2 * window, start, start > 0 ? 2 * window : 0);
            if (place + 1 >= 2 * window && latest >= 1.5 * held * (1 - 1e-12)) {
              until = now + s(20);
              expected = Math.round(100 * (latest / held - 1));
            }
          }
          const told = forecasts.answered(0, s(seconds), now);
          expect([place, told > 0, Math.abs(told - expected) <= 1]).toEqual([place, expected > 0, true]);
          expect(forecasts.isPredicted(0, now)).toBe(until > now);
        }
      }),
      { numRuns: 300 },
    );
  });
});
