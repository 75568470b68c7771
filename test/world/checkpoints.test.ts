/** What agents save of the tasks under way, in whole worlds. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { checkpointFacts } from '../../src/modules/checkpoints/vocabulary.ts';
import type { CheckpointSpec, FaultSpec } from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';
import { chaos } from './chaos.ts';
import {
  backlog,
  constant,
  finish,
  group,
  type Heard,
  listener,
  type Overrides,
  region,
  selector,
  task,
  worldSpec,
} from './spec.ts';

const checkpoints = (more: Partial<CheckpointSpec> = {}): CheckpointSpec => ({
  ...{ interval: 30, cost: 2, restore: 5, shards: 10, keep: 2, torn: 0, corrupt: 0 },
  ...more,
});

const fault = (more: Partial<FaultSpec> = {}): FaultSpec =>
  ({
    kind: 'crash',
    name: 'crash',
    target: selector(),
    factor: 1,
    schedule: { kind: 'at', times: [50] },
    duration: constant(10),
    ...more,
  }) as FaultSpec;

interface Story {
  /** Seconds. */
  readonly end: number;
  /** In the order of their times. */
  readonly told: string[];
  readonly world: World;
}

/** One task of 100 s, on one agent unless there are more. */
function story(overrides: Overrides): Story {
  const told: string[] = [];
  const heard: Heard[] = [];
  const spec = worldSpec({
    workloads: [backlog(1, { task: task({ service: constant(100) }) })],
    checkpoints: checkpoints(),
    // Who is back says so, and nobody is suspected.
    health: { heartbeat_interval: 1, detector: 'none', parameters: {} },
    ...overrides,
  });
  const world = new World(spec, (view) => {
    const { written, refused, looked, ended } = checkpointFacts;
    const tell = (what: string) => told.push(`${view.now / 1e6} ${what}`);
    view.facts.on(written, (agent, one) => tell(`agent ${agent} saves ${one}`));
    view.facts.on(refused, (agent, one) => tell(`agent ${agent} may not save ${one}`));
    view.facts.on(looked, (agent, one, damaged, restored) =>
      tell(
        `agent ${agent} begins ${one}${restored ? ' from a checkpoint' : ''}${damaged ? `, ${damaged} damaged` : ''}`,
      ),
    );
    view.facts.on(ended, (_agent, one, ...times) =>
      tell(
        `${one} ${times
          .slice(0, 4)
          .map((time) => (time < 0 ? '-' : time / 1e6))
          .join(' ')}`,
      ),
    );
    return listener(view, heard);
  });
  finish(world);
  expect(world.parts.oracle.violations).toBe(0);
  return { end: world.now / 1e6, told, world };
}

describe('a task whose agent crashes', () => {
  test('begins anew without checkpoints', () => {
    expect(story({ checkpoints: null, faults: [fault()] })).toMatchObject({ end: 160, told: [] });
  });

  test('goes on from the last one', () => {
    expect(story({ faults: [fault()] })).toMatchObject({
      end: 139,
      told: [
        '0 agent 0 begins 0',
        '32 agent 0 saves 0',
        '50 0 48 2 0 -',
        '60 agent 0 begins 0 from a checkpoint',
        '97 agent 0 saves 0',
        '129 agent 0 saves 0',
        '139 0 70 4 5 100',
      ],
    });
  });

  test('loses what was being saved', () => {
    const { end, told } = story({ faults: [fault({ schedule: { kind: 'at', times: [31] } } as never)] });
    expect(told.slice(0, 3)).toEqual(['0 agent 0 begins 0', '31 0 30 1 0 -', '41 agent 0 begins 0']);
    expect(end).toBe(41 + 106);
  });

  test('goes on while it was going on', () => {
    // In the midst of restoring: the checkpoint is still there.
    const { end, told } = story({ faults: [fault({ schedule: { kind: 'at', times: [50, 63] } } as never)] });
    expect(told).toContain('63 0 0 0 3 -');
    expect(told).toContain('73 agent 0 begins 0 from a checkpoint');
    expect(end).toBe(73 + 5 + 74);
  });

  test('goes on on another agent, at whose speed only work depends', () => {
    const { end, told } = story({
      agents: { groups: [group(), group({ name: 'fast', speed: constant(2) })] },
      scheduler: { algorithm: 'round_robin', parameters: {}, agent_queue: 0, queue_limit: null },
      retry: { max_attempts: 3, timeout: 60, ack_timeout: 1, backoff: 0, backoff_limit: 0 },
      faults: [fault({ target: selector({ group: 'agents' }), duration: null } as never)],
    });
    expect(told.slice(3)).toEqual([
      '60 agent 1 begins 0 from a checkpoint',
      '82 agent 1 saves 0',
      '99 agent 1 saves 0',
      '104 0 35 4 5 65',
    ]);
    expect(end).toBe(104);
  });
});

describe('an attempt', () => {
  test('that fails leaves its checkpoints to the next', () => {
    const workloads = [
      backlog(1, { task: task({ service: constant(100), failure: { probability: 1, regions: {} } }) }),
    ];
    // Work of 100 s and three checkpoints; then twice a restart and the last 10 s.
    expect(story({ workloads })).toMatchObject({ end: 106 + 2 * 15 });
  });

  test('stands still while its agent does, and is slow where it is, but for saving', () => {
    const pause = fault({ kind: 'pause', schedule: { kind: 'at', times: [31] } } as never);
    expect(story({ faults: [pause] })).toMatchObject({
      end: 116,
      told: expect.arrayContaining(['42 agent 0 saves 0']),
    });
    const slow = fault({ kind: 'slow', factor: 0.5, schedule: { kind: 'at', times: [20] } } as never);
    // Ten seconds at half the speed are five of work, and the first checkpoint is saved at 37.
    expect(story({ faults: [slow] })).toMatchObject({
      end: 111,
      told: expect.arrayContaining(['37 agent 0 saves 0']),
    });
  });

  test('that is interrupted by a more urgent task goes on with what it was at', () => {
    const urgent = backlog(1, {
      name: 'urgent',
      start: 31,
      task: task({ service: constant(3), priority: constant(9) }),
    });
    const long = backlog(1, { task: task({ service: constant(100) }) });
    const { end, told } = story({
      scheduler: { algorithm: 'priority_queue', agent_queue: null, preemption: { progress: 'keep' } },
      workloads: [long, urgent],
    });
    expect(told).toContain('35 agent 0 saves 0');
    expect(end).toBe(109);
  });

  test('that is lost while it is interrupted has spent what it had', () => {
    const urgent = backlog(1, {
      name: 'urgent',
      start: 31,
      task: task({ service: constant(30), priority: constant(9) }),
    });
    const { told } = story({
      scheduler: { algorithm: 'priority_queue', agent_queue: null, preemption: { progress: 'keep' } },
      workloads: [backlog(1, { task: task({ service: constant(100) }) }), urgent],
      faults: [fault({ schedule: { kind: 'at', times: [40] } } as never)],
    });
    expect(told).toContain('40 0 30 1 0 -');
  });

  test('that was given up wrongly may no longer save, and works on in vain', () => {
    const partition: FaultSpec = {
      kind: 'partition',
      name: 'cut',
      schedule: { kind: 'at', times: [40] },
      duration: constant(300),
      cut: { style: 'groups', groups: [['home'], ['away']] },
      direction: 'both',
      flapping: null,
    };
    const { end, told } = story({
      cluster: { regions: [region('away'), region('home')] },
      agents: { groups: [group({ regions: ['away'] }), group({ name: 'near', regions: ['home'] })] },
      retry: { max_attempts: 3, timeout: 90, ack_timeout: 1, backoff: 0, backoff_limit: 0 },
      faults: [partition],
    });
    expect(told).toEqual([
      '0 agent 0 begins 0',
      '32 agent 0 saves 0',
      '64 agent 0 saves 0',
      '90 agent 1 begins 0 from a checkpoint',
      '96 agent 0 may not save 0',
      '106 0 100 6 0 100',
      '127 agent 1 saves 0',
      '137 0 40 2 5 100',
    ]);
    expect(end).toBe(137);
  });
});

describe('damaged checkpoints', () => {
  test('that are all torn leave nothing to go on from', () => {
    const { end, told } = story({ checkpoints: checkpoints({ torn: 1 }), faults: [fault()] });
    expect(told).toContain('60 agent 0 begins 0, 1 damaged');
    expect(end).toBe(166);
  });

  test.each([2, 3, 4])('are found where they are kept: the last %d', (keep) => {
    const faults = [fault({ schedule: { kind: 'at', times: [190] } } as never)];
    const workloads = [backlog(1, { task: task({ service: constant(300) }) })];
    const { told } = story({ checkpoints: checkpoints({ torn: 1, keep }), workloads, faults });
    expect(told).toContain(`200 agent 0 begins 0, ${keep} damaged`);
  });

  test('are passed over for the one before', () => {
    const faults = [fault({ schedule: { kind: 'at', times: [90] } } as never)];
    const found = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const { end, told } = story({
        seed: `${seed}`,
        checkpoints: checkpoints({ torn: 0.25, corrupt: 0.25 }),
        faults,
      });
      const line = told.find((one) => one.startsWith('100 '));
      found.add(`${line} ${end}`);
    }
    expect([...found].sort()).toEqual([
      // From 60 s of work, from 30, from nothing.
      '100 agent 0 begins 0 from a checkpoint 147',
      '100 agent 0 begins 0 from a checkpoint, 1 damaged 147',
      '100 agent 0 begins 0 from a checkpoint, 1 damaged 179',
      '100 agent 0 begins 0, 2 damaged 206',
    ]);
  });

  test('are the same whenever they are read', () => {
    const found = (seed: number, time: number) => {
      const faults = [fault({ schedule: { kind: 'at', times: [time] } } as never)];
      const { told } = story({ seed: `${seed}`, checkpoints: checkpoints({ torn: 0.5 }), faults });
      return told.find((line) => line.startsWith(`${time + 10} `))?.slice(3);
    };
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const early = seeds.map((seed) => found(seed, 40));
    expect(early).toEqual(seeds.map((seed) => found(seed, 60)));
    expect(new Set(early)).toEqual(
      new Set(['agent 0 begins 0, 1 damaged', 'agent 0 begins 0 from a checkpoint']),
    );
  });
});

test('what was saved is forgotten when its task has ended', () => {
  const workloads = [backlog(20, { task: task({ service: constant(70) }) })];
  const { world } = story({ agents: { groups: [group({ count: 3 })] }, workloads, faults: [fault()] });
  expect(world.parts.agents.checkpoints?.store.size).toBe(0);
});

property.prop([chaos, fc.constantFrom(0.5, 3, 20), fc.constantFrom(0, 0.2)])(
  'whatever goes wrong, no task gets a result for less work than it takes',
  (spec, interval, damage) => {
    const damaged = { torn: damage, corrupt: damage };
    const useful = new Map<number, number>();
    const world = new World(
      { ...spec, checkpoints: checkpoints({ interval, cost: 0.1, restore: 0.2, ...damaged }) },
      (view) => {
        view.facts.on(checkpointFacts.ended, (_agent, one, _worked, _saved, _restored, time) => {
          if (time >= 0) useful.set(one, time);
        });
        return listener(view, []);
      },
    );
    finish(world);
    const { oracle, tasks, agents } = world.parts;
    expect(oracle.violations).toBe(0);
    const fastest = Math.max(...agents.table.speed);
    for (const [one, time] of useful) expect(time * fastest).toBeGreaterThan(0.999 * tasks.demand[one] - 100);
    if (world.tasks.open === 0) expect(agents.checkpoints?.store.size).toBe(0);
  },
);
