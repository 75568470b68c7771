/** Charts of conditions: each kind can be drawn, with its limits. */
import { describe, expect, test } from 'vitest';
import { decideOver } from '../../../src/lab/experiment/over-runs.ts';
import type { RunRow } from '../../../src/lab/experiment/types.ts';
import type { ConditionOutcome } from '../../../src/lab/testing/judge.ts';
import { loadRenderer } from '../../../src/report/charts/render.ts';
import { FILE_OPTIONS } from '../../../src/report/charts/theme.ts';
import { conditionChart } from '../../../src/report/testing/charts.ts';
import type { FigureExpectation } from '../../../src/scenario/scenario.ts';
import { rowOf } from '../../lab/experiment/stub.ts';

function outcome(expectation: FigureExpectation, rows: readonly RunRow[]): ConditionOutcome {
  const over = expectation.over ? decideOver(expectation, rows) : null;
  const result = {
    ...{ text: expectation.text, metric: expectation.metric, operator: '<', expected: 5, actual: 7 },
    ...{ verdict: 'unmet' as const, met: false },
  };
  return { expectation, verdict: 'unmet', runs: rows.length, met: 0, replication: 0, result, over };
}

async function drawn(
  expectation: FigureExpectation,
  rows: readonly RunRow[],
  history: Parameters<typeof conditionChart>[2]['history'] = null,
) {
  const spec = conditionChart(outcome(expectation, rows), rows, { file: 'a.yaml', history }, FILE_OPTIONS);
  if (spec === null) return null;
  return (await loadRenderer()).svg(spec);
}

const LIMIT = { text: 'makespan < 5s', metric: 'makespan', operator: '<', value: 5 } as const;

describe('the chart of a condition', () => {
  test('of one run', async () => {
    const svg = await drawn(LIMIT, [rowOf({ makespan: 7 })]);
    expect(svg).toContain('makespan &lt; 5s');
    expect(svg).toContain('a.yaml: makespan is 7 s');
    expect(svg).toContain('&lt; 5 s');
  });

  test('of many runs, with the mean, an open end and a range', async () => {
    const rows = [4, 6, 7].map((makespan) => rowOf({ makespan }));
    const open = { ...rowOf({ makespan: null }), bounds: { makespan: { lower: 5, upper: null } } };
    const svg = await drawn(
      {
        ...LIMIT,
        operator: '>=',
        and: { operator: '<=', value: 8 },
        over: { of: 'mean', reps: 4, confidence: 0.95 },
      },
      [...rows, open],
    );
    expect(svg).toContain('&gt;= 5 s');
    expect(svg).toContain('&lt;= 8 s');
    expect(svg).toContain('Run');
  });

  test('of a limit that is another one in each run', async () => {
    const rows = [1, 2, 3].map((load) => rowOf({ 'queue.depth.max': 3 * load, 'agents.count': load }));
    const multiple = {
      text: '',
      metric: 'queue.depth.max',
      operator: '<=',
      value: 2,
      times: 'agents.count',
    } as const;
    const many = await drawn({ ...multiple, over: { of: 'all', reps: 3 } }, rows);
    expect(many).not.toContain('&lt;= 2');
    expect(await drawn(multiple, rows.slice(0, 1))).toContain('&lt;= 2');
  });

  test('of a level over time, with the window', async () => {
    const parts = [0, 1, 2].map((place) => ({
      from: place * 60,
      to: place * 60 + 60,
      min: place,
      mean: place + 0.5,
      max: place + 3,
    }));
    const window = { statistic: 'max', series: 'queue.depth', from: 60, to: 120 } as const;
    const svg = await drawn(
      {
        text: 'max queue.depth between 1min and 2min < 3',
        metric: 'max queue.depth between 1min and 2min',
        operator: '<',
        value: 3,
        window,
      },
      [rowOf({ 'max queue.depth between 1min and 2min': 4 })],
      { series: 'queue.depth', parts },
    );
    expect(svg).toContain('Time since start');
    expect(svg).toContain('line: mean');
  });

  test('there is none of what was not measured, or of a fingerprint', async () => {
    expect(await drawn(LIMIT, [rowOf({})])).toBe(null);
    const same = {
      text: 'same fingerprint as snapshot',
      as: 'snapshot',
      source: { kind: 'snapshot', fingerprint: null, seed: null },
    } as const;
    const of = { ...outcome(LIMIT, [rowOf({})]), expectation: same };
    expect(conditionChart(of, [rowOf({})], { file: 'a.yaml', history: null }, FILE_OPTIONS)).toBe(null);
  });
});
