/** When many runs decide a condition. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { decideOver } from '../../../src/lab/experiment/over-runs.ts';
import type { RunRow } from '../../../src/lab/experiment/types.ts';
import type { Figure } from '../../../src/recording/bounds.ts';
import type { FigureExpectation, Limit, Quantifier } from '../../../src/scenario/scenario.ts';

function row(figures: Readonly<Record<string, Figure>>): RunRow {
  const entries = Object.entries(figures);
  return {
    ...{ fingerprint: '', simulated: 1, events: 1, missed: [], undecided: [], verdicts: [] },
    metrics: Object.fromEntries(
      entries.map(([name, figure]) => [name, typeof figure === 'number' ? figure : null]),
    ),
    bounds: Object.fromEntries(
      entries.flatMap(([name, figure]) =>
        typeof figure === 'object' && figure !== null ? [[name, figure]] : [],
      ),
    ),
    ...{ load: null, exact: [], latency: [] },
  };
}

function rows(metric: string, values: readonly Figure[]): RunRow[] {
  return values.map((value) => row({ [metric]: value }));
}

function condition(metric: string, limit: Limit, over: Quantifier, and?: Limit): FigureExpectation {
  return { text: '', metric, ...limit, over, ...(and ? { and } : {}) };
}

const mean = (reps: number, confidence = 0.95): Quantifier => ({ of: 'mean', reps, confidence });

describe('the mean of values without a variance', () => {
  const values = [3, 4, 5, 4, 4, 3, 5, 4];
  const law = { path: 'workloads[0].task.service', alpha: 1.1 };
  const decided = (metric: string, limit: Limit, of: typeof law | null = law) =>
    decideOver(condition(metric, limit, mean(8)), rows(metric, values), of);

  test('is bounded from below alone', () => {
    for (const metric of ['task.service.mean', 'makespan']) {
      expect(decided(metric, { operator: '<', value: 9 })).toMatchObject({
        verdict: 'undecided',
        upper: Infinity,
        reason: expect.stringContaining('is pareto with alpha 1.1, which has no variance'),
        remedy: 'ask for a quantile instead',
      });
      expect(decided(metric, { operator: '>', value: 3 }).verdict).toBe('met');
      expect(decided(metric, { operator: '<', value: 3 }).verdict).toBe('unmet');
      expect(decided(metric, { operator: '>', value: 9 }).verdict).toBe('undecided');
      expect(decided(metric, { operator: '<', value: 9 }, null).verdict).toBe('met');
    }
  });

  test('and quantiles and shares are as ever', () => {
    expect(decided('task.latency.p99', { operator: '<', value: 9 }).verdict).toBe('met');
    expect(decided('messages.bytes', { operator: '<', value: 9 }).verdict).toBe('met');
  });
});

describe('the mean', () => {
  const values = [3, 4, 5, 4, 4, 3, 5, 4];
  const decided = (limit: Limit, and?: Limit) =>
    decideOver(condition('makespan', limit, mean(8), and), rows('makespan', values));

  test('by one-sided bounds of Student', () => {
    // Mean 4, sd .75593, t(.95, 7) = 1.894579: 4 -+ .506350.
    expect(decided({ operator: '<=', value: 4.6 })).toMatchObject({
      verdict: 'met',
      of: 'mean',
      estimate: 4,
      lower: expect.closeTo(3.49365, 4),
      upper: expect.closeTo(4.50635, 4),
      confidence: 0.95,
    });
    expect(decided({ operator: '<=', value: 3.4 }).verdict).toBe('unmet');
    expect(decided({ operator: '>', value: 3.4 }).verdict).toBe('met');
  });

  test('undecided says how many would do', () => {
    // Half-width .50635, and .84162 standard errors of .26726 so that it is likely, against a distance of .25: 8 (2.92512)^2 = 68.5.
    expect(decided({ operator: '<=', value: 4.25 })).toMatchObject({
      verdict: 'undecided',
      reason: 'so few runs leave it open',
      remedy: 'about 69 reps would decide it',
    });
    expect(decided({ operator: '<=', value: 4 }).remedy).toContain('no number of reps');
  });

  test('a range', () => {
    expect(decided({ operator: '>=', value: 3 }, { operator: '<=', value: 5 }).verdict).toBe('met');
    expect(decided({ operator: '>=', value: 4.6 }, { operator: '<=', value: 5 }).verdict).toBe('unmet');
    expect(decided({ operator: '>=', value: 3 }, { operator: '<=', value: 4.2 }).verdict).toBe('undecided');
  });

  test('of runs that are all the same, a rarer one may hold anything', () => {
    // All agents crash in one run of a hundred, and 50 tasks fail at once: the mean is .5, and 20 runs hardly show it.
    const none = rows('tasks.failed', new Array<number>(20).fill(0));
    const failed = (operator: Limit['operator'], value: number) =>
      decideOver(condition('tasks.failed', { operator, value }, mean(20)), none);
    expect(failed('<=', 0.2)).toMatchObject({
      ...{ verdict: 'undecided', lower: 0, upper: Infinity },
      reason: expect.stringContaining(
        'all 20 runs gave the same, and up to 13.9 % of runs may give another value',
      ),
      remedy: expect.stringContaining('ask for a share of the runs'),
    });
    expect(failed('>=', 0).verdict).toBe('met');
    const all = rows('tasks.success_rate', new Array<number>(20).fill(1));
    const rate = (value: number) =>
      decideOver(condition('tasks.success_rate', { operator: '>=', value }, mean(20)), all);
    expect(rate(0.86)).toMatchObject({
      verdict: 'met',
      lower: expect.closeTo(0.05 ** (1 / 20), 9),
      upper: 1,
    });
    expect(rate(0.9)).toMatchObject({ verdict: 'undecided', remedy: 'about 29 reps would decide it' });
    const enough = rows('tasks.success_rate', new Array<number>(29).fill(1));
    expect(
      decideOver(condition('tasks.success_rate', { operator: '>=', value: 0.9 }, mean(20)), enough),
    ).toMatchObject({
      verdict: 'met',
    });
  });

  test('nor is one that differs a little a measure of those that may', () => {
    // One task failed in one run of twenty, and an outage that takes 50 of 100 comes in one run of fourteen.
    const values = [...new Array<number>(19).fill(0), 1];
    const failed = decideOver(
      condition('tasks.failed', { operator: '<', value: 1 }, mean(20)),
      rows('tasks.failed', values),
    );
    expect(failed).toMatchObject({ verdict: 'undecided', upper: Infinity });
    expect(failed.reason).toContain(
      '19 of 20 runs gave the same, and up to 21.6 % of runs may give another value',
    );
    const rates = values.map((value) => 1 - value / 100);
    const rate = (value: number) =>
      decideOver(
        condition('tasks.success_rate', { operator: '>', value }, mean(20)),
        rows('tasks.success_rate', rates),
      );
    expect(rate(0.985).verdict).toBe('undecided');
    // Even if all that may differ did so as much as they can.
    expect(rate(0.78).verdict).toBe('met');
    // That something fails at all is known.
    const some = decideOver(
      condition('tasks.failed', { operator: '>=', value: 0 }, mean(20)),
      rows('tasks.failed', values),
    );
    expect(some.verdict).toBe('met');
  });

  test('never from survivors', () => {
    const some = rows('recovery.time.p95', [1, 1.1, null, 1.2]);
    expect(
      decideOver(condition('recovery.time.p95', { operator: '<=', value: 9 }, mean(4)), some),
    ).toMatchObject({
      verdict: 'undecided',
      reason: '1 of 4 runs did not measure it',
    });
  });

  test('what the end of runs left open', () => {
    const open = { lower: 4, upper: null };
    const decide = (operator: Limit['operator'], value: number) =>
      decideOver(condition('makespan', { operator, value }, mean(4)), rows('makespan', [4, open, 4.2, 4.1]));
    expect(decide('<=', 9)).toMatchObject({ verdict: 'undecided', estimate: null, remedy: 'raise duration' });
    expect(decide('>', 3).verdict).toBe('met');
    expect(decide('<=', 3).verdict).toBe('unmet');
  });

  test('of cut runs: says whether more of them would decide it, and how many at once', () => {
    const cut = { lower: 21_600, upper: null };
    const decide = (values: readonly Figure[], operator: Limit['operator'], value: number) =>
      decideOver(
        condition('makespan', { operator, value }, mean(values.length)),
        rows('makespan', values).map((each) => ({
          ...each,
          load: { state: 'undecided', offered: null, unfinished: 0, reason: '' },
        })),
      );
    // Three of twenty ended before: up to 34 % may give anything from 0 on, and 15 % of that are more than 1 - 5.5/6.
    const nightly = [...new Array<Figure>(17).fill(cut), 20_000, 20_500, 21_000];
    expect(decide(nightly, '<', 19_800)).toMatchObject({
      verdict: 'undecided',
      reason: '17 of 20 runs leave it open, and more reps of the same kind hardly tell more',
      remedy: 'raise duration, and let arrivals stop before the end (workload.stop)',
    });
    // The means that the open values allow lie on both sides.
    expect(decide(nightly, '<', 21_900)).toMatchObject({
      reason: '17 of 20 runs leave it open, and so would more reps',
    });
    // A third was cut: the promise is of the bound that has to move.
    const some = [
      ...new Array<Figure>(7).fill({ lower: 30, upper: null }),
      20,
      21,
      22,
      23,
      24,
      25,
      26,
      27,
      28,
      24,
      25,
      22,
      26,
    ];
    const { remedy } = decide(some, '<', 24.9);
    const [, needed] = /about (\d+) reps/.exec(remedy ?? '') ?? [];
    const many = Array.from({ length: Number(needed) }, (_, place) => some[place % some.length]);
    expect(decide(many, '<', 24.9).verdict).toBe('unmet');
  });

  test('runs that agree on no more than a bound leave open what a rarer one may give, as those that agree on a value', () => {
    const decide = (figure: Figure, operator: Limit['operator'], value: number, times?: string) =>
      decideOver(
        condition('tasks.failed', { operator, value, ...(times ? { times } : {}) }, mean(20)),
        new Array<number>(20).fill(0).map(() => row({ 'tasks.failed': figure, 'agents.count': 4 })),
      ).verdict;
    // One run in seven may be another: on average no less than 4 (1 - .139).
    for (const figure of [4, { lower: 4, upper: null }, { lower: 4, upper: 9 }]) {
      expect(decide(figure, '>', 3.5)).toBe('undecided');
      expect(decide(figure, '>', 3.4)).toBe('met');
      // Of a difference there is no such limit.
      expect(decide(figure, '>=', 0.5, 'agents.count')).toBe('undecided');
    }
    expect(decide({ lower: 1, upper: 9 }, '<', 10)).toBe('undecided');
    expect(decide({ lower: 1, upper: 9 }, '<=', 2.5, 'agents.count')).toBe('undecided');
  });

  test('of a multiple of another metric, by the differences within runs', () => {
    const paired = [1, 5, 9, 14].map((load) =>
      row({ 'queue.depth.max': 2 * load - 1 - load / 100, 'agents.count': load }),
    );
    const decide = (value: number) =>
      decideOver(
        condition('queue.depth.max', { operator: '<=', value, times: 'agents.count' }, mean(4)),
        paired,
      );
    expect(decide(2)).toMatchObject({
      verdict: 'met',
      of: 'difference',
      estimate: expect.closeTo(-1.0725, 9),
    });
    expect(decide(0).verdict).toBe('unmet');
  });

  test('fewer runs than were asked for', () => {
    expect(
      decideOver(condition('makespan', { operator: '<', value: 9 }, mean(9)), rows('makespan', values)),
    ).toMatchObject({ verdict: 'undecided', reason: 'only 8 of the 9 reps were run', remedy: '--reps 9' });
  });
});

describe('each run, and a share of the runs', () => {
  const decided = (values: readonly Figure[], over: Quantifier) =>
    decideOver(condition('makespan', { operator: '<', value: 10 }, over), rows('makespan', values));
  const fine = (count: number) => new Array<number>(count).fill(1);
  const open = { lower: 1, upper: null };

  test('each', () => {
    const all = (reps: number): Quantifier => ({ of: 'all', reps });
    expect(decided(fine(3), all(3))).toMatchObject({ verdict: 'met', met: 3, confidence: null });
    expect(decided([...fine(3), 11, open], all(5)).verdict).toBe('unmet');
    expect(decided([...fine(3), open], all(4))).toMatchObject({
      verdict: 'undecided',
      reason: '1 of 4 runs leaves it open',
    });
  });

  // An upper bound of a quantile q exists from ceil(ln .05 / ln q) runs on.
  test.each([
    [0.9, 29],
    [0.95, 59],
    [0.99, 299],
    [0.999, 2995],
  ])('at least %d of the runs needs %d that hold', (share, least) => {
    const over = (reps: number): Quantifier => ({ of: 'share', share, reps, confidence: 0.95 });
    expect(decided(fine(least), over(least)).verdict).toBe('met');
    expect(decided(fine(least - 1), over(least - 1)).verdict).toBe('undecided');
    expect(decided(fine(5), over(5)).remedy).toBe(`about ${least} reps would decide it`);
  });

  test('too many that do not', () => {
    const over: Quantifier = { of: 'share', share: 0.95, reps: 40, confidence: 0.95 };
    expect(decided([...fine(33), ...fine(7).map(() => 11)], over)).toMatchObject({
      verdict: 'unmet',
      estimate: 33 / 40,
    });
    expect(decided([...fine(33), ...fine(7).map(() => open)], over)).toMatchObject({
      verdict: 'undecided',
      undecided: 7,
    });
  });
});

const figure = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.record({ lower: fc.integer({ min: 0, max: 4 }), upper: fc.integer({ min: 5, max: 9 }) }),
);

property.prop([
  fc.array(figure, { minLength: 2, maxLength: 12 }),
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom<Limit['operator']>('<', '<=', '>', '>='),
  fc.constantFrom<Quantifier['of']>('mean', 'share', 'all'),
  fc.gen(),
])(
  'a verdict is that of every way in which the open values may come out',
  (values, value, operator, of, gen) => {
    const over = { of, reps: values.length, share: 0.6, confidence: 0.9 } as Quantifier;
    const decide = (list: readonly Figure[]) =>
      decideOver(condition('task.service.mean', { operator, value }, over), rows('task.service.mean', list))
        .verdict;
    const verdict = decide(values);
    if (verdict === 'undecided') return;
    const whole = values.map((one) =>
      typeof one === 'number' ? one : gen(fc.integer, { min: one.lower, max: one.upper }),
    );
    // Spread may leave a whole set of values undecided, but never decide it the other way.
    expect([verdict, 'undecided']).toContain(decide(whole));
  },
);
