import { describe, expect, test } from 'vitest';
import { loadOf } from '../../../src/lab/experiment/alternative-load.ts';
import { type ComparisonOptions, compareMetric } from '../../../src/lab/experiment/compare-metric.ts';
import { concludeSearch } from '../../../src/lab/experiment/conclude-search.ts';
import type { Conducted } from '../../../src/lab/experiment/conduct.ts';
import { Experiment } from '../../../src/lab/experiment/experiment.ts';
import { repeatedNotes } from '../../../src/lab/experiment/experiment-notes.ts';
import { figureOf, growsIn } from '../../../src/lab/experiment/figure.ts';
import { loadNotes } from '../../../src/lab/experiment/load-notes.ts';
import type { Plan } from '../../../src/lab/experiment/plan.ts';
import { type FindPlan, plannedAlternatives, type RepeatedPlan } from '../../../src/lab/experiment/plan.ts';
import { parseFindRange, parseQuestion } from '../../../src/lab/experiment/question.ts';
import { concludeRepeated } from '../../../src/lab/experiment/repeated.ts';
import type { Outcome } from '../../../src/lab/experiment/result.ts';
import { type CrossingAnswer, type SearchAnswer, search } from '../../../src/lab/experiment/search.ts';
import { sweepMetric } from '../../../src/lab/experiment/sweep-metric.ts';
import type { Runner, RunRow } from '../../../src/lab/experiment/types.ts';
import { heavyLaws } from '../../../src/lab/heavy-laws.ts';
import type { Figure } from '../../../src/recording/bounds.ts';
import { agentsOf, alternatives, noise, rowOf } from './stub.ts';

const OPTIONS: ComparisonOptions = { metric: 'makespan', better: 'lower', baseline: 0, seed: '1' };
const REPLICATIONS = Array.from({ length: 12 }, (_, replication) => replication);
const list = (label: string, figure: (noise: number) => Figure) => ({
  label,
  values: REPLICATIONS.map((replication) => figure(noise(label, replication))),
});
const from = (lower: number) => list('open', (noise) => ({ lower: lower + noise, upper: null }));
const exactly = (mean: number) => list('known', (noise) => mean + noise);

describe('values that the end of a run left open', () => {
  test('without an upper bound, all above the other: told apart', () => {
    const comparison = compareMetric([from(300), exactly(200)], OPTIONS);
    expect(comparison).toMatchObject({ ranking: ['known', 'open'], leaders: ['known'] });
    const [pair] = comparison?.pairs ?? [];
    expect(pair).toMatchObject({ different: true, difference: { estimate: null }, relative: null });
    expect(pair.difference.lower).toBe(Number.NEGATIVE_INFINITY);
    expect(pair.difference.upper).toBeLessThan(0);
    const [open] = comparison?.alternatives ?? [];
    expect(open).toMatchObject({ mean: null, open: 12, bounds: { upper: null }, probability_best: null });
    expect(open.upper).toBe(Number.POSITIVE_INFINITY);
  });

  test('without an upper bound, below the other so far: undecided, and never ranked first', () => {
    const comparison = compareMetric([from(100), exactly(200)], OPTIONS);
    expect(comparison).toMatchObject({ ranking: ['known', 'open'], leaders: ['known', 'open'] });
    expect(comparison?.pairs[0]).toMatchObject({ different: false, adjusted_p: 1 });
    expect(comparison?.too_few).toBeNull();
  });

  test('both without an upper bound: undecided', () => {
    const both = [from(100), { ...from(300), label: 'later' }];
    expect(compareMetric(both, OPTIONS)?.pairs[0]).toMatchObject({ different: false, p: 1 });
  });

  test('bounded on both sides: decided where both extremes agree', () => {
    const wide = (label: string, lower: number, upper: number) =>
      list(label, (noise) => ({ lower: lower + noise, upper: upper + noise }));
    const apart = compareMetric([wide('a', 100, 150), wide('b', 200, 250)], OPTIONS);
    expect(apart?.pairs[0]).toMatchObject({ different: true });
    expect(apart?.pairs[0].bounds?.lower).toBeCloseTo(50, -1);
    expect(apart?.pairs[0].bounds?.upper).toBeCloseTo(150, -1);
    const crossing = compareMetric([wide('a', 100, 220), wide('b', 200, 250)], OPTIONS);
    expect(crossing?.pairs[0]).toMatchObject({ different: false });
  });

  test('what may have no value was not measured', () => {
    const none = list('none', () => ({ lower: 1, upper: 2, or_none: true }));
    expect(compareMetric([exactly(200), none], OPTIONS)?.unmeasured).toEqual(['none']);
  });

  test('what came in time in a few runs is not the mean of all, where the others may yet have a value', () => {
    const cut = list('cut', () => ({ lower: 150, upper: null, or_none: true }));
    const early = {
      label: 'early',
      values: cut.values.map((value, place) => (place < 3 ? 100 + place : value)),
    };
    const twin = { ...early, label: 'twin' };
    const comparison = compareMetric([early, twin], OPTIONS);
    expect(comparison).toMatchObject({ identical: [], left_out: 0, leaders: ['early', 'twin'] });
    // Those that are open may also come to nothing, so that they may as well be as early as the others.
    expect(comparison?.alternatives[0]).toMatchObject({
      ...{ replications: 12, mean: null, open: 9, upper: Number.POSITIVE_INFINITY },
      bounds: { lower: (100 + 101 + 102 + 9 * 100) / 12, upper: null },
    });
    const sweep = sweepMetric([early, twin], { metric: 'makespan', better: 'lower' });
    expect(sweep).toMatchObject({ left_out: 0, same: false, points: [{ mean: null }, { mean: null }] });
  });
});

const OVERLOADED = { state: 'overloaded', offered: 2, unfinished: 0.5, reason: 'too much' } as const;

test('an overloaded run has no steady-state latency, and its other figures', () => {
  const row = { ...rowOf({ 'task.latency.p99': 9, 'agents.utilization': 1 }), load: OVERLOADED };
  expect(figureOf(row, 'task.latency.p99')).toEqual({ lower: 9, upper: null });
  expect(figureOf(row, 'agents.utilization')).toBe(1);
  expect(figureOf({ ...row, load: { ...OVERLOADED, state: 'steady' } }, 'task.latency.p99')).toBe(9);
});

describe('a backlog that grew by the test of its trend', () => {
  const of = (state: 'growing' | 'undecided') =>
    ({ state, offered: 2 / 3, unfinished: 0.05, reason: state }) as const;
  const runs = (growing: number, all: number) =>
    Array.from({ length: all }, (_, run) => ({ row: { load: of(run < growing ? 'growing' : 'undecided') } }));
  const notes = (growing: number, all: number) =>
    loadNotes([{ label: 'random', load: loadOf(runs(growing, all)) }], []);

  // At a level of .01 in each run: P(one or more of 4) = .039, P(two or more of 4) = .0006, P(two or more of 20) = .017.
  test.each([
    [1, 4, false],
    [2, 4, true],
    [1, 1, true],
    [2, 20, false],
    [3, 20, true],
  ])('in %d of %d runs: no chance: %s', (growing, all, grows) => {
    expect(loadOf(runs(growing, all))).toMatchObject({ overloaded: 0, growing, grows, runs: all });
    expect(growsIn(runs(growing, all).map(({ row }) => row.load))).toBe(grows);
  });

  test('is no overload, and may be chance in one run of several', () => {
    expect(notes(1, 4)).toEqual([
      'The backlog grew, in so few runs that it may be chance, so that whether there is a steady state is not known: random in 1 of 4 runs (5 % of all tasks unfinished).',
    ]);
    expect(notes(4, 4)).toEqual([
      'The backlog grew, and whether it would for ever is not known: random (5 % of all tasks unfinished).',
    ]);
  });

  test('leaves a latency without an upper bound where it is not chance', () => {
    const row = { ...rowOf({ 'task.latency.p99': 9 }), load: of('growing') };
    expect(figureOf(row, 'task.latency.p99')).toEqual({ lower: 9, upper: null });
    expect(figureOf(row, 'task.latency.p99', false)).toBe(9);
  });

  test('of one run of many leaves the latency of all of them known', () => {
    const { figures } = repeated((replication) => ({
      ...rowOf({ 'task.latency.p99': 9 + replication }),
      load: of(replication === 1 ? 'growing' : 'undecided'),
    }));
    expect(figures).toMatchObject([{ metric: 'task.latency.p99', mean: 14.5, open: 0 }]);
  });
});

test.each([
  ['undecided', 'Raise duration, and let arrivals stop before the end (workload.stop).'],
  ['finite', 'Raise duration until the tasks end.'],
] as const)('how to let tasks end where arrivals are %s', (state, advice) => {
  const { notes } = repeated(() => ({
    ...rowOf({ 'tasks.submitted': 9 }),
    bounds: { makespan: { lower: 9, upper: null } },
    load: { state, offered: null, unfinished: 0.1, reason: '' },
  }));
  expect(notes).toEqual([expect.stringContaining(advice)]);
});

test('a search says of each place that is open how to let its tasks end', () => {
  const row = { ...rowOf({}), load: { state: 'undecided', offered: null, unfinished: 0.1, reason: '' } };
  const place = (x: number, high: number) => ({
    ...{ x, alternative: 0, replications: [0], overloaded: 0, values: [{ low: 1, high }] },
  });
  const { points } = concludeSearch(
    { question: { path: 'agents.count', metric: 'makespan' }, range: { factor: 1 } } as unknown as FindPlan,
    {
      ...{ aborted: false, failures: [], alternatives: alternatives(2), key: () => 'k' },
      row: () => row,
    } as unknown as Experiment,
    { points: [place(4, 1), place(5, 9)], answer: null } as unknown as SearchAnswer,
  );
  expect(points.map(({ remedy }) => remedy)).toEqual([
    undefined,
    'raise duration, and let arrivals stop before the end (workload.stop)',
  ]);
});

/** Twelve runs of one scenario. */
function repeated(row: (replication: number) => RunRow) {
  const plan: RepeatedPlan = {
    ...{ kind: 'runs', name: 'stub', seed: '1', metrics: [] },
    alternatives: plannedAlternatives(alternatives(2)),
    design: { kind: 'fixed', replications: REPLICATIONS.length },
  };
  return concludeRepeated(plan, {
    outcome: { partial: false, precision: null, selection: null, failures: [] },
    rowOf: (_: number, replication: number) => row(replication),
  } as unknown as Conducted);
}

test('finite work that brings more than can be done is named, with how much', () => {
  const row = (offered: number, state: 'finite' | 'rush' = 'rush') => ({
    row: { load: { state, offered, unfinished: 0.5, reason: 'finite' } as const },
  });
  const load = loadOf([row(3), row(3.5), row(1, 'finite'), row(1, 'finite')]);
  expect(load).toMatchObject({ overloaded: 0, overloaded_meanwhile: 2, runs: 4 });
  const [note] = loadNotes(
    [
      { label: 'few', load: loadOf([row(3), row(3)]) },
      { label: 'some', load },
      { label: 'many', load: loadOf([row(0.5, 'finite')]) },
    ],
    [],
  );
  expect(note).toBe(
    'Overloaded while tasks came, which brought as much as the agents can do or more: few (300 %), some (213 % in 2 of 4 runs). How long tasks waited there depends on how long they came.',
  );
});

test('finite work behind which the backlog grew is named, unless chance explains it', () => {
  const row = (state: 'finite' | 'grew' | 'unsettled') => ({
    row: { load: { state, offered: null, unfinished: 0, reason: 'finite' } as const },
  });
  const grew = loadOf([row('grew'), row('grew'), row('finite')]);
  expect(grew).toMatchObject({ grew_meanwhile: 2, growing: 0, overloaded_meanwhile: 0 });
  const chance = loadOf([row('grew'), ...Array.from({ length: 40 }, () => row('unsettled'))]);
  expect(chance).toMatchObject({ grew_meanwhile: 0, undecided: 40 });
  expect(
    loadNotes(
      [
        { label: 'a', load: grew },
        { label: 'b', load: chance },
      ],
      [],
    ),
  ).toEqual([
    'The backlog grew while tasks came: a (in 2 of 3 runs). How long tasks waited there depends on how long they came.',
  ]);
});

test('runs of which the warm-up was longer than the work say that they measured nothing', () => {
  const notes = (...rows: RunRow[]) =>
    repeatedNotes(
      { alternatives: alternatives(1) } as unknown as Plan,
      { partial: false, failures: [], precision: null, selection: null } as unknown as Outcome,
      rows.map((row, replication) => ({ alternative: 0, replication, row })),
    ).join();
  const [empty, full] = [rowOf({ 'agents.count': 5 }), rowOf({ 'tasks.submitted': 5 })];
  expect(notes(empty, full)).toContain(
    'Nothing was measured in 1 of 2 runs, which ended before the warm-up was over.',
  );
  expect(notes(full, full)).not.toContain('Nothing was measured');
});

test('laws without a variance are found wherever they are, unless never drawn', () => {
  const pareto = { kind: 'pareto', alpha: 1.5, min: 1 };
  const mixture = [
    { weight: 1, distribution: { kind: 'pareto', alpha: 2.5, min: 1 } },
    { weight: 0, distribution: pareto },
  ];
  expect(heavyLaws({ workload: { service: pareto }, mixture })).toEqual([
    { path: 'workload.service', alpha: 1.5 },
  ]);
  const drawn = { components: [{ weight: 0.1, distribution: pareto }] };
  expect(heavyLaws(drawn)).toEqual([{ path: 'components[0].distribution', alpha: 1.5 }]);
});

async function find(text: string, row: (x: number, replication: number) => RunRow, budget = 200) {
  const runner: Runner = {
    parallel: 1,
    run: async (scenario, replication) => row(agentsOf(scenario), replication),
    close: async () => {},
  };
  const options = {
    at: async (x: number) => alternatives(x)[0],
    range: parseFindRange('1..40', undefined),
    budget,
  };
  const found = await search(new Experiment([], { runner }), parseQuestion(text), options);
  return found?.answer as CrossingAnswer;
}

describe('a search', () => {
  test('does not take a rare event that it has not seen for one that there is not', async () => {
    let confirmed = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { result, response } = await find('agents.count such that tasks.failed <= 0', (x, r) =>
        rowOf({ 'tasks.failed': noise('rare', seed, x, r) > 1.64 ? 1 : 0 }),
      );
      const holds = (result.outcome === 'below') === (response === 'decreasing');
      if ((result.outcome === 'below' || result.outcome === 'above') && holds) confirmed++;
    }
    expect(confirmed).toBe(0);
  });

  test('looks between the ends before it says that something holds everywhere or nowhere', async () => {
    const hump = (x: number) => 10 - Math.abs(x - 20) / 2;
    const { result, between } = await find('agents.count such that throughput > 7/s', (x, r) =>
      rowOf({ throughput: hump(x) + 0.1 * noise('hump', x, r) }),
    );
    expect(['below', 'above']).toContain(result.outcome);
    expect(between?.other).toBe(21);
    const flat = await find('agents.count such that throughput > 7/s', (x, r) =>
      rowOf({ throughput: 1 + x / 100 + 0.1 * noise('flat', x, r) }),
    );
    expect(flat.between).toEqual({ places: [11, 21, 30], other: null });
  });

  test('counts an overload as a latency that is not met', async () => {
    const { result } = await find('agents.count such that task.latency.p99 < 30s', (x, r) => ({
      ...rowOf({ 'task.latency.p99': 20 + noise('load', x, r) }),
      load: x < 13 ? OVERLOADED : null,
    }));
    expect([result.outcome, result.lower, result.upper]).toEqual(['found', 12, 13]);
  });
});
