import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Store } from '../../../src/live/storage/store.ts';
import { StoredLog } from '../../../src/live/storage/stored-log.ts';
import { logSteps, SlowLog, take, viewOf } from '../../modules/log-model.ts';
import { NOBODY, settled } from './settled.ts';
import { VolatileDisk } from './volatile-disk.ts';

const SPACES = { entries: 4, snapshot: 5 };
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('a log in a store', () => {
  it('has room for so many bytes, and stores nothing for which there is none', async () => {
    const disk = new VolatileDisk();
    const store = new Store(disk, NOBODY);
    const log = new StoredLog(store, SPACES, 40);
    expect([log.append(1, new Uint8Array(20)), log.append(1, new Uint8Array(20))]).toEqual([true, false]);
    store.endTurn();
    await settled(store);
    expect(new StoredLog(new Store(disk.crashed(), NOBODY), SPACES).last).toBe(1);
  });

  it('says from which entry on something may be missing, where the store is damaged', async () => {
    const disk = new VolatileDisk();
    const store = new Store(disk, NOBODY);
    const log = new StoredLog(store, SPACES);
    log.install({ index: 6, term: 1, data: bytes(1) });
    for (const term of [1, 1, 2]) {
      log.append(term, bytes(term));
      store.endTurn();
      await settled(store);
    }
    const file = disk.read('rows.log') ?? bytes();
    const third = file.length - 1;
    const damaged = async (at: number) => {
      const other = new VolatileDisk();
      const found = Uint8Array.from(file);
      found[at] ^= 1;
      other.open('rows.log', 0).append(found);
      await other.syncFolder();
      const again = new Store(other.crashed(1), NOBODY);
      const { damage, last } = new StoredLog(again, SPACES);
      await settled(again);
      return [damage, last];
    };
    // The last record ends with the file, and each of the last two takes as much of it.
    const size = 8 + 8 + 13 + 8 + 1;
    expect(await damaged(third)).toEqual([null, 8]);
    expect(await damaged(third - size)).toEqual([{ from: 8 }, 7]);
    expect(await damaged(third - 2 * size)).toEqual([{ from: 1 }, 0]);
  });

  it('is found in no store in which an entry is missing', () => {
    const store = new Store(new VolatileDisk(), NOBODY);
    store.put(SPACES.entries, 2, bytes(0, 0, 0, 0, 0, 0, 0, 0));
    expect(() => new StoredLog(store, SPACES)).toThrow('has an entry 2 where 1 should be');
  });

  const turns = fc.array(fc.record({ steps: fc.array(logSteps, { maxLength: 4 }), waits: fc.nat(12) }), {
    maxLength: 20,
  });

  test.prop([turns, turns, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()])(
    'is found after a crash as it was after a turn, no earlier than the last that is durable, and goes on from there',
    async (first, second, kept, garble) => {
      let disk = new VolatileDisk();
      let slow = new SlowLog();
      for (const life of [first, second]) {
        // Small enough that the file is written anew again and again.
        const store = new Store(disk, NOBODY, 64);
        const log = new StoredLog(store, SPACES);
        expect(viewOf(log)).toBe(slow.view());
        const states = [slow];
        const turnOf = [0];
        for (const { steps, waits } of life) {
          slow = slow.copy();
          for (const step of steps) take(step, log, slow);
          expect(viewOf(log)).toBe(slow.view());
          turnOf.push(store.endTurn());
          states.push(slow);
          for (let i = 0; i < waits; i++) await Promise.resolve();
        }
        const least = turnOf.findLastIndex((turn) => turn <= store.durable);
        disk = disk.crashed(kept, garble);
        const found = new StoredLog(new Store(disk.crashed(), NOBODY), SPACES);
        expect(found.damage).toBeNull();
        const views = states.map((state) => state.view());
        expect(views.slice(least)).toContain(viewOf(found));
        slow = states[views.lastIndexOf(viewOf(found))];
      }
    },
  );
});
