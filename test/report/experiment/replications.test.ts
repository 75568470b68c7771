/** The chart of every replication: values that the end of a run has left open are drawn at their lower bound, and marked. */
import { describe, expect, test } from 'vitest';
import { loadRenderer } from '../../../src/report/charts/render.ts';
import { FILE_OPTIONS } from '../../../src/report/charts/theme.ts';
import { replicationsChart } from '../../../src/report/experiment/charts/replications.ts';
import { comparison } from './fixture.ts';

const P99 = 'task.latency.p99';

/** A comparison in which the p99 of one alternative is open in every replication: at least what it would be. */
function withOpen(label: string) {
  const made = comparison({ means: { a: [2], b: [3] }, replications: 4 });
  const index = made.plan.alternatives.findIndex((alternative) => alternative.label === label);
  const runs = made.runs.map((run) => {
    if (run.alternative !== index) return run;
    const { [P99]: value, ...metrics } = run.row.metrics;
    const bounds = { ...run.row.bounds, [P99]: { lower: Number(value), upper: null } };
    return { ...run, row: { ...run.row, metrics, bounds } };
  });
  return { ...made, runs };
}

const drawn = (result: ReturnType<typeof comparison>) => {
  const chart = replicationsChart(result, result.metrics[0], FILE_OPTIONS);
  const { values } = (chart as { data: { values: { label: string; open: boolean; text: string }[] } }).data;
  return { chart, values };
};

describe('every replication', () => {
  test('open values are hollow dots, and the words below the title say so', async () => {
    const { chart, values } = drawn(withOpen('b'));
    expect(values.map(({ label, open }) => `${label} ${open}`).sort()).toEqual([
      ...new Array<string>(4).fill('a false'),
      ...new Array<string>(4).fill('b true'),
    ]);
    for (const { open, text } of values) expect(text.startsWith('at least ')).toBe(open);
    const svg = await (await loadRenderer()).svg(chart!);
    expect(svg).toContain('Hollow: at least that, as tasks had not ended.');
    // Dots with an outline and no fill.
    expect(svg.match(/" stroke="#0072B2" stroke-width="1.4"/g)).toHaveLength(8);
    expect(svg.match(/fill="#0072B2" stroke="#0072B2" stroke-width="1.4"/g)).toHaveLength(4);
  });

  test('nothing is said of what is not there', () => {
    const { chart, values } = drawn(comparison({ means: { a: [2], b: [3] }, replications: 4 }));
    expect(values.every(({ open }) => !open)).toBe(true);
    expect(JSON.stringify(chart)).not.toContain('Hollow');
  });
});
