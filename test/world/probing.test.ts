/** Probes and their answers on their way through a world, under the one algorithm that sends them. */

import { describe, expect, test } from 'vitest';
import { scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import type { Kind } from '../../src/modules/vocabulary.ts';
import { toWorker } from '../../src/modules/worker/vocabulary.ts';

import type { WorldSpec } from '../../src/world/spec/spec.ts';
import type { World } from '../../src/world/world.ts';
import {
  backlog,
  constant,
  exponential,
  finish,
  group,
  type Heard,
  links,
  type Overrides,
  observedWorld,
  quietWorld,
  s,
  task,
  uniform,
  worldSpec,
} from './spec.ts';

/** Messages of a kind that are under way, as sender, receiver and the first two words. */
function underWay(world: World, { code }: Kind): number[][] {
  const { pool } = world.parts.network;
  const found: number[][] = [];
  for (let row = 0; row < pool.code.length; row++) {
    if (pool.code[row] === code && pool.from[row] !== pool.to[row])
      found.push([pool.from[row], pool.to[row], ...pool.wordsOf(row).slice(0, 2)]);
  }
  return found;
}

/** A world that has run to this time, in seconds, and goes no further. */
function worldAt(spec: WorldSpec, time: number): World {
  const world = quietWorld(spec);
  world.advance(10_000, s(time));
  return world;
}

const handled = (heard: readonly Heard[], kind: Kind) =>
  heard.filter(([event, , handledKind]) => event === 'messageHandled' && (handledKind as unknown) === kind);

/** Four agents at 0.1 s, and a task of a second at each of the given times, which only the first probes. */
function probing(overrides: Overrides = {}, parameters = {}) {
  return worldSpec({
    agents: { groups: [group({ count: 4 })] },
    network: { links: links({ latency: constant(0.1) }) },
    scheduler: { algorithm: 'prequal', parameters: { max_age: 100, ...parameters }, agent_queue: null },
    workloads: [backlog(1)],
    ...overrides,
  });
}

describe('a probe', () => {
  test('is answered by what the agent is doing, after the way there and back', () => {
    const spec = probing({}, { r_probe: 4 });
    // The task is submitted at 0, is at the root at 0.1 s, and it and the probes are at the agents at 0.2 s.
    const early = worldAt(spec, 0.15);
    expect(underWay(early, toWorker.probe)).toHaveLength(4);
    expect(underWay(early, scheduling.probed)).toHaveLength(0);
    const later = worldAt(spec, 0.25);
    const answers = underWay(later, scheduling.probed);
    const busy = later.parts.tasks.agent[0];
    // Nobody has ended a task yet, so nobody knows a latency; the busy one has one task in flight.
    expect(answers.map(([from]) => from).sort()).toEqual([0, 1, 2, 3]);
    for (const [from, to, inFlight, latency] of answers) {
      expect([to, inFlight, latency]).toEqual([4, from === busy ? 1 : 0, 0]);
    }
    const { world, heard } = observedWorld(spec);
    finish(world);
    expect(handled(heard, scheduling.probed).map(([, time]) => time)).toEqual([0.3, 0.3, 0.3, 0.3]);
  });

  test('tells the latency that the agent has seen at its load', () => {
    const open = { kind: 'open' as const, region: null, start: 0, tasks: 1, stop: null, task: task() };
    const at = (time: number) => ({
      ...open,
      name: `at ${time}`,
      arrivals: { process: 'trace' as const, times: [time], services: null, source: 'test' },
    });
    const spec = probing({
      agents: { groups: [group({ speed: constant(2) })] },
      workloads: [at(0), at(0.2), at(5)],
    });
    // One agent at double speed: the first task takes it 0.5 s; the second comes 0.2 s later, waits 0.3 s and takes 0.5 s.
    expect(underWay(worldAt(spec, 5.25), scheduling.probed)).toEqual([[0, 1, 1, s(0.8)]]);
  });

  test('costs a coordinator what an acknowledgement costs', () => {
    const costs = { submit: 0, assign: 0, acknowledge: 0.25, result: 0, heartbeat: 0 };
    const { world, heard } = observedWorld(probing({ coordination: { costs } }, { r_probe: 2 }));
    finish(world);
    // At 0.3 s the acknowledgement of the assignment and two answers come together.
    const sojourns = handled(heard, scheduling.probed).map(([, , , sojourn]) => sojourn / 1e6);
    expect(sojourns.sort()).toEqual([0.5, 0.75]);
  });

  test('waits at an agent that stands still, and is lost at one that is down', () => {
    const fault = (kind: 'pause' | 'crash') => ({
      kind,
      name: kind,
      schedule: { kind: 'at' as const, times: [0.05] },
      duration: constant(2),
      target: {
        processes: 'agents' as const,
        count: null,
        fraction: 1,
        region: null,
        zone: null,
        group: null,
      },
      factor: 1,
    });
    const arrivals = (kind: 'pause' | 'crash') => {
      const { world, heard } = observedWorld(probing({ faults: [fault(kind)] }, { r_probe: 4 }));
      finish(world);
      return handled(heard, scheduling.probed).map(([, time]) => time);
    };
    const paused = arrivals('pause');
    expect(paused).toHaveLength(4);
    for (const time of paused) expect(time).toBeCloseTo(2.15, 9);
    // The crash loses the probes of the first attempt; the assignment is only sent again, which probes nobody.
    expect(arrivals('crash')).toEqual([]);
  });
});

describe('in a tree', () => {
  test('coordinators answer for all below them', () => {
    const spec = probing(
      {
        agents: { groups: [group({ count: 4 })] },
        coordination: { topology: 'tree', fanout: 2 },
        workloads: [backlog(6)],
      },
      { r_probe: 2 },
    );
    // The root, process 4, has given both coordinators below some of the six tasks, three each if nothing were known.
    const answers = underWay(worldAt(spec, 0.25), scheduling.probed);
    expect(answers.every(([from, to]) => (from === 5 || from === 6) && to === 4)).toBe(true);
    const open = (process: number) =>
      Math.max(...answers.filter(([from]) => from === process).map(([, , inFlight]) => inFlight), 0);
    expect(open(5) + open(6)).toBe(6);
    const world = finish(quietWorld(spec));
    expect(world.parts.oracle.violations).toBe(0);
    expect(world.tasks.ended).toBe(6);
  });
});

test('what probes tell is worth more than chance', () => {
  const mean = (algorithm: string) => {
    const spec = worldSpec({
      agents: { groups: [group({ count: 50, speed: uniform(0.5, 1.5) })] },
      network: { links: links({ latency: constant(0.002) }) },
      scheduler: { algorithm, parameters: {}, agent_queue: null },
      workloads: [
        {
          kind: 'open',
          name: 'work',
          region: null,
          start: 0,
          arrivals: { process: 'poisson', rate: 35 },
          tasks: 4000,
          stop: null,
          task: task({ service: exponential(1) }),
        },
      ],
    });
    const world = finish(quietWorld(spec));
    const { count, executedAt, submittedAt } = world.parts.tasks;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += executedAt[i] - submittedAt[i];
    return sum / count / 1e6;
  };
  // Random assignment overloads the slow half; probes find who is fast and free.
  expect(mean('prequal')).toBeLessThan(mean('random') / 3);
});
