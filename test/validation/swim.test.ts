/** SWIM against what is known of it: when a failed member is first probed, and what it costs, whatever the size of the group. */
import { describe, expect, test } from 'vitest';
import { swimFacts } from '../../src/modules/health/swim/vocabulary.ts';
import type { ParameterValues } from '../../src/modules/registry.ts';
import type { FaultSpec } from '../../src/world/spec/spec.ts';
import type { World } from '../../src/world/world.ts';
import {
  backlog,
  constant,
  finish,
  group,
  links,
  quietWorld,
  selector,
  task,
  worldSpec,
} from '../world/spec.ts';
import { covering } from './experiment.ts';

/** A group of `members`, its coordinator among them, for so many seconds. */
function groupOf(
  members: number,
  duration: number,
  parameters: ParameterValues,
  faults: readonly FaultSpec[] = [],
): World {
  return quietWorld(
    worldSpec({
      duration,
      agents: { groups: [group({ count: members - 1 })] },
      health: { heartbeat_interval: 0, detector: 'swim', parameters },
      network: { links: links({ latency: constant(0.001) }), message_size: 'compact' },
      retry: { max_attempts: 1000 },
      workloads: [backlog(1, { task: task({ service: constant(1e6) }) })],
      faults,
    }),
  );
}

/** Periods from each of many crashes until the first probe of the crashed member begins. */
function periodsToFirstProbe(members: number, crashes: number): number[] {
  const times = Array.from({ length: crashes }, (_, i) => 5 + 40 * i);
  const world = groupOf(members, 40 * crashes + 10, { order: 'random' }, [
    {
      kind: 'crash',
      name: 'crash',
      schedule: { kind: 'at', times },
      duration: constant(20),
      target: selector({ count: 1 }),
      factor: 1,
    },
  ]);
  const { facts, processes, kernel } = world.parts;
  const periods: number[] = [];
  let last = -1;
  facts.on(swimFacts.probed, (_by, member) => {
    const since = processes.stoppedAt[member];
    if (since < 0 || since === last) return;
    last = since;
    periods.push(Math.ceil((kernel.now - since) / 1e6));
  });
  finish(world, 50_000_000);
  return periods;
}

describe('a failed member', () => {
  test.each([
    [10, 1.53008],
    [40, 1.57013],
  ])(
    'of %i is first probed after 1/(1 - (1 - 1/(n-1))^(n-1)) periods on average (e/(e-1) of many)',
    (members, truth) => {
      expect(truth).toBeCloseTo(1 / (1 - (1 - 1 / (members - 1)) ** (members - 1)), 4);
      const periods = periodsToFirstProbe(members, 200);
      const { covered, groups } = covering(periods, 20, truth);
      expect(groups).toBeGreaterThanOrEqual(9);
      // Of ten intervals that hold the truth in 93 of 100 cases, seven or more do in 998 of 1,000.
      expect(covered).toBeGreaterThanOrEqual(groups - 3);
    },
    120_000,
  );

  test('is probed by each member at most 2n - 1 periods after its last probe, where probes go round', () => {
    const members = 12;
    const world = groupOf(members, 400, {});
    const last = new Map<string, number>();
    let longest = 0;
    world.parts.facts.on(swimFacts.probed, (by, member) => {
      const way = `${by} ${member}`;
      const now = world.parts.kernel.now / 1e6;
      longest = Math.max(longest, now - (last.get(way) ?? now));
      last.set(way, now);
    });
    finish(world);
    expect(last.size).toBe(members * (members - 1));
    expect(longest).toBeLessThanOrEqual(2 * members - 1);
    expect(longest).toBeGreaterThan(members);
  });
});

describe('the load of a member', () => {
  test('is two messages a period, and 100 bytes, in groups of any size', () => {
    for (const members of [3, 30, 300]) {
      const world = groupOf(members, 60, {});
      finish(world);
      const figures = world.figures();
      const perMember = (members - 1) / members;
      expect((figures['detection.messages.rate'] ?? 0) * perMember).toBeCloseTo(2, 1);
      expect((figures['detection.bytes.rate'] ?? 0) * perMember).toBeCloseTo(100, -1);
    }
  });
});
