/** Agents that watch each other: in a world with crashes, restarts, pauses, and agents whose messages are held. */
import { describe, expect, test } from 'vitest';
import { swimFacts } from '../../src/modules/health/swim/vocabulary.ts';
import type { ParameterValues } from '../../src/modules/registry.ts';
import type { FaultSpec, ProcessFaultSpec, ScheduleSpec } from '../../src/world/spec/spec.ts';
import type { World } from '../../src/world/world.ts';
import {
  backlog,
  constant,
  finish,
  group,
  type Heard,
  links,
  observedWorld,
  selector,
  task,
  worldSpec,
} from './spec.ts';

/** 64 members: 59 steady agents, four others, and the coordinator. */
function swarm(parameters: ParameterValues, faults: readonly FaultSpec[], duration = 120, seed = 'test') {
  const { world, heard } = observedWorld(
    worldSpec({
      seed,
      duration,
      agents: { groups: [group({ count: 59 }), group({ name: 'others', count: 4 })] },
      health: { heartbeat_interval: 0, detector: 'swim', parameters },
      network: { links: links({ latency: constant(0.001) }) },
      workloads: [backlog(1, { task: task({ service: constant(100_000) }) })],
      faults: [...faults],
    }),
  );
  const declared: number[] = [];
  world.parts.facts.on(swimFacts.declared, (_by, member) => declared.push(member));
  finish(world);
  expect(world.parts.oracle.examples).toEqual([]);
  return { world, heard, declared };
}

const OTHERS = selector({ group: 'others' });
const at = (...times: number[]): ScheduleSpec => ({ kind: 'at', times });
const crash = (
  time: number,
  lasts: number | null,
  count: number | null = null,
): ProcessFaultSpec<'crash'> => ({
  kind: 'crash',
  name: 'crash',
  schedule: at(time),
  duration: lasts === null ? null : constant(lasts),
  target: { ...OTHERS, count },
  factor: 1,
});
const stall = (kind: 'slow' | 'pause', lasts: number): ProcessFaultSpec<'slow' | 'pause'> => ({
  kind,
  name: 'stall',
  schedule: { kind: 'every', interval: lasts + 2, start: 5 },
  duration: constant(lasts),
  target: OTHERS,
  factor: 1,
  ...(kind === 'slow' ? { messages: 'held' } : {}),
});

const of = (heard: readonly Heard[], event: string) => heard.filter(([name]) => name === event);
/** Declarations of steady agents and of the coordinator, of which no fault has hit any. */
const mistakes = (declared: readonly number[]) => declared.filter((member) => member < 59 || member === 63);

describe('a crash', () => {
  test('is noticed by the coordinator, of each agent that went down and of no other', () => {
    const { heard, world } = swarm({}, [crash(10, null)]);
    const noticed = of(heard, 'failureDetected');
    expect(noticed.map(([, , process]) => process).sort()).toEqual([59, 60, 61, 62]);
    for (const [, time] of noticed) {
      // The least time of suspicion, 4 x 1.806 s, after a probe of a period; and no later than when all that may go wrong does.
      expect(time).toBeGreaterThan(17);
      expect(time).toBeLessThan(60);
    }
    expect(of(heard, 'falselySuspected')).toEqual([]);
    expect(world.parts.network.counters.heartbeatsSent).toBe(0);
  });

  test('that is over before anybody is sure of it is told by the new life: what the agent had is assigned again', () => {
    const { heard } = swarm({}, [{ ...crash(10, 3), target: selector() }]);
    expect(of(heard, 'failureDetected')).toEqual([]);
    const starts = of(heard, 'taskStarted').map(([, time]) => time);
    expect(starts).toHaveLength(2);
    expect(starts[1]).toBeGreaterThan(13);
    expect(starts[1]).toBeLessThan(16);
  });

  test('that ends after it was noticed is followed by trust', () => {
    const { heard, world } = swarm({}, [crash(10, 60)]);
    expect(
      of(heard, 'trusted')
        .map(([, , process]) => process)
        .sort(),
    ).toEqual([59, 60, 61, 62]);
    expect(world.parts.processes.suspected.every((one) => one === 0)).toBe(true);
  });

  test('of the coordinator leaves it knowing, soon after it is back, who went down meanwhile', () => {
    const root: FaultSpec = {
      ...crash(10, 20),
      name: 'root',
      target: selector({ processes: 'coordinators' }),
    };
    const { heard } = swarm({}, [root, crash(12, null)]);
    const noticed = of(heard, 'failureDetected');
    expect(noticed.map(([, , process]) => process).sort()).toEqual([59, 60, 61, 62]);
    for (const [, time] of noticed) expect(time).toBeLessThan(80);
  });
});

describe('agents whose messages are held while their timers run', () => {
  test('take others for dead, which Lifeguard avoids: in four seeds none is declared, against more than ten without', () => {
    const count = (lifeguard: string) => {
      let acted = 0;
      let declared = 0;
      for (const seed of ['1', '2', '3', '4']) {
        const run = swarm({ lifeguard }, [stall('slow', 8)], 120, seed);
        acted += of(run.heard, 'falselySuspected').filter(([, , process]) => process < 59).length;
        declared += mistakes(run.declared).length;
      }
      return { acted, declared };
    };
    const full = count('full');
    const plain = count('none');
    // What one that stalls declares of an incarnation that all others know to be refuted has no effect.
    expect(full.acted).toBe(0);
    expect(plain.acted).toBeGreaterThan(10);
    expect(10 * full.declared).toBeLessThan(plain.declared);
  }, 60_000);

  test('are no healthy agents that are suspected', () => {
    const { heard } = swarm({}, [stall('slow', 40)]);
    expect(of(heard, 'slownessDetected').length).toBeGreaterThan(0);
    for (const [, , process, delay] of of(heard, 'slownessDetected')) {
      expect(process).toBeGreaterThanOrEqual(59);
      expect(delay).toBeLessThanOrEqual(40e6);
    }
  });

  test('which stand still altogether instead declare nobody, with Lifeguard or without', () => {
    for (const lifeguard of ['full', 'none'])
      expect(mistakes(swarm({ lifeguard }, [stall('pause', 8)]).declared)).toEqual([]);
  });

  test('lose what waits in a crash, and nothing otherwise', () => {
    const held = stall('slow', 8);
    const { world } = swarm({}, [held, { ...crash(40, 5, 2), name: 'amid' }]);
    expect(world.parts.processes.suspected.every((one) => one === 0)).toBe(true);
    const { sent, dropped } = (swarm({}, [held]).world as World).parts.network.counters;
    expect(dropped).toBe(0);
    expect(sent).toBeGreaterThan(0);
  });

  test('send their heartbeats when they are let go', () => {
    const { world, heard } = observedWorld(
      worldSpec({
        duration: 30,
        health: { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } },
        workloads: [backlog(1, { task: task({ service: constant(100) }) })],
        faults: [{ ...stall('slow', 8), schedule: at(10), target: selector() }],
      }),
    );
    finish(world);
    const [[, noticed, , delay]] = of(heard, 'slownessDetected');
    expect(noticed).toBeGreaterThan(14);
    expect(delay).toBe(Math.round(noticed * 1e6) - 10e6);
    expect(of(heard, 'trusted').map(([, time]) => time)).toEqual([18]);
    expect(world.parts.coordinators.heartbeatsHandled).toBe(30);
  });
});
