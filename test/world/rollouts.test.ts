/** Waves with gates in a whole world: what gates look at, what is undone, and that no task is lost over it. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect, vi } from 'vitest';
import type { GateSpec } from '../../src/modules/gates/types.ts';
import { TASK_STATE, type TaskTable } from '../../src/world/core/task-table.ts';
import { undoingSteps } from '../../src/world/plan/task-specs.ts';
import type { RollbackSpec, WaveSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { chaos, pairs, syncing } from './chaos.ts';
import {
  constant,
  finish,
  group,
  type Heard,
  observedWorld,
  quietWorld,
  task,
  uniform,
  worldSpec,
} from './spec.ts';

const of = (heard: readonly Heard[], event: string) => heard.filter(([name]) => name === event);
const work = (seconds: number, failure = 0) =>
  task({ service: constant(seconds), failure: { probability: failure, regions: {} } });
const fixed = (limit: number): GateSpec => ({ kind: 'fixed', limit, when: 'above' });
const undo = (seconds: number, failure = 0, agents: number | null = null): RollbackSpec => ({
  agents,
  task: work(seconds, failure),
});
const wave = (name: string, more: Partial<WaveSpec>): WaveSpec => ({
  name,
  tasks: 1,
  agents: null,
  required_success: 0,
  task: work(1),
  ...more,
});
const spec = (waves: WaveSpec[], more: Parameters<typeof worldSpec>[0] = {}) =>
  worldSpec({
    agents: { groups: [group({ count: 4 })] },
    retry: { max_attempts: 5, backoff: 0 },
    workloads: [{ kind: 'waves', name: 'rollout', region: null, start: 0, waves }],
    ...more,
  });

/** By step of a workload: tasks in each state. */
function states(tasks: TaskTable, step: number) {
  const found = { created: 0, completed: 0, failed: 0 };
  for (let number = 0; number < tasks.count; number++) {
    if (tasks.step[number] !== step) continue;
    if (tasks.state[number] === TASK_STATE.created) found.created++;
    else if (tasks.state[number] === TASK_STATE.completed) found.completed++;
    else if (tasks.state[number] === TASK_STATE.failed) found.failed++;
    else throw new Error(`task ${number} has not ended`);
  }
  return found;
}

describe('in a wave with a gate', () => {
  example('a failure is not tried again, and elsewhere it is', () => {
    const failing = wave('canary', { tasks: 3, task: work(1, 1), gate: fixed(1) });
    const { world } = observedWorld(spec([failing, wave('rest', { tasks: 2, task: work(1, 1) })]));
    finish(world);
    expect(Array.from(world.parts.tasks.executions.slice(0, 5))).toEqual([1, 1, 1, 5, 5]);
  });

  example('nor in the wave that it is compared with', () => {
    const waves = [
      wave('before', { tasks: 2, task: work(1, 1) }),
      wave('other', { tasks: 1, task: work(1, 1) }),
      wave('canary', { tasks: 1, gate: { kind: 'difference', control: 'before', limit: 0 } }),
    ];
    const { world } = observedWorld(spec(waves));
    finish(world);
    expect(Array.from(world.parts.tasks.executions.slice(0, 4))).toEqual([1, 1, 5, 1]);
  });

  example('below a tree of coordinators as well', () => {
    const failing = wave('canary', { tasks: 3, task: work(1, 1), gate: fixed(1) });
    const { world } = observedWorld(
      spec([failing], { coordination: { topology: 'tree', fanout: 2 } } as never),
    );
    finish(world);
    expect(Array.from(world.parts.tasks.executions.slice(0, 3))).toEqual([1, 1, 1]);
  });
});

describe('a rollback', () => {
  example('is work: it takes agents and time, fails and is tried again', () => {
    const waves = [
      wave('first', { tasks: 4, rollback: undo(10) }),
      wave('canary', { tasks: 4, task: work(1), rollback: undo(2, 0.5, 1) }),
      wave('gate', { tasks: 1, task: work(1, 1), gate: fixed(0) }),
      wave('never', { tasks: 9 }),
    ];
    const { world, heard } = observedWorld(spec(waves));
    expect(finish(world).progress).toBe('finished');
    const events = of(heard, 'rollout').map(([, time, , event]) => [time, event]);
    expect(events.slice(0, 3)).toEqual([
      [3, { kind: 'gate.decided', wave: 2, decision: 1, looked: 1, failures: 1 }],
      [3, { kind: 'rollback.started', wave: 2, reason: 0 }],
      [3, { kind: 'undo.started', wave: 1, tasks: 4 }],
    ]);
    const [, , , , [second], [end, last]] = events as [number, unknown][];
    // One agent at a time of 2 s, and at least one of four coins fails in this world.
    expect(second).toBeGreaterThanOrEqual(3 + 4 * 2);
    expect(of(heard, 'taskRetried').length).toBeGreaterThan(0);
    expect([end - second, last]).toEqual([10, { kind: 'undo.ended', wave: 0, left: 0 }]);
    const { tasks } = world.parts;
    expect([4, 5].map((step) => states(tasks, step))).toEqual([
      { created: 0, completed: 4, failed: 0 },
      { created: 0, completed: 4, failed: 0 },
    ]);
    expect(of(heard, 'waveStarted').length).toBe(3);
  });

  example('may be ordered in the midst of it, by whoever finds that waves do harm', () => {
    const waves = [
      wave('first', { tasks: 4, rollback: undo(1) }),
      wave('second', { tasks: 20, task: work(10), rollback: undo(1) }),
    ];
    const { world, heard } = observedWorld(spec(waves));
    while (of(heard, 'waveStarted').length < 2) world.advance(1);
    expect(world.parts.clients[0].rollout?.rollBack()).toBe(true);
    expect(finish(world).progress).toBe('finished');
    expect(of(heard, 'rollout').map(([, time, , event]) => [time, event])).toEqual([
      [1, { kind: 'rollback.started', wave: 1, reason: 1 }],
      // All of the second wave had been handed in, for four agents to do.
      [51, { kind: 'undo.started', wave: 1, tasks: 20 }],
      [56, { kind: 'undo.ended', wave: 1, left: 0 }],
      [56, { kind: 'undo.started', wave: 0, tasks: 4 }],
      [57, { kind: 'undo.ended', wave: 0, left: 0 }],
      [57, { kind: 'rollback.ended', left: 0 }],
    ]);
    expect(world.parts.clients[0].rollout?.rollBack()).toBe(false);
  });

  example('what fails for good stays as it is, and is told', () => {
    const waves = [
      wave('first', { tasks: 3, rollback: undo(1, 1) }),
      wave('gate', { tasks: 1, task: work(1, 1), gate: fixed(0) }),
    ];
    const { world, heard } = observedWorld(spec(waves));
    expect(finish(world).progress).toBe('finished');
    expect(of(heard, 'rollout').at(-1)?.[3]).toEqual({ kind: 'rollback.ended', left: 3 });
  });
});

const gates = fc.constantFrom<GateSpec | undefined>(undefined, fixed(0), fixed(0.4), {
  kind: 'sequential',
  acceptable: 0.05,
  unacceptable: 0.6,
  false_rollback: 0.1,
  false_promote: 0.1,
  most: 6,
  undecided: 'promote',
});
const waves = fc.array(
  fc.record({
    tasks: fc.integer({ min: 1, max: 9 }),
    agents: fc.constantFrom(null, 1, 3),
    failure: fc.constantFrom(0, 0.2, 0.7),
    gate: gates,
    rollback: fc.constantFrom(undefined, undo(1), undo(0.5, 0.4, 2)),
  }),
  { minLength: 1, maxLength: 4 },
);
type Drawn = typeof waves extends fc.Arbitrary<infer One> ? One : never;

const rolloutIn = (world: WorldSpec, drawn: Drawn): WorldSpec => ({
  ...world,
  // A queue that sheds makes tasks fail for reasons that are not those of the wave, which is as well.
  workloads: [
    {
      kind: 'waves',
      name: 'rollout',
      region: null,
      start: 0,
      waves: drawn.map(({ failure, gate, rollback, ...rest }, place) =>
        wave(`wave ${place}`, {
          ...rest,
          task: task({ service: uniform(0.1, 3), failure: { probability: failure, regions: {} } }),
          ...(gate ? { gate } : {}),
          ...(rollback ? { rollback } : {}),
        }),
      ),
    },
  ],
});

/** Counted from the table of tasks and from what gates say, not from what the runner of waves knows. */
function check(drawnWorld: WorldSpec, drawn: Drawn): void {
  const world = rolloutIn(drawnWorld, drawn);
  const { world: run, heard } = observedWorld(world);
  for (let events = 0; events < 150_000 && run.advance(10_000) === 'running'; ) events += 10_000;
  expect(run.progress).toBe('finished');
  expect(run.lostTasks()).toBe(0);
  const { duplicated, violations } = run.parts.oracle;
  expect({ duplicated, violations, open: run.tasks.open }).toEqual({ duplicated: 0, violations: 0, open: 0 });
  const events = of(heard, 'rollout').map(([, , , event]) => event as unknown as { kind: string });
  const isRolledBack = events.some(({ kind }) => kind === 'rollback.started');
  expect(isRolledBack).toBe(events.at(-1)?.kind === 'rollback.ended');
  const [workload] = world.workloads;
  if (workload.kind !== 'waves') throw new Error('no waves');
  const steps = undoingSteps(workload.waves);
  for (const [place, { tasks, rollback }] of workload.waves.entries()) {
    const { created, completed, failed } = states(run.parts.tasks, place);
    // A wave that never started has no tasks; one that did has all of them, and only a rollback leaves some behind.
    expect([0, tasks]).toContain(created + completed + failed);
    if (!isRolledBack) expect([created, completed + failed]).toEqual([0, tasks]);
    if (!rollback) continue;
    const undone = states(run.parts.tasks, steps[place]);
    expect(undone.created).toBe(0);
    expect(undone.completed + undone.failed).toBe(isRolledBack ? completed : 0);
  }
}

vi.setConfig({ testTimeout: 600_000 });
/** More by hand: ROLLOUTS=2000 npx vitest run test/world/rollouts.test.ts */
const numRuns = Number(process.env.ROLLOUTS ?? 60);

describe('in worlds in which much goes wrong', () => {
  test.prop([chaos, waves], { numRuns })('what was done is undone, and nothing else', check);
  test.prop([pairs, waves], { numRuns: numRuns / 2 })('whoever of two coordinators leads', check);
  test.prop([syncing, waves], { numRuns: numRuns / 2 })('though disks take their time', check);
});

example('the same world rolls back in the same way', () => {
  const waves = [
    wave('a', { tasks: 20, task: work(1, 0.2), gate: fixed(0.1), rollback: undo(1, 0.1) }),
    wave('b', {}),
  ];
  const [one, other] = [quietWorld(spec(waves)), quietWorld(spec(waves))];
  finish(one);
  finish(other);
  expect(one.parts.kernel.fingerprint()).toBe(other.parts.kernel.fingerprint());
});
