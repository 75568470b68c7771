import { describe, expect, test } from 'vitest';
import { SILENCE } from '../../src/queue/protocol.ts';
import { Signs } from '../../src/queue/signs.ts';

const job = (id: string, beat: number) => ({ id, data: { beat } });

describe('signs of life', () => {
  test('count while they change, by the clock of who reads them', () => {
    const signs = new Signs<{ beat: number }>();
    signs.read([job('a', 7), job('b', 1)], 1_000);
    expect(signs.present().length).toBe(2);
    signs.read([job('a', 8), job('b', 1)], 1_000 + SILENCE);
    expect(signs.entries().map(([id]) => id)).toEqual(['a']);
    expect(signs.changed()).toEqual([{ beat: 8 }]);
    expect(signs.silence('b')).toBe(SILENCE);
    signs.read([job('b', 2)], 2_000 + SILENCE);
    expect(signs.entries().map(([id]) => id)).toEqual(['b']);
    expect(signs.silence('a')).toBe(Number.POSITIVE_INFINITY);
    expect(signs.ids()).toEqual(['b']);
  });
});
