/** A cut run decides nothing that the whole run refutes, where what is slow or rare makes attempts fail. Worked examples. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';
import { summaryOf } from './from-text.ts';

const COSTS =
  'coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }';

describe('tasks that may still fail', () => {
  test('where agents that are up are silent for longer than the detector allows', async () => {
    const text = `${COSTS}
agents: 1
network: { latency: 0s }
health: { heartbeat_interval: 20s, parameters: { timeout: 1s } }
retry: { max_attempts: 1, timeout: never }
workload: { backlog: 1, service: 60s }
claims: [task.latency.max > 400ms, task.service.mean > 400ms]
`;
    const whole = await summaryOf(text);
    expect([whole.metrics['tasks.failed'], whole.metrics['task.latency.max']]).toEqual([1, null]);
    const cut = await summaryOf(`duration: 500ms\n${text}`);
    expect(cut.bounds['task.latency.max']).toEqual({ lower: 0.5, upper: null, or_none: true });
    expect(cut.claims.map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided']);
  });

  test.each([
    ['a constant latency', 'latency: 3s'],
    ['a latency without a limit', 'latency: "pareto(alpha=2.5, mean=5s)"'],
    ['messages that queue for bandwidth', 'latency: 0s, bandwidth: 10B/s'],
  ])('where an answer may come too late: %s', async (_, network) => {
    const text = `${COSTS}
agents: 1
network: { ${network} }
health: { detector: none }
retry: { max_attempts: 1, timeout: never, ack_timeout: 1ms }
workload: { backlog: 1, service: 60s }
claims: [task.latency.max > 400ms]
`;
    const whole = await summaryOf(text);
    expect(whole.metrics['tasks.failed']).toBe(1);
    const cut = await summaryOf(`duration: 500ms\n${text}`);
    expect(cut.metrics['tasks.unfinished']).toBe(1);
    expect(cut.claims).toMatchObject([{ verdict: 'undecided', bounds: { or_none: true } }]);
  });

  // A probe and its answer take four messages' time at most, and the slowest message sets that.
  test.each([
    ['above', '126ms', true],
    ['exactly', '125ms', true],
    ['below', '124ms', false],
  ])(
    'where the members of a group may not answer probes in time: %s the time-out',
    async (_, latency, may) => {
      const { bounds, claims } = await summaryOf(`duration: 5s\n${COSTS}
agents: 3
network: { latency: ${latency} }
health: { detector: swim, parameters: { period: 1s, probe_timeout: 500ms } }
retry: { max_attempts: 1, timeout: never }
workload: { backlog: 1, service: 60s }
claims: [task.latency.max > 4s]
`);
      expect(bounds['task.latency.max'].or_none ?? false).toBe(may);
      expect(claims).toMatchObject([{ verdict: may ? 'undecided' : 'met' }]);
    },
  );

  test('where an acknowledgement may come later than it is waited for, and not in the instant', async () => {
    const orNone = async (latency: string) => {
      const { bounds } = await summaryOf(`duration: 5s\n${COSTS}
agents: 1
network: { latency: ${latency} }
health: { detector: none }
retry: { max_attempts: 1, timeout: never, ack_timeout: 1s }
workload: { backlog: 1, service: 60s }
`);
      return bounds['task.latency.max'].or_none ?? false;
    };
    expect([await orNone('500ms'), await orNone('501ms')]).toEqual([false, true]);
  });

  test('but not where a latency has a limit below every timeout', async () => {
    const { claims } = await summaryOf(`duration: 30s\n${COSTS}
agents: 1
network: { latency: "uniform(min=1ms, max=20ms)" }
retry: { timeout: never }
workload: { backlog: 1, service: 60s }
claims: [task.latency.max > 29s, tasks.success_rate >= 0]
`);
    expect(claims.map(({ verdict }) => verdict)).toEqual(['met', 'met']);
  });
});

describe('bounds of what is under way', () => {
  const at = (until: number, text: string) =>
    runScenario(parseScenario(`duration: 10min\n${COSTS}\nnetwork: { latency: 0s }\n${text}`), { until });

  test('a task that may be moved may yet have to wait, though it runs', async () => {
    const share = async (more: string) => {
      const { summary } = await at(
        10,
        `agents: 2\nhealth: { detector: none }\nretry: { timeout: never }\nscheduler: { algorithm: least_loaded${more} }
workloads: [{ name: a, backlog: 1, service: 1s }, { name: b, backlog: 1, service: 60s }]`,
      );
      expect(summary.metrics['tasks.unfinished']).toBe(1);
      return summary.metrics['task.wait.probability'] ?? summary.bounds['task.wait.probability'];
    };
    expect(await share('')).toBe(0);
    expect(await share(', rebalance: true')).toEqual({ lower: 0, upper: 0.5 });
  });

  test('an execution that may be lost says nothing of the one that will succeed', async () => {
    const mean = async (faults: string) => {
      const { summary } = await at(
        10,
        `agents: 2\nhealth: { detector: none }\nretry: { timeout: never }\n${faults}
workloads: [{ name: a, backlog: 1, service: 1s }, { name: b, backlog: 1, service: 60s }]`,
      );
      return summary.bounds['task.service.mean'];
    };
    expect(await mean('')).toEqual({ lower: 5.5, upper: null });
    expect(
      await mean('faults: [{ kind: crash, target: { agents: 1 }, at: 20s, duration: 1s }]'),
    ).toMatchObject({ lower: 0.5 });
  });

  test('a task still to be submitted goes through one coordinator at least', async () => {
    const { summary } = await at(
      5,
      `agents: 1\nhealth: { detector: none }\nretry: { timeout: never }
workload: { dag: [{ name: a, service: 10s }, { name: b, after: [a], service: 1s }] }`,
    );
    expect(summary.bounds['topology.hops.mean']).toEqual({ lower: 1, upper: null });
  });

  test('who gives up does so when its patience ends, and not before', async () => {
    const { summary } = await at(
      5,
      `agents: 1\nhealth: { detector: none }\nretry: { timeout: never }
workload: { backlog: 3, service: 60s, patience: 20s }`,
    );
    expect(summary.bounds['task.abandonment.max']).toEqual({ lower: 20, upper: null, or_none: true });
  });
});

test('a graph whose first step has failed has ended, though its client has not heard of it', async () => {
  // Each message takes 2 s: the task is with its agent from 4 s to 5 s, its failure is recorded at 7 s, the client hears at 9 s.
  const text = `${COSTS}
agents: 1
network: { latency: 2s }
health: { detector: none }
retry: { max_attempts: 1, timeout: never, ack_timeout: 10s }
workload: { dag: [{ name: a, service: 1s, failure: 100% }, { name: b, after: [a], service: 1s }] }
claims: [makespan > 7500ms]
`;
  expect((await summaryOf(text)).metrics.makespan).toBe(7);
  const cut = await summaryOf(`duration: 8s\n${text}`);
  expect(cut.bounds.makespan).toEqual({ lower: 7, upper: null });
  expect(cut.claims).toMatchObject([{ verdict: 'undecided' }]);
});

test('the limit of a success counts all that keeps the coordinator from its timer', async () => {
  const text = (more: string) => `duration: 20s
agents: 200
scheduler: { algorithm: least_loaded, agent_queue: unlimited }
retry: { timeout: 5s, max_attempts: 1 }
workload: { arrivals: poisson(rate=5/s), service: exponential(mean=2s) }
${more}`;
  const most = async (more: string) => {
    const { bounds, metrics } = await summaryOf(text(more));
    expect(metrics['task.latency.max']).toBeNull();
    return bounds['task.latency.max'].upper;
  };
  const quiet = 'health: { detector: none, heartbeat_interval: 0s }';
  expect(await most(quiet)).toBeLessThan(6);
  // Tasks that wait at the coordinator, or that may be moved, have no such limit: their time-out begins when they are given to an agent.
  const elsewhere = text(quiet).replace('agent_queue: unlimited', 'agent_queue: 0');
  expect((await summaryOf(elsewhere)).bounds['task.latency.max'].upper).toBeNull();
  const moved = text(quiet).replace('agent_queue: unlimited', 'rebalance: true');
  expect((await summaryOf(moved)).bounds['task.latency.max'].upper).toBeNull();
  // Twice as many heartbeats as it can handle; and a disk that takes its time.
  expect(await most('health: { detector: none }\ncoordination: { costs: { heartbeat: 10ms } }')).toBeNull();
  expect(await most(`${quiet}\ncoordination: { storage: { sync: "exponential(mean=3s)" } }`)).toBeNull();
});

test('steps are bounded over all open flows, those begun in the warm-up too', async () => {
  // One agent and one flow from 1 s on, in the warm-up: its step takes from 5 s to 25 s.
  const step = (service: string) => `{ service: ${service} }`;
  const text = `${COSTS}
agents: 1
warmup: 2s
network: { latency: 0s }
health: { detector: none }
retry: { timeout: never }
workload:
  name: w
  flow:
    arrivals: "deterministic(interval=1s)"
    count: 1
    steps: { validate: ${step('1s')}, assign: ${step('3s')}, execute: ${step('20s')}, validate-result: ${step('1s')}, checkpoint: ${step('1s')} }
claims: [flow.w.execute.latency.max < 1s, flow.w.execute.done == 0]
`;
  const whole = await summaryOf(text);
  expect(whole.metrics['flow.w.execute.latency.max']).toBe(20);
  const { bounds, metrics, claims } = await summaryOf(`duration: 10s\n${text}`);
  expect(bounds['flow.w.execute.latency.max']).toEqual({ lower: 0, upper: null, or_none: true });
  expect(bounds['flow.w.execute.done']).toEqual({ lower: 0, upper: 3 });
  // Figures of whole flows are of those begun in the measured time, and there is none.
  expect(metrics['flow.completed']).toBe(0);
  expect(claims.map(({ reason }) => reason)).toEqual(['1 flow had not ended', '1 flow had not ended']);
});

test('a step that may be tried again from there may be done again by a flow that has done it', async () => {
  // The flow has executed from 1 s to 3 s, and validates its result from 3 s to 8 s: where that fails, it executes again.
  const text = (validation: string) => `duration: 5s
${COSTS}
agents: 1
network: { latency: 0s }
health: { detector: none }
retry: { timeout: never }
workload:
  name: w
  flow:
    arrivals: "deterministic(interval=1s)"
    count: 1
    steps:
      - { name: execute, service: 2s }
      - { name: validate-result, service: 5s, failure: 50%${validation} }
`;
  const again = await summaryOf(text(', attempts: 3, from: execute'));
  expect(again.bounds['flow.w.execute.done']).toEqual({ lower: 1, upper: 4 });
  expect(again.bounds['flow.w.execute.latency.max']).toEqual({ lower: 2, upper: null });
  expect(again.bounds['flow.w.execute.latency.p50']).toEqual({ lower: 0, upper: null });
  const once = await summaryOf(text(', attempts: 3'));
  expect(once.bounds['flow.w.execute.done']).toEqual({ lower: 1, upper: 2 });
});

describe('recoveries and detections of a run that was cut', () => {
  // The agent of the one task is down from 2 s on, which is noticed by 4 s; the task runs at the other agent until 12 s or so.
  const cutAt8 = async (fault: string) =>
    (await runScenario(parseScenario(text(fault)), { until: 8 })).summary;
  const text = (fault: string) => `duration: 1min
${COSTS}
agents: 2
network: { latency: 0s }
health: { heartbeat_interval: 1s, parameters: { timeout: 2s } }
retry: { max_attempts: 3, timeout: never }
workload: { backlog: 2, service: 8s }
faults: [{ kind: crash, target: { agents: 1 }, at: 2s, duration: 3s }${fault}]
`;

  test('are known where no agent can be lost any more', async () => {
    const { metrics } = await cutAt8('');
    expect(metrics['tasks.unfinished']).toBeGreaterThan(0);
    for (const name of ['detection.time', 'recovery.time', 'failover.time'])
      expect(metrics[`${name}.max`], name).toEqual(expect.any(Number));
  });

  test('are open where faults are still to come', async () => {
    const { bounds } = await cutAt8(', { kind: crash, target: { agents: 1 }, at: 10s, duration: 1s }');
    for (const name of ['detection.time', 'recovery.time', 'failover.time']) {
      expect(bounds[`${name}.mean`]).toMatchObject({ upper: null });
      expect(bounds[`${name}.max`]).toMatchObject({ upper: null });
    }
  });
});

test('a pause that nobody has noticed when the work was done is as old as it is, and may come to nothing', async () => {
  const { bounds } = await summaryOf(`${COSTS}
agents: { groups: [{ name: a, count: 1, capabilities: [work] }, { name: b, count: 1 }] }
network: { latency: 0s }
health: { heartbeat_interval: 1s, parameters: { timeout: 10s } }
retry: { timeout: never }
workload: { backlog: 1, service: 5s, capabilities: [work] }
faults: [{ kind: pause, target: { group: b }, at: 2s, duration: 20s }]
`);
  expect(bounds['detection.time.max']).toEqual({ lower: 3, upper: null, or_none: true });
});

test('below a tree of coordinators a task may be lost more often than it has attempts', async () => {
  const lower = async (topology: string) => {
    const text = `duration: 10min
coordination: { ${topology}, costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
agents: 4
network: { latency: 0s }
health: { heartbeat_interval: 1s, parameters: { timeout: 3s } }
retry: { max_attempts: 2, timeout: never }
workloads: [{ name: a, backlog: 4, service: 8s }, { name: b, backlog: 1, service: 300s, start: 20s }]
faults: [{ kind: crash, target: { agents: 1 }, at: [2s, 200s], duration: 60s }]
`;
    const { bounds } = (await runScenario(parseScenario(text), { until: 30 })).summary;
    return bounds['recovery.time.mean'].lower;
  };
  expect(await lower('topology: star')).toBeGreaterThan(0);
  expect(await lower('topology: tree')).toBe(0);
});

test('an assignment that waits at a paused agent still counts when its task has been given up', async () => {
  // The agent is paused from 1 s to 30 s; nobody confirms the second task's assignment at 2 s, which is given up at 8 s and arrives at 30 s.
  const text = `duration: 1min
${COSTS}
agents: 1
network: { latency: 0s }
health: { detector: none }
retry: { max_attempts: 1, timeout: never, ack_timeout: 1s }
faults: [{ kind: pause, target: all, at: 1s, duration: 29s }]
workloads:
  - { name: first, backlog: 1, service: 500ms }
  - { name: second, backlog: 1, service: 500ms, start: 2s }
  - { name: third, arrivals: "deterministic(interval=45s)", service: 500ms }
claims: [assignment.latency.max < 1s]
`;
  const whole = await summaryOf(text);
  expect(whole.metrics['assignment.latency.max']).toBe(28);
  expect(whole.metrics['tasks.failed']).toBe(1);
  const { bounds, claims } = (await runScenario(parseScenario(text), { until: 20 })).summary;
  expect(bounds['assignment.latency.max']).toEqual({ lower: 0, upper: null });
  expect(claims).toMatchObject([{ verdict: 'undecided' }]);
});

test('a task of an agent that is thought lost, and is not, has not recovered', async () => {
  const { bounds } = await summaryOf(`duration: 5s
${COSTS}
agents: 1
network: { latency: 0s }
health: { heartbeat_interval: 60s, parameters: { timeout: 1s } }
retry: { max_attempts: 3, timeout: never }
workload: { backlog: 1, service: 60s }
`);
  expect(bounds['recovery.time.max']).toMatchObject({ upper: null, or_none: true });
});

test('of tasks of which none can succeed none completes', async () => {
  const text = 'duration: 10m\nagents: 5\nworkload: { backlog: 5, service: 30m }\nretry: { timeout: 5m }\n';
  const { metrics, bounds, expectations } = await summaryOf(
    `${text}expect: [tasks.completed == 0, tasks.success_rate < 1%, tasks.failed == 0]`,
  );
  expect([metrics['tasks.completed'], metrics['tasks.success_rate']]).toEqual([0, 0]);
  expect(bounds['tasks.failed']).toEqual({ lower: 0, upper: 5 });
  expect(expectations.map(({ verdict }) => verdict)).toEqual(['met', 'met', 'undecided']);
});
