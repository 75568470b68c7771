/** Faults: their schedules, whom they hit, and that each is taken back. */
import { describe, expect, test } from 'vitest';
import type { FaultSpec, ProcessFaultSpec, ScheduleSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import {
  constant,
  finish,
  group,
  type Heard,
  observedWorld,
  quietWorld,
  selector,
  uniform,
  worldSpec,
} from './spec.ts';

function crash(
  schedule: ScheduleSpec,
  duration: number | null = 1,
  more: Partial<ProcessFaultSpec> = {},
): ProcessFaultSpec {
  return {
    kind: 'crash',
    name: 'crash',
    schedule,
    duration: duration === null ? null : constant(duration),
    target: selector(),
    factor: 1,
    ...more,
  };
}

const at = (...times: number[]): ScheduleSpec => ({ kind: 'at', times });

/** A world of so many agents that have nothing to do. */
function idle(faults: readonly FaultSpec[], duration: number, agents = 1, seed = 'faults'): WorldSpec {
  return worldSpec({ seed, duration, agents: { groups: [group({ count: agents })] }, workloads: [], faults });
}

/** Beginnings and ends of occurrences: time, fault, occurrence and, at beginnings, how many were hit. */
function bands(spec: WorldSpec): { began: number[][]; ended: number[][] } {
  const { world, heard } = observedWorld(spec);
  finish(world);
  const of = (event: string) =>
    heard.filter(([name]) => name === event).map(([, ...values]: Heard) => values);
  return { began: of('faultBegan'), ended: of('faultEnded') };
}

describe('a schedule', () => {
  test('of times', () => {
    expect(bands(idle([crash(at(1, 1, 4.5), 2)], 20))).toEqual({
      began: [
        [1, 0, 0, 1],
        [1, 0, 1, 1],
        [4.5, 0, 2, 1],
      ],
      ended: [
        [3, 0, 0],
        [3, 0, 1],
        [6.5, 0, 2],
      ],
    });
  });

  test('of a fixed interval, without drift', () => {
    const { began } = bands(idle([crash({ kind: 'every', interval: 1 / 3, start: 0.5 }, 0.1)], 1000));
    expect(began).toHaveLength(2999);
    expect(began.at(-1)?.[0]).toBe(Math.round((0.5 + 2998 / 3) * 1e6) / 1e6);
  });

  test('of Poisson occurrences has its rate', () => {
    const { began } = bands(idle([crash({ kind: 'poisson', rate: 0.5 }, 0)], 20_000));
    // Mean 10,000, standard deviation 100.
    expect(Math.abs(began.length - 10_000)).toBeLessThan(450);
  });

  test('of a trace, each with its own duration or the common one', () => {
    const trace: ScheduleSpec = {
      kind: 'trace',
      times: [1, 2, 3],
      durations: [0.5, null, 0],
      source: 'test',
    };
    expect(bands(idle([crash(trace, 10)], 20)).ended).toEqual([
      [1.5, 0, 0],
      [3, 0, 2],
      [12, 0, 1],
    ]);
  });

  test('without a duration lasts until the end', () => {
    const spec = idle([crash(at(1), null)], 10);
    expect(bands(spec).ended).toEqual([]);
    expect(finish(quietWorld(spec)).parts.processes.isUp(0)).toBe(false);
  });

  test('is the same whatever else happens', () => {
    const poisson = crash({ kind: 'poisson', rate: 1 }, 1, {
      duration: uniform(0, 2),
      target: selector({ count: 2 }),
    });
    const alone = bands(idle([poisson], 50, 5));
    const other = crash({ kind: 'poisson', rate: 3 }, 1, { name: 'other' });
    const both = bands(idle([poisson, other], 50, 5));
    const first = ({ began, ended }: typeof both) =>
      [began, ended].map((list) => list.filter(([, fault]) => fault === 0));
    expect(first(both)).toEqual(first(alone));
  });
});

describe('mtbf and mttr', () => {
  const cycles = (mtbf: number, mttr: number, more: Partial<ProcessFaultSpec> = {}) =>
    crash({ kind: 'mtbf', mtbf, mttr }, null, more);

  test('make an availability of MTBF / (MTBF + MTTR)', () => {
    const agents = 50;
    const duration = 4000;
    const { world, heard } = observedWorld(idle([cycles(30, 10)], duration, agents));
    finish(world);
    let down = 0;
    let since = 0;
    let failed = 0;
    for (const [event, time, state, count] of [...heard, ['agentsChanged', duration, 3, 0] as Heard]) {
      if (event !== 'agentsChanged' || state !== 3) continue;
      down += failed * (time - since);
      since = time;
      failed = count;
    }
    const availability = 1 - down / (agents * duration);
    // About 5,000 cycles: the standard error is about 0.0025.
    expect(Math.abs(availability - 0.75)).toBeLessThan(0.012);
    // A process fails duration / (mtbf + mttr) times.
    expect(Math.abs(world.parts.lifecycle.agentCrashes / ((agents * duration) / 40) - 1)).toBeLessThan(0.07);
  });

  test('start from everybody up, and hit only those selected', () => {
    const { world } = observedWorld(
      idle([cycles(5, 1e9, { target: selector({ fraction: 0.4 }) })], 1000, 10),
    );
    finish(world);
    const down = Array.from({ length: 10 }, (_, agent) => agent).filter(
      (agent) => !world.parts.processes.isUp(agent),
    );
    expect(down).toHaveLength(4);
  });

  test('of one process do not depend on how many others there are', () => {
    const downs = (agents: number) => {
      const { world } = observedWorld(idle([cycles(5, 5)], 100, agents));
      finish(world);
      return world.parts.processes.incarnation[0];
    };
    expect(downs(1)).toBeGreaterThan(3);
    expect(downs(20)).toBe(downs(1));
  });
});

describe('all faults', () => {
  test('are taken back: afterwards everything is as it was', () => {
    const target = selector({ fraction: 0.5 });
    const often: ScheduleSpec = { kind: 'poisson', rate: 2 };
    const faults: FaultSpec[] = [
      crash(often, null, { name: '1', target, duration: uniform(0, 3) }),
      crash(often, null, { name: '2', kind: 'pause', target, duration: uniform(0, 3) }),
      crash(often, null, { name: '3', kind: 'slow', factor: 0.3, target, duration: uniform(0, 3) }),
      crash(often, null, { name: '4', kind: 'slow', factor: 7, target, duration: uniform(0, 3) }),
      crash(often, null, {
        name: '5',
        target: selector({ processes: 'coordinators' }),
        duration: uniform(0, 3),
      }),
      crash(often, null, {
        name: '6',
        kind: 'pause',
        target: selector({ processes: 'coordinators' }),
        duration: uniform(0, 3),
      }),
    ];
    const stop = faults.map((fault): FaultSpec => {
      const times = Array.from({ length: 60 }, (_, i) => i / 3);
      return { ...fault, schedule: { kind: 'at', times } };
    });
    const world = finish(quietWorld(idle(stop, 60, 6)));
    const { processes, agents } = world.parts;
    for (let process = 0; process < processes.count; process++) {
      expect([processes.crashes[process], processes.pauses[process]]).toEqual([0, 0]);
      expect(processes.stoppedAt[process]).toBe(-1);
    }
    expect(Array.from(agents.table.factor)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(world.parts.network.cuts).toEqual([]);
  });
});
