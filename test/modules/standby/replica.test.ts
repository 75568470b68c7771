import { describe, expect, test } from 'vitest';
import { FLAG } from '../../../src/modules/standby/batch.ts';
import { NOTHING, Replica } from '../../../src/modules/standby/replica.ts';
import { Tables } from '../../../src/modules/standby/tables.ts';
import { TestPort } from '../port.ts';

const TABLE = 77;
const put = (key: number, value: number, table = TABLE) => [table, key, value, 0, 0, 0];
const remove = (key: number, table = TABLE) => [-table, key, 0, 0, 0, 0];

/** A batch of a stream; of generation 4. */
const batch = (stream: number, number: number, flags: number, ...writes: readonly number[][]) => ({
  generation: 4,
  stream,
  number,
  flags,
  made: 4,
  writes: Float64Array.from(writes.flat()),
});

/** The machine of a standby, which may be started more than once. */
class Standby {
  readonly #port = new TestPort();
  tables = new Tables(this.#port.scope('replicated'));
  replica = new Replica(this.tables, this.#port.scope('position').storage);

  crash(): Replica {
    this.#port.crash();
    this.tables = new Tables(this.#port.scope('replicated'));
    this.replica = new Replica(this.tables, this.#port.scope('position').storage);
    return this.replica;
  }

  rows(): [number, number][] {
    const rows: [number, number][] = [];
    this.tables.forEach((table, key, value) => {
      rows.push([table === TABLE ? key : 1000 * table + key, value]);
    });
    return rows;
  }
}

/** A standby with rows from before, of row 1 alone, as of batch 1 of stream 1. */
function outdated() {
  const standby = new Standby();
  const { replica } = standby;
  replica.apply(batch(1, 1, FLAG.copy | FLAG.first | FLAG.last, put(1, 10)));
  return { standby, replica, rows: () => standby.rows() };
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
    const { standby } = outdated();
    const replica = standby.crash();
    for (const part of [first, middle]) {
      replica.apply(part);
      expect(replica.completed).toBe(-1);
    }
    replica.apply(last);
    expect(replica.completed).toBe(4);
  });

  test.each([1, 2])('of which %i have come before a crash is asked for anew', (came) => {
    const { standby, replica, rows } = outdated();
    for (const part of [first, middle].slice(0, came)) replica.apply(part);
    const next = standby.crash();
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
    const { replica, standby, rows } = outdated();
    for (const part of [first, middle, last]) replica.apply(part);
    standby.tables.remove(TABLE, 3);
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
  const { standby, rows } = outdated();
  const replica = standby.crash();
  expect(replica.apply(batch(1, 2, 0, put(1, 11), put(6, 60)))).toBe(2);
  expect(rows()).toEqual([
    [1, 11],
    [6, 60],
  ]);
});

test('rows of other tables are apart, and a copy takes the place of them all', () => {
  const { replica, rows, standby } = outdated();
  replica.apply(batch(1, 2, 0, put(1, 30, 3), put(1, 90, 900), remove(1)));
  expect(rows()).toEqual([
    [3001, 30],
    [900_001, 90],
  ]);
  standby.crash();
  expect(rows()).toEqual([
    [3001, 30],
    [900_001, 90],
  ]);
  standby.replica.apply(batch(2, 1, FLAG.copy | FLAG.first | FLAG.last, put(2, 20), put(1, 31, 3)));
  expect(rows()).toEqual([
    [3001, 31],
    [2, 20],
  ]);
});
