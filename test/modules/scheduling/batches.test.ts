import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Batches } from '../../../src/modules/scheduling/batches.ts';

describe('batches', () => {
  test('need so many reservations for each task, rounded up', () => {
    const batches = new Batches(1);
    const batch = batches.create(0);
    for (const row of [0, 1, 2]) batches.add(batch, row, 16);
    expect(batches.due(0)).toBe(-1);
    batches.seal(batch, 1.1);
    for (let i = 0; i < 4; i++) {
      expect(batches.due(0)).toBe(batch);
      batches.reserved(batch);
    }
    expect(batches.due(0)).toBe(-1);
  });

  test('give their tasks in order, and are gone with the last reservation', () => {
    const batches = new Batches(1);
    const batch = batches.create(0);
    for (const row of [5, 3]) batches.add(batch, row, 16);
    batches.seal(batch, 1.5);
    for (let i = 0; i < 3; i++) batches.reserved(batch);
    for (const row of [5, 3]) {
      expect(batches.first(batch)).toBe(row);
      batches.remove(row);
      batches.settled(batch);
    }
    expect([batches.first(batch), batches.size]).toEqual([-1, 1]);
    batches.settled(batch);
    expect(batches.size).toBe(0);
  });

  test('need another reservation for one that is void, unless there is nobody left', () => {
    const batches = new Batches(1);
    const batch = batches.create(0);
    for (const row of [0, 1]) batches.add(batch, row, 16);
    batches.seal(batch, 1);
    batches.reserved(batch);
    batches.reserved(batch);
    batches.settled(batch);
    expect(batches.due(0)).toBe(batch);
    batches.remove(0);
    expect(batches.due(0)).toBe(batch);
    batches.remove(1);
    expect(batches.due(0)).toBe(-1);
    batches.settled(batch);
    expect(batches.size).toBe(0);
  });

  test('of different requirements do not stand in each other’s way', () => {
    const batches = new Batches(2);
    const [one, other] = [batches.create(1), batches.create(0)];
    batches.add(one, 0, 16);
    batches.add(other, 1, 16);
    batches.seal(one, 2);
    batches.seal(other, 2);
    expect([batches.due(0), batches.due(1)]).toEqual([other, one]);
  });

  const step = fc.oneof(
    fc.record({
      do: fc.constant('seal' as const),
      tasks: fc.integer({ min: 0, max: 4 }),
      ratio: fc.constantFrom(1, 1.4, 2),
    }),
    fc.record({
      do: fc.constantFrom('reserve' as const, 'settle' as const, 'leave' as const),
      which: fc.nat(),
    }),
  );
  test.prop([fc.array(step, { maxLength: 150 })])(
    'no waiting task is without a reservation made or due',
    (steps) => {
      const batches = new Batches(1);
      let rows = 0;
      const tasks = new Map<number, number>();
      const made: number[] = [];
      const waiting = (batch: number) => [...tasks.values()].filter((one) => one === batch).length;
      for (const one of steps) {
        if (one.do === 'seal') {
          const batch = batches.create(0);
          for (let i = 0; i < one.tasks; i++) {
            tasks.set(rows, batch);
            batches.add(batch, rows++, rows);
          }
          batches.seal(batch, one.ratio);
        } else if (one.do === 'reserve') {
          const batch = batches.due(0);
          if (batch < 0) continue;
          batches.reserved(batch);
          made.push(batch);
        } else if (one.do === 'settle' && made.length > 0) {
          const [batch] = made.splice(one.which % made.length, 1);
          const row = batches.first(batch);
          if (row >= 0) {
            batches.remove(row);
            tasks.delete(row);
          }
          batches.settled(batch);
        } else if (one.do === 'leave' && tasks.size > 0) {
          const row = [...tasks.keys()][one.which % tasks.size];
          batches.remove(row);
          tasks.delete(row);
        }
        if (batches.due(0) >= 0) expect(waiting(batches.due(0))).toBeGreaterThan(0);
        const reserved = (batch: number) => made.filter((other) => other === batch).length;
        const short = [...new Set(tasks.values())].filter((batch) => reserved(batch) < waiting(batch));
        if (short.length > 0) expect(batches.due(0)).toBeGreaterThanOrEqual(0);
        expect(batches.size).toBe(new Set([...tasks.values(), ...made]).size);
      }
    },
  );
});
