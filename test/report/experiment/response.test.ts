/** The chart of a metric over what is varied. */
import { expect, test } from 'vitest';
import { FILE_OPTIONS } from '../../../src/report/charts/theme.ts';
import { responseChart } from '../../../src/report/experiment/charts/response.ts';
import { sweep } from './fixture.ts';

/** What is drawn of a sweep of three points, the first of which is open; `upper` is the end of its interval. */
function drawn(upper: number | null) {
  const result = sweep(['agents.count=10,20,30'], ([x]) => 9 - 3 * x);
  const [measured] = result.metrics;
  const [first, ...rest] = measured.points;
  if (first === null) throw new Error('nothing was measured');
  const open = {
    ...first,
    mean: null,
    bounds: { lower: 9, upper: null },
    open: 2,
    lower: 8.5,
    upper: upper ?? 9,
  };
  const points = upper === null ? measured.points : [open, ...rest];
  const text = JSON.stringify(responseChart(result, { ...measured, points }, FILE_OPTIONS));
  const spec = JSON.parse(text) as {
    data: { values: { x: number; upper: number; mean: number }[] };
    layer: { encoding: { y: { scale: { domainMax?: number } } } }[];
  };
  return { text, rows: spec.data.values, scale: spec.layer[0].encoding.y.scale };
}

test('an interval without an upper end reaches the top of the chart, and the chart says so', () => {
  const { text, rows, scale } = drawn(Number.POSITIVE_INFINITY);
  expect(scale.domainMax).toBeGreaterThan(9);
  expect(rows[0]).toMatchObject({ x: 10, mean: 9, upper: scale.domainMax });
  expect(rows[1].upper).toBeLessThan(7);
  expect(text).toContain('A band that reaches the top has no upper end.');
});

test('an interval with an upper end stays where it is', () => {
  for (const upper of [12, null]) {
    const { text, rows, scale } = drawn(upper);
    expect(scale.domainMax).toBeUndefined();
    expect(rows[0].upper).toBeLessThanOrEqual(12);
    expect(text).not.toContain('reaches the top');
  }
});
