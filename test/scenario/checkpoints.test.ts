import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { refusals } from '../../src/live/refusals.ts';

const load = (text: string) => parseScenario(`duration: 1m\n${text}`);

const LONG = 'checkpoints: { interval: 5min, cost: 10s }';

describe('checkpoints', () => {
  test('that no attempt lives to see are refused', () => {
    expect(() => load(LONG)).toThrow(
      'scenario.yaml:2:26: checkpoints.interval: no attempt lasts long enough to save anything: the first checkpoint is written after 5min10s, and retry.timeout is 5min',
    );
    expect(load(`${LONG}\nagents: { count: 2, speed: 2 }`).checkpoints).toMatchObject({ interval: 300 });
    expect(load(`${LONG}\nagents: { count: 2, speed: "exponential(mean=1)" }`).checkpoints).toBeDefined();
    expect(load(`${LONG}\nretry: { timeout: 6min }`).checkpoints).toBeDefined();
    expect(() =>
      load(`${LONG}\nretry: { timeout: 8s }\nagents: { count: 2, speed: "exponential(mean=1)" }`),
    ).toThrow('no attempt lasts long enough');
  });

  test('are only simulated', () => {
    expect(refusals(load('checkpoints: true'), false).map(({ path }) => path.join('.'))).toEqual([
      'checkpoints',
    ]);
    expect(refusals(load(''), false)).toEqual([]);
  });

  test('are absent unless they are given', () => {
    expect(load('')).not.toHaveProperty('checkpoints');
    expect(load('checkpoints: false')).not.toHaveProperty('checkpoints');
  });

  test('have ten shards, two generations and storage without faults', () => {
    expect(load('checkpoints: true').checkpoints).toEqual({
      interval: 60,
      cost: 1,
      restore: 2,
      shards: 10,
      keep: 2,
      torn: 0,
      corrupt: 0,
    });
  });

  test('take over what is not given', () => {
    const given = load(
      'retry: { timeout: never }\ncheckpoints: { interval: 1h, cost: 1min, restore: 0s, shards: 3, torn: 1% }',
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
