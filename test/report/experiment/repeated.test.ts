import { expect, test } from 'vitest';
import type { Conducted } from '../../../src/lab/experiment/conduct.ts';
import { plannedAlternatives, type RepeatedPlan } from '../../../src/lab/experiment/plan.ts';
import { concludeRepeated } from '../../../src/lab/experiment/repeated.ts';
import { repeatedPage } from '../../../src/report/experiment/page.ts';
import { repeatedJson } from '../../../src/report/experiment/repeated-json.ts';
import { repeatedText } from '../../../src/report/experiment/repeated-text.ts';
import { alternatives, rowOf } from '../../lab/experiment/stub.ts';
import { ENVIRONMENT } from './fixture.ts';

const RUNS = 12;
const plan: RepeatedPlan = {
  kind: 'runs',
  name: 'stub',
  seed: '1',
  alternatives: plannedAlternatives(alternatives(2)),
  metrics: [],
  design: { kind: 'fixed', replications: RUNS },
};
const result = concludeRepeated(plan, {
  outcome: { partial: false, precision: null, selection: null, failures: [] },
  rowOf: (_: number, replication: number) =>
    rowOf({
      'waves.completed': 9,
      'tasks.completed': 90 + replication,
      'tasks.failed': replication === 3 ? 1 : 0,
    }),
} as unknown as Conducted);

const lineOf = (metric: string) =>
  repeatedText(result, { color: false, width: 120 })
    .split('\n')
    .find((line) => line.startsWith(metric))
    ?.split(/ {2,}/);

// 1 - 0.05^(1/12) = 0.2209.
test('a value that all runs have in common has no interval, but a bound on how rarely another one occurs', async () => {
  expect(lineOf('waves.completed')).toEqual([
    'waves.completed',
    '9',
    '≤ 22.1 % of runs differ',
    '9 in all 12 runs',
    '–',
  ]);
  const { metrics } = JSON.parse(repeatedJson(result, ENVIRONMENT));
  expect(metrics['waves.completed']).toMatchObject({ mean: 9, lower: null, upper: null, constant: true });
  expect(metrics['waves.completed'].differs_at_most).toBeCloseTo(1 - 0.05 ** (1 / 12), 12);
  const page = await repeatedPage(result, ENVIRONMENT, { charts: false });
  expect(page.replaceAll('\u00a0', ' ')).toContain('≤ 22.1 % of runs differ');
});

test('a value that varies has an interval, a rare event one of its count', () => {
  expect(lineOf('tasks.completed')?.slice(1)).toEqual(['95.5', '93.2 to 97.8', '90 to 101', '3.78 %']);
  const { metrics } = JSON.parse(repeatedJson(result, ENVIRONMENT));
  expect(metrics['tasks.completed'].differs_at_most).toBeNull();
  // 5.57 is the upper 95 % limit of a Poisson count of 1.
  expect(metrics['tasks.failed'].upper).toBeGreaterThan(0.25);
  expect(metrics['tasks.failed']).toMatchObject({ differs_at_most: null, min: 0, max: 1 });
});

test('one run alone is not said to be unlike others', () => {
  const head = (runs: typeof result.runs) =>
    repeatedText({ ...result, runs }, { color: false, width: 120 }).split('\n')[0];
  expect(head(result.runs)).toBe('stub: 12 runs of one scenario, each with other random numbers');
  expect(head(result.runs.slice(0, 1))).toBe('stub: 1 run of one scenario');
});

test('a figure of the few runs that were done in time is not one of all', async () => {
  const few = concludeRepeated(plan, {
    outcome: { partial: false, precision: null, selection: null, failures: [] },
    rowOf: (_: number, replication: number) => ({
      ...rowOf({
        'workflow.critical_path': replication < 3 ? 100 + replication : null,
        'task.latency.mean': replication < 4 ? 5 + replication : null,
      }),
      bounds: replication < 3 ? {} : { 'workflow.critical_path': { lower: 150, upper: null, or_none: true } },
    }),
  } as unknown as Conducted);
  const cells = (metric: string) =>
    repeatedText(few, { color: false, width: 120 })
      .split('\n')
      .find((line) => line.startsWith(`${metric} `))
      ?.split(/ {2,}/);
  expect(cells('workflow.critical_path')).toEqual([
    'workflow.critical_path',
    'at least 1 min 40 s',
    expect.stringMatching(/^from .* on$/),
    '–',
    '–',
  ]);
  // Nothing happened that it is of in the others: its interval is of those in which something did.
  expect(cells('task.latency.mean')?.[1]).toBe('6.5 s in 4 of 12 runs');
  const { metrics } = JSON.parse(repeatedJson(few, ENVIRONMENT));
  expect(metrics['workflow.critical_path']).toMatchObject({
    mean: null,
    open: 9,
    upper: null,
    unmeasured: 0,
  });
  expect(metrics['task.latency.mean']).toMatchObject({ replications: 4, unmeasured: 8 });
  const page = await repeatedPage(few, ENVIRONMENT, { charts: true });
  expect(page).toContain('task.latency.mean was measured in 4 of them');
});

test('the interval of a figure and a condition on its mean take cut runs for the same', () => {
  const scenario = { ...plan.alternatives[0].scenario, expect: [], claims: [] };
  const expectation = {
    text: 'makespan < 5h over 12 reps',
    metric: 'makespan',
    operator: '<',
    value: 18_000,
  } as const;
  const over = { of: 'mean', reps: RUNS, confidence: 0.95 } as const;
  const cut = concludeRepeated(
    {
      ...plan,
      alternatives: [
        { ...plan.alternatives[0], scenario: { ...scenario, expect: [{ ...expectation, over }] } as never },
      ],
    },
    {
      outcome: { partial: false, precision: null, selection: null, failures: [] },
      rowOf: (_: number, replication: number) => ({
        ...rowOf({ makespan: replication < 2 ? 21_000 + replication : null }),
        bounds: replication < 2 ? {} : { makespan: { lower: 21_600, upper: null } },
      }),
    } as unknown as Conducted,
  );
  const [condition] = cut.conditions;
  const [figure] = cut.figures;
  expect(condition.verdict).toBe('undecided');
  // Two-sided at the same level: a little wider, not narrower.
  expect(figure.lower).toBeLessThanOrEqual(condition.over?.lower ?? 0);
  expect(figure.lower).toBeGreaterThan(0);
});
