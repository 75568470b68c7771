import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const load = (text: string) => parseScenario(`agents: { count: 10, memory: 1MB }\nduration: 1m\n${text}`);

describe('the section on spawning', () => {
  test('is absent unless it is given', () => {
    expect(load('').spawning).toBeUndefined();
  });

  test.each([
    ['sequential', { boot: { kind: 'constant', value: 0.085 } }],
    ['batch', { boot: { kind: 'constant', value: 0.035 }, size: 100, gap: 0.001, concurrency: null }],
    ['wave', { boot: { kind: 'constant', value: 0.035 }, size: 20, concurrency: null }],
    [
      'pool',
      {
        boot: { kind: 'uniform', min: 0.03, max: 0.04 },
        take: { kind: 'uniform', min: 0.001, max: 0.005 },
        size: 20,
        concurrency: null,
      },
    ],
  ])('%s has the defaults of the documents', (mode, expected) => {
    expect(load(`spawning: ${mode}`).spawning).toEqual({
      mode,
      max_agents: 10_000,
      per_wave: null,
      hibernate: null,
      ...expected,
    });
  });

  test('says when idle agents sleep, and what waking costs', () => {
    expect(
      load('spawning: { hibernate: { after: 30s, wake: "uniform(min=5ms, max=9ms)" } }').spawning,
    ).toMatchObject({
      mode: 'batch',
      hibernate: { after: 30, wake: { kind: 'uniform', min: 0.005, max: 0.009 }, memory: 0 },
    });
  });

  test('takes the place of the start-up time of scaling', () => {
    expect(load('scaling: hpa\nspawning: pool').scaling?.startup).toBeNull();
    expect(load('scaling: hpa').scaling?.startup).toEqual({ kind: 'constant', value: 30 });
  });

  const waves = 'workload: { waves: [{ name: a, tasks: 1, service: 1s }] }';
  test.each([
    ['spawning: bach', '3:11: spawning.mode: there is no mode of spawning "bach", did you mean "batch"?'],
    ['spawning: { mode: sequential, concurrency: 2 }', 'spawning.concurrency: unknown key "concurrency"'],
    ['spawning: { mode: wave, gap: 1ms }', 'spawning.gap: unknown key "gap"'],
    ['spawning: { boot: -5ms }', 'spawning.boot'],
    [
      'spawning: { max_agents: 9 }',
      '3:25: spawning.max_agents: expected at least agents.count, which is 10, or unlimited, found 9',
    ],
    [
      'spawning: { max_agents: 2 }\nscaling: { policy: hpa, initial: 3 }',
      'spawning.max_agents: expected at least scaling.initial, which is 3',
    ],
    [
      'spawning: batch\nscaling: { policy: hpa, startup: 5s }',
      '4:34: scaling.startup: spawning says how long agents take to come: give spawning.boot instead',
    ],
    ['spawning: batch\nhealth: { heartbeat_interval: 0 }', 'health.heartbeat_interval must not be 0'],
    ['spawning: { per_wave: fresh }', 'spawning.per_wave: expected one workload, of waves'],
    [
      'spawning: { per_wave: pool }\nworkload: { backlog: 3, service: 1s }',
      'spawning.per_wave: expected one workload, of waves, and no other; there is one of kind backlog',
    ],
    [
      `spawning: { per_wave: pool }\nscaling: hpa\n${waves}`,
      'spawning.per_wave: agents come as scaling.policy decides: leave out either of the two',
    ],
    [
      `spawning: { per_wave: pool }\ncoordination: { topology: mesh, mesh: { neighbourhood: nearest } }\n${waves}`,
      'spawning.per_wave: a task may wait with a peer that has no agents in this wave and knows nobody who has',
    ],
    ['spawning: { per_wave: each }', 'spawning.per_wave: expected fresh or pool'],
    ['spawning: { hibernate: { after: 0s } }', 'spawning.hibernate.after'],
    [
      'spawning: { hibernate: { memory: 2MB } }',
      'spawning.hibernate.memory: expected at most what an agent has awake: agents.memory is 1MB, found 2MB',
    ],
  ])('%s is refused', (text, problem) => {
    expect(() => load(text)).toThrow(problem);
  });
});
