import { describe, expect, it } from 'vitest';
import { ScopeNames } from '../../../src/live/storage/scope-spaces.ts';
import { Store } from '../../../src/live/storage/store.ts';
import { NOBODY, settled } from './settled.ts';
import { VolatileDisk } from './volatile-disk.ts';

describe('scopes of a store', () => {
  it('have spaces of their own, in every life the same, in whatever order they are asked for', async () => {
    const disk = new VolatileDisk();
    const store = new Store(disk, NOBODY);
    const names = new ScopeNames(store);
    const first = ['a/b', 'ä', 'a'].map((path) => names.spacesOf(path));
    const all = first.flatMap(({ rows, entries, snapshot }) => [rows, entries, snapshot]);
    expect(new Set(all).size).toBe(9);
    expect(names.spacesOf('ä')).toEqual(first[1]);
    store.endTurn();
    await settled(store);
    const again = new ScopeNames(new Store(disk.crashed(), NOBODY));
    expect(['new', 'a', 'ä', 'a/b'].map((path) => again.spacesOf(path)).slice(1)).toEqual(first.reverse());
  });

  it('are at most 79', () => {
    const names = new ScopeNames(new Store(new VolatileDisk(), NOBODY));
    const spaces = Array.from({ length: 79 }, (_, i) => names.spacesOf(`scope ${i}`));
    expect(Math.max(...spaces.map(({ snapshot }) => snapshot))).toBeLessThan(255);
    expect(() => names.spacesOf('one more')).toThrow(
      'a store has room for 79 scopes, and "one more" is one more',
    );
  });
});
