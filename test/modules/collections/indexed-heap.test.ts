import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { IndexedHeap } from '../../../src/modules/collections/indexed-heap.ts';

const operations = fc.array(
  fc.oneof(
    fc.record({ member: fc.nat(11), key: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ member: fc.nat(11), key: fc.constant(null) }),
  ),
  { maxLength: 120 },
);

describe('an indexed heap', () => {
  test('is empty at first', () => {
    const heap = new IndexedHeap(3);
    expect([heap.size, heap.first, heap.has(0)]).toEqual([0, -1, false]);
    heap.remove(1);
    expect(heap.size).toBe(0);
  });

  test('gives the least key, then of equals the one set first', () => {
    const heap = new IndexedHeap(4);
    heap.set(2, 5);
    heap.set(1, 3);
    heap.set(3, 3);
    expect(heap.first).toBe(1);
    heap.set(1, 3);
    expect(heap.first).toBe(3);
    heap.set(3, 9);
    heap.remove(1);
    expect([heap.first, heap.keyOf(2), heap.size]).toEqual([2, 5, 2]);
  });

  test.prop([operations])('agrees with a sorted list', (steps) => {
    const heap = new IndexedHeap(12);
    let list: { member: number; key: number; at: number }[] = [];
    for (const [at, { member, key }] of steps.entries()) {
      list = list.filter((entry) => entry.member !== member);
      if (key === null) heap.remove(member);
      else {
        heap.set(member, key);
        list.push({ member, key, at });
      }
      list.sort((a, b) => a.key - b.key || a.at - b.at);
      expect(heap.size).toBe(list.length);
      expect(heap.first).toBe(list[0]?.member ?? -1);
      expect(heap.has(member)).toBe(key !== null);
    }
    for (const { member, key } of list) {
      expect([heap.first, heap.keyOf(member)]).toEqual([member, key]);
      heap.remove(member);
    }
    expect(heap.first).toBe(-1);
  });
});
