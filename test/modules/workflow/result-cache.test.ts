import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { CacheSettingError, ResultCache } from '../../../src/modules/workflow/result-cache.ts';

const make = (capacity = 10, ttl = 100) => new ResultCache<string, number, string>(capacity, ttl);

describe('a cache of results', () => {
  test('gives a result until its time is over', () => {
    const cache = make();
    expect(cache.request('k', 'a', 0)).toEqual({ kind: 'compute' });
    expect(cache.store('k', 7, 10)).toEqual([]);
    expect(cache.request('k', 'b', 109)).toEqual({ kind: 'hit', value: 7 });
    expect(cache.request('k', 'c', 110)).toEqual({ kind: 'compute' });
    expect(cache.counts).toEqual({ hits: 1, joined: 0, misses: 2, expired: 1, evicted: 0 });
  });

  test('lets others wait for who computes', () => {
    const cache = make();
    cache.request('k', 'a', 0);
    expect(cache.request('k', 'b', 1)).toEqual({ kind: 'joined' });
    expect(cache.request('k', 'c', 2)).toEqual({ kind: 'joined' });
    expect(cache.store('k', 7, 3)).toEqual(['b', 'c']);
    expect(cache.store('k', 8, 4)).toEqual([]);
  });

  test('a failure is told to those who wait, and not kept', () => {
    const cache = make();
    cache.request('k', 'a', 0);
    cache.request('k', 'b', 0);
    expect(cache.fail('k')).toEqual(['b']);
    expect(cache.request('k', 'b', 1)).toEqual({ kind: 'compute' });
  });

  test('drops what was not asked for longest', () => {
    const cache = make(2);
    cache.store('a', 1, 0);
    cache.store('b', 2, 0);
    cache.request('a', 'x', 1);
    cache.store('c', 3, 2);
    expect(cache.request('b', 'x', 3).kind).toBe('compute');
    expect(cache.request('a', 'x', 3).kind).toBe('hit');
    expect(cache.counts.evicted).toBe(1);
    cache.store('d', 4, 500);
    expect(cache.counts).toMatchObject({ evicted: 1, expired: 1 });
  });

  test('storing anew makes a result young, and takes no room', () => {
    const cache = make(2);
    cache.store('a', 1, 0);
    cache.store('b', 2, 0);
    cache.store('a', 3, 50);
    expect(cache.size).toBe(2);
    expect(cache.request('a', 'x', 120)).toEqual({ kind: 'hit', value: 3 });
    expect(cache.counts.evicted).toBe(0);
  });

  test('forgets when told to', () => {
    const cache = make();
    cache.store('a', 1, 0);
    cache.store('b', 1, 60);
    expect([cache.invalidate('a'), cache.invalidate('a')]).toEqual([true, false]);
    expect(cache.purge(160)).toBe(1);
    expect(cache.size).toBe(0);
  });

  test.each([
    [0, 1, 'capacity'],
    [1.5, 1, 'capacity'],
    [1, 0, 'ttl'],
    [1, Number.NaN, 'ttl'],
  ])('capacity %d, ttl %d is refused', (capacity, ttl, field) => {
    expect(() => make(capacity, ttl)).toThrow(CacheSettingError);
    expect(() => make(capacity, ttl)).toThrow(field);
  });
});

const operations = fc.array(fc.record({ key: fc.nat(5), store: fc.boolean(), step: fc.nat(40) }), {
  maxLength: 60,
});

property.prop([operations, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 90 })])(
  'gives exactly what a list of recent results gives',
  (list, capacity, ttl) => {
    const cache = new ResultCache<number, number, null>(capacity, ttl);
    /** Oldest use first. */
    let model: { key: number; value: number; expires: number }[] = [];
    let now = 0;
    list.forEach(({ key, store, step }, i) => {
      now += step;
      const known = model.find((entry) => entry.key === key);
      if (store) {
        cache.store(key, i, now);
        model = model.filter((entry) => entry !== known);
        if (model.length >= capacity) model.shift();
        model.push({ key, value: i, expires: now + ttl });
      } else {
        const answer = cache.request(key, null, now);
        model = model.filter((entry) => entry !== known);
        if (known && now < known.expires) {
          model.push(known);
          expect(answer).toEqual({ kind: 'hit', value: known.value });
        } else {
          expect(answer.kind).not.toBe('hit');
        }
        cache.fail(key);
      }
      expect(cache.size).toBe(model.length);
    });
  },
);
