/** A breaker for each worker by worked example, against the binomial law, and against a list of everything that happened. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type BreakerOptions, circuitBreaker } from '../../../src/modules/routes/circuit-breaker.ts';
import { OUTCOME, type Outcome } from '../../../src/modules/routes/vocabulary.ts';
import { s } from '../port.ts';
import { Machine } from './machine.ts';

/** As Resilience4j's defaults. */
const DEFAULTS: BreakerOptions = {
  isTimed: false,
  size: 100,
  minimum: 100,
  failures: 0.5,
  slow: 1,
  slowAfter: s(60),
  wait: s(60),
  trials: 10,
  timeouts: true,
};

const machine = (options: Partial<BreakerOptions> = {}, workers = 1) =>
  new Machine(circuitBreaker({ ...DEFAULTS, ...options }), workers);

/** Opens the breaker of worker 0 at the present time. */
function opened(options: Partial<BreakerOptions> = {}): Machine {
  const on = machine({ size: 4, minimum: 4, ...options });
  while (!on.out.has(0)) on.attempt(0, OUTCOME.failure);
  expect(on.take()).toEqual(['0 out: failureShare']);
  return on;
}

/** Half-opened at 60.000001 s, with one trial under way. */
function halfOpened(options: Partial<BreakerOptions> = {}): Machine {
  const on = opened({ minimum: 100, ...options });
  on.advance(60.000001);
  on.health.began(0);
  return on;
}

const end = (on: Machine, outcome: Outcome, seconds = 0) =>
  on.health.ended(0, outcome, s(seconds), 0, s(seconds));

/** Probability of exactly `successes` in so many. */
function binomial(n: number, k: number, p: number): number {
  let ln = 0;
  for (let each = 1; each <= k; each++) ln += Math.log((n - k + each) / each);
  return Math.exp(ln + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

describe('against the binomial law', () => {
  const opens = Array.from({ length: 101 }, (_, failures) => {
    const on = machine();
    on.attempts(0, 100, failures);
    return on.out.has(0);
  });

  test.each([
    [0.3, 2.21e-5],
    [0.4, 0.0271],
    [0.45, 0.1827],
    [0.5, 0.5398],
  ])('a full window of failure rate %f opens with probability %f', (rate, expected) => {
    const found = opens.reduce((sum, isOut, k) => sum + (isOut ? binomial(100, k, rate) : 0), 0);
    expect(Math.abs(found / expected - 1)).toBeLessThan(0.003);
  });

  const reopens = Array.from({ length: 11 }, (_, failures) => {
    const on = opened();
    on.advance(61);
    on.attempts(0, 10, failures);
    return on.take().includes('0 out: trial');
  });

  test.each([
    [0.1, 0.001635],
    [0.2, 0.03279],
    [0.3, 0.1503],
    [0.5, 0.623],
  ])('ten trials of failure rate %f open it again with probability %f', (rate, expected) => {
    const found = reopens.reduce((sum, isOut, k) => sum + (isOut ? binomial(10, k, rate) : 0), 0);
    expect(Math.abs(found / expected - 1)).toBeLessThan(0.0005);
  });
});

describe('closed', () => {
  test('it opens by nothing before there are enough, and by those of the window alone', () => {
    const on = machine({ size: 10, minimum: 5 });
    on.attempts(0, 4, 4);
    expect(on.take()).toEqual([]);
    on.attempt(0, OUTCOME.success);
    expect(on.take()).toEqual(['0 out: failureShare']);
    const later = machine({ size: 4, minimum: 4 });
    later.attempt(0, OUTCOME.failure);
    later.attempts(0, 3, 0);
    // The first failure leaves as the second comes: one of four.
    later.attempt(0, OUTCOME.failure);
    expect(later.take()).toEqual([]);
    later.attempt(0, OUTCOME.failure);
    expect(later.take()).toEqual(['0 out: failureShare']);
  });

  test('more attempts than the window has are never asked for', () => {
    const on = machine({ size: 3, minimum: 100 });
    on.attempts(0, 3, 3);
    expect(on.take()).toEqual(['0 out: failureShare']);
  });

  test('it opens by slow attempts, whether they succeed or not', () => {
    const on = machine({ size: 4, minimum: 4, slow: 0.75, failures: 1, slowAfter: s(2) });
    for (const seconds of [2.1, 3, 2, 2.5]) on.attempt(0, OUTCOME.success, seconds);
    expect(on.take()).toEqual(['0 out: slowShare']);
    const failing = machine({ size: 4, minimum: 4, slow: 0.75, failures: 1, slowAfter: s(2) });
    for (const seconds of [2, 3, 2, 2.5]) failing.attempt(0, OUTCOME.failure, seconds);
    expect(failing.take()).toEqual(['0 out: failureShare']);
  });

  test('seconds leave a window of time one by one', () => {
    const on = machine({ isTimed: true, size: 3, minimum: 4 });
    on.advance(0.9);
    on.attempts(0, 2, 2);
    on.advance(2.5);
    on.attempt(0, OUTCOME.failure);
    // Second 0 has left.
    on.advance(3);
    on.attempts(0, 1, 1);
    expect(on.take()).toEqual([]);
    on.advance(4.9);
    on.attempts(0, 2, 0);
    // Of seconds 2, 3 and 4: two of four.
    expect(on.take()).toEqual(['0 out: failureShare']);
  });

  test('workers are apart', () => {
    const on = machine({ size: 4, minimum: 4 }, 3);
    on.attempts(1, 4, 4);
    on.attempts(2, 4, 1);
    expect(on.take()).toEqual(['1 out: failureShare']);
  });
});

describe('open', () => {
  test('it may be given a task only after the wait, strictly, and is half-open only then', () => {
    const on = opened();
    on.advance(60);
    expect(on.out.has(0)).toBe(true);
    expect(on.advance(60.000001)).toEqual([]);
    expect(on.out.has(0)).toBe(false);
    // A result of an attempt from before says nothing: no task has gone there since.
    for (let late = 0; late < 20; late++) end(on, OUTCOME.success, 61);
    expect(on.take()).toEqual([]);
  });
});

describe('half-open', () => {
  test('ten tasks go in all, and ten results decide', () => {
    const ten = halfOpened();
    for (let trial = 1; trial < 10; trial++) {
      expect(ten.out.has(0)).toBe(false);
      ten.health.began(0);
    }
    expect(ten.out.has(0)).toBe(true);
    for (let result = 0; result < 9; result++) end(ten, OUTCOME.success);
    expect(ten.take()).toEqual([]);
    end(ten, OUTCOME.success);
    expect(ten.take()).toEqual(['0 in']);
    expect(ten.out.has(0)).toBe(false);
  });

  test('half of ten that fail open it again, for a wait of its own', () => {
    const on = halfOpened();
    for (let result = 0; result < 10; result++) end(on, result < 5 ? OUTCOME.failure : OUTCOME.success);
    expect(on.take()).toEqual(['0 out: trial']);
    on.advance(120);
    expect(on.out.has(0)).toBe(true);
    on.advance(120.000002);
    expect(on.out.has(0)).toBe(false);
  });

  test('fewer results decide where a share needs no more', () => {
    const on = halfOpened({ minimum: 3 });
    end(on, OUTCOME.success);
    end(on, OUTCOME.success);
    expect(on.take()).toEqual([]);
    end(on, OUTCOME.failure);
    expect(on.take()).toEqual(['0 in']);
  });

  test('it closes with an empty window', () => {
    const on = halfOpened({ size: 4, minimum: 4, trials: 2 });
    on.health.began(0);
    end(on, OUTCOME.success);
    end(on, OUTCOME.success);
    expect(on.take()).toEqual(['0 in']);
    on.attempts(0, 3, 3);
    expect(on.take()).toEqual([]);
    on.attempts(0, 1, 1);
    expect(on.take()).toEqual(['0 out: failureShare']);
  });

  test('a trial that says nothing is given back, one of before is none', () => {
    const on = halfOpened({ trials: 1 });
    expect(on.out.has(0)).toBe(true);
    end(on, OUTCOME.unknown, 30);
    expect(on.out.has(0)).toBe(true);
    end(on, OUTCOME.unknown, 0);
    expect(on.out.has(0)).toBe(false);
    on.health.began(0);
    expect(on.out.has(0)).toBe(true);
    end(on, OUTCOME.success);
    expect(on.take()).toEqual(['0 in']);
  });
});

test('a worker that has started afresh has a closed breaker and an empty window', () => {
  const on = opened();
  on.health.forget(0);
  expect(on.take()).toEqual(['0 in']);
  expect(on.out.has(0)).toBe(false);
  on.attempts(0, 3, 3);
  on.health.forget(0);
  on.attempts(0, 3, 3);
  expect(on.take()).toEqual([]);
  // The wait that was left behind does not let it in early when it opens anew.
  on.advance(30);
  on.attempts(0, 1, 1);
  on.advance(61);
  expect(on.out.has(0)).toBe(true);
  on.advance(90.000001);
  expect(on.out.has(0)).toBe(false);
});

property.prop([
  fc.record({
    isTimed: fc.boolean(),
    size: fc.integer({ min: 1, max: 6 }),
    minimum: fc.integer({ min: 1, max: 6 }),
    failures: fc.constantFrom(0.3, 0.5, 1),
    slow: fc.constantFrom(0.5, 1),
  }),
  fc.array(fc.tuple(fc.constantFrom(0, 1, 2) as fc.Arbitrary<Outcome>, fc.nat(3), fc.nat(2_000_000)), {
    maxLength: 40,
  }),
])('it opens when a list of all attempts says so', (options, steps) => {
  const on = machine({ ...options, slowAfter: s(1), wait: s(1e6) });
  const all: { at: number; fails: boolean; slow: boolean }[] = [];
  for (const [outcome, seconds, gap] of steps) {
    on.port.advance(on.now() + gap, () => {});
    on.attempt(0, outcome, seconds);
    all.push({ at: on.now(), fails: outcome !== OUTCOME.success, slow: seconds > 1 });
    const second = (at: number) => Math.floor(at / s(1));
    const window = options.isTimed
      ? all.filter(({ at }) => second(on.now()) - second(at) < options.size)
      : all.slice(-options.size);
    const enough = options.isTimed ? options.minimum : Math.min(options.minimum, options.size);
    const share = (key: 'fails' | 'slow') => window.filter((each) => each[key]).length / window.length;
    const opens =
      window.length >= enough &&
      (share('fails') >= options.failures - 1e-12 || share('slow') >= options.slow - 1e-12);
    expect(on.out.has(0)).toBe(opens);
    if (opens) return;
  }
});

property.prop([
  fc.array(fc.tuple(fc.constantFrom('began', 'success', 'failure', 'unknown', 'wait', 'forget'), fc.nat(2)), {
    maxLength: 200,
  }),
])('no more trials are under way or have ended than may go, and out and in take turns', (steps) => {
  const on = machine({ size: 3, minimum: 3, trials: 2, wait: s(5) }, 3);
  const begun = [0, 1, 2].map((): number[] => []);
  const out = new Set<number>();
  let sinceTrial = [0, 0, 0];
  for (const [what, worker] of steps) {
    if (what === 'wait')
      on.port.advance(on.now() + s(3), (tag, argument) => on.health.onTimer(tag, argument));
    else if (what === 'forget') on.health.forget(worker);
    else if (what === 'began') {
      if (!on.out.has(worker)) {
        begun[worker].push(on.now());
        on.health.began(worker);
        if (out.has(worker)) sinceTrial[worker]++;
      }
    } else {
      const at = begun[worker].pop();
      if (at !== undefined) {
        on.health.ended(worker, OUTCOME[what as 'success'], on.now() - at, 0, -1);
        if (what === 'unknown' && out.has(worker)) sinceTrial[worker] = Math.max(0, sinceTrial[worker] - 1);
      }
    }
    for (const line of on.take()) {
      const said = Number(line.split(' ')[0]);
      if (line.endsWith('in')) expect(out.delete(said)).toBe(true);
      else if (!line.endsWith('trial')) {
        expect(out.has(said)).toBe(false);
        out.add(said);
      }
      sinceTrial = sinceTrial.map((count, each) => (each === said ? 0 : count));
    }
    for (const count of sinceTrial) expect(count).toBeLessThanOrEqual(2);
    for (const each of on.out) expect(out.has(each)).toBe(true);
  }
});
