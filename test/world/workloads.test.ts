/** Workloads as clients run them: where they stand, when their steps begin, and when the run is over. */
import { describe, expect, test } from 'vitest';
import type { DagTaskSpec, WaveSpec, WorkloadSpec } from '../../src/world/spec/spec.ts';
import {
  backlog,
  constant,
  finish,
  group,
  type Heard,
  link,
  links,
  observedWorld,
  pool,
  quietWorld,
  region,
  task,
  worldSpec,
} from './spec.ts';

const of = (heard: readonly Heard[], event: string) => heard.filter(([name]) => name === event);
const work = (seconds: number, failure = 0) =>
  task({ service: constant(seconds), failure: { probability: failure, regions: {} } });

describe('waves', () => {
  const wave = (name: string, more: Partial<WaveSpec>): WaveSpec => ({
    name,
    tasks: 1,
    agents: null,
    required_success: 1,
    task: work(1),
    ...more,
  });
  const spec = (...waves: WaveSpec[]) =>
    worldSpec({
      agents: { groups: [group({ count: 4 })] },
      retry: { max_attempts: 1 },
      workloads: [{ kind: 'waves', name: 'flow', region: null, start: 5, waves }],
    });

  test('begin when the last task of the one before has ended, and keep to their agents', () => {
    const { world, heard } = observedWorld(
      spec(
        wave('wide', { tasks: 6 }),
        wave('narrow', { tasks: 4, agents: 2, task: work(3) }),
        wave('last', { tasks: 1 }),
      ),
    );
    expect(world.totalTasks).toBe(11);
    expect(finish(world).progress).toBe('finished');
    expect(of(heard, 'waveStarted')).toEqual([
      ['waveStarted', 5, 0, 0],
      ['waveStarted', 7, 0, 1],
      ['waveStarted', 13, 0, 2],
    ]);
    // Four agents, six tasks: 5 and 6. Two at a time of 3 s: 7 and 10.
    expect(of(heard, 'taskStarted').map(([, time]) => time)).toEqual([5, 5, 5, 5, 6, 6, 7, 7, 10, 10, 13]);
    expect(world.now).toBe(14e6);
  });

  test('do not begin when too few of the one before succeeded, and the run is over', () => {
    const { world, heard } = observedWorld(
      spec(wave('bad', { tasks: 3, task: work(1, 1) }), wave('never', {})),
    );
    expect(finish(world).progress).toBe('finished');
    expect(of(heard, 'waveEnded')).toEqual([['waveEnded', 6, 0, 0, 0]]);
    expect(world.tasks).toEqual({ ended: 3, open: 0 });
  });

  test('use what each wave asks for', () => {
    const { world } = observedWorld(
      spec(wave('a', { tasks: 2, task: work(1) }), wave('b', { tasks: 1, task: work(7) })),
    );
    finish(world);
    const { demand, step, index } = world.parts.tasks;
    expect(Array.from(demand.slice(0, 3))).toEqual([1e6, 1e6, 7e6]);
    expect([Array.from(step.slice(0, 3)), Array.from(index.slice(0, 3))]).toEqual([
      [0, 0, 1],
      [0, 1, 2],
    ]);
  });
});

describe('a graph', () => {
  const step = (name: string, after: string[], more: Partial<DagTaskSpec> = {}): DagTaskSpec => ({
    name,
    count: 1,
    after,
    task: work(1),
    ...more,
  });
  const run = (...tasks: DagTaskSpec[]) => {
    const { world, heard } = observedWorld(
      worldSpec({
        agents: { groups: [group({ count: 10 })] },
        retry: { max_attempts: 1 },
        workloads: [{ kind: 'dag', name: 'build', region: null, start: 0, tasks }],
      }),
    );
    finish(world);
    const started = of(heard, 'taskStarted').map(([, time, number]) => [
      time,
      world.parts.tasks.step[number],
    ]);
    return { world, started };
  };

  test('takes as long as its longest way', () => {
    const { world, started } = run(
      step('fetch', []),
      step('compile', ['fetch'], { count: 3, task: work(2) }),
      step('lint', ['fetch']),
      step('test', ['compile', 'lint'], { task: work(4) }),
    );
    expect(started).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 2],
      [3, 3],
    ]);
    expect(world.now).toBe(7e6);
    expect(world.progress).toBe('finished');
  });

  test('leaves out what comes after a failure', () => {
    const { world, started } = run(
      step('bad', [], { task: work(1, 1) }),
      step('after', ['bad']),
      step('other', []),
    );
    expect(started.map(([, number]) => number)).toEqual([0, 2]);
    expect(world.progress).toBe('finished');
  });
});

describe('a client', () => {
  const cluster = { regions: [region('home'), region('away', { nodes: [pool()] })] };
  const network = {
    links: { ...links(), between_regions: link({ latency: constant(0.25) }) },
  };
  const run = (workload: WorkloadSpec) => {
    const { world, heard } = observedWorld(
      worldSpec({
        cluster,
        network,
        agents: { groups: [group({ regions: ['home'] })] },
        workloads: [workload],
      }),
    );
    finish(world);
    return of(heard, 'taskAccepted').map(([, time]) => time);
  };

  test('stands beside the root, or in its region', () => {
    expect(run(backlog(1))).toEqual([0]);
    expect(run(backlog(1, { region: 'away' }))).toEqual([0.25]);
  });

  test('hears of the end of its tasks over the network', () => {
    const closed: WorkloadSpec = {
      kind: 'closed',
      name: 'user',
      region: 'away',
      start: 0,
      population: 1,
      think: constant(0),
      tasks: 3,
      task: work(1),
    };
    // A quarter of a second there, one of work, a quarter back.
    expect(run(closed)).toEqual([0.25, 1.75, 3.25]);
  });
});

describe('a world', () => {
  test('of several workloads ends with the last of them', () => {
    const spec = worldSpec({
      agents: { groups: [group({ count: 3 })] },
      workloads: [backlog(2, { name: 'a' }), backlog(1, { name: 'b', start: 20, task: work(2) })],
    });
    const world = quietWorld(spec);
    expect(world.totalTasks).toBe(3);
    expect(finish(world).progress).toBe('finished');
    expect(world.now).toBe(22e6);
  });

  test('knows how many tasks will come only where all workloads do', () => {
    const open: WorkloadSpec = {
      kind: 'open',
      name: 'open',
      region: null,
      start: 0,
      arrivals: { process: 'poisson', rate: 1 },
      tasks: null,
      stop: 10,
      task: work(1),
    };
    const total = (...workloads: WorkloadSpec[]) =>
      quietWorld(worldSpec({ duration: 100, workloads })).totalTasks;
    expect(total(backlog(3), open)).toBeNull();
    expect(total(backlog(3), { ...open, stop: null, tasks: 7 })).toBe(10);
    const trace = { process: 'trace' as const, times: [1, 2, 3, 4], services: null, source: 'test' };
    expect(total({ ...open, stop: null, arrivals: trace })).toBe(4);
    expect(total({ ...open, stop: null, tasks: 3, arrivals: trace })).toBe(3);
  });
});
