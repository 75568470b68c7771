/** Faults where agents come and go: they hit who is there, and go with whom they hit. */
import { describe, expect, test } from 'vitest';
import { faults } from '../../src/world/faults/feature.ts';
import { fleet } from '../../src/world/fleet/provision.ts';
import type { FaultSpec, ScalingSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import type { World } from '../../src/world/world.ts';
import { constant, group, observedWorld, s, selector, task, worldSpec } from './spec.ts';

const scaling: ScalingSpec = {
  policy: 'fixed',
  parameters: { agents: 5 },
  initial: 5,
  startup: constant(3),
  victims: 'drain',
  cost: 1,
};

const steady = (stop: number) => ({
  kind: 'open' as const,
  name: 'steady',
  region: null,
  start: 0,
  arrivals: { process: 'deterministic' as const, interval: 1 },
  tasks: null,
  stop,
  task: task({ service: constant(2) }),
});

function spec(faults: FaultSpec[], more: Partial<WorldSpec> = {}): WorldSpec {
  return worldSpec({
    agents: { groups: [group({ count: 200 })] },
    health: { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } },
    duration: 100,
    scaling,
    workloads: [steady(90)],
    faults,
    ...more,
  });
}

const crash = (more: Partial<FaultSpec> = {}): FaultSpec =>
  ({
    kind: 'crash',
    name: 'crash',
    schedule: { kind: 'at', times: [20] },
    duration: constant(10),
    target: selector({ count: 2, fraction: 0 }),
    factor: 1,
    ...more,
  }) as FaultSpec;

function downAt(world: World, time: number): number[] {
  world.advance(1_000_000, s(time));
  const { processes } = world.parts;
  return Array.from({ length: processes.agents }, (_, agent) => agent).filter(
    (agent) => processes.absent[agent] === 0 && !processes.isUp(agent),
  );
}

describe('a fault of some agents', () => {
  test.each([0, 1, 2, 3])('is drawn among those who are there (replication %i)', (replication) => {
    const { world, heard } = observedWorld(spec([crash()]), replication);
    expect(downAt(world, 25).filter((agent) => agent < 5)).toHaveLength(2);
    expect(heard.find(([event]) => event === 'faultBegan')).toEqual(['faultBegan', 20, 0, 0, 2]);
    expect(world.parts.lifecycle.agentCrashes).toBe(2);
  });

  test('under an mtbf schedule too', () => {
    const schedule = { kind: 'mtbf' as const, mtbf: 2, mttr: 1000 };
    const { world } = observedWorld(spec([crash({ schedule, duration: null })]));
    expect(downAt(world, 60)).toHaveLength(2);
  });

  test('takes a share of those who are there', () => {
    const { world } = observedWorld(
      spec([crash({ target: selector({ fraction: 0.4 }) } as Partial<FaultSpec>)]),
    );
    expect(downAt(world, 25)).toHaveLength(2);
  });

  test('is over for an agent that leaves: whoever takes its place is well', () => {
    const { world } = observedWorld(spec([crash({ duration: null })]));
    const [first] = downAt(world, 25);
    const { lifecycle, processes } = world.parts;
    const agents = world.part(fleet)?.fleet;
    agents?.retire(first, false);
    expect(processes.crashes[first]).toBe(1);
    agents?.start(first);
    world.advance(1_000_000, s(40));
    expect(processes.isUp(first)).toBe(true);
    expect(lifecycle.agentCrashes).toBe(2);
  });

  test('counts the times that it found nobody', () => {
    const nobody = crash({ target: selector({ fraction: 0.01 }) } as Partial<FaultSpec>);
    const { world } = observedWorld(spec([nobody, crash({ name: 'two' })]));
    world.advance(1_000_000, s(30));
    const counts = world.part(faults)?.faults.counts();
    expect(counts?.map(({ missed, occurrences }) => [missed, occurrences])).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });
});

test('an outage of a zone holds down whoever is started there meanwhile', () => {
  const outage: FaultSpec = {
    kind: 'region_outage',
    name: 'outage',
    schedule: { kind: 'at', times: [20] },
    duration: constant(30),
    region: 'home',
    zone: null,
  };
  const { world, heard } = observedWorld(spec([outage]));
  world.advance(1_000_000, s(21));
  const { processes, plans } = world.parts;
  const [, , , , hit] = heard.find(([event]) => event === 'faultBegan') ?? [];
  expect(hit).toBe(5 + plans.length);
  world.part(fleet)?.fleet.start(50);
  world.advance(1_000_000, s(40));
  expect(processes.absent[50]).toBe(0);
  expect(processes.isUp(50)).toBe(false);
  world.advance(1_000_000, s(55));
  expect(processes.isUp(50)).toBe(true);
});

describe('what a policy observes', () => {
  // Three of four agents are busy at any time: on target at every decision, wherever the warm-up ends.
  const onTarget = (warmup: number) =>
    spec([], {
      agents: { groups: [group({ count: 8 })] },
      duration: 200,
      warmup,
      scheduler: { algorithm: 'least_loaded', agent_queue: 0 } as WorldSpec['scheduler'],
      scaling: {
        ...scaling,
        policy: 'threshold_agent_utilization',
        parameters: {
          period: 20,
          evaluation_periods: 1,
          cooldown: 0,
          min_agents: 1,
          scale_up_threshold: 0.9,
          scale_down_threshold: 0.6,
        },
        initial: 4,
      },
      workloads: [{ ...steady(190), task: task({ service: constant(3) }) }],
    });

  test.each([0, 59, 60, 61, 70])('does not depend on a warm-up of %i s', (warmup) => {
    const { world } = observedWorld(onTarget(warmup));
    const began = world.parts.kernel;
    world.advance(5_000_000);
    expect(world.part(fleet)?.scaler?.report().actions ?? 0).toBe(0);
    expect(began.executed).toBeGreaterThan(1000);
  });
});
