import { describe, expect, it } from 'vitest';
import type { FlowStepRecord } from '../../src/recording/record.ts';
import { flowsChart } from '../../src/report/charts/flows.ts';
import { loadRenderer } from '../../src/report/charts/render.ts';
import { FILE_OPTIONS } from '../../src/report/charts/theme.ts';
import { runTables, toCsv } from '../../src/report/tables.ts';
import { fixture } from './fixture.ts';

function step(name: string, mean: number | null, change: Partial<FlowStepRecord> = {}): FlowStepRecord {
  const counts = { done: mean === null ? 0 : 100, retried: 0, skipped: 0, failed: 0 };
  return { workload: 'orders', name, index: 0, ...counts, mean, p50: mean, p99: mean, max: mean, ...change };
}

const run = (flow_steps: readonly FlowStepRecord[]) => fixture({ record: { flow_steps } });
const chartOf = (steps: readonly FlowStepRecord[]) => flowsChart(run(steps), FILE_OPTIONS);

interface Row {
  readonly label: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
const rows = (steps: readonly FlowStepRecord[]) =>
  (chartOf(steps) as unknown as { data: { values: Row[] } }).data.values;

describe('the chart of steps of flows', () => {
  it('is left out without flows, and when none of their steps was done', () => {
    expect(flowsChart(fixture(), FILE_OPTIONS)).toBeNull();
    expect(chartOf([step('pay', null)])).toBeNull();
  });

  it('lets each step begin where the one before it ended, in each workload from the start', () => {
    const found = rows([
      step('check', 2),
      step('pay', 3, { retried: 4 }),
      step('pack', 5, { workload: 'parcels' }),
    ]);
    expect(found.map(({ label, start, end }) => [label, start, end])).toEqual([
      ['orders: check', 0, 2],
      ['orders: pay', 2, 5],
      ['parcels: pack', 0, 5],
    ]);
    expect(found.map(({ text }) => text)).toEqual([
      '2 s · 99 % within 2 s',
      '3 s · 99 % within 3 s · 4 of 104 failed',
      '5 s · 99 % within 5 s',
    ]);
  });

  it('states where the time goes', () => {
    const title = chartOf([step('check', 1), step('pay', 3)])?.title as unknown as { subtitle: string };
    expect(title.subtitle).toBe(
      '2 steps, from handing in its task to the event that it is done; the longest, “pay”, takes 3 s (75 % of its flow).',
    );
  });

  it('is valid and drawn without a warning, whatever the lengths', async () => {
    const renderer = await loadRenderer();
    for (const steps of [[step('check', 2), step('pay', 0.001)], [step('check', 0)]]) {
      const svg = await renderer.svg(chartOf(steps) as never);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).toContain('check');
    }
  });

  it('stands beside a table of the same', async () => {
    const table = runTables(run([step('check', 2)])).find(({ name }) => name === 'flow-steps.csv');
    expect(await toCsv(table as never)).toBe(
      'workload,name,index,done,retried,skipped,failed,mean,p50,p99,max\norders,check,0,100,0,0,0,2,2,2,2\n',
    );
    expect(runTables(fixture()).map(({ name }) => name)).not.toContain('flow-steps.csv');
  });
});
