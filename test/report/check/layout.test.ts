import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { HistoryOperation } from '../../../src/oracles/histories/index.ts';
import { textWidth } from '../../../src/report/charts/text-width.ts';
import { fitted, layOut, type ShownOperation } from '../../../src/report/check/layout.ts';

const WIDTH = 760;

function shown(
  process: number,
  invoked: number,
  returned: number,
  place: number | null,
  label = 'write 3',
): ShownOperation {
  const operation: HistoryOperation = {
    ...{ process, input: null, invoked, returned, number: 1, line: 1, endLine: null },
  };
  return { operation, fate: place === null ? 'open' : 'placed', label, place };
}

/** Operations of processes that call one after the other, in the order of their calls, which is one in which they may take effect. */
const operations = fc
  .array(
    fc.record({
      process: fc.nat({ max: 3 }),
      gap: fc.integer({ min: 0, max: 5 }),
      label: fc.string({ maxLength: 30 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    const free = [0, 0, 0, 0];
    return steps
      .map(({ process, gap, label }) => {
        const invoked = free[process] + gap;
        free[process] = invoked + 3 * gap + 1;
        return { process, invoked, returned: free[process], label };
      })
      .sort((a, b) => a.invoked - b.invoked)
      .map(({ process, invoked, returned, label }, n) => shown(process, invoked, returned, n + 1, label));
  });

describe('pictures of histories', () => {
  property.prop([operations, fc.integer({ min: 0, max: 60 })])(
    'keep what is before what, and when operations take effect',
    (all, more) => {
      const end = all[all.length - 1].operation.invoked + more;
      const { bars, ticks, rows } = layOut(all, end, WIDTH);
      expect(rows).toEqual([...rows].sort());
      for (const bar of bars) {
        expect(bar.start).toBeGreaterThanOrEqual(0);
        expect(bar.end).toBeGreaterThan(bar.start);
        expect(bar.end).toBeLessThanOrEqual(1);
        expect(bar.isOpen).toBe(bar.operation.returned > end);
        expect(rows[bar.row]).toBe(bar.operation.process);
        expect(bar.effect).toBeGreaterThanOrEqual(bar.start);
        expect(bar.effect).toBeLessThanOrEqual(bar.end);
        for (const other of bars) {
          if (!bar.isOpen && bar.operation.returned < other.operation.invoked)
            expect(bar.end).toBeLessThan(other.start);
          if (bar.operation.invoked < other.operation.invoked) expect(bar.start).toBeLessThan(other.start);
          if (bar.row === other.row && bar.start < other.start)
            expect(bar.room).toBeLessThanOrEqual(other.start);
        }
      }
      for (const [index, tick] of ticks.entries())
        if (index > 0) expect(tick.at).toBeGreaterThan(ticks[index - 1].at);
    },
  );

  test('labels have room where there is enough of it, and room that is left over lies between', () => {
    const label = 'append "a rather long key" 17';
    const all = [shown(0, 0, 1, 1, label), shown(0, 2, 3, 2, label), shown(1, 4, 5, null, label)];
    const { bars } = layOut(all, 5, WIDTH);
    for (const { start, room } of bars) expect(fitted(label, (room - start) * WIDTH)).toBe(label);
    expect(bars[2].end).toBeGreaterThan(0.9);
    expect(bars[1].start - bars[0].end).toBeGreaterThan(bars[0].end - bars[0].start);
  });

  test('what is too long is pressed together, and labels are cut to what they have', () => {
    const label = 'a label that is as long as it can be, and then some more of it';
    const all = Array.from({ length: 12 }, (_, n) => shown(0, 2 * n, 2 * n + 1, n + 1, label));
    const { bars } = layOut(all, 23, WIDTH);
    expect(bars[11].end).toBeLessThanOrEqual(1);
    for (const { start, room } of bars) {
      const cut = fitted(label, (room - start) * WIDTH);
      expect(cut).toMatch(/^a.*…$/);
      expect(textWidth(cut, 10.5)).toBeLessThanOrEqual((room - start) * WIDTH);
    }
  });

  test('an operation that has not answered by the end goes on beyond it', () => {
    const { bars } = layOut([shown(0, 0, 10, 1), shown(1, 1, Infinity, null), shown(2, 2, 30, 2)], 10, WIDTH);
    expect(bars.map(({ isOpen, end }) => [isOpen, end === 1])).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
  });
});
