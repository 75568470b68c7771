import { describe, expect, test } from 'vitest';
import type { AlternativeLoad } from '../../../src/lab/experiment/result.ts';
import {
  marginText,
  outsharpened,
  rangeText,
  SHARPER,
  shareText,
} from '../../../src/report/experiment/figures.ts';
import { compareSentences } from '../../../src/report/experiment/sentences.ts';
import { sweepSentences } from '../../../src/report/experiment/sweep-sentences.ts';
import { experimentText } from '../../../src/report/experiment/text.ts';
import { comparison, type Made, P99, sweep, UTILIZATION } from './fixture.ts';

const sentence = (made: Made) => compareSentences(comparison(made))[0];

describe('a comparison in a sentence', () => {
  test('names the best, its interval, how far it is from the baseline, and what equals it', () => {
    expect(sentence({ means: { round_robin: [2.8], two: [2.3], least: [2.3005] } })).toMatch(
      /^(two|least) has the lowest task\.latency\.p99: 2\.\d+ s \(95 % interval 2\.\d+ to 2\.\d+ s, 12 replications\), 1[78] % below round_robin \(95 %: 1[67] to 1[89] %\); it cannot be told apart from (two|least)\.$/,
    );
  });

  test('says of one that wins that it could not do the work', () => {
    const made = comparison({ means: { a: [2], b: [3], c: [2.5] } });
    const load: AlternativeLoad = {
      overloaded: 0,
      growing: 0,
      grows: false,
      overloaded_meanwhile: 0,
      grew_meanwhile: 0,
      undecided: 0,
      runs: 12,
      offered: null,
      unfinished: 0.329,
      reason: '',
    };
    const said = (label: string, more: Partial<AlternativeLoad>) =>
      compareSentences({
        ...made,
        alternatives: made.alternatives.map((one) =>
          one.label === label ? { ...one, load: { ...load, ...more } } : one,
        ),
      })[0];
    expect(said('a', { overloaded_meanwhile: 12 })).toMatch(
      /c \(95 %: \d+ to \d+ %\); a was overloaded while tasks came, 32\.9 % of its tasks unfinished\.$/,
    );
    expect(said('a', { grew_meanwhile: 12, unfinished: 0 })).toMatch(
      /; a had a growing backlog while tasks came\.$/,
    );
    expect(said('a', { overloaded: 3 })).toMatch(/; a is overloaded in 3 of 12 runs, 32\.9 % of its tasks/);
    expect(said('a', { growing: 12, grows: true })).toMatch(/; a has a growing backlog, 32\.9 %/);
    expect(said('a', { growing: 1 })).not.toContain('backlog');
    expect(said('b', { overloaded: 12 })).not.toContain('overloaded');
  });

  test('compares a baseline that is best with the next', () => {
    expect(sentence({ means: { a: [2], b: [3], c: [2.5] } })).toMatch(
      /^a has the lowest .*, 20 % below the next, c \(95 %: \d+ to \d+ %\)\.$/,
    );
    expect(sentence({ means: { a: [2], b: [4] } })).toMatch(/, 50 % below b \(95 %: /);
  });

  test('takes the baseline that it is given, and turns pairs where all are compared', () => {
    expect(sentence({ means: { a: [2], b: [4], c: [8] }, baseline: 2 })).toMatch(/^a has .*, 75 % below c /);
    expect(sentence({ means: { a: [8], b: [4], c: [2] }, allPairs: true })).toMatch(
      /^c has .*, 75 % below a \(95 %: 7[45] to 7[56] %\)/,
    );
  });

  test('says of ratios how many percentage points they differ', () => {
    expect(sentence({ means: { a: [0.7], b: [0.8] }, metrics: [UTILIZATION] })).toMatch(
      /^b has the highest agents\.utilization: [\d.]+ % \(95 % interval [\d.]+ to [\d.]+ %, 12 replications\), (9\.\d|10) percentage points above a \(95 %: [\d.]+ to [\d.]+\)\.$/,
    );
  });

  test('says of values without a per cent how far they differ in their unit', () => {
    const metric = { metric: 'queue.depth.mean', better: 'lower' } as const;
    expect(sentence({ means: { a: [5], b: [0] }, metrics: [metric] })).toMatch(
      /^b has the lowest queue\.depth\.mean: 0 \(all alike, 12 replications\), [\d.]+ below a \(95 %: [\d.]+ to [\d.]+\)\.$/,
    );
  });

  test('admits that nothing can be told apart', () => {
    expect(sentence({ means: { a: [2], b: [2.0001] } })).toMatch(
      /^(a and b|b and a) cannot be told apart by task\.latency\.p99: .*? for [ab], .*? for [ab]\.$/,
    );
    expect(sentence({ means: { a: [2], b: [2.0001], c: [2.0002] }, own: 0.1 })).toMatch(
      /^The 3 alternatives cannot be told apart by task\.latency\.p99: .*, the farthest from it\.$/,
    );
  });

  test('tells what a selection is worth', () => {
    const selection = {
      best: 1,
      guaranteed: true,
      indifference: 0.02,
      confidence: 0.95,
      replications: [6, 12, 12],
      runs: 30,
      saved: 6,
      dropped: [],
    };
    const means = { a: [4], b: [2], c: [2.1] };
    expect(sentence({ means, outcome: { selection } })).toMatch(
      /^b has the lowest task\.latency\.p99: .*; selected as the best with 95 % confidence wherever it leads by at least 20 ms \(30 runs, 6 runs fewer than equal replications\)\.$/,
    );
    expect(
      sentence({ means, outcome: { selection: { ...selection, guaranteed: false, saved: 0 } } }),
    ).toMatch(/; the best so far, without a guarantee \(30 runs\)\.$/);
  });
});

describe('what is equal', () => {
  const selection = {
    best: 0,
    guaranteed: true,
    indifference: 0.02,
    confidence: 0.95,
    replications: [12, 12, 12],
    runs: 36,
    saved: 0,
    dropped: [],
  };
  const lost = { metric: 'tasks.lost', better: 'lower' } as const;

  test('in every replication is called the same, in a fixed design and in a selection', () => {
    const means = { a: [0], b: [0], c: [0] };
    const said =
      'The 3 alternatives have the same tasks.lost in every replication: 0 (95 % interval 0 to 0.307, 12 replications).';
    expect(sentence({ means, metrics: [lost] })).toBe(said);
    expect(sentence({ means, metrics: [lost], outcome: { selection } })).toBe(said);
    // A further metric, by which nobody was selected.
    const two = { means: { a: [1, 0], b: [2, 0], c: [2, 0] }, metrics: [P99, lost], outcome: { selection } };
    expect(compareSentences(comparison(two))[1]).toBe(said);
  });

  test('to the best, while others are worse, is named', () => {
    expect(sentence({ means: { a: [0], b: [0], c: [5] }, metrics: [lost] })).toMatch(
      /^a has the lowest tasks\.lost: 0 \(all alike, 12 replications\); b has the same in every replication\.$/,
    );
  });

  test('to the one selected as far as the data tell is said besides', () => {
    const means = { a: [2], b: [2.0001], c: [3] };
    expect(sentence({ means, outcome: { selection } })).toMatch(
      /; selected as the best with 95 % confidence .* \(36 runs\); it cannot be told apart from b\.$/,
    );
  });
});

describe('an alternative that was not measured', () => {
  const made = { means: { a: [Number.NaN], b: [2], c: [3] } };

  test('is named in the answer, and the next one is the baseline', () => {
    const result = comparison(made);
    expect(compareSentences(result)[0]).toMatch(
      /^b has the lowest .*, 3\d % below c \(95 %: .*\); a was measured in too few runs to be compared\.$/,
    );
    expect(result.unmeasured).toEqual(['task.latency.p99 of a']);
    const text = experimentText(result, { color: false, width: 200 });
    expect(text).toContain('against b');
    expect(text).toContain('! The baseline of task.latency.p99 is b, as a was measured in too few runs.');
    expect(text).toContain(
      '! task.latency.p99 of a was not measured in any run: nothing happened that it is of.',
    );
  });

  test('leaves a single other one with its mean, which is compared with nothing', () => {
    const result = comparison({ means: { a: [Number.NaN], b: [2] } });
    expect(compareSentences(result)[0]).toMatch(
      /^b has a task\.latency\.p99 of .* \(.*12 replications\); a was measured in too few runs to be compared\.$/,
    );
    expect(experimentText(result, { color: false, width: 90 })).not.toMatch(/against|best/);
  });

  test('as a run of it failed is not among those of a selection, though it has other values', () => {
    const selection = {
      best: 1,
      guaranteed: false,
      indifference: 0.02,
      confidence: 0.95,
      replications: [6, 12, 12],
      runs: 30,
      saved: 0,
      dropped: [0],
    };
    const result = comparison({ means: { a: [1], b: [2], c: [3] }, outcome: { selection } });
    expect(result.metrics[0]).toMatchObject({ ranking: ['b', 'c'], unmeasured: ['a'] });
    expect(result.notes).toEqual([
      'The selection went on without a: a run failed, or too few measured task.latency.p99.',
      'The selection was cut off at 12 replications: the best mean was taken, without the guarantee.',
      'The baseline of task.latency.p99 is b, as a was measured in too few runs.',
    ]);
  });
});

test('a p-value is corrected only where there are several pairs', () => {
  const said = (means: Readonly<Record<string, readonly number[]>>) => {
    const result = comparison({ means });
    const [metric] = result.metrics;
    const pairs = metric.pairs.map((pair) => {
      const { difference, relative } = pair;
      return {
        ...pair,
        difference: { ...difference, upper: 0 },
        relative: relative && { ...relative, upper: 0 },
      };
    });
    return compareSentences({ ...result, metrics: [{ ...metric, pairs }] })[0];
  };
  expect(said({ a: [4], b: [2] })).toMatch(/50 % below a \(p = [^)']*\)/);
  expect(said({ a: [4], b: [2], c: [3] })).toMatch(/50 % below a \(p = .* after Holm's correction\)/);
});

test('one run is not one runs, and too few replications have no share of the best', () => {
  const result = comparison({ means: { a: [4], b: [2] }, replications: 3 });
  expect(experimentText({ ...result, runs: result.runs.slice(0, 1) }, { color: false, width: 90 })).toContain(
    ' of 1 run, seed',
  );
  const text = experimentText(result, { color: false, width: 200 });
  expect(text).toContain('best: needs 5 replications');
  expect(text).not.toContain('99 %');
  const failures = Array.from({ length: 6 }, (_, replication) => ({
    alternative: 0,
    label: 'a',
    replication,
    attempts: 1,
    reason: 'why',
  }));
  expect(comparison({ means: { a: [4], b: [2] }, outcome: { failures } }).notes).toContain(
    '1 more run failed.',
  );
});

test('a sweep that is flat is said to be, and names runs that are left out', () => {
  const flat = sweep(['x=1..5'], () => 0);
  expect(sweepSentences(flat)).toEqual([
    'task.latency.p99 is the same at all points: 0 s (all alike, 4 replications).',
  ]);
  const holed = sweep(['x=1..3'], ([x]) => (x === 1 ? null : x + 1));
  expect(holed.notes).toContain('4 runs are left out of task.latency.p99, not measured there.');
});

test('a sweep of one point has nothing that it is lowest among', () => {
  const one = sweep(['x=1'], () => 3);
  const [sentence] = sweepSentences(one);
  expect(experimentText(one, { color: false, width: 90 })).not.toMatch(/\*|best/);
  expect(sentence).toMatch(/^task\.latency\.p99 at x=1: .* \(.*4 replications\)\.$/);
});

test('a sweep in a sentence', () => {
  const result = sweep(['x=1..5'], ([x]) => 1 + (x - 2) * (x - 2), {
    metrics: [P99, UTILIZATION],
    pareto: ['task.latency.p99', 'agents.utilization'],
  });
  const [first, , front] = sweepSentences(result);
  expect(first).toMatch(/^task\.latency\.p99 is lowest at x=3: .* \(95 % interval .* s, 4 replications\)\.$/);
  expect(front).toMatch(
    /^No other point is better in both task\.latency\.p99 and agents\.utilization than these: /,
  );
});

test.each([
  [2.27, 2.35, '2.27 to 2.35 s'],
  [0.95, 1.2, '950 ms to 1.2 s'],
  [-0.5, 0.5, '−500 to 500 ms'],
  [59, 200, '59 s to 3 min 20 s'],
  [19.61, 19.62, 'about 19.6 s'],
  [0, 0, '0 to 0 s'],
])('a range from %d to %d has its unit once where it can', (lower, upper, text) => {
  expect(rangeText('task.latency.p99', lower, upper)).toBe(text);
});

test.each([
  [0.52, 1.79, '0.52 to 1.79/s'],
  [-1.03, -0.0018, '−1.03 to −0.0018/s'],
  [0.02, 0.05, '1.2 to 3/min'],
  [0, 0, '0 to 0/s'],
])('rates from %d to %d have one unit', (lower, upper, text) => {
  expect(rangeText('throughput', lower, upper)).toBe(text);
});

test('an interval of a ratio reaches percentage points, others a share of the mean', () => {
  expect(marginText('agents.utilization', 0.8, 0.009)).toBe('0.9 points');
  expect(marginText('task.latency.p99', 20, 0.5)).toBe('2.5 %');
  expect(marginText('task.latency.p99', 0, 0.5)).toBe('500 ms');
});

test('only pairs told apart although their interval holds 0 are explained', () => {
  const result = comparison({ means: { a: [2], b: [3], c: [2] } });
  const [metric] = result.metrics;
  expect(outsharpened(metric)).toEqual([]);
  const [pair] = metric.pairs;
  const wide = { ...pair, difference: { ...pair.difference, lower: -0.1, upper: 2 } };
  expect(outsharpened({ ...metric, pairs: [wide, { ...wide, different: false }] })).toEqual([wide]);
  const said = { ...result, metrics: [{ ...metric, pairs: [wide] }] };
  const style = { color: false, width: 90 };
  expect(experimentText(said, style).replace(/\s+/g, ' ')).toContain(`! task.latency.p99: ${SHARPER}.`);
  expect(experimentText(result, style)).not.toContain('stepwise');
});

test('no line ends between a number and its unit, at any width', () => {
  const result = comparison({ means: { a: [2], b: [3] } });
  for (let width = 60; width < 120; width++)
    expect(experimentText(result, { color: false, width })).not.toMatch(/\d\n *(%|s\b|ms\b)|\u00A0/);
});

test('the points of a front are named, and counted where there are many', () => {
  const front = (points: number): string =>
    sweepSentences(
      sweep([`x=1..${points}`], ([x], metric) => (metric === 0 ? x + 1 : (x + 1) / 100), {
        metrics: [P99, UTILIZATION],
        pareto: ['task.latency.p99', 'agents.utilization'],
      }),
    )[2];
  expect(front(6)).toMatch(/than these: x=1, x=2, x=3, x=4, x=5 and x=6\.$/);
  expect(front(9)).toMatch(/than these: 9 points\.$/);
});

test('a sample never shows certainty', () => {
  expect([0, 0.5, 1].map(shareText)).toEqual(['< 1 %', '50 %', '> 99 %']);
});

describe('too few replications for so many points', () => {
  // As far apart as anyone could ask for, in three replications of 15 points.
  const many = (replications: number) =>
    sweep(['agents.count=10..50:10', 'scheduler=a,b,c'], ([x, y]) => 10 + 40 * x + 7 * y, { replications });

  test('is said first, with how many would do, and nothing is marked', () => {
    const result = many(3);
    const [first] = sweepSentences(result);
    expect(first).toMatch(
      /^3 replications are too few to tell all of these points \(105 pairs\) apart .*--reps \d+ finds/,
    );
    expect(result.metrics[0].leaders).toEqual([]);
    expect(experimentText(result, { color: false, width: 200 })).not.toContain('*');
  });

  test('with as many as that, the points are told apart as their intervals are', () => {
    const enough = many(3).metrics[0].too_few?.needed ?? 0;
    const { metrics } = many(enough);
    expect(metrics[0].too_few).toBeNull();
    const [best, ...others] = metrics[0].points.filter((point) => point !== null);
    expect(metrics[0].leaders).toEqual([best.label]);
    for (const { lower } of others) expect(lower).toBeGreaterThan(best.upper);
  });
});
