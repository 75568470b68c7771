/** Where means are said not to be trusted, though no law of the scenario says so. */
import { describe, expect, test } from 'vitest';
import { concludeSearch } from '../../../src/lab/experiment/conclude-search.ts';
import type { Experiment } from '../../../src/lab/experiment/experiment.ts';
import { repeatedNotes } from '../../../src/lab/experiment/experiment-notes.ts';
import { heavyTailNotes } from '../../../src/lab/experiment/heavy-tails.ts';
import type { FindPlan, Plan } from '../../../src/lab/experiment/plan.ts';
import type { FinishedRun, Outcome } from '../../../src/lab/experiment/result.ts';
import type { SearchAnswer } from '../../../src/lab/experiment/search.ts';
import type { RunRow } from '../../../src/lab/experiment/types.ts';
import { untruncatedLaw } from '../../../src/lab/heavy-laws.ts';
import { parseScenario } from '../../../src/lab/load-scenario.ts';

const SCENARIO = 'agents: 2\nworkload: { backlog: 3, service: 1s }\n';

/** Quantiles of a power law: the largest of n are (n / 1) ^ (1 / alpha) and so on. */
const power = (alpha: number, n = 40) =>
  Array.from({ length: n }, (_, place) => Math.exp(Math.log(n / (place + 1)) / alpha));
/** None twice, none much larger than another. */
const even = Array.from({ length: 40 }, (_, place) => 10 + place / 7);
const single = even.map((value, place) => (place === 20 ? 10_000 : value));

function runsOf(metric: string, values: readonly number[]): FinishedRun[] {
  return values.map((value, replication) => ({
    ...{ alternative: 0, replication },
    row: {
      metrics: { [metric]: value },
      bounds: {},
      fingerprint: '',
      load: null,
      missed: [],
      undecided: [],
    } as unknown as RunRow,
  }));
}

const alternative = (more = '') => ({ label: '', scenario: parseScenario(`${SCENARIO}${more}`) });

describe('a sample', () => {
  const notes = (values: readonly number[], metric = 'task.latency.mean') =>
    heavyTailNotes([alternative()], runsOf(metric, values), [{ metric }]);

  test('whose largest values fall off as those of a law without variance', () => {
    // With ten of forty values for the tail, Hill's upper bound of a law with alpha 1 is 1.6, and that of one with 3 is 4.9.
    expect(notes(power(1)).join()).toMatch(/^HEAVY TAIL: the largest values of task\.latency\.mean/);
    expect(notes(power(3))).toEqual([]);
    expect(notes(even)).toEqual([]);
  });

  test('of which one value is more than half', () => {
    expect(notes(single).join()).toMatch(/^One run makes up more than half of task\.latency\.mean/);
  });

  test('and no quantile or count', () => {
    expect([...notes(power(1), 'task.latency.p99'), ...notes(single, 'tasks.failed')]).toEqual([]);
  });
});

test('of a law without a mean there is none for an interval to hold', () => {
  const notes = (alpha: number) => {
    const scenario = parseScenario(
      `agents: 2\nworkload: { backlog: 9, service: "pareto(alpha=${alpha}, min=1s)" }\n`,
    );
    return heavyTailNotes([{ label: '', scenario }], [], [{ metric: 'task.latency.mean' }]);
  };
  expect(notes(0.9)).toEqual([
    'HEAVY TAIL: workloads[0].task.service is pareto with alpha 0.9, which has no mean: there is none for intervals of task.latency.mean to hold, they are of these runs alone. Compare quantiles instead.',
  ]);
  expect(notes(1.5).join()).toMatch(
    /has no variance: intervals of task\.latency\.mean hold the true mean far less/,
  );
});

test('attempts that retry.timeout ends have no tail', () => {
  const law = (more: string) =>
    untruncatedLaw(
      parseScenario(`agents: 2\nworkload: { backlog: 9, service: "pareto(alpha=1.5, min=1s)" }\n${more}`),
    );
  expect(law('retry: { timeout: never }')).toEqual({ path: 'workloads[0].task.service', alpha: 1.5 });
  expect(law('')).toBeNull();
  const network = 'network: { latency: "pareto(alpha=1.2, min=1ms)" }';
  expect(law(network)?.alpha).toBe(1.2);
});

test('a search says so of the places where it looked', () => {
  const values = power(1);
  const rows = runsOf('task.latency.mean', values);
  const experiment = {
    ...{ aborted: false, failures: [], alternatives: [alternative()], key: () => 'k' },
    row: (_: number, replication: number) => rows[replication].row,
  } as unknown as Experiment;
  const plan = {
    question: { path: 'agents.count', metric: 'task.latency.mean' },
    range: { low: 1, high: 9, kind: 'integer', unit: '' },
  } as unknown as FindPlan;
  const points = [
    {
      ...{ x: 4, alternative: 0, overloaded: 0 },
      replications: values.map((_, place) => place),
      values: values.map((value) => ({ low: value, high: value })),
    },
  ];
  const { notes } = concludeSearch(plan, experiment, { points, answer: null } as unknown as SearchAnswer);
  expect(notes.join()).toMatch(/HEAVY TAIL: the largest values of task\.latency\.mean of agents\.count = 4/);
});

test('many runs of one scenario say so of the means that conditions ask for', () => {
  const notes = (expected: string) =>
    repeatedNotes(
      { alternatives: [alternative(expected)] } as unknown as Plan,
      { partial: false, failures: [], precision: null, selection: null } as unknown as Outcome,
      runsOf('queue.depth.mean', power(1)),
    ).join();
  expect(notes('expect: ["queue.depth.mean < 100 over 40 reps"]')).toContain('HEAVY TAIL');
  expect(notes('')).not.toContain('HEAVY TAIL');
});
