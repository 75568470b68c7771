import { describe, expect, test } from 'vitest';
import { FLAG, OPERATION } from '../../../src/modules/standby/batch.ts';
import { NOTHING, Replica } from '../../../src/modules/standby/replica.ts';
import { TestStore } from '../port.ts';

const put = (key: number, value: number) => [OPERATION.put, key, value, 0, 0, 0];

/** A batch of a stream; of generation 4. */
const batch = (stream: number, number: number, flags: number, ...writes: readonly number[][]) => ({
  generation: 4,
  stream,
  number,
  flags,
  made: 4,
  writes: Float64Array.from(writes.flat()),
});

/** A standby with a store from before, of row 1 alone, as of batch 1 of stream 1. */
function outdated(): { readonly store: TestStore; readonly replica: Replica; rows(): [number, number][] } {
  const store = new TestStore();
  const replica = new Replica(store);
  replica.apply(batch(1, 1, FLAG.copy | FLAG.first | FLAG.last, put(1, 10)));
  const rows = () =>
    [...store.rows].filter(([key]) => key < 100).map(([key, [value]]) => [key, value] as [number, number]);
  return { store, replica, rows };
}

describe('a copy in several batches', () => {
  const first = batch(2, 1, FLAG.copy | FLAG.first, put(2, 20));
  const middle = batch(2, 2, FLAG.copy, put(3, 30));
  const last = batch(2, 3, FLAG.copy | FLAG.last, put(4, 40));

  test('takes the place of what was there when it is complete, and not before', () => {
    const { replica, rows } = outdated();
    for (const part of [first, middle]) {
      replica.apply(part);
      expect(rows()).toEqual([[1, 10]]);
    }
    expect(replica.apply(last)).toBe(3);
    expect(rows()).toEqual([
      [2, 20],
      [3, 30],
      [4, 40],
    ]);
  });

  test('makes the store that of the generation only when it is complete', () => {
    const { store } = outdated();
    const replica = new Replica(store);
    for (const part of [first, middle]) {
      replica.apply(part);
      expect(replica.completed).toBe(-1);
    }
    replica.apply(last);
    expect(replica.completed).toBe(4);
  });

  test.each([1, 2])('of which %i have come before a crash is asked for anew', (came) => {
    const { store, replica, rows } = outdated();
    for (const part of [first, middle].slice(0, came)) replica.apply(part);
    const next = new Replica(store);
    expect(next.apply([middle, last][came - 1])).toBe(0);
    expect([next.completed, rows()]).toEqual([-1, [[1, 10]]]);
  });

  test('is confirmed no further than its batches have come without a gap', () => {
    const { replica, rows } = outdated();
    expect(replica.apply(last)).toBe(0);
    expect(replica.apply(first)).toBe(1);
    expect(replica.apply(last)).toBe(1);
    expect(rows()).toEqual([[1, 10]]);
    expect(replica.apply(middle)).toBe(3);
  });

  test('is confirmed again when a batch comes again, and applied once', () => {
    const { replica, store, rows } = outdated();
    for (const part of [first, middle, last]) replica.apply(part);
    store.remove(3);
    expect(replica.apply(middle)).toBe(3);
    expect(rows()).toEqual([
      [2, 20],
      [4, 40],
    ]);
  });
});

test('a batch of an earlier stream is neither applied nor confirmed', () => {
  const { replica, rows } = outdated();
  replica.apply(batch(3, 1, FLAG.copy | FLAG.first | FLAG.last, put(5, 50)));
  expect(replica.apply(batch(1, 2, 0, put(1, 11)))).toBe(NOTHING);
  expect(rows()).toEqual([[5, 50]]);
});

test('the log goes on after a crash where the copy was complete', () => {
  const { store, rows } = outdated();
  const replica = new Replica(store);
  expect(replica.apply(batch(1, 2, 0, put(1, 11), put(6, 60)))).toBe(2);
  expect(rows()).toEqual([
    [1, 11],
    [6, 60],
  ]);
});
