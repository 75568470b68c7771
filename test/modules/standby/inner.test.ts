import { expect, test } from 'vitest';
import { bidding } from '../../../src/modules/coordination/routing/vocabulary.ts';
import type { Module } from '../../../src/modules/ports.ts';
import { scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import { innerOf } from '../../../src/modules/standby/inner.ts';
import { receiver } from '../../../src/modules/vocabulary.ts';

test('a module is not replicated that handles what the pair would not pass on', () => {
  const receives = [receiver(bidding, { ask() {}, offer() {} })];
  const module: Module = { receives, start() {}, onTimer() {} };
  expect(() => innerOf(50, module, [scheduling])).toThrow(
    'a pair passes no bidding.ask on to its coordinator',
  );
  expect(innerOf(50, module, [scheduling, bidding]).module).toBe(module);
});
