/** States of health in whole worlds, as scenarios say them. */
import { describe, expect, test } from 'vitest';
import type { ParameterValues } from '../../src/modules/registry.ts';
import type { WorldObserver } from '../../src/world/core/observer.ts';
import type { WorldSpec } from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';
import { metricsOf, summaryOf } from '../lab/from-text.ts';
import { finish, group, s, selector, task, worldSpec } from './spec.ts';

const states = { heartbeat_interval: 1, detector: 'health_states', parameters: {} };

type Heard = readonly [event: string, time: number, ...values: unknown[]];

/** A world whose observer writes down, in seconds, when tasks start, and what is said of states of health. */
function observed(spec: WorldSpec): { world: World; heard: Heard[] } {
  const heard: Heard[] = [];
  const world = new World(spec, (view) => {
    const note = (event: string) => [
      event,
      (...values: unknown[]) => heard.push([event, view.now / 1e6, ...values]),
    ];
    const noted = Object.fromEntries(['taskStarted', 'healthChanged', 'degradationPredicted'].map(note));
    return new Proxy(noted as unknown as WorldObserver, {
      get: (target, event) => target[event as keyof WorldObserver] ?? (() => {}),
    });
  });
  return { world, heard };
}

const of = (heard: readonly Heard[]) => heard.filter(([event]) => event !== 'taskStarted');

const slow = (at: number, duration: number, factor: number, more: object = {}) => ({
  name: 'slow',
  kind: 'slow' as const,
  target: selector(more),
  schedule: { kind: 'at' as const, times: [at] },
  duration: { kind: 'constant' as const, value: duration },
  factor,
});

/** One agent, and tasks of a second, one after the other. */
function lone(tasks: number, faults: object[], parameters: ParameterValues = {}, work = 1) {
  return observed(
    worldSpec({
      agents: { groups: [group({ count: 1 })] },
      health: { ...states, parameters },
      workloads: [
        {
          kind: 'backlog',
          name: 'work',
          region: null,
          start: 0,
          tasks,
          task: task({ service: { kind: 'constant', value: work } }),
        },
      ],
      faults: faults as never,
    }),
  );
}

describe('an agent', () => {
  test('that becomes slow is degraded after three answers, works half of its time, and is healthy again', () => {
    const { world, heard } = lone(12, [slow(2, 13, 0.25)]);
    finish(world);
    // Answers at 6, 10 and 14 s; then a rest of 4 s, tasks of 1 s with rests of 1 s, and the third at 23 s.
    expect(of(heard)).toEqual([
      ['healthChanged', 14, 0, 0, 1, 'slow', s(12)],
      ['healthChanged', 23, 0, 1, 0, 'none', -1],
    ]);
    const started = heard.filter(([event]) => event === 'taskStarted').map(([, time]) => time);
    expect(started).toEqual([0, 1, 2, 6, 10, 18, 20, 22, 23, 24, 25, 26]);
  });

  test('that is slower still is critical, is given nothing for 30 s, and is degraded when it returns', () => {
    const { world, heard } = lone(8, [slow(2, 35, 0.1)]);
    finish(world);
    expect(of(heard).slice(0, 2)).toEqual([
      ['healthChanged', 32, 0, 0, 2, 'slow', s(30)],
      ['healthChanged', 62, 0, 2, 1, 'none', -1],
    ]);
    const started = heard.filter(([event]) => event === 'taskStarted').map(([, time]) => time);
    expect(started.slice(0, 6)).toEqual([0, 1, 2, 12, 22, 62]);
  });

  test('in calls of 20 minutes that beats is healthy throughout, and nothing is predicted of it', () => {
    const { world, heard } = lone(60, [], {}, 1200);
    finish(world);
    expect(world.tasks.ended).toBe(60);
    expect(of(heard)).toEqual([]);
  });

  test('that is silent in such a call is failed after 10 s', () => {
    const { world, heard } = lone(1, [{ ...slow(600, 60, 1), kind: 'pause' }], {}, 1200);
    finish(world);
    // The last heartbeat came at most a second before the pause.
    const [[, at, ...words], [, back, ...after]] = of(heard);
    expect(Number(at)).toBeGreaterThan(609);
    expect(Number(at)).toBeLessThanOrEqual(610);
    expect(words.slice(0, 4)).toEqual([0, 0, 3, 'pause']);
    expect(Number(back)).toBeGreaterThanOrEqual(660);
    expect(after.slice(0, 4)).toEqual([0, 3, 0, 'none']);
  });

  test('is what it was when a suspicion is over, and healthy after a crash', () => {
    const faults = (kind: string) => [slow(1, 1000, 0.25), { ...slow(14, 30, 1), name: 'other', kind }];
    const seen = (kind: string) => {
      const { world, heard } = lone(9, faults(kind));
      finish(world);
      return of(heard).map(([, , , from, to, ailment]) => `${from}-${to} ${ailment}`);
    };
    expect(seen('pause').slice(0, 3)).toEqual(['0-1 slow', '1-3 pause', '3-1 slow']);
    expect(seen('crash').slice(0, 3)).toEqual(['0-1 slow', '1-3 crash', '3-0 slow']);
  });

  test('whose response time rises is predicted to degrade, and rests where that is acted upon', () => {
    const parameters = { baseline: 10, recent: 5 };
    const { world, heard } = lone(30, [slow(10, 100, 0.55)], parameters);
    finish(world);
    // Answers of 1.818 s: recent 1.27, 1.45 and 1.58, of a baseline of 1 s.
    expect(
      of(heard).map(([event, time, , percent]) => [event, Math.round(Number(time) * 10), percent]),
    ).toEqual([['degradationPredicted', 155, 58]]);
    const acting = lone(30, [slow(10, 100, 0.55)], { ...parameters, proactive: true });
    expect(finish(acting.world).now).toBeGreaterThan(world.now + s(10));
  });
});

describe('states of health', () => {
  const WORLD = `
agents: 20
duration: 10m
network: { latency: 1ms }
health: { detector: health_states }
scheduler: { agent_queue: 0 }
workload: { arrivals: poisson(rate=10/s), service: 1s, stop: 9m }
`;
  const SAFE = { 'tasks.lost': 0, 'tasks.duplicated': 0, 'invariants.violations': 0, 'tasks.unfinished': 0 };

  test('of agents with whom nothing is wrong are healthy', async () => {
    expect(await metricsOf(WORLD)).toMatchObject({
      ...SAFE,
      'health.time.healthy': 1,
      'health.changes.degraded': 0,
      'health.false': 0,
      'health.predictions': 0,
      'health.predictions.precision': null,
      'routes.ejections': 0,
      'detection.false': 0,
    });
  });

  test('find agents that are slow, of which a fixed time-out knows nothing', async () => {
    const text = `${WORLD}faults: [{ kind: slow, target: { agents: 2 }, at: 2m, duration: 4m, factor: 5% }]`;
    const metrics = await metricsOf(text);
    expect(metrics).toMatchObject({ ...SAFE, 'health.false': 0, 'detection.count': 0, 'detection.false': 0 });
    expect(metrics['health.changes.critical']).toBeGreaterThanOrEqual(2);
    // Three answers of 20 s, of which the first had begun.
    expect(metrics['health.time_to_notice.slow']).toBeGreaterThan(40);
    expect(metrics['health.time_to_notice.slow']).toBeLessThan(62);
    const fixed = await metricsOf(text, ['health.detector=fixed_timeout']);
    expect(fixed['health.time.healthy']).toBeNull();
    expect(Number(fixed['task.latency.mean'])).toBeGreaterThan(Number(metrics['task.latency.mean']));
  });

  test.each([
    '{ kind: partition, isolate: { agents: 2 }, at: 2m, duration: 1m }',
    '{ kind: slow, factor: 1, target: { agents: 2 }, at: 2m, duration: 1m, messages: held }',
    '{ kind: pause, target: { agents: 2 }, at: 2m, duration: 1m }',
  ])('know silent agents, and what is wrong with them: %s', async (fault) => {
    const metrics = await metricsOf(`${WORLD}faults: [${fault}]`);
    expect(metrics).toMatchObject({
      ...SAFE,
      'health.changes.failed': 2,
      'health.false': 0,
      // They fell ill, and nobody had said so.
      'health.predictions.recall': 0,
    });
    expect(metrics['health.time.failed']).toBeCloseTo((2 * 50) / (20 * 600), 2);
  });

  test.each([
    ['a restart', WORLD, '{ coordinators: root }'],
    ['a fail-over', `${WORLD}coordination: { standby: true }\n`, '{ coordinators: root }'],
  ])('are forgotten in %s, and found out again', async (_what, world, target) => {
    const text = `${world}faults:
  - { kind: slow, name: ill, target: { agents: 1 }, at: 1m, factor: 30% }
  - { kind: crash, target: ${target}, at: 5m, duration: 10s }
`;
    const metrics = await metricsOf(text);
    expect(metrics).toMatchObject({ ...SAFE, 'health.changes.healthy': 1, 'health.changes.degraded': 2 });
  });

  test('are told by each leaf of a tree, and whoever is above knows of silence alone', async () => {
    const tree = WORLD.replace('duration: 10m', 'duration: 10m\ncoordination: { topology: tree, fanout: 5 }');
    const metrics = await metricsOf(
      `${tree}faults: [{ kind: slow, target: { agents: 4 }, at: 2m, duration: 3m, factor: 30% }]`,
    );
    expect(metrics).toMatchObject({ ...SAFE, 'health.changes.degraded': 4, 'health.changes.healthy': 4 });
  });

  test.each(['mesh', 'ring'])('are told by the peers of a %s', async (topology) => {
    const peers = WORLD.replace(
      'duration: 10m',
      `duration: 10m\ncoordination: { topology: ${topology}, fanout: 5 }`,
    );
    const metrics = await metricsOf(
      `${peers}faults: [{ kind: slow, target: { agents: 4 }, at: 2m, duration: 3m, factor: 30% }]`,
    );
    expect(metrics).toMatchObject({ ...SAFE, 'health.false': 0 });
    expect(metrics['health.changes.degraded']).toBeGreaterThanOrEqual(2);
  });

  test('where all are slow, all work on', async () => {
    const text = WORLD.replace('service: 1s', 'service: 1s').replace('rate=10/s', 'rate=3/s');
    const metrics = await metricsOf(
      `${text}faults: [{ kind: slow, target: all, at: 2m, duration: 2m, factor: 15% }]`,
    );
    expect(metrics).toMatchObject({ ...SAFE, 'routes.ejected.max': 2 });
    expect(metrics['routes.spared']).toBeGreaterThan(0);
  });

  test('run with every distribution algorithm', async () => {
    for (const algorithm of [
      'round_robin',
      'join_idle_queue',
      'late_binding',
      'central_queue',
      'heft',
      'prequal',
    ]) {
      const text = WORLD.replace('{ agent_queue: 0 }', algorithm);
      const metrics = await metricsOf(
        `${text}faults: [{ kind: slow, target: { agents: 2 }, at: 2m, duration: 3m, factor: 30% }]`,
      );
      expect([algorithm, metrics]).toMatchObject([algorithm, SAFE]);
      expect([algorithm, Number(metrics['health.changes.degraded']) >= 2]).toEqual([algorithm, true]);
    }
  });
});

describe('notes', () => {
  const notes = async (text: string) => (await summaryOf(text)).notes.join('\n');
  const WORLD = 'agents: 2\nhealth: { detector: health_states }\nworkload: { backlog: 4, service: 1s }\n';

  test('say which states agents cannot come to', async () => {
    expect(await notes(`${WORLD}retry: { timeout: 1500ms }`)).toContain(
      'No agent becomes degraded and critical for answering slowly: attempts are given up after 1.5 s (retry.timeout), when a response time is 1.5 s at most.',
    );
    expect(await notes(`${WORLD}retry: { timeout: 5s }`)).toContain(
      'No agent becomes critical for answering',
    );
    expect(await notes(`${WORLD}retry: { timeout: 6s }`)).not.toContain('No agent becomes');
    // Of work of 4 s, 20 s are a response time of 5 s.
    const long = WORLD.replace('service: 1s', 'service: 4s');
    expect(await notes(`${long}retry: { timeout: 20s }`)).toContain('when a response time is 5 s at most');
    expect(await notes(`${long}retry: { timeout: 21s }`)).not.toContain('No agent becomes');
  });

  test('say what is not known of tasks that wait at agents', async () => {
    const slots = WORLD.replace('agents: 2', 'agents: { count: 2, slots: 3 }');
    expect(await notes(slots)).toContain(
      'Response times are known of those tasks alone that found a free slot',
    );
    expect(await notes(`${slots}scheduler: { agent_queue: 0 }`)).not.toContain('found a free slot');
    expect(await notes(`${slots}scheduler: central_queue`)).not.toContain('found a free slot');
    expect(await notes(WORLD)).not.toContain('found a free slot');
  });

  test('say why nothing was predicted', async () => {
    expect(await notes(WORLD)).toContain(
      'Degradation is predicted of agents that have given 50 answers (health.parameters.baseline), and agents had 2 each, on average.',
    );
    const hasty = WORLD.replace(
      'health_states',
      'health_states, parameters: { degraded_after: 1.5s, baseline: 1, recent: 1 }',
    );
    expect(await notes(hasty)).toContain(
      'Nothing is predicted in time: tasks have a response time of 1 s or more as it is, and risen by 50 % it is not below the 1.5 s',
    );
    expect(await notes(hasty.replace('1.5s', '1.6s'))).not.toContain('predicted');
  });

  test('say where chance alone makes predictions', async () => {
    const exponential = WORLD.replace('1s', 'exponential(mean=1s)');
    // Three standard deviations of a mean of 36.
    expect(await notes(exponential)).toContain(
      'Degradation is predicted by chance: executions vary by 100 % of their mean, so that the mean of 10 answers is 50 % above the baseline every so often. With health.parameters.recent: 36 and a baseline of several times as many it would be rare.',
    );
    const many = (recent: number) =>
      exponential.replace('health_states', `health_states, parameters: { recent: ${recent}, baseline: 300 }`);
    expect(await notes(many(35))).toContain('by chance');
    expect(await notes(many(36))).not.toContain('by chance');
    expect(await notes(WORLD.replace('1s', '"pareto(alpha=1.5, min=1s)"'))).toContain(
      'executions vary without limit',
    );
    expect(await notes(WORLD)).not.toContain('by chance');
  });

  test('are for those who use it', async () => {
    const fixed = await notes(`${WORLD.replace('health_states', 'fixed_timeout')}retry: { timeout: 1500ms }`);
    expect(fixed).not.toContain('No agent becomes');
    expect(fixed).not.toContain('predicted');
  });
});
