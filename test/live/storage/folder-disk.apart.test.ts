/**
 * The real disk, over a layer that keeps what was synced apart from what was only written: after a crash, bytes and names that were not
 * synced are gone.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** By open file: its bytes, and what of them is synced. By name: the file, and whether the name is synced. */
const layer = vi.hoisted(() => ({
  files: new Map<number, { bytes: Buffer; synced: Buffer }>(),
  names: new Map<string, { bytes: Buffer; synced: Buffer }>(),
  durableNames: new Map<string, { bytes: Buffer; synced: Buffer }>(),
}));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  type Done = (error: Error | null) => void;
  const layered = {
    ...real,
    openSync(path: string, ...rest: [string | number, number?]) {
      const descriptor = real.openSync(path, ...rest);
      if (real.fstatSync(descriptor).isFile()) {
        const known = layer.names.get(path) ?? { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
        layer.names.set(path, known);
        layer.files.set(descriptor, known);
      }
      return descriptor;
    },
    ftruncateSync(descriptor: number, length: number) {
      real.ftruncateSync(descriptor, length);
      const file = layer.files.get(descriptor);
      if (file) file.bytes = Buffer.from(file.bytes.subarray(0, length));
    },
    writeSync(descriptor: number, bytes: Buffer, from: number, length: number, position: number) {
      // Short writes happen.
      const written = real.writeSync(descriptor, bytes, from, Math.min(length, 7), position);
      const file = layer.files.get(descriptor);
      if (file)
        file.bytes = Buffer.concat([file.bytes.subarray(0, position), bytes.subarray(from, from + written)]);
      return written;
    },
    fdatasync(descriptor: number, done: Done) {
      const file = layer.files.get(descriptor);
      const bytes = Buffer.from(file?.bytes ?? []);
      real.fdatasync(descriptor, (error) => {
        if (file) file.synced = bytes;
        done(error);
      });
    },
    fsync(descriptor: number, done: Done) {
      const names = new Map(layer.names);
      real.fsync(descriptor, (error) => {
        if (!layer.files.has(descriptor)) layer.durableNames = names;
        done(error);
      });
    },
    renameSync(from: string, to: string) {
      real.renameSync(from, to);
      const file = layer.names.get(from);
      layer.names.delete(from);
      if (file) layer.names.set(to, file);
    },
  };
  return { ...layered, default: layered };
});

const { FolderDisk } = await import('../../../src/live/storage/disk.ts');
const { Store } = await import('../../../src/live/storage/store.ts');

const SPACE = 1;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disk-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const map of [layer.files, layer.names, layer.durableNames]) map.clear();
});

/** The files that are found after the power went now, by name. A new name lasts only once its folder is synced. */
function found(): Map<string, Buffer> {
  return new Map([...layer.durableNames].map(([path, { synced }]) => [basename(path), synced]));
}

/** A store over the files that are found after the power went now. */
function afterCrash() {
  const files = found();
  const unused = () => ({ append() {}, sync: async () => {}, close() {} });
  const disk = {
    read: (name: string) => files.get(name) ?? null,
    open: unused,
    rename() {},
    syncFolder: async () => {},
  };
  return new Store(disk, { durable() {}, failed() {} });
}

describe('the real disk', () => {
  test('writes all that was appended, in however many pieces, and not before it is to be synced', async () => {
    const disk = new FolderDisk(folder);
    const file = disk.open('log', 0);
    file.append(Buffer.from('a text of more than seven '));
    file.append(Buffer.from('characters'));
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('');
    await file.sync();
    file.append(Buffer.from(', and its end'));
    await file.sync();
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe(
      'a text of more than seven characters, and its end',
    );
    file.close();
    const cut = disk.open('log', 6);
    cut.append(Buffer.from('!'));
    await cut.sync();
    expect(Buffer.from(disk.read('log') ?? []).toString()).toBe('a text!');
    expect(disk.read('none')).toBeNull();
    cut.close();
  });

  test.each([
    ['a log that grows', 1 << 20],
    // Rewritten with every turn: a new file, its name, and the old one gone.
    ['a log that is rewritten', 1],
  ])('has, after a crash, every row of a store that was confirmed: %s', async (_what, compactFrom) => {
    let confirmed = 0;
    const events = {
      durable(turn: number) {
        // Looked at in the moment in which it is confirmed, when nothing later can have helped.
        for (let row = confirmed; row < turn; row++)
          expect([...(afterCrash().get(SPACE, row) ?? [])], `row ${row} of ${turn}`).toEqual([row, 5]);
        confirmed = turn;
      },
      failed: (error: unknown) => failures.push(error),
    };
    const failures: unknown[] = [];
    const store = new Store(new FolderDisk(folder), events, compactFrom);
    for (let row = 0; row < 20; row++) {
      for (let version = 0; version <= 5; version++) store.put(SPACE, row, Uint8Array.of(row, version));
      store.endTurn();
      if (row % 3 === 0)
        while (store.durable < store.turns && failures.length === 0)
          await new Promise((go) => setTimeout(go));
    }
    while (store.durable < store.turns && failures.length === 0) await new Promise((go) => setTimeout(go));
    expect(failures).toEqual([]);
    expect(confirmed).toBe(20);
    store.close();
  });
});
