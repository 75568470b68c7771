import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type AgentStep, assessScaling, ScalingQuality } from '../../../src/modules/scaling/oscillation.ts';
import { SampleWindow } from '../../../src/modules/scaling/window.ts';
import { s } from './support.ts';

describe('quality of scaling', () => {
  test('worked example', () => {
    // Need: 4 for 10 s, then 8. Provided: 4, at 5 s 6, at 15 s 10, at 20 s 8, at 25 s 10, until 30 s.
    const provided = [
      { time: 0, agents: 4 },
      { time: s(5), agents: 6 },
      { time: s(15), agents: 10 },
      { time: s(20), agents: 8 },
      { time: s(25), agents: 10 },
    ];
    const needed = [
      { time: 0, agents: 4 },
      { time: s(10), agents: 8 },
    ];
    expect(assessScaling(provided, needed, s(30))).toEqual({
      seconds: 30,
      actions: 4,
      scaleOuts: 3,
      scaleIns: 1,
      reversals: 2,
      reversalShare: 2 / 3,
      agentsChanged: 10,
      provided: 20 + 60 + 50 + 40 + 50,
      needed: 40 + 160,
      overProvisioned: 10 + 10 + 10,
      underProvisioned: 10,
      overShare: 0.5,
      underShare: 5 / 30,
    });
  });

  test('setting the same number is no action', () => {
    const quality = new ScalingQuality(0, 5, 5);
    quality.provide(s(1), 5);
    quality.provide(s(2), 5);
    expect(quality.report(s(3))).toMatchObject({ actions: 0, reversalShare: 0, overShare: 0, underShare: 0 });
  });

  test('a span of nothing has no shares, time cannot go back, empty series are refused', () => {
    const quality = new ScalingQuality(s(1), 5, 1);
    expect(quality.report(s(1))).toMatchObject({ seconds: 0, overShare: 0 });
    expect(() => quality.need(0, 1)).toThrow(RangeError);
    expect(() => assessScaling([], [{ time: 0, agents: 1 }], 1)).toThrow(RangeError);
  });

  const series = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 1,
      maxLength: 30,
    })
    .map((steps) => {
      let time = 0;
      return steps.map(([gap, agents]): AgentStep => {
        time += gap;
        return { time: s(time), agents };
      });
    });

  test.prop([series, series, fc.integer({ min: 0, max: 200 })])(
    'agrees with a count second by second',
    (provided, needed, end) => {
      const report = assessScaling(provided, needed, s(end));
      const at = (steps: AgentStep[], time: number) =>
        steps.filter((step) => step.time <= time).at(-1)?.agents as number;
      const start = Math.max(provided[0].time, needed[0].time);
      let over = 0;
      let under = 0;
      let balance = 0;
      for (let time = start; time < s(end); time += s(1)) {
        const excess = at(provided, time) - at(needed, time);
        over += Math.max(0, excess);
        under += Math.max(0, -excess);
        balance += excess;
      }
      expect(report.overProvisioned).toBeCloseTo(over, 6);
      expect(report.underProvisioned).toBeCloseTo(under, 6);
      expect(report.provided - report.needed).toBeCloseTo(balance, 6);
      expect(report.reversals).toBeLessThanOrEqual(Math.max(0, report.actions - 1));
      expect(report.scaleOuts + report.scaleIns).toBe(report.actions);
      expect(report.overShare + report.underShare).toBeLessThanOrEqual(1 + 1e-12);
    },
  );
});

describe('sample window', () => {
  test('holds what is younger than the window, its far edge excluded', () => {
    const window = new SampleWindow(10);
    for (const time of [0, 10, 20]) window.push(time, time + 1);
    expect(window.sum(20, 20)).toBe(11 + 21);
    expect(window.sum(20, 21)).toBe(1 + 11 + 21);
    expect(window.mean(20, 0)).toBe(0);
    expect(window.max(20, 20, 15)).toBe(21);
    expect(window.max(20, 20, 25)).toBe(25);
    expect(window.min(20, 20, 15)).toBe(11);
  });

  test('refuses a window too long for memory', () => {
    expect(() => SampleWindow.spanning(1e15, 1)).toThrow(RangeError);
  });

  test.prop([
    fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -50, max: 50 })), { maxLength: 60 }),
    fc.integer({ min: 1, max: 12 }),
    fc.nat(30),
    fc.nat(10),
  ])('agrees with a plain list of the last samples', (pushes, capacity, length, later) => {
    const window = new SampleWindow(capacity);
    const list: { time: number; value: number }[] = [];
    let now = 0;
    for (const [gap, value] of pushes) {
      now += gap;
      window.push(now, value);
      list.push({ time: now, value });
    }
    now += later;
    const values = list
      .slice(-capacity)
      .filter(({ time }) => time > now - length)
      .map(({ value }) => value);
    const sum = values.reduce((a, b) => a + b, 0);
    expect(window.sum(now, length)).toBe(sum);
    expect(window.mean(now, length)).toBeCloseTo(values.length > 0 ? sum / values.length : 0, 12);
    expect(window.max(now, length, 0)).toBe(Math.max(0, ...values));
    expect(window.min(now, length, 0)).toBe(Math.min(0, ...values));
  });
});
