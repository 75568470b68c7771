/** Parameters of scaling policies against each other and against the number of agents. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import type { ParameterSpec } from '../../src/modules/registry.ts';
import { SCALING_POLICIES } from '../../src/modules/scaling/registry.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';

const load = (scaling: string, agents = 100) =>
  parseScenario(`agents: ${agents}\nduration: 1m\nscaling: { ${scaling} }\n`);

describe('parameters that contradict each other are refused where they stand', () => {
  test.each([
    [
      'policy: failure_aware, parameters: { ^min_agents: 50, max_agents: 10 }',
      'min_agents: expected at most max_agents (10), found 50',
    ],
    [
      'policy: kpa, parameters: { ^period: 10s }',
      'period: panic_window_share is 10%: expected a window of at least one period',
    ],
    [
      'policy: threshold_queue_depth, parameters: { scale_up_threshold: 1, ^scale_down_threshold: 5 }',
      'scale_down_threshold: expected below scale_up_threshold (1), found 5',
    ],
    [
      'policy: threshold_queue_depth, parameters: { min_agents: 0, ^scale_up_increment: 0 }',
      'scale_up_increment: expected at least 1 with min_agents 0, or no waiting task would ever bring an agent back, found 0',
    ],
    [
      'policy: threshold_queue_depth, parameters: { ^min_agents: 0, when_high: remove }',
      'min_agents: expected at least 1 with when_high: remove, or no waiting task would ever bring an agent back, found 0',
    ],
    [
      'policy: kpa, parameters: { ^max_agents: 0 }',
      'max_agents: expected a whole number of at least 1, found 0',
    ],
    ['policy: fixed, parameters: { ^agents: 0 }', 'agents: expected a whole number of at least 1, found 0'],
    [
      'policy: hpa, parameters: { ^utilization_target: 0 }',
      'utilization_target: expected above 0 unless another target is, found 0%',
    ],
    [
      'policy: target_tracking, parameters: { ^utilization_target: 0 }',
      'utilization_target: expected above 0 unless another target is, found 0%',
    ],
    [
      'policy: hpa, parameters: { ^cpu_target: 60% }',
      'cpu_target: expected 0, found 60%: machines are not simulated, so that nothing measures the use of their processors',
    ],
    [
      'policy: hpa, parameters: { utilization_target: 0, ^memory_target: 0.5 }',
      'memory_target: expected 0, found 50%: machines are not simulated, so that nothing measures the use of their memory',
    ],
    [
      'policy: hpa, parameters: { ^scale_down_stabilization: 100h, period: 1ms }',
      'scale_down_stabilization: expected at most 16000000 periods, found 100h',
    ],
    [
      'policy: predictive, parameters: { ^season: 8000h, period: 1ms }',
      'season: expected at most 1048576 periods, found 8000h',
    ],
    [
      'policy: hpa, initial: 1, parameters: { ^max_agents: 1 }',
      'max_agents: min_agents is 2: expected at most max_agents (1)',
    ],
  ])('%s', (marked, problem) => {
    const [, key] = /\^(\w+): /.exec(marked) ?? [];
    const column = 'scaling: { '.length + marked.indexOf('^') + `${key}: `.length + 1;
    expect(() => load(marked.replace('^', ''))).toThrow(
      `scenario.yaml:3:${column}: scaling.parameters.${problem}`,
    );
  });

  test.each([
    ['{ initial: 4, policy: resource_guard }', 32],
    ['{ policy: resource_guard, parameters: { cpu_low: 0.9, cpu_high: 0.1 } }', 20],
    ['resource_guard', 10],
  ])('a policy that machines would have to be simulated for: %s', (scaling, column) => {
    expect(() => parseScenario(`agents: 100\nduration: 1m\nscaling: ${scaling}\n`)).toThrow(
      new RegExp(
        `scenario.yaml:3:${column}: scaling(.policy)?: resource_guard is refused: machines are not simulated, so that nothing measures the use of their processors and memory`,
      ),
    );
  });

  test('targets that are not used are no matter', () => {
    const { parameters } =
      load('policy: hpa, parameters: { cpu_target: 0, memory_target: 0% }').scaling ?? {};
    expect(parameters).toMatchObject({ cpu_target: 0, memory_target: 0, utilization_target: 0.7 });
  });

  /** Values that the schema takes, often at the ends of the range. */
  const written = ({ type, min = 0, max = type === 'ratio' ? 1 : 1e9, choices }: ParameterSpec) => {
    if (choices) return fc.constantFrom(...choices);
    if (type === 'boolean') return fc.boolean();
    const ends = fc.constantFrom(min, max, Math.min(max, min + 1));
    const shown = (value: number) => (type === 'duration' ? `${value.toFixed(6)}s` : value);
    return (type === 'integer' ? ends : fc.oneof(ends, fc.double({ min, max, noNaN: true }))).map(shown);
  };
  const settings = fc.constantFrom(...SCALING_POLICIES.entries()).chain(({ name, parameters }) =>
    fc.record({
      policy: fc.constant(name),
      parameters: fc.record(
        Object.fromEntries(Object.entries(parameters).map(([key, spec]) => [key, written(spec)])),
        { requiredKeys: [] },
      ),
    }),
  );

  property.prop([settings], { numRuns: 150 })('whatever they are', (scaling) => {
    const text = JSON.stringify({ agents: 100, duration: '1m', scaling });
    try {
      const { policy, parameters } = parseScenario(text).scaling ?? { policy: '', parameters: {} };
      SCALING_POLICIES.require(policy).create(parameters);
    } catch (error) {
      if (!(error instanceof ScenarioErrors)) throw error;
      for (const { key, line } of error.problems) {
        expect(key).toMatch(/^scaling\b/);
        expect(line).toBe(1);
      }
    }
  });
});

describe('the most agents', () => {
  test.each(
    SCALING_POLICIES.entries()
      .filter(({ parameters, needs }) => parameters.max_agents && !needs)
      .map(({ name }) => name),
  )('of %s are agents.count unless the file says otherwise', (policy) => {
    expect(load(`policy: ${policy}`, 500).scaling?.parameters.max_agents).toBe(500);
    expect(
      load(`policy: ${policy}, parameters: { max_agents: 30 }`, 500).scaling?.parameters.max_agents,
    ).toBe(30);
  });

  test('leave the parameters in the order in which they are listed', () => {
    const { parameters } = load('policy: hpa').scaling ?? { parameters: {} };
    expect(Object.keys(parameters)).toEqual(Object.keys(SCALING_POLICIES.require('hpa').parameters));
  });

  test('cannot be there from the start when a policy wants fewer', () => {
    expect(load('policy: hpa, initial: 30, parameters: { min_agents: 30 }').scaling?.initial).toBe(30);
    expect(() => load('policy: hpa, initial: 11, parameters: { max_agents: 10 }')).toThrow(
      'scenario.yaml:3:34: scaling.initial: expected at most max_agents, which is 10, found 11',
    );
  });
});

describe('a queue that can never be deep enough to bring agents back from 0', () => {
  const read = (workload: string, parameters: string) => () =>
    parseScenario(
      `agents: 8\nduration: 10min\nscaling: { policy: threshold_queue_depth, initial: 0, parameters: { ${parameters} } }\nworkload: { ${workload}, service: 1s }\n`,
    );

  test.each([
    ['backlog: 10', 'min_agents: 0'],
    ['population: 3, think: 1s', 'min_agents: 0'],
    ['waves: [{ tasks: 5 }, { tasks: 10 }]', 'min_agents: 0'],
    ['dag: [{ name: a, count: 4 }, { name: b, count: 5 }]', 'min_agents: 0'],
    ['arrivals: poisson(rate=1/s), tasks: 10', 'min_agents: 0'],
    ['backlog: 10', 'min_agents: 0, scale_up_threshold: 10'],
  ])('%s with %s is refused', (workload, parameters) => {
    expect(read(workload, parameters)).toThrow(
      'agents come back when more than 10 tasks wait, and there are never more than',
    );
  });

  test.each([
    ['backlog: 11', 'min_agents: 0'],
    ['backlog: 10', 'min_agents: 1'],
    ['backlog: 10', 'min_agents: 0, scale_up_threshold: 9'],
    ['arrivals: poisson(rate=1/s)', 'min_agents: 0'],
  ])('%s with %s is not', (workload, parameters) => {
    expect(read(workload, parameters)).not.toThrow();
  });
});
