/** What a run says that ended before its tasks did, or before it measured anything. Worked examples, computed by hand. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import type { RunSummary } from '../../src/lab/result.ts';
import { runScenario } from '../../src/lab/run.ts';
import { summaryOf } from './from-text.ts';

/** Messages take no time, so that all times are round. */
const AT_ONCE = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
`;

function known({ metrics, bounds }: RunSummary, ...names: string[]): unknown[] {
  return names.map((name) => metrics[name] ?? bounds[name] ?? null);
}

describe('tasks that had not ended', () => {
  // One agent; a task each half second from 0.5 s to 10 s, of one second each: at 10.6 s ten have ended, the k-th after (k + 1) / 2 s,
  // and ten are 0.6 s to 5.1 s old.
  const queue = `${AT_ONCE}
agents: 1
retry: { timeout: never }
workload: { arrivals: "deterministic(interval=500ms)", start: 0s, tasks: 20, service: 1s }
claims: [task.latency.p50 < 10s, task.latency.p50 < 4s, task.latency.p95 >= 4s, task.latency.p95 < 6s, tasks.failed == 0, tasks.failed.agent < 1]
`;

  test('are at least as late as they are old', async () => {
    const cut = await summaryOf(`duration: 10600ms${queue}`);
    expect(cut.metrics['tasks.unfinished']).toBe(10);
    expect(known(cut, 'tasks.completed', 'tasks.success_rate', 'task.latency.p50')).toEqual([
      { lower: 10, upper: 20 },
      { lower: 0.5, upper: 1 },
      { lower: 3, upper: 5.5 },
    ]);
    expect(cut.bounds['task.latency.p95']).toEqual({ lower: 5.1, upper: null });
    expect(cut.claims.map(({ verdict }) => verdict)).toEqual([
      'met',
      'undecided',
      'met',
      'undecided',
      // Nothing in the scenario makes a task fail.
      'met',
      'met',
    ]);
    for (const { verdict, reason } of cut.claims)
      if (verdict === 'undecided') expect(reason).toBe('10 of 20 tasks had not ended');
  });

  test('a whole run decides all of it', async () => {
    const whole = await summaryOf(queue);
    expect(whole.bounds).toEqual({});
    expect(whole.claims.map(({ verdict }) => verdict)).toEqual([
      'met',
      'unmet',
      'met',
      'unmet',
      'met',
      'met',
    ]);
  });

  test('the remedy names the least time in which the work can be done, where no attempt is given up', async () => {
    const { claims } = await summaryOf(
      'duration: 5m\nagents: 10\nretry: { timeout: never }\nworkload: { backlog: 1000, service: 1m }\nclaims: [makespan < 10min, makespan > 2min]',
    );
    expect(claims).toMatchObject([
      {
        verdict: 'undecided',
        bounds: { lower: 300, upper: null },
        reason: '960 of 1,000 tasks had not ended',
        remedy: 'leave out duration, and the run ends with its last task, not before 1 h 40 min',
      },
      { verdict: 'met' },
    ]);
  });

  test('duration, until and an interruption leave the same known', async () => {
    const text = `agents: 2${AT_ONCE}\nworkload: { backlog: 9, service: 1s }`;
    const byDuration = await summaryOf(`duration: 2500ms\n${text}`);
    const byUntil = (await runScenario(parseScenario(text), { until: 2.5 })).summary;
    expect(byUntil.metrics).toEqual(byDuration.metrics);
    expect(byUntil.bounds).toEqual(byDuration.bounds);
    const early = (await runScenario(parseScenario(text), { signal: AbortSignal.abort() })).summary;
    expect(early.metrics['tasks.success_rate']).toBeNull();
  });
});

describe('a cut at the very time of something', () => {
  // The agents crash when the first tasks would end, and at that time others are submitted, a beat is due and agents are asked for.
  const busy = `duration: 60s\nagents: 4${AT_ONCE.replace('health: { detector: none }', 'health: { heartbeat_interval: 1s }')}
scaling: { policy: threshold_queue_depth, startup: 1s, parameters: { period: 5s, min_agents: 1, max_agents: 4 } }
faults: [{ kind: crash, target: { agents: 1 }, at: [5s, 10s, 15s], duration: 3s }]
workloads:
  - { arrivals: "deterministic(interval=1s)", start: 0s, service: 5s }
  - { backlog: 3, start: 5s, service: 5s }`;

  test.each([1, 5, 8, 10, 15, 20, 59])('is the beginning of the run that goes on: at %i s', async (until) => {
    const scenario = parseScenario(busy);
    const cut = (await runScenario(scenario, { until })).summary;
    const upTo = (event: number) =>
      runScenario(scenario, { history: { kind: 'events', from: event - 1, to: event } });
    expect((await upTo(cut.events)).summary.fingerprint).toBe(cut.fingerprint);
    expect((await upTo(cut.events + 1)).history?.events[0].time).toBeGreaterThan(until);
    expect(cut).toMatchObject({ until, simulated: until, scenario: { duration: 60 } });
  });

  test('counts no success that a crash of that instant takes away', async () => {
    const text =
      `agents: 1${AT_ONCE}\nhealth: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 2s } }
faults: [{ kind: crash, target: all, at: 5s, duration: 1s }]
workload: { backlog: 1, service: 5s }
claims: [makespan <= 5s]`.replace('health: { detector: none }\n', '');
    const [cut, whole] = [
      (await runScenario(parseScenario(text), { until: 5 })).summary,
      (await runScenario(parseScenario(text))).summary,
    ];
    expect(whole.claims[0].verdict).toBe('unmet');
    expect(['unmet', 'undecided']).toContain(cut.claims[0].verdict);
  });
});

test('more tasks to come than can be listed leave open what they may change', async () => {
  // Each of 10,000 flows may try its 20 steps 1,000 times each.
  const steps = Array.from({ length: 20 }, (_, place) => ({
    name: `s${place}`,
    service: '1s',
    attempts: 1000,
  }));
  const text = JSON.stringify({
    duration: '5s',
    agents: 10,
    workload: { name: 'w', tenant: 'red', flow: { count: 10_000, steps } },
  });
  const { bounds, metrics } = await summaryOf(text);
  expect(bounds['tasks.completed'].upper).toBeGreaterThan(1.9e8);
  expect(bounds['tenant.red.completed'].upper).toBe(bounds['tasks.completed'].upper);
  expect(bounds['task.latency.p50']).toMatchObject({ lower: 0, upper: null });
  expect(bounds['flow.latency.mean']).toMatchObject({ upper: null, or_none: true });
  expect(metrics['flow.completed']).toBeNull();
});

test('with one attempt the timeout is a limit of a success', async () => {
  const text = `duration: 5s\nagents: 1${AT_ONCE}
retry: { max_attempts: 1, timeout: 20s }
workload: { backlog: 1, service: 8s }
claims: [task.latency.max < 21s]`;
  const { bounds } = await summaryOf(text);
  expect(bounds['task.latency.max'].lower).toBe(5);
  expect(bounds['task.latency.max'].upper).toBeCloseTo(20, 1);
});

test('executions are wasted when they end without a result', async () => {
  const { metrics } = await summaryOf(`duration: 99s
agents: 1
health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 3s } }
retry: { timeout: never, max_attempts: 100 }
faults: [{ kind: crash, target: all, every: 20s, duration: 1s }]
workload: { backlog: 1, service: 60s }`);
  expect(metrics).toMatchObject({ 'tasks.executions': 5, 'tasks.executions.wasted': 4 });
});

test('a run that ends in its warm-up has measured nothing, and says so', async () => {
  const text =
    'duration: 50s\nwarmup: 20s\nagents: 2\nworkload: { backlog: 4, service: 1s }\nexpect: [tasks.lost == 0, makespan < 1h]';
  const { metrics, bounds, expectations, notes } = await summaryOf(text);
  expect([metrics['tasks.completed'], metrics['task.latency.p50'], bounds]).toEqual([null, null, {}]);
  expect(notes[0]).toMatch(
    /^Nothing was measured: the run ended at 2 s, before the warm-up of 20 s was over\.$/,
  );
  expect(expectations.map(({ verdict }) => verdict)).toEqual(['met', 'undecided']);
});

test('makespan is of the same tasks at both ends', async () => {
  // Measured from 2.5 s on: of the tasks from 3 s on none has ended by 4.2 s, as the agent is busy with those before.
  const { metrics, bounds } = await summaryOf(`duration: 4200ms\nwarmup: 2500ms\nagents: 1${AT_ONCE}
workload: { arrivals: "deterministic(interval=1s)", service: 2s }`);
  expect(metrics.makespan).toBeNull();
  expect(bounds.makespan).toMatchObject({ upper: null });
  expect(bounds.makespan.lower).toBeGreaterThan(0);
});

describe('what a condition reads', () => {
  const scene = (more: string) =>
    `agents: 3${AT_ONCE}\nworkload: { arrivals: "deterministic(interval=10s)", tasks: 100, service: 1100001us }\n${more}`;

  test('is a value that occurred', async () => {
    const { metrics, expectations } = await summaryOf(
      scene('expect: [task.service.p99 == 1100001us, task.latency.p50 <= 1.100001s]'),
    );
    expect(metrics['task.service.p99']).toBe(1.100001);
    expect(expectations.map(({ verdict }) => verdict)).toEqual(['met', 'met']);
  });

  test('is compared as a decimal number', async () => {
    // In binary arithmetic 1.1 times 60 is a little more than 66.
    const { claims } = await summaryOf(
      `agents: 1${AT_ONCE}\nworkload: { backlog: 1, service: 66s }\nclaims: [task.latency.max == 1.1min, task.latency.mean >= 1m6s]`,
    );
    expect(claims.map(({ verdict }) => verdict)).toEqual(['met', 'met']);
  });
});

test('what never happened is undecided, with what would make it happen', async () => {
  const { expectations } = await summaryOf(
    'agents: 2\nworkload: { backlog: 2, service: 10s }\nexpect: [detection.time.max < 5s]',
  );
  expect(expectations).toMatchObject([
    {
      verdict: 'undecided',
      met: false,
      reason: 'no process went down or stood still',
      remedy: 'add a fault of kind crash or pause',
    },
  ]);
});
