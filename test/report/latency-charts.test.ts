import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/lab/result.ts';
import { LEAF_PARTS } from '../../src/recording/latency-part.ts';
import { agentsChart } from '../../src/report/charts/agents.ts';
import { latencyChart } from '../../src/report/charts/latency.ts';
import { latencyPartsChart } from '../../src/report/charts/latency-parts.ts';
import { loadRenderer } from '../../src/report/charts/render.ts';
import { type ChartSpec, FILE_OPTIONS } from '../../src/report/charts/theme.ts';
import { alternativePartsChart } from '../../src/report/experiment/charts/latency-parts.ts';
import { PAGE_OPTIONS } from '../../src/report/html/page.ts';
import { runTables } from '../../src/report/tables.ts';
import { comparison } from './experiment/fixture.ts';
import { fixture } from './fixture.ts';
import { cutRun, PARTS, partedRun } from './runs.ts';

const svg = async (spec: ChartSpec | null) => (await loadRenderer()).svg(spec as ChartSpec);
const statement = (spec: ChartSpec | null) =>
  (spec as { readonly title: { readonly subtitle: string } }).title.subtitle;
const values = (spec: ChartSpec | null) =>
  (spec as { readonly data: { readonly values: readonly Record<string, number | string>[] } }).data.values;

describe('the chart of what latencies are made of', () => {
  it('has a bar for all tasks and each band, whose parts fill it', async () => {
    const spec = latencyPartsChart(partedRun(), PAGE_OPTIONS);
    const rows = values(spec);
    expect([...new Set(rows.map(({ label }) => label))]).toEqual([
      ...['all tasks', 'fastest 50 %', '50 to 90 %', '90 to 99.9 %', 'slowest 0.1 %'],
    ]);
    for (const label of new Set(rows.map((row) => row.label))) {
      const own = rows.filter((row) => row.label === label);
      expect(own.length).toBe(LEAF_PARTS.length);
      expect(own.map(({ from }) => from)).toEqual([0, ...own.slice(0, -1).map(({ to }) => to)]);
      expect(own[own.length - 1].to).toBe(1);
    }
    expect(statement(spec)).toMatch(
      /^Of all tasks: mean 2\.83 s, waiting for an agent 35\.3 %, failed 17\.7 %/,
    );
    expect(await svg(latencyPartsChart(partedRun(), FILE_OPTIONS))).toContain('their agent was lost');
  });

  it('is none where latencies are of one part, or nothing is known of them', () => {
    expect(latencyPartsChart(fixture(), FILE_OPTIONS)).toBeNull();
    const zero = Object.fromEntries(LEAF_PARTS.map((part) => [part, 0])) as typeof PARTS;
    const one = { from: 0, to: 1, tasks: 5, latency: 3, parts: { ...zero, service: 3 } };
    expect(latencyPartsChart(fixture({ record: { latency_parts: [one] } }), FILE_OPTIONS)).toBeNull();
  });

  it('is a table as well', () => {
    const table = runTables(partedRun()).find(({ name }) => name === 'latency-parts.csv');
    expect(table?.header.slice(0, 6)).toEqual([
      'from',
      'to',
      'tasks',
      'latency',
      'waiting',
      'attempts.failure',
    ]);
    expect(table?.rows.length).toBe(5);
  });

  it('compares alternatives, at least as long as they are where tasks had not ended', async () => {
    const metrics = (open: boolean) => ({
      ...Object.fromEntries(
        LEAF_PARTS.map((part) => [`task.latency.part.${part}.mean`, open ? null : PARTS[part]]),
      ),
      'task.latency.mean': open ? null : 2.829,
    });
    const bounds = Object.fromEntries(
      LEAF_PARTS.map((part) => [`task.latency.part.${part}.mean`, { lower: PARTS[part], upper: null }]),
    );
    const made = comparison({ means: { a: [3], b: [2] } });
    const runs = made.runs.map((run) => ({
      ...run,
      row:
        run.alternative === 0
          ? { ...run.row, metrics: { ...run.row.metrics, ...metrics(false) } }
          : {
              ...run.row,
              metrics: { ...run.row.metrics, ...metrics(true) },
              bounds: { ...bounds, 'task.latency.mean': { lower: 5, upper: null } },
            },
    }));
    const spec = alternativePartsChart({ ...made, runs }, PAGE_OPTIONS);
    const rows = values(spec);
    // The best by the metric comes first.
    expect(rows[0].label).toBe('b');
    const open = rows.find(({ part }) => part === 'not ended, at least');
    expect(open).toMatchObject({ label: 'b', to: 5 });
    expect(rows.filter(({ label }) => label === 'a').length).toBe(LEAF_PARTS.length);
    expect(statement(spec)).toContain(
      '\u2265: at least that, as tasks had not ended. In order of task.latency.p99.',
    );
    expect(await svg(spec)).toContain('\u2265 5 s');
    expect(alternativePartsChart(made, FILE_OPTIONS)).toBeNull();
  });
});

describe('the chart of latencies', () => {
  it('of a run that was cut has a band up to what percentiles may come to', async () => {
    const spec = latencyChart(cutRun(), PAGE_OPTIONS);
    const rows = values(spec).filter(({ s }) => s === 'total latency');
    const top = Math.max(...rows.map((row) => Number(row.top)));
    for (const { p, y, top: upper } of rows) {
      if (Number(p) > 90) expect(upper).toBe(top);
      else expect(Number(upper) / Number(y)).toBeCloseTo(1.4, 3);
    }
    expect(statement(spec)).toMatch(
      /^Half of all tasks have a latency of at most 42\.3 s – 59\.2 s, 99 % \u2265 [^,]+, 99\.9 % \u2265 .*20,000 tasks had not ended/,
    );
    expect(await svg(latencyChart(cutRun(), FILE_OPTIONS))).toContain('mark-area');
    expect(await svg(latencyChart(fixture(), FILE_OPTIONS))).not.toContain('mark-area');
  });
});

it('constants are drawn as far as so many tasks can tell', () => {
  const made = fixture();
  const { latency } = made.record;
  const constant = {
    ...made,
    record: {
      ...made.record,
      latency: { ...latency, series: { latency: latency.percentiles.map(() => 2) }, open: undefined },
    },
    summary: { ...made.summary, metrics: { ...made.summary.metrics, 'tasks.completed': 20_000 } },
  } as RunResult;
  const last = Math.max(...values(latencyChart(constant, PAGE_OPTIONS)).map(({ p }) => Number(p)));
  expect(last).toBeGreaterThan(99.9);
  expect(last).toBeLessThanOrEqual(99.995);
});

describe('the chart of agents', () => {
  it('has a panel of its own for those suspected', () => {
    const { vconcat } = agentsChart(fixture(), FILE_OPTIONS) as unknown as {
      readonly vconcat: readonly object[];
    };
    expect(vconcat.length).toBe(3);
    expect(JSON.stringify(vconcat[2])).toContain('Suspected');
    expect(JSON.stringify(vconcat[1])).not.toContain('uspected');
  });
});
