import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const load = (text: string) => parseScenario(`duration: 1m\n${text}`);

describe('checkpoints', () => {
  test('are absent unless they are given', () => {
    expect(load('')).not.toHaveProperty('checkpoints');
    expect(load('checkpoints: false')).not.toHaveProperty('checkpoints');
  });

  test('have ten shards, two generations and storage without faults', () => {
    expect(load('checkpoints: true').checkpoints).toEqual({
      interval: 600,
      cost: 5,
      restore: 10,
      shards: 10,
      keep: 2,
      torn: 0,
      corrupt: 0,
    });
  });

  test('take over what is not given', () => {
    const given = load(
      'checkpoints: { interval: 1h, cost: 1min, restore: 0s, shards: 3, torn: 1% }',
    ).checkpoints;
    expect(given).toMatchObject({ interval: 3600, cost: 60, restore: 0, shards: 3, keep: 2, torn: 0.01 });
  });

  test.each([
    ['{ interval: 0s }', 'scenario.yaml:2:26: checkpoints.interval'],
    ['{ shards: 0 }', 'scenario.yaml:2:24: checkpoints.shards'],
    ['{ shards: 65536 }', 'scenario.yaml:2:24: checkpoints.shards'],
    ['{ keep: 1 }', 'scenario.yaml:2:22: checkpoints.keep'],
    ['{ torn: 101% }', 'scenario.yaml:2:22: checkpoints.torn'],
    [
      '{ intervall: 1h }',
      'scenario.yaml:2:16: checkpoints.intervall: unknown key "intervall", did you mean "interval"?',
    ],
    [
      '{ torn: 70%, corrupt: 40% }',
      'scenario.yaml:2:36: checkpoints.corrupt: a checkpoint is torn, or corrupt, or neither: with checkpoints.torn this comes to more than 100%',
    ],
  ])('%s is refused', (text, message) => {
    expect(() => load(`checkpoints: ${text}`)).toThrow(message);
  });
});
