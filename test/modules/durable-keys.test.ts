import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { isIn, KEYS } from '../../src/modules/durable-keys.ts';
import { clientOfSession, isOwn, sessionKey } from '../../src/modules/standby/rows.ts';

describe('keys of a durable store', () => {
  const ranges = Object.entries(KEYS).sort(([, a], [, b]) => a.first - b.first);

  test('no key has two owners, and none lies outside of 0 to 2^31 - 1', () => {
    expect(ranges[0][1].first).toBe(0);
    for (const [index, [name, { first, end }]] of ranges.entries()) {
      expect(first, name).toBeLessThan(end);
      expect(end, name).toBeLessThanOrEqual(ranges[index + 1]?.[1].first ?? 2 ** 31);
    }
  });

  test('every task has room for its origin', () => {
    const { tasks, origins } = KEYS;
    expect(origins.first + tasks.end - tasks.first).toBeLessThanOrEqual(origins.end);
  });

  test.prop([fc.integer({ min: 0, max: KEYS.sessions.end - KEYS.sessions.first - 1 })])(
    'the key of a session leads back to its client, and is copied to the other of a pair',
    (client) => {
      const key = sessionKey(client);
      expect(isIn(KEYS.sessions, key)).toBe(true);
      expect(clientOfSession(key)).toBe(client);
      expect(isOwn(key)).toBe(false);
    },
  );
});
