/** States of health, as a scenario says them. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { refusals } from '../../src/live/refusals.ts';

const load = (text: string) => parseScenario(`duration: 1m\nworkload: { backlog: 10, service: 1s }\n${text}`);

/** What is wrong with it; empty: nothing. */
function problemsOf(text: string): string {
  try {
    load(text);
    return '';
  } catch (error) {
    return String((error as Error).message);
  }
}

const problems = (parameters: string, more = '') =>
  problemsOf(`${more}health: { detector: health_states, parameters: ${parameters} }\n`);

describe('states of health', () => {
  test('have the thresholds of the requirements', () => {
    expect(load('health: { detector: health_states }\n').health).toEqual({
      heartbeat_interval: 1,
      detector: 'health_states',
      parameters: {
        timeout: 10,
        degraded_after: 2,
        critical_after: 5,
        work: 1,
        answers: 3,
        degraded_failures: 0.2,
        critical_failures: 0.5,
        attempts: 20,
        recovered: 0.5,
        degraded_work: 0.5,
        critical_time: 30,
        critical_time_limit: 300,
        budget: 0.1,
        budget_least: 1,
        baseline: 50,
        recent: 10,
        rise: 0.5,
        horizon: 60,
        proactive: false,
      },
    });
  });

  test.each([
    ['{ critical_after: 1s }', 'health.parameters.critical_after: expected at least degraded_after, 2s'],
    [
      '{ critical_failures: 10% }',
      'health.parameters.critical_failures: expected at least degraded_failures, 20 %',
    ],
    [
      '{ critical_time_limit: 10s }',
      'health.parameters.critical_time_limit: expected at least critical_time, 30s',
    ],
    ['{ baseline: 9 }', 'health.parameters.baseline: expected at least recent, 10'],
    [
      '{ budget: 0.5%, budget_least: 0 }',
      'health.parameters.budget: no agent is ever given less: that share of 100 agents is less than one',
    ],
    ['{ memory: 80% }', 'unknown key "memory"'],
    ['{ answers: 0 }', 'health.parameters.answers: expected'],
  ])('%s is refused', (parameters, message) => {
    expect(problems(parameters)).toContain(message);
  });

  test.each([
    '{ critical_after: 2s }',
    '{ critical_failures: 20% }',
    '{ budget: 1%, budget_least: 0 }',
    '{ budget: 0% }',
  ])('%s is not', (parameters) => {
    expect(problems(parameters)).toBe('');
  });

  test.each(['ejection', 'breaker'])('are not told beside scheduler.%s', (key) => {
    expect(problems('{}', `scheduler: { ${key}: true }\n`)).toContain(
      `scheduler.${key}: agents are judged by health.detector health_states already: leave out either of the two`,
    );
  });

  test('are not told where attempts are interrupted, nor without heartbeats', () => {
    expect(problems('{}', 'scheduler: { preemption: true }\n')).toContain(
      'health.detector: health_states tells slow agents by how long attempts run, and those that are interrupted look slow',
    );
    expect(problemsOf('health: { detector: health_states, heartbeat_interval: 0s }\n')).toContain(
      'health.detector: without heartbeats health_states would suspect every agent: expected none',
    );
  });

  test('let conditions read how many agents are out', () => {
    const condition = 'expect: ["max agents.ejected between 0s and 1m <= 10"]\n';
    expect(problems('{}', condition)).toBe('');
    expect(problemsOf(condition)).toContain('agents.ejected');
  });

  test('are told in live runs as well', () => {
    expect(refusals(load('health: { detector: health_states }\n'), false)).toEqual([]);
  });
});
