import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { IntegerMap } from '../../../src/modules/collections/integer-map.ts';

type Command =
  | { readonly do: 'set'; readonly key: number; readonly value: number }
  | { readonly do: 'delete' | 'get'; readonly key: number }
  | { readonly do: 'clear' };

/** Few keys meet often; multiples of a power of two, and large ones, land in neighbouring cells. */
const key = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 40 }).map((n) => n * 4096),
  fc.integer({ min: 0x7fff_ff00, max: 0x7fff_ffff }),
);
const value = fc.integer({ min: 0, max: 0x7fff_ffff });
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ do: fc.constant('set' as const), key, value }), weight: 6 },
    { arbitrary: fc.record({ do: fc.constant('delete' as const), key }), weight: 4 },
    { arbitrary: fc.record({ do: fc.constant('get' as const), key }), weight: 2 },
    { arbitrary: fc.constant<Command>({ do: 'clear' }), weight: 1 },
  ),
  { maxLength: 300 },
);

describe('IntegerMap', () => {
  test.prop([commands, fc.constantFrom(0, 16, 100)], { numRuns: 300 })('is a Map', (list, capacity) => {
    const map = new IntegerMap(capacity);
    const model = new Map<number, number>();
    for (const command of list) {
      if (command.do === 'set') {
        map.set(command.key, command.value);
        model.set(command.key, command.value);
      } else if (command.do === 'delete') expect(map.delete(command.key)).toBe(model.delete(command.key));
      else if (command.do === 'get') expect(map.get(command.key)).toBe(model.get(command.key) ?? -1);
      else {
        map.clear();
        model.clear();
      }
      expect(map.size).toBe(model.size);
    }
    for (const command of list)
      if ('key' in command) expect(map.get(command.key)).toBe(model.get(command.key) ?? -1);
  });

  example('keeps a hundred thousand keys, and forgets half of them', () => {
    const map = new IntegerMap();
    for (let n = 0; n < 100_000; n++) map.set(n * 7, n);
    for (let n = 0; n < 100_000; n += 2) map.delete(n * 7);
    expect(map.size).toBe(50_000);
    let wrong = 0;
    for (let n = 0; n < 100_000; n++) if (map.get(n * 7) !== (n % 2 === 0 ? -1 : n)) wrong++;
    expect(wrong).toBe(0);
  });
});
