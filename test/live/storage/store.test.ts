import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { FolderDisk } from '../../../src/live/storage/disk.ts';
import { encodeRecord, scanRecords } from '../../../src/live/storage/record-log.ts';
import { Store } from '../../../src/live/storage/store.ts';
import { NOBODY, settled } from './settled.ts';
import { VolatileDisk } from './volatile-disk.ts';

const SPACE = 3;
const FILE = 'rows.log';
const bytes = (...values: number[]) => Uint8Array.from(values);

function rowsOf(store: Store): [number, string][] {
  const rows: [number, string][] = [];
  store.scan(SPACE, (key, value) => rows.push([key, Buffer.from(value).toString('hex')]));
  return rows;
}

describe('records', () => {
  it('come back as they were written', () => {
    const file = Buffer.concat([encodeRecord(bytes(1, 2)), encodeRecord(bytes()), encodeRecord(bytes(3))]);
    const { records, length, discarded } = scanRecords(file);
    expect(records.map((record) => [...record])).toEqual([[1, 2], [], [3]]);
    expect([length, discarded]).toEqual([8 + 2 + 8 + 8 + 1, 0]);
  });

  it('that are whole behind one that is not are found, and kept apart', () => {
    const whole = [bytes(1), bytes(2, 2), bytes(3)].map(encodeRecord);
    whole[1][9] ^= 1;
    const { records, length, discarded, behind } = scanRecords(Buffer.concat(whole));
    expect(records.map((record) => [...record])).toEqual([[1]]);
    expect(behind.map((record) => [...record])).toEqual([[3]]);
    expect([length, discarded]).toEqual([9, 10 + 9]);
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

  it('syncs what it finds, before anything is said that rests on it', async () => {
    const disk = new VolatileDisk();
    const store = new Store(disk, NOBODY);
    store.put(SPACE, 1, bytes(1));
    store.endTurn();
    await settled(store);
    const found = disk.crashed();
    const again = new Store(found, NOBODY);
    expect([again.endTurn(), again.durable, found.syncs]).toEqual([1, 0, 0]);
    await settled(again);
    expect([again.durable, found.syncs]).toEqual([1, 1]);
  });

  /** A disk whose file of rows holds these bytes. */
  async function diskOf(file: Uint8Array): Promise<VolatileDisk> {
    const disk = new VolatileDisk();
    disk.open(FILE, 0).append(file);
    await disk.syncFolder();
    return disk.crashed(1);
  }

  /** The file of a store, one row a turn; `synced` says whether each turn is durable before the next begins. */
  async function fileOf(turns: number, synced: boolean): Promise<{ file: Uint8Array; ends: number[] }> {
    const disk = new VolatileDisk();
    const store = new Store(disk, NOBODY);
    const ends = [0];
    for (let turn = 0; turn < turns; turn++) {
      store.put(SPACE, turn, bytes(turn));
      store.endTurn();
      if (synced) await settled(store);
      ends.push(disk.read(FILE)?.length ?? 0);
    }
    await settled(store);
    return { file: disk.read(FILE) ?? bytes(), ends };
  }

  function garbled(file: Uint8Array, bit: number): Uint8Array {
    const found = Uint8Array.from(file);
    found[bit >> 3] ^= 1 << (bit & 7);
    return found;
  }

  test.prop([fc.integer({ min: 1, max: 5 }), fc.nat()])(
    'tells damage to what was durable, unless nothing was written after that',
    async (turns, place) => {
      const { file, ends } = await fileOf(turns, true);
      const bit = place % (8 * file.length);
      const whole = ends.filter((end) => end > 0 && end <= bit >> 3).length;
      const store = new Store(await diskOf(garbled(file, bit)), NOBODY);
      expect(rowsOf(store).map(([key]) => key)).toEqual(Array.from({ length: whole }, (_, key) => key));
      expect([store.isDamaged, store.discarded]).toEqual([whole < turns - 1, file.length - ends[whole]]);
      await settled(store);
    },
  );

  test.prop([fc.nat()])('takes what a crash made of turns that share a sync for no damage', async (place) => {
    const { file, ends } = await fileOf(4, false);
    const store = new Store(await diskOf(garbled(file, place % (8 * file.length))), NOBODY);
    expect(ends.at(-1)).toBe(file.length);
    expect(store.discarded).toBeGreaterThan(0);
    expect(store.isDamaged).toBe(false);
    await settled(store);
  });

  it('finds damage in each life until one of them has written', async () => {
    const { file, ends } = await fileOf(3, true);
    const disk = await diskOf(garbled(file, 8 * ends[1] + 70));
    const first = new Store(disk, NOBODY);
    expect([first.isDamaged, rowsOf(first)]).toEqual([true, [[0, '00']]]);
    await settled(first);
    first.put(SPACE, 9, bytes(9));
    first.endTurn();
    // The power goes before that is durable.
    const second = new Store(disk.crashed(1), NOBODY);
    expect([second.isDamaged, rowsOf(second)]).toEqual([true, [[0, '00']]]);
    await settled(first);
    const third = new Store(disk.crashed(), NOBODY);
    expect([third.isDamaged, third.discarded]).toEqual([false, 0]);
    expect(rowsOf(third)).toEqual([
      [0, '00'],
      [9, '09'],
    ]);
    await settled(third);
  });

  it('is closed with a sync under way, and nobody is told', async () => {
    const disk = new VolatileDisk();
    const told: number[] = [];
    const store = new Store(disk, { ...NOBODY, durable: (turn) => told.push(turn) });
    store.put(SPACE, 1, bytes(1));
    store.endTurn();
    store.close();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect([told, disk.syncs]).toEqual([[], 0]);
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
