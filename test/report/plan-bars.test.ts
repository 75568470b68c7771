import { describe, expect, it } from 'vitest';
import type { WaveRecord } from '../../src/recording/record.ts';
import { Waves } from '../../src/recording/stretches.ts';
import { longestTail, plannedStretches, planVerdict } from '../../src/report/charts/plan-bars.ts';
import { type ChartSpec, FILE_OPTIONS } from '../../src/report/charts/theme.ts';
import { wavesChart } from '../../src/report/charts/waves.ts';
import { fixture } from './fixture.ts';

function withPlan(lengths: readonly (number | undefined)[], change: Partial<WaveRecord> = {}) {
  const { waves } = fixture().record;
  const planned = waves.map((wave, index) => {
    const length = lengths[index % lengths.length];
    return { ...wave, ...(length === undefined ? {} : { planned: length }), ...(index === 4 ? change : {}) };
  });
  return fixture({ record: { waves: planned } });
}

function heading(result: ReturnType<typeof fixture>): { readonly text: string; readonly subtitle: string } {
  return (wavesChart(result, FILE_OPTIONS) as ChartSpec).title as never;
}

describe('waves beside their plan', () => {
  it('follow each other from the start of their workload on', () => {
    const result = withPlan([60]);
    expect(plannedStretches(result.record.waves, result).slice(0, 3)).toEqual([
      { start: 4, end: 64 },
      { start: 64, end: 124 },
      { start: 124, end: 184 },
    ]);
  });

  it('have no plan from the first wave on whose length the plan does not say', () => {
    const result = withPlan([60, undefined, 60]);
    const planned = plannedStretches(result.record.waves, result);
    expect(planned.map((stretch) => stretch !== undefined)).toEqual([true, ...Array(8).fill(false)]);
    expect(planVerdict(result.record.waves, planned)).toBeNull();
    expect(heading(result).text).toBe('Waves');
  });

  it('say in the title what was planned and what it took', () => {
    expect(heading(withPlan([60])).text).toBe('Waves: planned 9 min, took 21 min 17 s');
    expect(heading(withPlan([60], { end: null })).text).toBe('Waves: planned 9 min, not all waves ended');
  });

  it('take from the first start on, whichever wave it belongs to', () => {
    const { waves } = fixture().record;
    const wave = (workload: string, start: number | null, end: number | null): WaveRecord => ({
      ...waves[0],
      workload,
      start,
      end,
    });
    const planned = [
      { start: 600, end: 660 },
      { start: 0, end: 60 },
    ];
    expect(planVerdict([wave('late', 600, 700), wave('early', 0, 90)], planned)).toBe(
      'planned 11 min, took 11 min 40 s',
    );
    expect(planVerdict([wave('late', null, null), wave('early', 0, 90)], planned)).toBe(
      'planned 11 min, not all waves ended',
    );
    expect(planVerdict([], [])).toBeNull();
  });

  it('mark the wave that waited longest for its last tasks, where that is a large part of it', () => {
    const [start, end] = [509, 806];
    const slow = withPlan([60], { tail: start + 100 });
    expect(slow.record.waves[4]).toMatchObject({ end });
    expect(longestTail(slow.record.waves)).toBe(4);
    expect(heading(slow).subtitle).toBe(
      '9 of 9 waves ended; the longest, “analyse”, took 4 min 57 s, 3 min 17 s of it waiting for the last 1 % of its tasks.',
    );
    expect(longestTail(withPlan([60], { tail: end - 10 }).record.waves)).toBe(-1);
  });
});

describe('the tail of a wave', () => {
  const spec = (tasks: number) =>
    ({ workloads: [{ kind: 'waves', name: 'w', waves: [{ name: 'a', tasks, planned: 60 }] }] }) as never;

  it.each([
    [100, 99],
    [101, 100],
    [250, 248],
  ])('of %i tasks begins when the task number %i has ended', (tasks, ended) => {
    const waves = new Waves(spec(tasks));
    for (let task = 1; task <= tasks; task++)
      waves.count(0, 0, task % 7 === 0 ? 'failed' : 'completed', task * 1e6);
    expect(waves.records[0]).toMatchObject({ planned: 60, tail: ended });
  });

  it('is not spoken of below a hundred tasks, and tasks tried again have not ended', () => {
    const few = new Waves(spec(99));
    for (let task = 1; task <= 99; task++) few.count(0, 0, 'completed', task);
    expect(few.records[0].tail).toBeUndefined();
    const retried = new Waves(spec(100));
    for (let task = 1; task <= 100; task++) retried.count(0, 0, 'retried', task);
    expect(retried.records[0].tail).toBeUndefined();
  });
});
