/** What a result says besides its figures. */
import { describe, expect, test } from 'vitest';
import { runNotes } from '../../src/lab/notes.ts';
import { runScenario } from '../../src/lab/run.ts';
import { RunRecorder } from '../../src/recording/run-recorder.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { derivedTimeouts } from '../../src/world/feasibility/derived-timeouts.ts';
import type { FaultSpec, WaveSpec } from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';
import { backlog, constant, group, link, links, type Overrides, selector, task } from '../world/spec.ts';
import { summaryOf } from './from-text.ts';
import { scenario } from './scenario.ts';

async function notes(world: Overrides, more: Partial<Scenario> = {}): Promise<readonly string[]> {
  return (await runScenario(scenario(world, more))).summary.notes;
}

const AT_AGENTS =
  'That time runs from the assignment on, the wait at the agent included; with scheduler.agent_queue: 0 tasks wait at the ' +
  'coordinator instead.';

const wave = (required: number, probability: number): WaveSpec => ({
  name: 'wave',
  tasks: 2,
  agents: null,
  required_success: required,
  task: task({ failure: { probability, regions: {} } }),
});
const waves = (...list: WaveSpec[]) => ({
  kind: 'waves' as const,
  name: 'flow',
  region: null,
  start: 0,
  waves: list,
});

describe('notes', () => {
  test('are none where nothing is remarkable', async () => {
    expect(await notes({})).toEqual([]);
  });

  test('say that more agents than there can be were allowed', async () => {
    const scaled = async (most: string) =>
      (
        await summaryOf(
          `agents: 6\nscaling: { policy: target_tracking, parameters: { min_agents: 1${most} } }\nworkload: { backlog: 1, service: 1s }`,
        )
      ).notes;
    const note =
      'scaling.parameters.max_agents is 30, but there are never more agents than agents.count allows, which is 6.';
    expect(await scaled(', max_agents: 30')).toContain(note);
    expect((await scaled('')).join()).not.toContain('max_agents');
    expect((await scaled(', max_agents: 6')).join()).not.toContain('max_agents');
  });

  test('say that a time-out that nobody wrote down is below a round trip', async () => {
    const slow = links({ latency: constant(0.5) });
    const ring = (token_timeout: number) => ({
      agents: { groups: [group({ count: 4 })] },
      network: { links: slow, regions: [], message_size: 100 },
      coordination: {
        topology: 'ring' as const,
        fanout: 2,
        ring: { order: 'sequential' as const, hops: 1, token_timeout, hold: 0.01 },
      },
      retry: { ack_timeout: 10 },
      duration: 5,
      workloads: [],
    });
    const of = (found: readonly string[]) => found.filter((note) => note.includes('round trip'));
    expect(of(await notes(ring(2)))).toEqual([
      'A pass of the token that is not confirmed is repeated, after 167 ms in all (from the lesser of coordination.ring.token_timeout / 12 and retry.ack_timeout): no more than a round trip of the links, 1 s. Raise it, or all of that is sent more than once.',
      'The next peer of the ring is taken for dead after 3 passes of the token that were not confirmed, after 500 ms in all (from 3 x the lesser of coordination.ring.token_timeout / 12 and retry.ack_timeout): no more than a round trip of the links, 1 s. Raise them, or nobody answers in time.',
    ]);
    expect(of(await notes(ring(20)))).toEqual([]);
  });

  test('say that a fault hit nobody, and that one never came', async () => {
    const crash = (name: string, time: number, fraction: number): FaultSpec => ({
      kind: 'crash',
      name,
      schedule: { kind: 'at', times: [time] },
      duration: constant(1),
      target: selector({ fraction }),
      factor: 1,
    });
    const faults = [crash('few', 1, 0.01), crash('late', 50, 1)];
    expect(await notes({ duration: 10, faults, workloads: [backlog(1, { start: 5 })] })).toEqual([
      'The fault few hit nobody: 1 % of those there is less than half of one, and the nearest whole number is taken.',
      'The fault late never came: the run was over before its first time.',
    ]);
  });

  test('say that a fault of links or a cut had nobody on one of its sides', async () => {
    const faults = [
      '{ kind: link, name: to-nobody, from: here, to: empty, loss: 100%',
      '{ kind: link, name: among-nobody, from: empty, to: empty, loss: 100%',
      '{ kind: link, name: from-anywhere, to: here, loss: 100%',
      '{ kind: partition, name: from-nobody, groups: [[here], [empty]]',
      '{ kind: partition, name: one-way, groups: [[empty], [here], [there]], direction: one_way',
      '{ kind: partition, name: real, groups: [[empty, here], [there]]',
    ];
    const { notes } = await summaryOf(`
duration: 30s
cluster: { regions: [here, there, empty] }
agents: { count: 2, regions: [here, there] }
coordination: { region: here }
workload: { backlog: 1, service: 1s, start: 20s, region: here }
faults:
${faults.map((fault) => `  - ${fault}, at: 5s, duration: 1s }`).join('\n')}
`);
    const why = 'nobody was on one of the sides between which it is';
    expect(notes.filter((note) => note.includes('hit nobody'))).toEqual(
      ['to-nobody', 'among-nobody', 'from-nobody', 'one-way'].map(
        (name) => `The fault ${name} hit nobody: ${why}.`,
      ),
    );
  });

  test('say that a peer is alone', async () => {
    const mesh = {
      neighbourhood: 'full' as const,
      neighbours: 4,
      routing: 'targeted' as const,
      interval: 1,
      hops: 1,
    };
    const coordination = { topology: 'mesh' as const, mesh };
    expect(await notes({ coordination })).toEqual([
      'There is one peer, which has nobody to hand tasks over to: with a smaller coordination.fanout there would be more (agents: 1).',
    ]);
  });

  test('say that a run stalled', async () => {
    const workloads = [backlog(2, { task: task({ capabilities: ['none'] }) })];
    expect(await notes({ workloads })).toEqual([
      'The run stalled: nothing moved any more, and 2 tasks were open.',
    ]);
  });

  test('say what was under way at the end', async () => {
    expect(await notes({ duration: 1.5, workloads: [backlog(3)] })).toEqual([
      '2 tasks were still under way when the time was over: figures over tasks are bounds.',
    ]);
    expect(await notes({ duration: 1.5, workloads: [backlog(2)] })).toEqual([
      '1 task was still under way when the time was over: figures over tasks are bounds.',
    ]);
  });

  test('have separators between thousands', async () => {
    expect(await notes({ duration: 0.5, workloads: [backlog(1234)] })).toEqual([
      '1,234 tasks were still under way when the time was over: figures over tasks are bounds.',
    ]);
  });

  test('say how many waves did not start, unless time alone was lacking', async () => {
    const retry = { max_attempts: 1 };
    expect(await notes({ retry, workloads: [waves(wave(1, 1), wave(1, 0), wave(1, 0))] })).toEqual([
      '2 waves did not start: too few tasks of the wave before succeeded.',
    ]);
    expect(await notes({ retry, workloads: [waves(wave(1, 1), wave(1, 0))] })).toEqual([
      '1 wave did not start: too few tasks of the wave before succeeded.',
    ]);
    expect(await notes({ retry, workloads: [waves(wave(0, 1), wave(1, 0))] })).toEqual([
      'All tasks of wave wave failed, and the next wave began all the same: required_success of the wave, or a gate, keeps it from that.',
    ]);
    expect(await notes({ duration: 0.5, workloads: [waves(wave(1, 0), wave(1, 0))] })).toEqual([
      '2 tasks were still under way when the time was over: figures over tasks are bounds.',
    ]);
  });

  test('say how many tasks were shed', async () => {
    expect(await notes({ scheduler: { queue_limit: 1 }, workloads: [backlog(5)] })).toEqual([
      "3 tasks were shed because the coordinator's queue was full.",
    ]);
    const shedding = { kind: 'priority' as const, thresholds: { 10: 3 } };
    expect(await notes({ scheduler: { shedding }, workloads: [backlog(5)] })).toEqual([
      '2 tasks were shed because there was too much to do for their priority (scheduler.shedding).',
    ]);
    expect(await notes({ scheduler: { shedding, queue_limit: 1 }, workloads: [backlog(5)] })).toEqual([
      "3 tasks were shed because the coordinator's queue was full, or because there was too much to do for their priority (scheduler.shedding).",
    ]);
  });

  test('say how many messages were dropped', async () => {
    const lossy = links();
    const spec: Overrides = {
      workloads: [backlog(10)],
      network: { links: { ...lossy, same_node: link({ loss: 0.5 }) } },
    };
    const found = await notes(spec);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^\d+ messages were dropped: lost, cut off, or not taken in by their receiver\.$/,
    );
  });

  test('say that timeouts cut work short', async () => {
    const found = await notes({
      retry: { timeout: 5, max_attempts: 2 },
      scheduler: { agent_queue: null },
      workloads: [backlog(1, { task: task({ service: constant(6) }) })],
    });
    expect(found).toEqual([
      `2 attempts were given up after retry.timeout (5 s): all while an execution of the task was under way. ${AT_AGENTS}`,
    ]);
  });

  test('say that attempts were given up while they waited at an agent', async () => {
    const retry = { timeout: 5, max_attempts: 1 };
    // The first runs from 0 to 4; of the others one has begun after five seconds.
    const workloads = [backlog(4, { task: task({ service: constant(4) }) })];
    const found = (given: number, some: string, more: string) =>
      `${given} attempts were given up after retry.timeout (5 s): ${some}. ${more}`;
    expect(await notes({ retry, workloads, scheduler: { agent_queue: null } })).toEqual([
      found(
        3,
        '1 while an execution of the task was under way, 2 without any: they waited at an agent, or their messages were on the way',
        AT_AGENTS,
      ),
    ]);
    // At the coordinator they may wait as long as they like.
    const alone = await notes({ retry, workloads, scheduler: { agent_queue: 0 } });
    expect(alone).toEqual([]);
    const long = [backlog(2, { task: task({ service: constant(6) }) })];
    expect(await notes({ retry, workloads: long, scheduler: { agent_queue: 0 } })).toEqual([
      found(
        2,
        'all while an execution of the task was under way',
        'That time runs from the assignment on, and what takes longer never completes.',
      ),
    ]);
  });

  test('say what the log and the list of faults left out', async () => {
    const often: FaultSpec = {
      kind: 'slow',
      name: 'often',
      schedule: { kind: 'every', interval: 0.01, start: 0 },
      duration: constant(0),
      target: selector(),
      factor: 0.5,
    };
    const found = await notes(
      { duration: 30, faults: [often], workloads: [backlog(1, { start: 100 })] },
      { record: { events: true, events_limit: 10, intervals: 10 } },
    );
    // 3,000 occurrences from 0 to before 30, each with a beginning and an end.
    expect(found).toEqual([
      // Of 6,000 lines ten were kept.
      'The event log was full: 5,990 lines are missing.',
      '1,000 more occurrences of faults are not listed.',
    ]);
  });

  test('shout when promises were broken', () => {
    const spec = scenario();
    let recorder: RunRecorder | undefined;
    const world = new World(spec, (view) => {
      recorder = new RunRecorder(view, { spec, logLimit: 0, intervals: 10 });
      return recorder;
    });
    world.advance(1000);
    for (const what of ['one', 'two', 'three', 'four']) world.parts.oracle.violate(what);
    expect(
      runNotes(scenario(), world, recorder as RunRecorder, {
        timeouts: derivedTimeouts(world.spec, world.parts),
      }).notes,
    ).toEqual(['INVARIANTS BROKEN 4 times, first: one; two; three.']);
  });
});
