import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const load = (sprints: string, duration = '1h', more = '') =>
  parseScenario(
    `agents: 10\nduration: ${duration}\nworkload: { service: 1m${more}, sprints: { items: 9, ${sprints} } }\n`,
  );
const phases = (execute: string, test: string) =>
  `phases: [{ name: e, purpose: execute, ${execute} }, { name: t, purpose: test, ${test} }, { name: s, purpose: ship, duration: 1m }]`;

describe('sprints', () => {
  test('end within the run, the first of them at least', () => {
    expect(load('', '15m').duration).toBe(900);
    expect(() => load('', '14m')).toThrow(
      'scenario.yaml:3:35: workload.sprints: the first sprint would end at 15min, when the run has ended (14min)',
    );
    expect(() => load('phases: micro', '20m', ', start: 6m')).toThrow(
      'workload.sprints.phases: the first sprint would end at 21min, when the run has ended (20min)',
    );
  });

  test.each([
    [
      phases('duration: 5m, share: 60%', 'duration: 1m, share: 50%'),
      'scenario.yaml:3:55: workload.sprints.phases: expected shares that sum up to at most 100%, found 110%',
    ],
    [
      phases('duration: 5m, share: 0', 'duration: 1m'),
      'workload.sprints.phases[0].share: expected above 0 and at most 1, found 0%',
    ],
    [
      phases('duration: 5m, share: 1', 'duration: 25h'),
      'workload.sprints.phases[1].duration: expected above 0s and at most 24h, found 25h',
    ],
    [
      phases('duration: 5m, share: 1', 'duration: 1m').replace(
        'purpose: test',
        'purpose: execute, share: 0.1',
      ),
      'workload.sprints.phases: expected plan (optional), execute, test and ship, in this order, found execute, execute, ship',
    ],
    ['agents: 11', 'workload.sprints.agents: the scenario has only 10 agents, found 11'],
  ])('%s is refused', (sprints, problem) => {
    expect(() => load(sprints, '100h')).toThrow(problem);
  });
});
