import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const load = (text: string) => parseScenario(`agents: 10\nduration: 1m\n${text}`);

describe('the section on scaling', () => {
  test('has defaults for all but its being there', () => {
    expect(load('').scaling).toBeUndefined();
    expect(load('scaling: hpa').scaling).toMatchObject({
      policy: 'hpa',
      initial: 1,
      startup: { kind: 'constant', value: 30 },
      victims: 'drain',
      cost: 1,
    });
  });

  test.each([
    ['scaling: hap', '3:10: scaling.policy: there is no scaling policy "hap", did you mean "hpa"?'],
    [
      'scaling: { initial: 11 }',
      '3:21: scaling.initial: expected at most agents.count, which is 10, found 11',
    ],
    [
      'scaling: { policy: hpa, parameters: { min_agents: 12 } }',
      'scaling.parameters.min_agents: expected at most agents.count, which is 10, found 12',
    ],
    ['scaling: { victims: oldest }', 'scaling.victims: expected'],
    ['scaling: { startup: -5s }', 'scaling.startup'],
    ['scaling: hpa\nhealth: { heartbeat_interval: 0 }', 'health.heartbeat_interval must not be 0'],
  ])('%s is refused', (text, problem) => {
    expect(() => load(text)).toThrow(problem);
  });
});
