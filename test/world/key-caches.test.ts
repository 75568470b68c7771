/** Keys held by agents: against a list that is searched, and by example. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { KeyCaches } from '../../src/world/agents/key-caches.ts';

describe('an agent that holds two keys', () => {
  const caches = () => new KeyCaches(Int32Array.of(2, 2, 0));

  example('forgets the one that was used longest ago', () => {
    const held = caches();
    held.add(0, 7);
    held.add(0, 8);
    expect(held.use(0, 7)).toBe(true);
    held.add(0, 9);
    expect([7, 8, 9].map((key) => held.use(0, key))).toEqual([true, false, true]);
  });

  example('knows nothing of what others hold, and nothing after it has forgotten', () => {
    const held = caches();
    held.add(0, 7);
    held.add(1, 8);
    expect([held.use(1, 7), held.use(0, 8)]).toEqual([false, false]);
    held.forget(0);
    expect([held.use(0, 7), held.use(1, 8)]).toEqual([false, true]);
  });

  example('holds nothing where there is no room', () => {
    const held = caches();
    held.add(2, 7);
    expect(held.use(2, 7)).toBe(false);
  });
});

const step = fc.record({
  agent: fc.integer({ min: 0, max: 3 }),
  key: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 1_000_000_000 })),
  what: fc.constantFrom('use', 'add', 'add', 'forget'),
});

test.prop([
  fc.array(fc.constantFrom(0, 1, 2, 5, 100), { minLength: 4, maxLength: 4 }),
  fc.array(step, { maxLength: 400 }),
])('does what a list in order of use does', (capacities, steps) => {
  const held = new KeyCaches(Int32Array.from(capacities));
  const model: number[][] = capacities.map(() => []);
  for (const { agent, key, what } of steps) {
    const keys = model[agent];
    const at = keys.indexOf(key);
    if (what === 'forget' && key < 3) {
      held.forget(agent);
      keys.length = 0;
    } else if (what === 'use') {
      expect(held.use(agent, key)).toBe(at >= 0);
      if (at >= 0) keys.push(...keys.splice(at, 1));
    } else {
      held.add(agent, key);
      if (at >= 0) keys.splice(at, 1);
      keys.push(key);
      if (keys.length > capacities[agent]) keys.shift();
    }
  }
  for (const [agent, keys] of model.entries())
    for (const key of [1, 2, 3, 4, 5, 6]) expect(held.use(agent, key)).toBe(keys.includes(key));
});
