/** Coordinators as servers of finite speed, with inboxes, pauses, crashes and a store that survives them. */

import { describe, expect, test } from 'vitest';
import { intake, scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import type { CoordinationSpec, FaultSpec, ProcessFaultSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import {
  backlog,
  constant,
  finish,
  group,
  type Heard,
  type Overrides,
  observedWorld,
  s,
  selector,
  task,
  worldSpec,
} from './spec.ts';

const FREE: CoordinationSpec['costs'] = { submit: 0, assign: 0, acknowledge: 0, result: 0, heartbeat: 0 };

function fault(kind: ProcessFaultSpec['kind'], at: number, duration: number | null, factor = 1): FaultSpec {
  return {
    kind,
    name: `${kind} at ${at}`,
    schedule: { kind: 'at', times: [at] },
    duration: duration === null ? null : constant(duration),
    target: selector({ processes: 'coordinators' }),
    factor,
  };
}

/** A star whose messages cost what is given, over as many agents as tasks. */
function star(tasks: number, costs: Partial<CoordinationSpec['costs']>, more: Overrides = {}): WorldSpec {
  return worldSpec({
    agents: { groups: [group({ count: tasks })] },
    coordination: { costs: { ...FREE, ...costs }, ...more.coordination },
    workloads: [backlog(tasks)],
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'coordination')),
  });
}

function run(spec: WorldSpec) {
  const { world, heard } = observedWorld(spec);
  finish(world);
  expect(world.parts.oracle.examples).toEqual([]);
  const of = (event: string) => heard.filter(([name]) => name === event);
  return { world, of, times: (event: string) => of(event).map(([, time]) => time) };
}

describe('handling', () => {
  test('takes its time for one message after the other, in the order they came', () => {
    // Two submissions at 0, 0.4 s each.
    const { of, times, world } = run(star(2, { submit: 0.4 }));
    expect(times('taskAccepted')).toEqual([0.4, 0.8]);
    // Sojourns in microseconds: the second waits for the first. Acknowledgements and results cost nothing.
    const submissions = of('messageHandled').filter(([, , kind]) => (kind as unknown) === intake.submit);
    expect(submissions.map(([, , , sojourn]) => sojourn)).toEqual([s(0.4), s(0.8)]);
    expect(world.now).toBe(s(1.8));
    const { mean, max } = world.parts.coordinators.utilization(world.now);
    expect(mean).toBeCloseTo(0.8 / 1.8, 12);
    expect(max).toBe(mean);
  });

  test('of a message that comes while another is handled waits for the rest of it', () => {
    const work = (name: string, start: number) => backlog(1, { name, start });
    const spec = star(3, { submit: 1 });
    const { times } = run({ ...spec, workloads: [work('a', 0), work('b', 0.75), work('c', 5)] });
    expect(times('taskAccepted')).toEqual([1, 2, 6]);
  });

  test('costs each kind of message what it says', () => {
    const costs = { submit: 0.1, acknowledge: 0.01, result: 0.001 };
    const { of, world } = run(star(1, costs));
    expect(of('messageHandled').map(([, time, kind, sojourn]) => [time, kind, sojourn])).toEqual([
      [0.1, intake.submit, s(0.1)],
      [0.11, scheduling.assigned, s(0.01)],
      [1.101, scheduling.result, s(0.001)],
    ]);
    expect(world.now).toBe(s(1.101));
  });

  test('is quicker on a quicker coordinator', () => {
    expect(run(star(2, { submit: 0.4 }, { coordination: { speed: 4 } })).times('taskAccepted')).toEqual([
      0.1, 0.2,
    ]);
  });

  test('of heartbeats takes time from everything else', () => {
    const spec = star(
      1,
      { heartbeat: 0.25, submit: 0.5 },
      { health: { heartbeat_interval: 1 }, duration: 100 },
    );
    const { world } = run({ ...spec, workloads: [backlog(1, { start: 1000 })] });
    expect(world.parts.coordinators.heartbeatsHandled).toBe(100);
    expect(world.parts.coordinators.utilization(world.now).mean).toBeCloseTo(0.25, 2);
  });

  test('of assignments costs the coordinators below', () => {
    const spec = worldSpec({
      agents: { groups: [group({ count: 3 })] },
      coordination: { topology: 'tree', fanout: 2, costs: { ...FREE, assign: 0.3, result: 0.02 } },
    });
    // Down through one coordinator, and up through two.
    const { world, times } = run(spec);
    expect(times('taskStarted')).toEqual([0.3]);
    expect(world.now).toBe(s(0.3 + 1 + 0.02 + 0.02));
  });

  test('stretches under a slow-down, for messages taken up while it lasts', () => {
    const spec = star(4, { submit: 1 }, { faults: [fault('slow', 0.5, 3, 0.5)] });
    // The first is under way; the second and third take 2 s each; the fourth comes after the fault.
    expect(run(spec).times('taskAccepted')).toEqual([1, 3, 5, 6]);
  });
});

describe('an inbox', () => {
  test('of limited room drops what comes beyond it; clients try again', () => {
    // The one being handled counts. Two are dropped, and again at 1, when the third is being handled and two acknowledgements
    // wait behind it; at 2 all is quiet.
    const spec = star(5, { submit: 0.4 }, { coordination: { inbox_limit: 3 }, retry: { ack_timeout: 1 } });
    const { times, world } = run(spec);
    expect(times('taskAccepted')).toEqual([0.4, 0.8, 1.2, 2.4, 2.8]);
    expect(world.parts.network.counters.dropped).toBe(4);
    expect(world.parts.coordinators.mostMessages()).toBe(3);
  });

  test('drops heartbeats too', () => {
    const spec = star(
      4,
      { heartbeat: 10 },
      {
        coordination: { inbox_limit: 1 },
        health: { heartbeat_interval: 1 },
        duration: 30,
      },
    );
    const { world } = run({ ...spec, workloads: [backlog(1, { start: 1000 })] });
    expect(world.parts.coordinators.heartbeatsHandled).toBe(2);
    const { heartbeatsSent, dropped } = world.parts.network.counters;
    expect(heartbeatsSent).toBe(120);
    // Two handled, one being handled.
    expect(dropped).toBe(117);
  });

  test('that is emptied within the instant was never full, in the records', () => {
    const spec = star(7, {}, {});
    expect(run(spec).world.parts.coordinators.mostMessages()).toBe(0);
  });

  test('is as large as it gets, in the records', () => {
    const workloads = [backlog(7, { task: task({ service: constant(100) }) })];
    const spec = star(7, { submit: 1 }, { workloads, retry: { ack_timeout: 50 } });
    expect(run(spec).world.parts.coordinators.mostMessages()).toBe(7);
  });
});

describe('a paused coordinator', () => {
  test('finishes what it was at when it goes on, and takes up the rest', () => {
    const spec = star(2, { submit: 1 }, { faults: [fault('pause', 0.5, 3)] });
    // The first was due at 1: it ends with the pause. The second takes its second.
    expect(run(spec).times('taskAccepted')).toEqual([3.5, 4.5]);
    const later = star(2, { submit: 1 }, { faults: [fault('pause', 0.5, 0.25)] });
    expect(run(later).times('taskAccepted')).toEqual([1, 2]);
  });

  test('lets its timers wait', () => {
    // The agent is deaf, so that the assignment of 0 would be sent again at 2, 4, 6, 8, 10.
    const spec = star(
      1,
      {},
      {
        retry: { ack_timeout: 2, max_attempts: 1 },
        faults: [
          fault('pause', 1, 4.5),
          { ...(fault('pause', 0, null) as ProcessFaultSpec), name: 'deaf', target: selector() },
        ],
      },
    );
    const { times, world } = run(spec);
    // Sent again at 5.5 instead of 2, then every 2 s, given up at 15.5.
    expect(times('taskFailed')).toEqual([15.5]);
    expect(world.parts.network.counters.sent).toBe(1 + 1 + 5 + 1);
  });

  test('that crashes and comes up again while it is paused says nothing until it goes on', () => {
    const below = worldSpec({
      agents: { groups: [group({ count: 3 })] },
      coordination: { topology: 'tree', fanout: 2 },
      health: { heartbeat_interval: 4, detector: 'fixed_timeout', parameters: { timeout: 100 } },
      duration: 15,
      workloads: [],
      faults: [fault('pause', 1, 10), fault('crash', 2, 1)],
    });
    // Two coordinators beat at 0, 11 and 15.
    const { world } = run(below);
    expect(world.parts.network.counters.sent - world.parts.network.counters.heartbeatsSent).toBe(6);
  });

  test('that crashes and comes up again still stands still', () => {
    const spec = star(
      1,
      {},
      {
        faults: [fault('pause', 0, 10), fault('crash', 1, 1)],
        retry: { ack_timeout: 1 },
        workloads: [backlog(1, { start: 3 })],
      },
    );
    expect(run(spec).times('taskAccepted')).toEqual([10]);
  });
});

describe('a crashed coordinator', () => {
  const health = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };

  test('loses its inbox, but not what it had taken on', () => {
    const spec = star(3, { submit: 0.4 }, { faults: [fault('crash', 0.6, 2)], retry: { ack_timeout: 1 } });
    const { of, times, world } = run(spec);
    // The first is in the ledger; the others were in the inbox, and their client tries again after 1 s until it is up.
    expect(times('taskAccepted')).toEqual([0.4, 3.0, 3.4]);
    expect(of('taskStarted').map(([, time, number]) => [time, number])).toEqual([
      [0.4, 0],
      [3.0, 1],
      [3.4, 2],
    ]);
    expect(times('taskCompleted')).toHaveLength(3);
    expect(world.parts.lifecycle.coordinatorCrashes).toBe(1);
  });

  test('that a second crash hits while it is down is up again at the end of the later one', () => {
    const faults = (...crashes: [at: number, duration: number][]) =>
      crashes.map(([at, duration]) => fault('crash', at, duration));
    const accepted = (...crashes: [at: number, duration: number][]) =>
      run(star(2, { submit: 0.4 }, { faults: faults(...crashes), retry: { ack_timeout: 1 } })).times(
        'taskAccepted',
      );
    // The client of the second task tries again at 1.6, 2.6 and so on.
    expect(accepted([0.6, 2])).toEqual([0.4, 3.0]);
    expect(accepted([0.6, 2], [1, 4])).toEqual([0.4, 6.0]);
    // The one that began last may be the first to end.
    expect(accepted([0.6, 4], [1, 1])).toEqual([0.4, 5.0]);
  });

  test('goes on from its store, also with what waited', () => {
    const spec = worldSpec({
      workloads: [backlog(4)],
      faults: [fault('crash', 0.5, 3)],
      retry: { ack_timeout: 1 },
      health,
    });
    const { of, times, world } = run(spec);
    // The result of 1 is sent again at 2 and 4; then the others follow.
    expect(times('taskCompleted')).toEqual([4, 5, 6, 7]);
    expect(of('taskStarted').map(([, , number]) => number)).toEqual([0, 1, 2, 3]);
    expect(world.lostTasks()).toBe(0);
  });

  test('forgets whom it suspected', () => {
    const spec = worldSpec({
      duration: 60,
      workloads: [],
      health,
      faults: [
        { ...(fault('crash', 1, null) as ProcessFaultSpec), name: 'agents', target: selector() },
        fault('crash', 20, 1),
      ],
    });
    const { of } = run(spec);
    // Suspected after 5 s of silence; forgotten at 20; suspected again 5 s after the restart.
    const counts = of('suspectedCount').map(([, time, count]) => [Math.ceil(time), count]);
    expect(counts).toEqual([
      [6, 1],
      [20, 0],
      [26, 1],
    ]);
    expect(of('failureDetected')).toHaveLength(2);
  });

  test('that comes up amid its work does not hear the timers of its earlier life', () => {
    // The timeout of 5 s would end at 5; in the new life it begins anew at 3.
    const spec = worldSpec({
      workloads: [backlog(1, { task: task({ service: constant(6) }) })],
      retry: { timeout: 5, ack_timeout: 1, max_attempts: 1 },
      faults: [fault('crash', 2, 1)],
    });
    expect(run(spec).times('taskCompleted')).toEqual([6]);
  });
});

describe('a coordinator below the root', () => {
  const groups = [group({ count: 4 })];
  const coordination = { topology: 'tree' as const, fanout: 2 };
  const health = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };

  test('that crashes is suspected like an agent, and its tasks go elsewhere', () => {
    const spec = worldSpec({
      agents: { groups },
      coordination,
      health,
      workloads: [backlog(1, { task: task({ service: constant(20) }) })],
      faults: [
        {
          ...(fault('crash', 2, null) as ProcessFaultSpec),
          target: selector({ processes: 'coordinators', count: 1 }),
        },
      ],
    });
    for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
      const { world, of } = run({ ...spec, seed });
      // Coordinators are 4 (root), 5 and 6; the task went to the first leaf.
      if (world.parts.processes.isUp(5)) continue;
      const [, noticed] = of('failureDetected')[0] as Heard;
      expect(noticed).toBe(6);
      expect(of('taskStarted').map(([, time, , agent]) => [time, agent])).toEqual([
        [0, 0],
        [6, 2],
      ]);
      expect(world.now).toBe(s(26));
      return;
    }
    throw new Error('no seed hits the leaf that has the task');
  });

  test('sends heartbeats of its own', () => {
    const { world } = run(
      worldSpec({ agents: { groups }, coordination, health, duration: 10, workloads: [] }),
    );
    // Four agents ten times, two coordinators from 0 to 10.
    expect(world.parts.network.counters.heartbeatsSent).toBe(40);
    expect(world.parts.coordinators.heartbeatsHandled).toBe(40 + 2 * 11);
  });
});
