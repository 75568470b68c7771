import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  type Batch,
  Batcher,
  BatcherSettingError,
  type BatcherSettings,
} from '../../../src/modules/workflow/batcher.ts';
import { TestPort } from '../port.ts';

function scene(change: Partial<BatcherSettings> = {}) {
  const port = new TestPort();
  const batches: (Batch & { readonly at: number })[] = [];
  const batcher = new Batcher(port, { maxSize: 3, maxWait: 100, maxOpen: 10, ...change }, (batch) =>
    batches.push({ ...batch, at: port.now() }),
  );
  return {
    port,
    batcher,
    batches,
    advance: (to: number) => port.advance(to, (tag, argument) => batcher.onTimer(tag, argument)),
  };
}

describe('a batcher', () => {
  test('sends a batch when it is full', () => {
    const { batcher, batches, port } = scene();
    [1, 2, 3, 4].forEach((task) => {
      batcher.add(7, task);
    });
    expect(batches).toEqual([{ kind: 7, tasks: [1, 2, 3], reason: 'full', at: 0 }]);
    expect([batcher.waiting, port.timers]).toEqual([1, 1]);
  });

  test('sends a batch when its first task has waited long enough', () => {
    const { batcher, batches, advance } = scene();
    batcher.add(7, 1);
    advance(60);
    batcher.add(7, 2);
    batcher.add(8, 3);
    advance(99);
    expect(batches).toEqual([]);
    advance(100);
    expect(batches).toEqual([{ kind: 7, tasks: [1, 2], reason: 'due', at: 100 }]);
    batcher.add(7, 4);
    advance(160);
    expect(batches[1]).toEqual({ kind: 8, tasks: [3], reason: 'due', at: 160 });
    advance(200);
    expect(batches[2]).toEqual({ kind: 7, tasks: [4], reason: 'due', at: 200 });
  });

  test('sends the oldest batch when there are too many', () => {
    const { batcher, batches } = scene({ maxOpen: 2 });
    batcher.add(1, 10);
    batcher.add(2, 20);
    batcher.add(1, 11);
    batcher.add(3, 30);
    expect(batches).toEqual([{ kind: 1, tasks: [10, 11], reason: 'crowded', at: 0 }]);
  });

  test('sends all when told to', () => {
    const { batcher, batches, port } = scene();
    batcher.add(2, 20);
    batcher.add(1, 10);
    batcher.flush();
    expect(batches.map(({ kind, reason }) => [kind, reason])).toEqual([
      [2, 'flushed'],
      [1, 'flushed'],
    ]);
    expect([batcher.waiting, port.timers]).toEqual([0, 0]);
  });

  test('bears that whoever hears of a batch adds tasks at once', () => {
    const port = new TestPort();
    const batches: Batch[] = [];
    const batcher: Batcher = new Batcher(port, { maxSize: 2, maxWait: 100, maxOpen: 1 }, (batch) => {
      batches.push(batch);
      if (batches.length === 1) batcher.add(2, 99);
    });
    batcher.add(1, 10);
    batcher.add(2, 20);
    expect(batches).toEqual([
      { kind: 1, tasks: [10], reason: 'crowded' },
      { kind: 2, tasks: [99, 20], reason: 'full' },
    ]);
    expect([batcher.waiting, port.timers]).toEqual([0, 0]);
  });

  test.each(['maxSize', 'maxWait', 'maxOpen'] as const)('%s out of range is refused', (field) => {
    expect(() => scene({ [field]: -1 })).toThrow(BatcherSettingError);
    expect(() => scene({ [field]: 0.5 })).toThrow(field);
  });
});

property.prop([
  fc.array(fc.record({ kind: fc.nat(4), pause: fc.nat(60) }), { maxLength: 80 }),
  fc.integer({ min: 1, max: 5 }),
  fc.nat(120),
  fc.integer({ min: 1, max: 4 }),
])('every task leaves once, in order, in time, with its kind', (arrivals, maxSize, maxWait, maxOpen) => {
  const { batcher, batches, advance, port } = scene({ maxSize, maxWait, maxOpen });
  const came: number[] = [];
  arrivals.forEach(({ kind, pause }, task) => {
    advance(port.now() + pause);
    came.push(port.now());
    batcher.add(kind, task);
  });
  advance(port.now() + maxWait);
  expect(batcher.waiting).toBe(0);
  expect(port.timers).toBe(0);
  expect(batches.flatMap(({ tasks }) => tasks).sort((a, b) => a - b)).toEqual(
    arrivals.map((_, task) => task),
  );
  for (const { kind, tasks, at } of batches) {
    expect(tasks.length).toBeGreaterThan(0);
    expect(tasks.length).toBeLessThanOrEqual(maxSize);
    expect(at - came[tasks[0]]).toBeLessThanOrEqual(maxWait);
    for (const task of tasks) expect(arrivals[task].kind).toBe(kind);
  }
  for (let kind = 0; kind < 5; kind++) {
    const left = batches.filter((batch) => batch.kind === kind).flatMap(({ tasks }) => tasks);
    expect(left).toEqual([...left].sort((a, b) => a - b));
  }
});
