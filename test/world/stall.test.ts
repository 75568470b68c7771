/** When a run without an end of its own is over though tasks are open, and when it is not. */
import { describe, expect, test } from 'vitest';
import type { FaultSpec, ProcessFaultSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { backlog, constant, exponential, group, quietWorld, s, selector, task, worldSpec } from './spec.ts';

const beating = { heartbeat_interval: 1 };
const HOUR = 3600;

function fault(kind: ProcessFaultSpec['kind'], at: number, duration: number | null): FaultSpec {
  return {
    kind,
    name: kind,
    schedule: { kind: 'at', times: [at] },
    duration: duration === null ? null : constant(duration),
    target: selector(),
    factor: 1,
  };
}

/** How a run ends, and when, in hours. Far more events are allowed than it takes. */
function end(spec: WorldSpec): [progress: string, hours: number] {
  const world = quietWorld(spec);
  const progress = world.advance(1_000_000);
  return [progress, Math.round(world.now / s(HOUR))];
}

const impossible = backlog(1, { task: task({ capabilities: ['nobody has it'] }) });

describe('a run has stalled', () => {
  test('when only heartbeats go on', () => {
    const world = quietWorld(worldSpec({ health: beating, workloads: [impossible] }));
    expect(world.advance(1_000_000)).toBe('stalled');
    expect(world.now).toBeGreaterThan(s(HOUR));
    expect(world.now).toBeLessThan(s(10 * HOUR));
    expect(world.lostTasks()).toBe(1);
    expect(world.advance(1_000_000)).toBe('stalled');
  });

  test('at the same event, however it was sliced', () => {
    const spec = worldSpec({ health: beating, workloads: [impossible] });
    const whole = quietWorld(spec);
    whole.advance(1_000_000);
    const sliced = quietWorld(spec);
    for (let slice = 1; sliced.advance(slice * 100) === 'running'; slice++);
    expect(sliced.parts.kernel.executed).toBe(whole.parts.kernel.executed);
    expect(sliced.parts.kernel.fingerprint()).toBe(whole.parts.kernel.fingerprint());
  });

  test('when the only agent with room stands still for ever', () => {
    const groups = [group(), group({ name: 'useless', capabilities: [] })];
    groups[0] = { ...groups[0], capabilities: ['a'] };
    const paused: FaultSpec = {
      ...(fault('pause', 0.5, null) as ProcessFaultSpec),
      target: selector({ group: 'agents' }),
    };
    const workloads = [backlog(1, { task: task({ capabilities: ['a'] }) })];
    expect(end(worldSpec({ agents: { groups }, health: beating, workloads, faults: [paused] }))[0]).toBe(
      'stalled',
    );
  });

  test('when faults come and go for ever that have nothing to do with it', () => {
    const often: FaultSpec = {
      ...(fault('slow', 0, 10) as ProcessFaultSpec),
      schedule: { kind: 'every', interval: 600, start: 0 },
    };
    const cycles: FaultSpec = {
      ...(fault('slow', 0, null) as ProcessFaultSpec),
      schedule: { kind: 'mtbf', mtbf: 600, mttr: 60 },
      factor: 0.5,
    };
    for (const one of [often, cycles])
      expect(end(worldSpec({ health: beating, workloads: [impossible], faults: [one] }))[0]).toBe('stalled');
  });
});

describe('a run has not stalled', () => {
  const slow = (hours: number) => backlog(1, { task: task({ service: constant(hours * HOUR) }) });

  test('while something runs', () => {
    expect(end(worldSpec({ health: beating, workloads: [slow(30)] }))).toEqual(['finished', 30]);
  });

  test('while a fault lasts that will end', () => {
    const down = fault('crash', 0.5, 20 * HOUR);
    const agents = { groups: [group({ capabilities: ['a'] }), group({ name: 'useless' })] };
    const faults = [{ ...(down as ProcessFaultSpec), target: selector({ group: 'agents' }) }];
    const workloads = [backlog(1, { task: task({ capabilities: ['a'] }) })];
    const health = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };
    expect(end(worldSpec({ agents, health, workloads, faults }))).toEqual(['finished', 20]);
  });

  test('while a process is down that will be repaired', () => {
    const down: FaultSpec = {
      ...(fault('crash', 0, null) as ProcessFaultSpec),
      schedule: { kind: 'mtbf', mtbf: 1, mttr: 20 * HOUR },
      target: selector({ group: 'agents' }),
    };
    const agents = { groups: [group({ capabilities: ['a'] }), group({ name: 'useless' })] };
    const health = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };
    const workloads = [
      backlog(1, { task: task({ capabilities: ['a'], service: constant(0.001) }), start: 60 }),
    ];
    const world = quietWorld(
      worldSpec({ agents, health, workloads, faults: [down], retry: { max_attempts: 1000 } }),
    );
    expect(world.advance(3_000_000)).toBe('finished');
    expect(world.now).toBeGreaterThan(s(HOUR));
  });

  test('while a timeout is to come that will free the task', () => {
    const deaf = worldSpec({
      health: { heartbeat_interval: 1 },
      retry: { timeout: 10 * HOUR },
      workloads: [backlog(1, { task: task({ service: constant(5) }) })],
      faults: [
        {
          kind: 'partition',
          name: 'deaf',
          schedule: { kind: 'at', times: [1] },
          duration: null,
          cut: { style: 'isolate', target: selector({ group: 'agents' }) },
          direction: 'one_way',
          flapping: null,
        },
      ],
    });
    // From 1 s on nothing is heard of the agent: the first attempt times out, the others are never confirmed.
    expect(end(deaf)).toEqual(['finished', 10]);
  });

  test('while a client has something to come', () => {
    const later = backlog(1, { name: 'later', start: 20 * HOUR });
    expect(end(worldSpec({ health: beating, workloads: [impossible, later] }))[1]).toBeGreaterThanOrEqual(20);
    const thinker = {
      kind: 'closed' as const,
      name: 'thinker',
      region: null,
      start: 0,
      population: 1,
      think: constant(15 * HOUR),
      tasks: 2,
      task: task(),
    };
    expect(end(worldSpec({ health: beating, workloads: [impossible, thinker] }))[1]).toBeGreaterThanOrEqual(
      30,
    );
    const trickle = {
      kind: 'open' as const,
      name: 'trickle',
      region: null,
      start: 0,
      arrivals: { process: 'trace' as const, times: [1, 25 * HOUR], services: null, source: 'test' },
      tasks: null,
      stop: null,
      task: task({ service: exponential(1) }),
    };
    expect(end(worldSpec({ health: beating, workloads: [impossible, trickle] }))[1]).toBeGreaterThanOrEqual(
      25,
    );
  });

  test('where the scenario says how long it lasts', () => {
    expect(end(worldSpec({ duration: 30 * HOUR, health: beating, workloads: [impossible] }))).toEqual([
      'horizon',
      30,
    ]);
  });
});

describe('advancing', () => {
  test('to a time stops there, and goes on afterwards', () => {
    const world = quietWorld(worldSpec({ workloads: [backlog(3)] }));
    expect(world.advance(1000, s(1.5))).toBe('cut');
    expect([world.now, world.tasks.ended]).toEqual([s(1.5), 1]);
    expect(world.advance(1000, s(2.5))).toBe('cut');
    expect(world.advance(1000)).toBe('finished');
    expect(world.now).toBe(s(3));
  });

  test('ends with the duration', () => {
    const world = quietWorld(worldSpec({ duration: 2, workloads: [backlog(3)] }));
    expect(world.advance(1000, s(2))).toBe('horizon');
    expect(world.tasks).toEqual({ ended: 2, open: 1 });
    expect(world.lostTasks()).toBe(0);
  });

  test('by events executes just as many', () => {
    const world = quietWorld(worldSpec({ workloads: [backlog(3)] }));
    expect(world.advance(5)).toBe('running');
    expect(world.parts.kernel.executed).toBe(5);
    expect(world.advance(0)).toBe('running');
    expect(world.parts.kernel.executed).toBe(5);
  });
});
