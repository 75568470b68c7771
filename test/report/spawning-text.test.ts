import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { spawningText } from '../../src/report/spawning-text.ts';

const WAVES = 'workload: { waves: [{ name: a, tasks: 1, service: 1s }] }';

describe('what a report says of spawning', () => {
  test.each([
    ['', null],
    ['spawning: sequential', 'one agent after the other'],
    ['spawning: batch', 'batches of 100'],
    ['spawning: { mode: wave, concurrency: 5 }', 'waves of 20, at most 5 at a time'],
    ['spawning: { mode: pool, size: 1, per_wave: pool }', 'a pool of 1 spare, kept over the waves'],
    [
      'spawning: { mode: pool, size: 8, per_wave: fresh, hibernate: { after: 90s } }',
      'a pool of 8 spares, anew for each wave, asleep after 1 min 30 s without work',
    ],
  ])('%s: %s', (text, value) => {
    expect(spawningText(parseScenario(`${WAVES}\n${text}`))).toBe(value);
  });
});
