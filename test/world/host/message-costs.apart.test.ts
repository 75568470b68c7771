import { describe, expect, test } from 'vitest';
import { FREE, hot, kinds, receiver, vocabulary } from '../../../src/modules/vocabulary.ts';
import { costsByKind, requirePaid } from '../../../src/world/host/message-costs.ts';

const PRICES = { submit: 1, assign: 2, acknowledge: 3, result: 4, heartbeat: 5 };

describe('what handling a message costs', () => {
  test('is the price of its kind, in microseconds', () => {
    const costs = costsByKind(PRICES);
    expect(costs).toHaveLength(kinds.length);
    for (const { code, cost } of kinds)
      expect(costs[code]).toBe(cost === FREE ? 0 : 1e6 * PRICES[cost as keyof typeof PRICES]);
  });

  test('is 0 only for kinds that no coordinator handles', () => {
    const some = vocabulary('some', { paid: hot([], 1, 'assign'), free: hot([], 1, FREE) });
    const handles = receiver(some, { paid() {}, free() {} });
    expect(() => requirePaid([handles])).toThrow('a coordinator handles some.free, which costs nothing');
    requirePaid([{ handles: handles.handles.slice(0, 1) }]);
  });

  test('is not left to chance: a kind with a price that nobody sets is an error', () => {
    const strange = { ...hot([], 1, 'gold'), vocabulary: 'strange', name: 'kind' };
    expect(() => costsByKind(PRICES, [strange])).toThrow('strange.kind costs gold, which has no price');
  });
});
