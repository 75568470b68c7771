/** Agents: slots, queues, pauses, slow-downs, crashes, results that must get through. */

import { describe, expect, test } from 'vitest';
import { toWorker } from '../../src/modules/worker/vocabulary.ts';

import type { FaultSpec, ProcessFaultSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import type { World } from '../../src/world/world.ts';
import {
  backlog,
  constant,
  finish,
  group,
  type Heard,
  observedWorld,
  quietWorld,
  s,
  selector,
  task,
  worldSpec,
} from './spec.ts';

function fault(
  kind: ProcessFaultSpec['kind'],
  at: number,
  duration: number | null,
  more: Partial<ProcessFaultSpec> = {},
): FaultSpec {
  return {
    kind,
    name: `${kind} at ${at}`,
    schedule: { kind: 'at', times: [at] },
    duration: duration === null ? null : constant(duration),
    target: selector(),
    factor: 1,
    ...more,
  };
}

/** Runs to the end; gives when each thing happened, in seconds. */
function times(spec: WorldSpec, event: string): number[] {
  const { world, heard } = observedWorld(spec);
  finish(world);
  expect(world.progress).toBe('finished');
  expect(world.parts.oracle.examples).toEqual([]);
  return heard.filter(([name]) => name === event).map(([, time]) => time);
}

const long = (seconds: number) => [backlog(1, { task: task({ service: constant(seconds) }) })];

describe('execution', () => {
  test('as many at a time as there are slots, the others wait in order', () => {
    const spec = worldSpec({
      agents: { groups: [group({ slots: 2 })] },
      scheduler: { agent_queue: null },
      workloads: [backlog(5)],
    });
    const { world, heard } = observedWorld(spec);
    finish(world);
    const starts = heard.filter(([name]) => name === 'taskStarted').map(([, time, number]) => [time, number]);
    expect(starts).toEqual([
      [0, 0],
      [0, 1],
      [1, 2],
      [1, 3],
      [2, 4],
    ]);
    expect(world.now).toBe(s(3));
  });

  test('takes the work divided by the speed', () => {
    const spec = worldSpec({
      agents: { groups: [group({ speed: constant(0.3) })] },
      workloads: long(1),
    });
    expect(times(spec, 'executionEnded')).toEqual([3.333333]);
  });

  test('of queued tasks by priority where the algorithm says so', () => {
    const priorities = [5, 1, 9, 5, 9];
    const order = (algorithm: string) => {
      const spec = worldSpec({
        scheduler: { algorithm, agent_queue: null },
        workloads: priorities.map((priority, i) =>
          backlog(1, { name: `${i}`, task: task({ priority: constant(priority) }) }),
        ),
      });
      const { world, heard } = observedWorld(spec);
      finish(world);
      return heard.filter(([name]) => name === 'taskStarted').map(([, , number]) => number);
    };
    expect(order('least_loaded')).toEqual([0, 1, 2, 3, 4]);
    expect(order('priority_queue')).toEqual([0, 2, 4, 3, 1]);
  });
});

describe('a pause', () => {
  test('keeps the work that is left, to the microsecond', () => {
    const spec = worldSpec({ workloads: long(10), faults: [fault('pause', 3, 4)] });
    expect(times(spec, 'executionEnded')).toEqual([14]);
  });

  test('that overlaps another ends with the later one', () => {
    const spec = worldSpec({ workloads: long(10), faults: [fault('pause', 3, 4), fault('pause', 5, 4)] });
    expect(times(spec, 'executionEnded')).toEqual([16]);
  });

  test('many times over loses nothing', () => {
    const many = fault('pause', 0, 0.25, { schedule: { kind: 'every', interval: 0.5, start: 0.1 } });
    expect(times(worldSpec({ workloads: long(10), faults: [many] }), 'executionEnded')).toEqual([20]);
  });

  test('holds messages back until its end', () => {
    const spec = worldSpec({ workloads: [backlog(1, { start: 4 })], faults: [fault('pause', 3, 4)] });
    expect(times(spec, 'taskStarted')).toEqual([7]);
  });

  test('stops heartbeats, which go on in step afterwards', () => {
    const beats = (faults: FaultSpec[]) => {
      const world = quietWorld(
        worldSpec({ duration: 100, workloads: [], health: { heartbeat_interval: 1 }, faults }),
      );
      finish(world);
      return world.parts.network.counters.heartbeatsSent;
    };
    expect(beats([])).toBe(100);
    expect(beats([fault('pause', 20, 30)])).toBe(70);
  });
});

describe('an outage', () => {
  test('that overlaps another ends with the later one', () => {
    const lives = (faults: FaultSpec[]) => {
      const health = { heartbeat_interval: 1 };
      const world = quietWorld(worldSpec({ duration: 100, workloads: [], health, faults }));
      const { processes } = world.parts;
      return [10, 35, 45, 55].map((time) => {
        world.advance(1_000_000, s(time));
        return processes.isUp(0) ? processes.incarnation[0] : `${processes.incarnation[0]} ended`;
      });
    };
    expect(lives([fault('crash', 20, 20)])).toEqual([0, '0 ended', 1, 1]);
    const overlapping = [fault('crash', 20, 20), fault('crash', 30, 20)];
    expect(lives(overlapping)).toEqual([0, '0 ended', '0 ended', 1]);
  });
});

describe('a slow-down', () => {
  test('stretches what is left while it lasts', () => {
    const spec = worldSpec({ workloads: long(10), faults: [fault('slow', 2, 4, { factor: 0.5 })] });
    // 2 s done by 2, 2 more by 6, the other 6 by 12.
    expect(times(spec, 'executionEnded')).toEqual([12]);
  });

  test('multiplies with another', () => {
    const faults = [fault('slow', 2, 6, { factor: 0.5 }), fault('slow', 4, 2, { factor: 0.25 })];
    // 2 by 2, 1 by 4, a quarter by 6, 1 by 8, the other 5 3/4 by 13.75.
    expect(times(worldSpec({ workloads: long(10), faults }), 'executionEnded')).toEqual([13.75]);
  });

  test('can begin and end during a pause', () => {
    const faults = [
      fault('pause', 2, 10),
      fault('slow', 3, 3, { factor: 0.5 }),
      fault('slow', 4, 12, { factor: 0.1 }),
    ];
    // 2 by 2; from 12 to 16 at a tenth: 0.4; the other 7.6 by 23.6.
    expect(times(worldSpec({ workloads: long(10), faults }), 'executionEnded')).toEqual([23.6]);
  });

  test('may be a speed-up', () => {
    const spec = worldSpec({ workloads: long(10), faults: [fault('slow', 2, 2, { factor: 3 })] });
    expect(times(spec, 'executionEnded')).toEqual([6]);
  });
});

describe('a crash', () => {
  const health = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 10 } };

  test('loses what was under way; the restart is heard of at once, and the task starts afresh', () => {
    const spec = worldSpec({ workloads: long(10), health, faults: [fault('crash', 3, 2)] });
    const { world, heard } = observedWorld(spec);
    finish(world);
    expect(world.now).toBe(s(15));
    const about = ([name]: Heard) => name === 'taskStarted' || name === 'executionEnded';
    // The outcomes: 2 aborted, 0 success.
    expect(heard.filter(about)).toEqual([
      ['taskStarted', 0, 0, 0],
      ['executionEnded', 3, 0, 0, 2],
      ['taskStarted', 5, 0, 0],
      ['executionEnded', 15, 0, 0, 0],
    ]);
    expect(world.parts.processes.incarnation[0]).toBe(1);
    expect(world.parts.lifecycle.agentCrashes).toBe(1);
  });

  test('loses also what waits there and what is held back by a pause', () => {
    const spec = worldSpec({
      scheduler: { agent_queue: null },
      workloads: [backlog(3), backlog(1, { name: 'late', start: 0.6 })],
      health,
      faults: [fault('pause', 0.5, 3), fault('crash', 1, 1)],
    });
    // Up at 2 but paused until 3.5. Then the late task runs, which was sent again at 2.6; at the heartbeat of 4 all four are
    // given to it anew.
    const { world, heard } = observedWorld(spec);
    finish(world);
    const starts = heard.filter(([name]) => name === 'taskStarted').map(([, time]) => time);
    expect(starts).toEqual([0, 3.5, 4, 5, 6, 7]);
    expect(Array.from(world.parts.tasks.executions.slice(0, 4))).toEqual([2, 1, 1, 2]);
  });

  test('within a crash lasts until both are over', () => {
    const spec = worldSpec({
      workloads: long(1),
      health,
      faults: [fault('crash', 0.5, 4), fault('crash', 1, 1)],
    });
    expect(times(spec, 'executionEnded')).toEqual([0.5, 5.5]);
  });

  test('of one of two moves its task when the silence is noticed', () => {
    const spec = worldSpec({
      agents: { groups: [group({ count: 2 })] },
      workloads: long(20),
      health,
      faults: [fault('crash', 3, null, { target: selector({ count: 1 }) })],
    });
    const { world, heard } = observedWorld({ ...spec, seed: 'hits the first' });
    finish(world);
    const victim = world.parts.processes.isUp(0) ? 1 : 0;
    const starts = heard.filter(([name]) => name === 'taskStarted');
    if (victim !== starts[0][3]) throw new Error('the seed does not hit the agent that has the task');
    const [, noticed] = heard.find(([name]) => name === 'suspectedCount') as Heard;
    // Its last heartbeat left in the second before the crash.
    expect(noticed).toBeGreaterThan(12);
    expect(noticed).toBeLessThanOrEqual(13);
    expect(starts[1]).toEqual(['taskStarted', noticed, 0, 1 - victim]);
    expect(world.now).toBe(Math.round(noticed * 1e6) + s(20));
  });
});

describe('a result', () => {
  test('is sent again after 1, 2, 4, 8, 16, 16 times the acknowledgement time until it is recorded', () => {
    const world = quietWorld(worldSpec({ duration: 100, retry: { ack_timeout: 1 }, workloads: long(0.5) }));
    world.advance(100, s(0.25));
    // From now on nothing gets through.
    const side = new Uint8Array(world.parts.processes.count).fill(2);
    side[0] = 1;
    world.parts.network.cuts.push({ side, oneWay: false });
    const sent: number[] = [];
    for (let time = 0.5; time <= 100; time += 0.5) {
      const before = world.parts.network.counters.sent;
      world.advance(1000, s(time));
      if (world.parts.network.counters.sent > before) sent.push(time);
    }
    expect(sent).toEqual([0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 47.5, 63.5, 79.5, 95.5]);
  });

  test('that comes while the coordinator is down gets through later', () => {
    const spec = worldSpec({
      retry: { ack_timeout: 1 },
      workloads: long(1),
      faults: [fault('crash', 0.5, 2, { target: selector({ processes: 'coordinators' }) })],
    });
    // Sent at 1 and 2 in vain, then at 4.
    expect(times(spec, 'taskCompleted')).toEqual([4]);
    expect(times(spec, 'taskStarted')).toEqual([0]);
  });
});

describe('an assignment', () => {
  /** A world with one task that the coordinator knows nothing of, whose messages are handed to the agent by hand. */
  function stage(
    probability: number,
    queueLimit: number | null = null,
  ): { world: World; assign(task: number, attempt: number): void; sent(): number } {
    const work = task({ failure: { probability, regions: {} } });
    const world = quietWorld(
      worldSpec({
        duration: 1000,
        agents: { groups: [group({ queue_limit: queueLimit })] },
        workloads: [backlog(1, { start: 900, task: work })],
      }),
    );
    const { tasks, network, agents, processes } = world.parts;
    for (let i = 0; i < 3; i++) tasks.demand[tasks.add(0, i, 0, 0)] = s(1);
    // Nothing that the agent says is heard.
    network.cuts.push({ side: Uint8Array.of(1, 2, 2), oneWay: false });
    const row = (task: number, attempt: number) =>
      network.pool.add(processes.root, 0, toWorker.assign, task, attempt);
    return {
      world,
      assign: (task, attempt) => agents.receive(0, row(task, attempt)),
      sent: () => network.counters.sent,
    };
  }

  test('that comes again is not run again, nor is it after it has succeeded', () => {
    const { world, assign } = stage(0);
    assign(0, 1);
    assign(0, 1);
    world.advance(100, s(0.5));
    assign(0, 2);
    world.advance(100, s(5));
    assign(0, 3);
    world.advance(100, s(10));
    expect(world.parts.tasks.executions[0]).toBe(1);
  });

  test('with a newer number after a failure is run again, with the same number it is not', () => {
    const { world, assign } = stage(1);
    assign(0, 4);
    world.advance(100, s(2));
    assign(0, 4);
    assign(0, 3);
    world.advance(100, s(4));
    expect(world.parts.tasks.executions[0]).toBe(1);
    assign(0, 5);
    world.advance(100, s(6));
    expect(world.parts.tasks.executions[0]).toBe(2);
  });

  test('is refused where slots and queue are full', () => {
    const { world, assign } = stage(0, 1);
    const { table, worker } = world.parts.agents;
    for (const task of [0, 1, 2]) assign(task, 1);
    expect([table.running[0], worker.queued[0]]).toEqual([1, 1]);
    world.advance(100, s(10));
    expect(Array.from(world.parts.tasks.executions.slice(0, 3))).toEqual([1, 1, 0]);
  });
});
