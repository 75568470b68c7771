import { describe, expect, test } from 'vitest';
import { loadFact, loadWarning } from '../../src/report/load-text.ts';
import { summaryOf } from './from-text.ts';

/** Four agents that do four seconds of work a second. */
const BASE = `
name: load
duration: 2min
agents: 4
network: { latency: 0s }
health: { heartbeat_interval: 0s, detector: none }
retry: { timeout: never }
`;

async function judged(more: string, set: string[] = []) {
  const summary = await summaryOf(`${BASE}\n${more}`, set);
  if (!summary.load) throw new Error('no judgement');
  return { ...summary.load, summary };
}

const open = (arrivals: string, service: string, more = '') =>
  `workload: { arrivals: "${arrivals}", service: "${service}"${more} }`;

describe('the offered load', () => {
  test.each([
    ['arrivals by service', open('poisson(rate=2/s)', 'exponential(mean=1s)'), 0.5],
    ['given as such', 'workload: { arrivals: { poisson: { load: 70% } }, service: 3s }', 0.7],
    ['with executions that fail', open('poisson(rate=2/s)', '1s', ', failure: 50%'), 0.875],
    [
      'of several workloads',
      'workload:\n  - { arrivals: "deterministic(interval=1s)", service: 1s }\n  - { arrivals: "poisson(rate=1/s)", service: 2s }',
      0.75,
    ],
  ])('of %s', async (_, workload, offered) => {
    const { offered: found } = await judged(workload, ['retry.max_attempts=3']);
    expect(found).toBeCloseTo(offered, 9);
  });

  test('is that of the agents that can do the work', async () => {
    const groups =
      'agents:\n  groups:\n    - { name: a, count: 3 }\n    - { name: b, count: 1, capabilities: [gpu] }';
    const text = BASE.replace('agents: 4', groups);
    const { load } = await summaryOf(
      `${text}\nworkload: { arrivals: "poisson(rate=1.5/s)", service: 1s, capabilities: [gpu] }`,
    );
    expect(load).toMatchObject({ state: 'overloaded', offered: 1.5 });
  });

  test('falls short where agents fail by the clock', async () => {
    const fault = 'faults: [ { kind: crash, target: all, mtbf: 60s, mttr: 20s } ]';
    const { offered } = await judged(`${open('poisson(rate=2/s)', '1s')}\n${fault}`);
    expect(offered).toBeCloseTo(0.5 / 0.75, 9);
  });
});

describe('where what has been done is saved', () => {
  const failing = (rate: number) => open(`poisson(rate=${rate}/s)`, '1s', ', failure: 50%');
  const saving = (checkpoints: boolean) => ['retry.max_attempts=3', `checkpoints=${checkpoints}`];

  test('executions that fail need not do all of it again', async () => {
    expect(await judged(failing(3), saving(false))).toMatchObject({ state: 'overloaded', offered: 1.3125 });
    // It is at least three quarters, and how much more nobody can tell.
    const { state, offered } = await judged(failing(3), saving(true));
    expect(state).not.toBe('overloaded');
    expect(offered).toBeNull();
  });

  test('more than the agents can do remains so', async () => {
    const { state, offered, summary } = await judged(failing(5), saving(true));
    expect({ state, offered }).toEqual({ state: 'overloaded', offered: 1.25 });
    expect(summary.load?.reason).toContain('The work offered is at least 125 %');
  });
});

describe('a run is', () => {
  test('overloaded where more comes than can be done, and says so before its figures', async () => {
    const { state, unfinished, summary } = await judged(open('poisson(rate=10/s)', 'exponential(mean=1s)'));
    expect(state).toBe('overloaded');
    expect(unfinished).toBeCloseTo(
      (summary.metrics['tasks.unfinished'] ?? 0) / (summary.metrics['tasks.submitted'] ?? 1),
      12,
    );
    expect(unfinished).toBeGreaterThan(0.5);
    expect(loadWarning(summary)).toMatch(/^Overloaded: The work offered is 250 %.* had not ended/);
    expect(loadFact(summary)).toBeNull();
  });

  test('overloaded where a bulkhead holds back more of one kind than it lets through, whatever the agents can do', async () => {
    const imports = '{ name: imports, tenant: slow, arrivals: "poisson(rate=0.25/s)", service: 10s }';
    const calls = '{ name: calls, tenant: fast, arrivals: "poisson(rate=1/s)", service: 100ms }';
    const both = (limit: string) =>
      judged(`workload: [${imports}, ${calls}]\nscheduler: { agent_queue: 0, bulkhead: ${limit} }`);
    const { state, reason, offered } = await both('2');
    expect(state).toBe('overloaded');
    expect(offered).toBeCloseTo(0.65, 9);
    expect(reason).toContain(
      'Tasks of imports that come would keep 2.5 places busy, and scheduler.bulkhead gives them 2',
    );
    expect((await both('{ by: tenant, limit: 2 }')).reason).toContain('Tasks of slow that come');
    expect((await both('3')).state).not.toBe('overloaded');
  });

  test('not overloaded at a load of exactly 1 without chance', async () => {
    const { state, offered } = await judged(open('deterministic(interval=1s)', '4s'));
    expect(offered).toBe(1);
    expect(state).not.toBe('overloaded');
  });

  test('growing where a coordinator is too slow for its agents', async () => {
    const { state, offered, summary } = await judged(
      `${open('poisson(rate=2/s)', 'exponential(mean=0.1s)')}\ncoordination: { costs: { submit: 1s } }`,
    );
    expect(offered).toBeCloseTo(0.05, 9);
    expect(state).toBe('growing');
    expect(loadWarning(summary)).toMatch(/^Growing backlog/);
  });

  test('steady where tasks in the system do not rise', async () => {
    const { state, summary } = await judged(open('poisson(rate=2/s)', 'exponential(mean=1s)'));
    expect(state).toBe('steady');
    expect(loadWarning(summary)).toBeNull();
    expect(loadFact(summary)).toMatch(/^50 % of what the agents can do/);
  });

  test.each([
    ['a backlog', 'workload: { backlog: 1000, service: 1s }'],
    ['a closed population', 'workload: { population: 50, think: 1s, service: 1s }'],
    ['arrivals that stop', open('poisson(rate=2/s)', '1s', ', stop: 30s')],
    ['a number of tasks that all came', open('poisson(rate=2/s)', '1s', ', tasks: 50')],
  ])('finite with %s', async (_, workload) => {
    expect((await judged(workload)).state).toBe('finite');
  });

  test.each([
    ['a time at which arrivals stop', ', stop: 30s'],
    ['a number of tasks', ', tasks: 500'],
  ])('a rush where %s came too soon, unless what is too much is turned away or gives up', async (_, end) => {
    expect((await judged(open('poisson(rate=20/s)', '1s', end))).state).toBe('rush');
    const limited = 'scheduler: { algorithm: central_queue, queue_limit: 3 }';
    const away = await judged(`${open('poisson(rate=20/s)', '1s', end)}\n${limited}`);
    expect([away.state, loadWarning(away.summary)]).toEqual(['finite', null]);
    expect((await judged(open('poisson(rate=20/s)', '1s', `${end}, patience: 2s`))).state).toBe('finite');
  });

  test('said to have been overloaded where too much came before arrivals stopped', async () => {
    const { summary } = await judged(open('poisson(rate=20/s)', '1s', ', stop: 30s'));
    expect(loadWarning(summary)).toMatch(
      /^Overloaded while tasks came: The work offered was 500 % of what the agents can do: 20 tasks\/s of 1 s of work each, for 4 agents\. How long tasks waited depends on how long they came\./,
    );
    expect(loadFact(summary)).toBeNull();
    const { summary: little } = await judged(open('poisson(rate=2/s)', '1s', ', stop: 30s'));
    expect(loadWarning(little)).toBeNull();
    expect(loadFact(little)).toMatch(
      /^50 % of what the agents can do, while tasks came\. Tasks in the system showed no rise/,
    );
    const { summary: backlog } = await judged('workload: { backlog: 1000, service: 1s }');
    expect(loadWarning(backlog)).toBeNull();
  });

  test.each([
    ['the rush of a rate that changes', open('mmpp(rates=[1/s, 7/s], dwell=[60s, 60s])', '0.9s')],
    ['a calendar that goes on', 'workload: { recurrence: "* * * * *", tasks: 2, service: 1s }'],
  ])('undecided in %s', async (_, workload) => {
    expect((await judged(workload)).state).toBe('undecided');
  });

  test('not steady for sure while what is too much gives up at one time and not at another', async () => {
    const rush = open('mmpp(rates=[1/s, 60/s], dwell=[60s, 60s])', 'exponential(mean=1s)', ', patience: 2s');
    const { state, reason } = await judged(rush);
    expect(state).toBe('undecided');
    expect(reason).toMatch(/^More comes than the agents can do, and what is too much gives up/);
  });

  test('finite with times of a calendar, whose rate in the long run is none of that time', async () => {
    const { state, offered } = await judged(
      'workload: { recurrence: "* * * * *", tasks: 400, occurrences: 2, service: 100ms }',
      ['duration=5min'],
    );
    expect([state, offered]).toEqual(['finite', null]);
  });

  test('overloaded by a calendar that brings more than can be done', async () => {
    const { state, offered } = await judged('workload: { recurrence: "* * * * *", tasks: 400, service: 1s }');
    expect(offered).toBeCloseTo(400 / 60 / 4, 9);
    expect(state).toBe('overloaded');
    // Three days of the week at most, in the long run; in one run it may be more.
    const friday = await judged('workload: { recurrence: "* * * * fri", tasks: 400, service: 1s }');
    expect(friday.offered).toBeCloseTo(400 / 60 / 4 / 7, 9);
    expect(friday.state).toBe('undecided');
    const skipping = 'workload: { recurrence: "* * * * *", tasks: 400, overlap: skip, service: 1s }';
    expect((await judged(skipping)).offered).toBeNull();
  });

  test.each([
    ['patience: 2s', '', 'gives up'],
    ['priority: 5', 'scheduler: { algorithm: central_queue, queue_limit: 10 }', 'is turned away'],
  ])('steady with %s, however much comes', async (task, more, word) => {
    const text = `${open('poisson(rate=20/s)', 'exponential(mean=1s)', `, ${task}`)}\n${more}`;
    const { state, offered, summary } = await judged(text);
    expect([state, offered]).toEqual(['steady', 5]);
    expect(loadFact(summary)).toMatch(
      new RegExp(
        `^500 % of what the agents can do\\. More comes than the agents can do, and what is too much ${word}`,
      ),
    );
  });

  test('overloaded until attempts are given up, where tasks wait at agents with a time-out', async () => {
    const { state, reason } = await judged(open('poisson(rate=20/s)', '1s'), ['retry.timeout=30s']);
    expect(state).toBe('overloaded');
    expect(reason).toMatch(/until attempts are given up after retry\.timeout \(30 s\)\.$/);
    // Of a time-out that ends much of the work, what it leaves counts: .95 of it after three times the mean.
    const { offered } = await judged(open('poisson(rate=20/s)', 'exponential(mean=1s)'), [
      'retry.timeout=3s',
    ]);
    expect(offered).toBeLessThan(5 * 0.9502);
    expect(offered).toBeGreaterThan(5 * 0.85);
  });

  /** Four times as much as they can do, for two agents that turn tasks away when they are full and two that do not. */
  const groups = (first: string, second: string, scheduler: string) =>
    `${BASE.replace('agents: 4', `agents: { groups: [{ name: a, count: 2${first} }, { name: b, count: 2${second} }] }`)}
scheduler: { ${scheduler} }
workload: { arrivals: poisson(rate=16/s), service: exponential(mean=1s) }`.replaceAll(
      /(\w+\(\w+=[^)]*\))/g,
      '"$1"',
    );
  const REJECTING = ', queue_limit: 2, when_full: reject';

  test.each([
    // The agents that turn tasks away are always less loaded, and get them all.
    ['some agents that reject are always chosen', REJECTING, '', 'algorithm: least_loaded', 'divided'],
    [
      'the others are given no more than so many',
      REJECTING,
      '',
      'algorithm: random, agent_queue: 4',
      'turned',
    ],
    [
      'all agents leave tasks with a queue',
      ', queue_limit: 2',
      ', queue_limit: 3',
      'algorithm: random, queue_limit: 10',
      'turned',
    ],
  ])('not overloaded where what is too much leaves: %s', async (_, first, second, scheduler, why) => {
    const text = groups(first, second, scheduler);
    const [short, long] = [await summaryOf(text), await summaryOf(text, ['duration=20min'])];
    const unfinished = (summary: typeof short) => summary.metrics['tasks.unfinished'] as number;
    expect(unfinished(long)).toBeLessThan(2 * unfinished(short));
    expect(long.load?.state).not.toMatch(/overloaded|growing/);
    expect(long.load?.reason).toContain(
      why === 'turned'
        ? 'what is too much is turned away'
        : 'agents of a turn away what is too much for them, and those of b queue without a limit whatever they are given',
    );
  });

  test('growing where agents that queue without a limit are given more than they can do', async () => {
    const { load } = await summaryOf(groups(REJECTING, '', 'algorithm: random'));
    expect(load?.state).toBe('growing');
    expect(load?.reason).toMatch(/^More comes than the agents can do: agents of a turn away/);
  });

  test.each([
    [
      'agents with a limit pass tasks on to those without',
      ', queue_limit: 2',
      '',
      'algorithm: random, queue_limit: 10',
    ],
  ])('overloaded where %s', async (_, first, second, scheduler) => {
    const text = groups(first, second, scheduler);
    const [short, long] = [await summaryOf(text), await summaryOf(text, ['duration=20min'])];
    const unfinished = (summary: typeof short) => summary.metrics['tasks.unfinished'] as number;
    expect(unfinished(long)).toBeGreaterThan(8 * unfinished(short));
    expect(long.load?.state).toBe('overloaded');
  });

  test('overloaded by work that only agents do which queue it, whatever others reject', async () => {
    const text = groups(REJECTING, ', capabilities: [gpu]', 'algorithm: least_loaded');
    const load = async (capabilities: string) =>
      (await summaryOf(text.replace('service:', `capabilities: [${capabilities}], service:`))).load?.state;
    expect(await load('gpu')).toBe('overloaded');
  });

  test('not steady before a queue that turns tasks away could fill ten times', async () => {
    const scheduler = (limit: number) =>
      `${open('poisson(rate=20/s)', 'exponential(mean=1s)')}\nscheduler: { algorithm: central_queue, queue_limit: ${limit} }`;
    // 104 tasks take four agents 26 s.
    const { state, reason } = await judged(scheduler(100));
    expect(state).not.toBe('steady');
    expect(reason).toMatch(/^More comes than the agents can do, and what is too much is turned away/);
  });

  test('not overloaded where what is too much is shed, and steady when that has had its time', async () => {
    const shed = (shedding: string) =>
      judged(
        `${open('poisson(rate=200/s)', 'exponential(mean=40ms)')}\nscheduler: { algorithm: central_queue, shedding: ${shedding} }`,
      );
    // To come to 100 drops a second takes 2 s, and at an interval of a second 200 s.
    expect(await shed('codel')).toMatchObject({ state: 'steady' });
    expect((await shed('{ kind: codel, interval: 1s }')).state).toBe('growing');
    expect(await shed('{ kind: priority, thresholds: { 10: 3 } }')).toMatchObject({ state: 'steady' });
    // What is important enough is taken on, however much that is.
    const some = await shed('{ kind: priority, thresholds: { 4: 3 } }');
    expect(some.state).toBe('overloaded');
  });

  test('growing while nobody has given up yet', async () => {
    const { state, reason } = await judged(
      open('poisson(rate=20/s)', 'exponential(mean=1s)', ', patience: 1000s'),
    );
    expect(state).toBe('growing');
    expect(reason).toMatch(/^Tasks in the system rose/);
  });

  test('not overloaded where all that is too much gives up, and the rest can be done', async () => {
    const both = `workload:
  - { arrivals: "poisson(rate=2/s)", service: "exponential(mean=1s)" }
  - { arrivals: "poisson(rate=20/s)", service: "exponential(mean=1s)", patience: 2s }`;
    expect((await judged(both)).state).not.toBe('overloaded');
  });

  test('overloaded at a load of exactly 1 where chance has a part', async () => {
    const { state, offered } = await judged(open('poisson(rate=4/s)', 'exponential(mean=1s)'));
    expect([state, offered]).toEqual(['overloaded', 1]);
  });

  test.each([
    ['scaling', 'scaling: { policy: threshold_queue_depth, initial: 1, parameters: { max_agents: 2 } }'],
    [
      'spawning',
      'scaling: { policy: threshold_queue_depth, initial: 1 }\nspawning: { mode: sequential, boot: 1s, max_agents: 2 }',
    ],
  ])('measured by the agents that may be there at a time: %s', async (_, more) => {
    const { offered } = await judged(`${open('poisson(rate=1/s)', 'exponential(mean=1s)')}\n${more}`, [
      'health.heartbeat_interval=1s',
      'health.detector=fixed_timeout',
    ]);
    expect(offered).toBeCloseTo(0.5, 9);
  });

  test('overloaded by flows that are refused only when more are under way than any run comes to', async () => {
    const flow = (most: number) =>
      `workload: { name: w, flow: { arrivals: poisson(rate=8/s), max_open: ${most}, steps: [{ name: a, service: exponential(mean=1s) }] } }`;
    expect((await judged(flow(10_000))).state).toBe('overloaded');
    expect((await judged(flow(9_999))).state).not.toBe('overloaded');
  });

  test('not overloaded where flows are refused, or times left out, while many are under way', async () => {
    const flow =
      'workload: { name: w, flow: { arrivals: poisson(rate=8/s), max_open: 10, steps: [{ name: a, service: exponential(mean=1s) }] } }';
    expect((await judged(flow)).state).not.toBe('overloaded');
    const calendar =
      'workload: { recurrence: "* * * * *", tasks: 400, overlap: queue, max_queued: 2, service: 1s }';
    expect((await judged(calendar)).state).not.toBe('overloaded');
  });

  test('overloaded where a limit is for a queue that tasks never stand in', async () => {
    const text = `${open('poisson(rate=20/s)', '1s')}\nscheduler: { algorithm: least_loaded, agent_queue: unlimited, queue_limit: 10 }`;
    expect((await judged(text)).state).toBe('overloaded');
  });

  test('not called growing while agents are still being started', async () => {
    const scaling = 'scaling: { policy: threshold_queue_depth, initial: 1, startup: 20s }';
    const { state } = await judged(`${open('poisson(rate=2/s)', 'exponential(mean=1s)')}\n${scaling}`, [
      'duration=40s',
      'health.heartbeat_interval=1s',
      'health.detector=fixed_timeout',
    ]);
    expect(['undecided', 'steady']).toContain(state);
  });

  test('undecided while a fault comes so seldom that the run saw few of them', async () => {
    const fault = 'faults: [ { kind: crash, target: { agents: 1 }, every: 60s, duration: 1s } ]';
    const { state, reason } = await judged(`${open('poisson(rate=2/s)', 'exponential(mean=1s)')}\n${fault}`);
    expect(state).toBe('undecided');
    expect(reason).toMatch(/^Arrivals or faults come and go about every 1 min, too seldom for the 2 min/);
  });

  test('not steady for sure when the swarm was changed just before the end', async () => {
    const state = async (at: string) =>
      (
        await judged(
          `${open('poisson(rate=2/s)', 'exponential(mean=100ms)')}
scheduler: { algorithm: least_loaded, agent_queue: 0 }
cluster: { regions: [a, b, c] }
coordination: { topology: mesh, adapt: [{ at: ${at}, topology: ring }] }`,
          ['health.heartbeat_interval=1s'],
        )
      ).state;
    expect([await state('1s'), await state('119900ms')]).toEqual(['steady', 'undecided']);
  });

  test('not called growing while a fault that has an end works itself out', async () => {
    const fault = 'faults: [ { kind: crash, target: all, at: 90s, duration: 20s } ]';
    const { state } = await judged(`${open('poisson(rate=2/s)', 'exponential(mean=1s)')}\n${fault}`);
    expect(['undecided', 'steady']).toContain(state);
  });
});
