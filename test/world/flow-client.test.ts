/** Flows of steps, from the scenario file to the run. */
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { messageBytes } from '../../src/modules/flows/compact-message.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

/** Nothing takes time but the work, unless said otherwise. */
function load(workloads: string, more = 'agents: 1') {
  const text = `seed: 1
network: { latency: 0s, message_size: 0B }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
retry: { timeout: 3h, max_attempts: 1 }
record: { events: true }
${more}
workloads:
${workloads}
`;
  return loadScenario('f.yaml', { files: memoryFiles({ 'f.yaml': text }), catalog: catalog() });
}

async function run(workloads: string, more?: string) {
  const { summary, record } = await runScenario(load(workloads, more));
  const submitted = record.log.filter(({ event }) => event === 'task.submitted').map(({ time }) => time);
  return {
    submitted,
    metrics: summary.metrics,
    simulated: summary.simulated,
    steps: record.flow_steps ?? [],
  };
}

const TASK_EXECUTION = `- name: work
  flow:
    count: 2
    steps:
      validate: { service: 1s }
      assign: { service: 2s }
      execute: { service: 30s }
      validate-result: { service: 4s }
      checkpoint: { service: 5s }`;

describe('a flow', () => {
  test('takes its steps one after the other, each as a task', async () => {
    const { submitted, metrics, steps, simulated } = await run(TASK_EXECUTION);
    // One agent: the steps of the two flows take turns.
    expect(submitted).toEqual([0, 0, 1, 2, 4, 6, 36, 66, 70, 74]);
    expect(simulated).toBe(84);
    expect(metrics).toMatchObject({
      'flow.completed': 2,
      'flow.failed': 0,
      'flow.refused': 0,
      'flow.retries': 0,
      'flow.events': 10,
      'tasks.completed': 10,
      'flow.latency.max': 84,
      'flow.work.validate.latency.mean': (1 + 2) / 2,
      'flow.work.execute.done': 2,
      'flow.work.execute.retried': 0,
    });
    expect(steps.map(({ name, done, max }) => [name, done, max])).toEqual([
      ['validate', 2, 2],
      ['assign', 2, 4],
      ['execute', 2, 60],
      ['validate-result', 2, 34],
      ['checkpoint', 2, 10],
    ]);
  });

  test('fails at once when it is invalid, and tries assignments three times, after one second and two more', async () => {
    const invalid = await run(
      TASK_EXECUTION.replace('1s }', '1s, failure: 100% }').replace('count: 2', 'count: 1'),
    );
    expect(invalid.submitted).toEqual([0]);
    expect(invalid.metrics).toMatchObject({
      'flow.completed': 0,
      'flow.failed': 1,
      'flow.latency.mean': null,
    });
    const busy = await run(
      TASK_EXECUTION.replace('2s }', '2s, failure: 100% }').replace('count: 2', 'count: 1'),
    );
    // At 1 s for the first time; each try takes 2 s, and the pauses are 1 s and 2 s.
    expect(busy.submitted).toEqual([0, 1, 4, 8]);
    expect(busy.metrics).toMatchObject({
      'flow.failed': 1,
      'flow.retries': 2,
      'flow.work.assign.retried': 2,
    });
  });

  test('does the work anew when its result is invalid', async () => {
    const { submitted, metrics } = await run(
      TASK_EXECUTION.replace('4s }', '4s, failure: 100% }').replace('count: 2', 'count: 1'),
    );
    expect(submitted).toEqual([0, 1, 3, 33, 37, 67, 71, 101]);
    expect(metrics).toMatchObject({
      'flow.failed': 1,
      'flow.work.execute.done': 3,
      'flow.work.validate-result.retried': 2,
      'flow.work.checkpoint.done': 0,
    });
  });

  test('may have steps of its own, leave one out that fails, and stay silent', async () => {
    const { submitted, metrics } = await run(`- name: own
  service: 1s
  flow:
    arrivals: deterministic(interval=10s)
    count: 2
    events: none
    steps:
      - { name: a }
      - { name: b, attempts: 2, delay: 2s, otherwise: skip, failure: 100% }
      - { name: c, service: 3s }`);
    expect(submitted).toEqual([10, 11, 14, 15, 20, 21, 24, 25]);
    expect(metrics).toMatchObject({ 'flow.completed': 2, 'flow.events': 0, 'flow.latency.mean': 8 });
  });

  test('begins by the step of another, for every event', async () => {
    const { submitted, metrics } = await run(`- name: orders
  service: 1s
  flow: { count: 2, steps: [{ name: check }, { name: pay }] }
- name: parcels
  service: 10s
  flow: { on: orders:check, events: none, steps: [{ name: pack }] }`);
    // The checks end at 1 s and 2 s; each lets a parcel be packed and an order be paid, in the order of events.
    expect(submitted).toEqual([0, 0, 1, 1, 2, 2]);
    expect(metrics).toMatchObject({
      'flow.completed': 4,
      'flow.parcels.pack.done': 2,
      // Four to the root, two to the flow that listens.
      'flow.events': 6,
    });
  });

  test('sends its events in compact form, and they take up the network and the root', async () => {
    const flow = (events: string) => `- name: f
  flow: { count: 1, events: ${events}, steps: [{ name: a, service: 1s }, { name: b, service: 1s, checkpoint: true }] }`;
    const loud = await run(flow('root'));
    const silent = await run(flow('none'));
    const size = (type: 'result' | 'checkpoint', name: string, task: number, at: number) =>
      messageBytes({ type, data: [`f:${name}`, 0, 1, 0, task], timestamp: at });
    // The first step's value is task 0, and zeros at the end are left out.
    const bytes =
      messageBytes({ type: 'result', data: ['f:a', 0, 1], timestamp: 1 }) + size('checkpoint', 'b', 1, 2);
    expect(loud.metrics).toMatchObject({ 'flow.events': 2, 'flow.events.bytes': bytes });
    expect(silent.metrics['flow.events']).toBe(0);
    const sent = (of: typeof loud) => of.metrics['messages.sent'] as number;
    expect(sent(loud) - sent(silent)).toBe(2);
    const all = (of: typeof loud) => of.metrics['messages.bytes'] as number;
    expect(all(loud) - all(silent)).toBe(bytes);
  });

  test('is turned away when as many are open as may be', async () => {
    const { metrics } = await run(`- name: f
  flow: { count: 5, max_open: 2, steps: [{ name: a, service: 1s }] }`);
    expect(metrics).toMatchObject({ 'flow.completed': 2, 'flow.refused': 3, 'tasks.submitted': 2 });
  });

  test('is counted when it began in the measured time', async () => {
    const flow = `- name: f
  flow: { arrivals: deterministic(interval=10s), count: 5, steps: [{ name: a, service: 4s }, { name: b, service: 4s }] }`;
    // At 10, 20, 30, 40 and 50 s; at 32 s the third is at its first step.
    const { metrics } = await run(flow, 'agents: 1\nwarmup: 32s');
    expect(metrics).toMatchObject({
      'flow.completed': 2,
      'flow.f.a.done': 2,
      'flow.f.b.done': 3,
      'flow.events': 6,
    });
  });

  test('begins no more by events after its count, its stop, or before its start', async () => {
    const both = (more: string) => `- name: orders
  flow: { arrivals: deterministic(interval=10s), count: 6, steps: [{ name: check, service: 1s }] }
- name: parcels
  flow: { on: orders:check, steps: [{ name: pack, service: 2s }]${more}`;
    const packed = async (more: string) => (await run(both(more))).metrics['flow.parcels.pack.done'];
    expect(await packed(' }')).toBe(6);
    expect(await packed(', count: 4 }')).toBe(4);
    expect(await packed(', stop: 32s }')).toBe(3);
    expect(await packed(' }\n  start: 32s')).toBe(3);
  });

  test('gets its events across a network that was cut', async () => {
    const workloads = `- name: orders
  region: east
  flow: { count: 1, events: none, steps: [{ name: check, service: 1s }] }
- name: parcels
  region: west
  flow: { on: orders:check, events: none, steps: [{ name: pack, service: 1s }] }`;
    const world = (faults: string) =>
      run(
        workloads,
        `cluster: { regions: [east, west] }
agents: { count: 1, regions: [east] }
${faults}`,
      );
    const calm = await world('');
    const cut = await world(
      'faults: [{ kind: partition, groups: [[east], [west]], at: 0.5s, duration: 20s }]',
    );
    expect(calm.submitted).toEqual([0, 1]);
    expect(cut.submitted).toHaveLength(2);
    expect(cut.submitted[1]).toBeGreaterThan(20);
    expect(cut.metrics).toMatchObject({ 'flow.completed': 2, 'flow.events': 1 });
    // Messages have no size here but for the event, which is sent whole each time: once, and once for each that was dropped.
    const size = calm.metrics['messages.bytes'] as number;
    expect(size).toBe(calm.metrics['flow.events.bytes']);
    const times = 1 + (cut.metrics['messages.dropped'] as number);
    expect(times).toBeGreaterThan(5);
    expect(cut.metrics['messages.bytes']).toBe(size * times);
  });

  test('meets the same work whatever the scheduler does', async () => {
    const workload = `- name: f
  flow:
    arrivals: poisson(rate=1/s)
    count: 40
    steps:
      - { name: a, service: exponential(mean=1s) }
      - { name: b, service: exponential(mean=2s), failure: 30%, attempts: 3 }
      - { name: c, service: "lognormal(mean=1s, cv=2)" }`;
    const of = (scheduler: string) =>
      run(
        workload,
        `agents: 3
scheduler: ${scheduler}`,
      );
    const [one, other] = await Promise.all([of('least_loaded'), of('{ algorithm: random, agent_queue: 5 }')]);
    expect(one.submitted).not.toEqual(other.submitted);
    for (const name of ['flow.completed', 'flow.failed', 'flow.retries', 'flow.f.b.done'])
      expect(one.metrics[name], name).toBe(other.metrics[name]);
    expect(one.metrics['flow.retries']).toBeGreaterThan(5);
  });
});

describe('a flow that makes no sense is refused where it stands', () => {
  const own = (flow: string) => `- name: f\n  service: 1s\n  flow: { ${flow} }`;
  test.each([
    [own('steps: [{ name: a }]'), 'all flows begin at the start: give count'],
    [own('count: 1, steps: []'), 'a list of steps with at least 1'],
    [own('count: 1, steps: [{ name: a }, { name: a }]'), 'two steps are named "a"'],
    [own('count: 1, steps: [{ name: a b }]'), 'of letters, digits, _ and -'],
    [own('count: 1, steps: [{ name: a, from: b }, { name: b }]'), 'b comes after a'],
    [own('count: 1, steps: [{ name: able, from: abel }]'), 'did you mean "able"'],
    [own('count: 1, steps: { exekute: {} }'), 'execute'],
    [own('arrivals: poisson(rate=1/s), on: "g:a", count: 1, steps: [{ name: a }]'), 'exclude each other'],
    [own('on: "g:a", steps: [{ name: a }]'), 'there is no workload of flows "g"'],
    [own('on: "f:b", steps: [{ name: a }]'), 'there is no step "b"'],
    [own('on: "f:a", steps: [{ name: a }]'), 'in a circle: f <- f'],
    [own('arrivals: poisson(rate=1/s), steps: [{ name: a }]'), 'never ends: give it flow.count'],
    [own('count: 1, steps: [{ name: a }]').replace('name: f', 'name: f.g'), 'expected letters, digits'],
    ['- name: f\n  flow: { count: 1, steps: { execute: { service: 1s } } }', 'validate.service: missing'],
  ])('%#: %s', (workload, message) => {
    let caught: unknown;
    try {
      load(workload);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ScenarioErrors);
    expect((caught as ScenarioErrors).message).toContain(message);
  });
});
