import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { FolderDisk } from '../../../src/live/storage/disk.ts';
import { encodeRecord, scanRecords } from '../../../src/live/storage/record-log.ts';
import { Store } from '../../../src/live/storage/store.ts';
import { VolatileDisk } from './volatile-disk.ts';

const SPACE = 3;
const bytes = (...values: number[]) => Uint8Array.from(values);
const NOBODY = {
  durable() {},
  failed(error: unknown) {
    throw error;
  },
};

function rowsOf(store: Store): [number, string][] {
  const rows: [number, string][] = [];
  store.scan(SPACE, (key, value) => rows.push([key, Buffer.from(value).toString('hex')]));
  return rows;
}

/** Resolves when all turns are durable. */
async function settled(store: Store): Promise<void> {
  while (store.durable < store.turns) await new Promise((resolve) => setTimeout(resolve));
}

describe('records', () => {
  it('come back as they were written', () => {
    const file = Buffer.concat([encodeRecord(bytes(1, 2)), encodeRecord(bytes()), encodeRecord(bytes(3))]);
    const { records, length, discarded } = scanRecords(file);
    expect(records.map((record) => [...record])).toEqual([[1, 2], [], [3]]);
    expect([length, discarded]).toEqual([8 + 2 + 8 + 8 + 1, 0]);
  });

  test.prop([fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat()])(
    'that were torn or garbled are not taken for whole ones',
    (data, cut, bit) => {
      const encoded = data.map(encodeRecord);
      const file = Buffer.concat(encoded);
      const whole = (end: number) => {
        let at = 0;
        return data.filter((_, i) => {
          at += encoded[i].length;
          return at <= end;
        });
      };
      const end = cut % (file.length + 1);
      expect(scanRecords(file.subarray(0, end)).records.map((r) => [...r])).toEqual(
        whole(end).map((r) => [...r]),
      );
      const place = bit % (file.length * 8);
      const garbled = Uint8Array.from(file);
      garbled[place >> 3] ^= 1 << (place & 7);
      const { records } = scanRecords(garbled);
      // The records before the one with the changed bit, and none after it.
      expect(records.map((r) => [...r])).toEqual(whole(place >> 3).map((r) => [...r]));
    },
  );
});

describe('a store', () => {
  it('has its rows again after it was closed, in a folder of the real disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-'));
    try {
      const store = new Store(new FolderDisk(folder), NOBODY);
      store.put(SPACE, 2 ** 53 - 1, bytes(1));
      store.put(SPACE, 0, bytes(2, 3));
      store.put(SPACE, 7, bytes(4));
      store.endTurn();
      store.remove(SPACE, 7);
      store.endTurn();
      await settled(store);
      store.close();
      const again = new Store(new FolderDisk(folder), NOBODY);
      expect(rowsOf(again)).toEqual([
        [0, '0203'],
        [2 ** 53 - 1, '01'],
      ]);
      again.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shares one sync among the turns that end while another is under way', async () => {
    const disk = new VolatileDisk();
    const store = new Store(disk, NOBODY);
    for (let turn = 0; turn < 100; turn++) {
      store.put(SPACE, turn, bytes(turn));
      store.endTurn();
    }
    await settled(store);
    expect(disk.syncs).toBe(1);
  });

  it('tells of a turn when it is durable, and not before', async () => {
    const disk = new VolatileDisk();
    const told: number[] = [];
    const store = new Store(disk, { ...NOBODY, durable: (turn) => told.push(turn) });
    store.put(SPACE, 1, bytes(1));
    expect(store.endTurn()).toBe(1);
    expect(told).toEqual([]);
    expect(rowsOf(new Store(disk.crashed(), NOBODY))).toEqual([]);
    await settled(store);
    expect(told).toEqual([1]);
  });

  it('hears of a disk that fails', async () => {
    const disk = new VolatileDisk();
    const open = disk.open.bind(disk);
    disk.open = (name, length) => ({
      ...open(name, length),
      sync: () => Promise.reject(new Error('no space left')),
    });
    const heard = await new Promise<unknown>((resolve) => {
      const store = new Store(disk, { durable() {}, failed: resolve });
      store.put(SPACE, 1, bytes(1));
      store.endTurn();
    });
    expect(String(heard)).toContain('no space left');
  });

  it('loses confirmed rows when the sync is left out', async () => {
    const disk = new VolatileDisk();
    disk.isHonest = false;
    const store = new Store(disk, NOBODY);
    store.put(SPACE, 1, bytes(1));
    store.endTurn();
    await settled(store);
    expect(rowsOf(new Store(disk.crashed(), NOBODY))).toEqual([]);
  });

  const write = fc.record({
    key: fc.nat(5),
    value: fc.option(fc.uint8Array({ maxLength: 4 }), { nil: null }),
  });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('turn' as const), writes: fc.array(write) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), writes: fc.constant([]) }) },
  );

  test.prop([fc.array(step, { maxLength: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()])(
    'holds after a crash what it held after a turn, no earlier than the last that was confirmed',
    async (steps, kept, garble) => {
      const disk = new VolatileDisk();
      let confirmed = 0;
      // Small enough that the log is rewritten again and again.
      const store = new Store(disk, { ...NOBODY, durable: (turn) => (confirmed = turn) }, 64);
      const states = [JSON.stringify([])];
      for (const { kind, writes } of steps) {
        for (const { key, value } of writes)
          if (value === null) store.remove(SPACE, key);
          else store.put(SPACE, key, value);
        if (kind === 'turn') states[store.endTurn()] = JSON.stringify(rowsOf(store));
        else for (let i = 0; i < kept * 24; i++) await Promise.resolve();
      }
      const least = confirmed;
      const found = JSON.stringify(rowsOf(new Store(disk.crashed(kept, garble), NOBODY)));
      expect(states.slice(least)).toContain(found);
    },
  );
});
