import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const load = (text: string) => parseScenario(`duration: 1m\n${text}`);
const recovery = (text: string) => load(`recovery: ${text}`).recovery;

describe('recovery of agents', () => {
  test('is absent unless it is given', () => {
    expect(load('')).not.toHaveProperty('recovery');
    expect(load('recovery: false')).not.toHaveProperty('recovery');
  });

  test('has the severities and attempts of the documents', () => {
    expect(recovery('true')).toMatchObject({
      mode: 'act',
      restart_below: 3,
      replace_below: 7,
      attempts: 3,
      restart: { time: { kind: 'constant', value: 5 }, works: 0.8, timeout: 30, cost: 0 },
      budget: { share: 0.1, least: 1 },
      ramp: { time: 30, steps: 3, initial: 0.1 },
    });
  });

  test('takes over what is not given, and distributions for times', () => {
    const given = recovery('{ mode: observe, replacement: { boot: "uniform(min=1s, max=3s)", spares: 4 } }');
    expect(given).toMatchObject({
      mode: 'observe',
      attempts: 3,
      replacement: { boot: { kind: 'uniform', min: 1, max: 3 }, spares: 4, take: { value: 1 } },
    });
  });

  test.each([
    ['{ backoff: 1m }', 'recovery.backoff: backoff is above backoff_limit (20s)'],
    ['{ proving: 10m }', 'recovery.proving: proving is above proving_limit (5min)'],
    [
      '{ proving: 1s }',
      'recovery.proving: an agent proves itself by its heartbeats: expected at least two of them, 2s, found 1s',
    ],
    ['{ restart_below: 8 }', 'recovery.restart_below: expected at most replace_below, which is 7, found 8'],
    ['{ restart_below: 11 }', 'recovery.restart_below: '],
    ['{ budget: { share: 0%, least: 0 } }', 'recovery.budget: nobody is ever recovered'],
    ['{ ramp: { initial: 0% } }', 'recovery.ramp.initial: '],
    ['{ restart: { works: 120% } }', 'recovery.restart.works: '],
    ['{ attemps: 2 }', 'recovery.attemps: unknown key "attemps", did you mean "attempts"?'],
    ['sometimes', 'recovery: expected true or false, found "sometimes"'],
  ])('%s is refused', (text, message) => {
    expect(() => recovery(text)).toThrow(message);
  });

  test.each([
    ['health: none', 'nobody is suspected, so nobody is recovered: health.detector must not be none'],
    ['scaling: hpa', 'agents come and go as scaling.policy decides: leave out either of the two'],
    ['spawning: batch', 'agents come and go as spawning says: leave out either of the two'],
    ['coordination: { standby: true }', 'recovery is not replicated: leave out coordination.standby'],
  ])('does not go with %s', (text, message) => {
    const health = text === 'health: none' ? 'health: { detector: none }' : text;
    expect(() => load(`${health}\nrecovery: true`)).toThrow(`recovery: ${message}`);
  });
});
