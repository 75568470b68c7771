/** Runs of whole scenarios: metrics computed by hand, warm-up, interruption, refusal. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../src/lab/run.ts';
import { type Platform, ResourceError, simulate } from '../../src/lab/simulate.ts';
import { METRICS } from '../../src/recording/metrics.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { OpenWorkloadSpec, ProcessFaultSpec } from '../../src/world/spec/spec.ts';
import { backlog, constant, exponential, group, type Overrides, selector, task } from '../world/spec.ts';
import { scenario } from './scenario.ts';

async function metrics(world: Overrides): Promise<Readonly<Record<string, number | null>>> {
  return (await runScenario(scenario(world))).summary.metrics;
}

const open = (more: Partial<OpenWorkloadSpec> = {}): OpenWorkloadSpec => ({
  kind: 'open',
  name: 'open',
  region: null,
  start: 0,
  arrivals: { process: 'deterministic', interval: 1 },
  tasks: null,
  stop: null,
  task: task(),
  ...more,
});

const crash = (
  times: number[],
  duration: number,
  more: Partial<ProcessFaultSpec> = {},
): ProcessFaultSpec => ({
  kind: 'crash',
  name: 'crash',
  schedule: { kind: 'at', times },
  duration: constant(duration),
  target: selector(),
  factor: 1,
  ...more,
});

describe('two agents and four tasks of a second each, all at once', () => {
  const spec = scenario({ agents: { groups: [group({ count: 2 })] }, workloads: [backlog(4)] });
  const expected = {
    'tasks.submitted': 4,
    'tasks.completed': 4,
    'tasks.failed': 0,
    'tasks.lost': 0,
    'tasks.duplicated': 0,
    'tasks.unfinished': 0,
    'tasks.retried': 0,
    'tasks.executions': 4,
    'tasks.executions.wasted': 0,
    'tasks.success_rate': 1,
    // Four for the first second, two for the second; of them two and none not being executed.
    'tasks.in_system.mean': 3,
    'queue.depth.mean': 1,
    // Four only at the instant at which they come; two of them begin at once.
    'queue.depth.max': 2,
    throughput: 2,
    makespan: 2,
    speedup: 2,
    'agents.count': 2,
    'agents.utilization': 1,
    'agents.availability': 1,
    'agents.failed': 0,
    'balance.jain': 1,
    'coordinators.count': 1,
    'coordinators.utilization': 0,
    // Each task: submission, assignment, its acknowledgement, result, its acknowledgement; 100 bytes each.
    'messages.sent': 20,
    'messages.bytes': 2000,
    'messages.dropped': 0,
    'heartbeats.sent': 0,
    'task.latency.mean': 1.5,
    'task.latency.max': 2,
    'task.wait.mean': 0.5,
    'task.wait.max': 1,
    'task.service.mean': 1,
    'assignment.latency.mean': 0.5,
    'detection.time.mean': null,
    'waves.completed': null,
    'invariants.violations': 0,
  };

  test('give metrics that can be computed by hand', async () => {
    const { summary } = await runScenario(spec);
    expect(summary.metrics).toMatchObject(expected);
    // The second and the third of four: at and above the median.
    expect(summary.metrics['task.latency.p50']).toBeCloseTo(1, 3);
    expect(summary.metrics['task.latency.p90']).toBe(2);
    expect(summary).toMatchObject({ simulated: 2, notes: [], name: 'test', seed: 'test', expectations: [] });
    expect('partial' in summary).toBe(false);
  });

  test('give every metric of the catalogue and no other', async () => {
    const { summary } = await runScenario(spec);
    expect(Object.keys(summary.metrics).sort()).toEqual(METRICS.map(({ name }) => name).sort());
  });

  test('give the same again, and the same fingerprint', async () => {
    const [one, other] = [await runScenario(spec), await runScenario(spec)];
    expect(other.summary.fingerprint).toBe(one.summary.fingerprint);
    expect(one.summary.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect({ ...other.summary, run: null }).toEqual({ ...one.summary, run: null });
    expect(other.record).toEqual(one.record);
  });

  test('give percentile curves and a timeline', async () => {
    const { record } = await runScenario(spec);
    const { percentiles, series } = record.latency;
    const at = (name: string, percentile: number) => series[name][percentiles.indexOf(percentile)];
    expect([at('latency', 99), at('wait', 99), at('service', 50)]).toEqual([2, 1, 1]);
    const { columns, interval } = record.timeline;
    expect(columns['tasks.completed'].reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(columns['tasks.running'].length * interval).toBeGreaterThanOrEqual(2);
  });
});

describe('balance', () => {
  test("is Jain's index of busy time", async () => {
    // Two agents, three seconds against one: 16 / (2 x 10).
    const workloads = [
      backlog(1, { name: 'long', task: task({ service: constant(3) }) }),
      backlog(1, { name: 'short' }),
    ];
    const found = await metrics({ agents: { groups: [group({ count: 2 })] }, workloads });
    expect(found['balance.jain']).toBeCloseTo(0.8, 12);
  });

  test('counts what is still running when the time is over', async () => {
    // Two agents: one runs for all of 10 s and has not ended, the other ran for 5 s.
    const workloads = [
      backlog(1, { name: 'long', task: task({ service: constant(100) }) }),
      backlog(1, { name: 'short', task: task({ service: constant(5) }) }),
    ];
    const found = await metrics({ duration: 10, agents: { groups: [group({ count: 2 })] }, workloads });
    expect(found['balance.jain']).toBeCloseTo((15 * 15) / (2 * 125), 12);
    expect(found['agents.utilization']).toBeCloseTo(0.75, 12);
  });

  test('is unknown when nobody did anything', async () => {
    expect((await metrics({ duration: 1, workloads: [] }))['balance.jain']).toBeNull();
  });
});

describe('warm-up', () => {
  const world: Overrides = {
    warmup: 3.25,
    workloads: [open({ tasks: 10, task: task({ service: constant(0.5) }) })],
    // Both while the agent has nothing to do.
    faults: [
      crash([2.6, 5.6], 0.1),
      crash([1.7, 6.7, 7.7], 0.1, { name: 'root', target: selector({ processes: 'coordinators' }) }),
    ],
  };

  test('leaves out what came before it', async () => {
    const found = await metrics(world);
    // Tasks come at 1, 2, ..., 10. The third is running when measuring begins.
    expect(found).toMatchObject({
      'tasks.submitted': 7,
      'tasks.completed': 7,
      'tasks.executions': 7,
      'task.latency.max': 0.5,
      makespan: 6.5,
      'agents.failed': 1,
      'coordinators.failed': 2,
      'balance.jain': 1,
    });
    expect(found.throughput).toBeCloseTo(8 / 7.25, 12);
    // Of the seven alone, as the makespan is.
    expect(found.speedup).toBeCloseTo(3.5 / 6.5, 12);
    expect(found['agents.utilization']).toBeCloseTo(3.75 / 7.25, 12);
    expect(found['agents.availability']).toBeCloseTo(1 - 0.1 / 7.25, 12);
    expect(found['tasks.in_system.mean']).toBeCloseTo(3.75 / 7.25, 12);
    // Of the third task its result and the acknowledgement, of the others five messages each.
    expect(found['messages.sent']).toBe(2 + 7 * 5);
  });

  test('of nothing leaves out nothing', async () => {
    expect(await metrics({ ...world, warmup: 0 })).toMatchObject({
      'tasks.submitted': 10,
      'agents.failed': 2,
      'coordinators.failed': 3,
    });
  });
});

describe('expectations', () => {
  const operators = ['<', '<=', '>', '>=', '==', '!='] as const;

  test.each([
    [3, [false, false, true, true, false, true]],
    [4, [false, true, false, true, true, false]],
    [5, [true, true, false, false, false, true]],
  ])('compare the metric, which is 4, with %i', async (value, met) => {
    const expect_ = operators.map((operator) => ({
      text: `tasks.completed ${operator} ${value}`,
      metric: 'tasks.completed',
      operator,
      value,
    }));
    const { summary } = await runScenario(
      scenario({ workloads: [backlog(4)] }, { expect: expect_, claims: expect_ }),
    );
    expect(summary.expectations.map((one) => one.met)).toEqual(met);
    expect(summary.claims.map((one) => one.met)).toEqual(met);
    expect(summary.expectations[0]).toEqual({
      text: `tasks.completed < ${value}`,
      metric: 'tasks.completed',
      operator: '<',
      expected: value,
      actual: 4,
      verdict: met[0] ? 'met' : 'unmet',
      met: met[0],
    });
  });

  test('are not decided by what was not measured', async () => {
    const expectations = operators.map((operator) => ({
      text: 'x',
      metric: 'detection.time.mean',
      operator,
      value: 1,
    }));
    const { summary } = await runScenario(scenario({}, { expect: expectations }));
    expect(summary.expectations.map(({ actual, verdict, met }) => [actual, verdict, met])).toEqual(
      operators.map(() => [null, 'undecided', false]),
    );
  });
});

describe('a run', () => {
  const endless = scenario({
    duration: 1e9,
    agents: { groups: [group({ count: 3 })] },
    workloads: [open({ arrivals: { process: 'poisson', rate: 2 }, task: task({ service: exponential(1) }) })],
  });
  /** Memory without end, and no waiting for anybody. */
  const platform: Platform = {
    host: () => ({ node: 'test', platform: 'test', cpu: 'test', cores: 1 }),
    memoryLimit: () => Infinity,
    turn: () => Promise.resolve(),
  };

  test('can be cut short', async () => {
    const { summary } = await runScenario(
      endless.duration === null ? endless : { ...endless, duration: 1000 },
      { until: 10 },
    );
    expect(summary.simulated).toBe(10);
    expect('partial' in summary).toBe(false);
    expect((await runScenario({ ...endless, duration: 5 }, { until: 10 })).summary.simulated).toBe(5);
  });

  test('that is interrupted gives what there is, and says so', async () => {
    const interrupt = new AbortController();
    const seen: number[] = [];
    const { summary } = await simulate(
      endless,
      {
        signal: interrupt.signal,
        onProgress({ events, time, tasksDone, tasksTotal, duration }) {
          seen.push(events);
          expect(time).toBeGreaterThan(0);
          expect(tasksDone).toBeGreaterThan(0);
          expect([tasksTotal, duration]).toEqual([null, 1e9]);
          interrupt.abort();
        },
      },
      platform,
    );
    expect(summary.partial).toBe(true);
    expect(summary.events).toBe(seen.at(-1));
    expect(summary.simulated).toBeGreaterThan(0);
    expect(summary.simulated).toBeLessThan(1e9);
    expect(summary.metrics['tasks.completed'] ?? summary.bounds['tasks.completed'].lower).toBeGreaterThan(0);
    expect(summary.notes).toContain('The run was interrupted; figures cover what was simulated until then.');
  });

  test('that is interrupted before it begins has nothing to tell', async () => {
    const { summary } = await simulate(endless, { signal: AbortSignal.abort() }, platform);
    expect(summary).toMatchObject({ partial: true, simulated: 0, events: 0 });
    expect(summary.metrics).toMatchObject({ throughput: null, makespan: null, 'tasks.submitted': 0 });
  });

  test('that does not fit into memory is refused before it begins', async () => {
    const refusal = async (spec: Scenario, limit: number) => {
      try {
        await simulate(spec, {}, { ...platform, memoryLimit: () => limit });
        return 'it ran';
      } catch (error) {
        expect(error).toBeInstanceOf(ResourceError);
        return (error as ResourceError).message;
      }
    };
    expect(await refusal(scenario({ workloads: [backlog(50_000_000)] }), 8e9)).toMatch(
      /would need about \d+\.\d GB, and there is 8\.0 GB \(1 agent, 50,000,000 tasks\)/,
    );
    const withoutEnd = { ...endless, duration: null };
    expect(await refusal(withoutEnd, 1e18)).toMatch(
      /memory without end.*give duration, stop or a number of tasks/,
    );
    expect(await refusal(scenario(), 8e9)).toBe('it ran');
  });

  test('of another replication is another', async () => {
    const short = { ...endless, duration: 50 };
    const fingerprint = async (replication: number) =>
      (await runScenario(short, { replication })).summary.fingerprint;
    expect(await fingerprint(1)).not.toBe(await fingerprint(0));
    expect(await fingerprint(1)).toBe(await fingerprint(1));
  });
});
