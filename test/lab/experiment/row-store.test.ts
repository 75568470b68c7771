import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RowStore } from '../../../src/lab/experiment/row-store.ts';
import type { RunRow } from '../../../src/lab/experiment/types.ts';
import { rowOf } from './stub.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sim-rows-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const row = (fields: Partial<RunRow>): RunRow => ({ ...rowOf({}), missed: ['größer'], ...fields });

describe('the store of rows', () => {
  property.prop([
    fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b'),
        replication: fc.nat(40),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      { maxLength: 60 },
    ),
    fc.integer({ min: 0, max: 20 }),
  ])('gives back what was put in last, from memory and from its file', (puts, mostInMemory) => {
    const path = mkdtempSync(join(tmpdir(), 'sim-rows-'));
    const store = new RowStore({ folder: path, mostInMemory });
    const expected = new Map<string, RunRow>();
    for (const { key, replication, value } of puts) {
      const put = row({ metrics: { value }, undecided: ['x'.repeat(replication * 100)] });
      store.set(key, replication, put);
      expected.set(`${key} ${replication}`, put);
    }
    for (let replication = 0; replication <= 40; replication++)
      for (const key of ['a', 'b']) {
        const kept = expected.get(`${key} ${replication}`);
        expect(store.get(key, replication)).toStrictEqual(kept);
        expect(store.has(key, replication)).toBe(kept !== undefined);
      }
    expect([...store.runs()].map(({ key, replication }) => `${key} ${replication}`).sort()).toEqual(
      [...expected.keys()].sort(),
    );
    store.close();
    rmSync(path, { recursive: true });
  });

  test('leaves no file behind, and says when it is closed', () => {
    const path = folder();
    const store = new RowStore({ folder: path, mostInMemory: 1 });
    for (let replication = 0; replication < 3; replication++) store.set('a', replication, row({}));
    expect(readdirSync(path)).toEqual([]);
    store.close();
    expect(store.get('a', 0)).toStrictEqual(row({}));
    expect(() => store.get('a', 2)).toThrow('closed');
  });
});
