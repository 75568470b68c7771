import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ARRIVALS } from '../../src/scenario/distribution/arrivals.ts';
import { FAULT_FORMS } from '../../src/scenario/faults/index.ts';
import { starterScenario } from '../../src/scenario/load.ts';
import { scenarioSchema } from '../../src/scenario/schema/scenario.ts';
import { WORKLOADS } from '../../src/scenario/schema/workload.ts';
import { catalog, load, MINIMAL, problemsOf } from './support.ts';

const example = readFileSync(new URL('example.yaml', import.meta.url), 'utf8');

describe('what comes out', () => {
  test('everything has a default but the work', () => {
    const link = (latency: number) => ({
      latency: { kind: 'constant', value: latency },
      loss: 0,
      duplicate: 0,
      reorder: 0,
      bandwidth: null,
    });
    expect(load(MINIMAL)).toEqual({
      name: 'test',
      description: '',
      seed: '1',
      duration: null,
      warmup: 0,
      cluster: {
        regions: [
          {
            name: 'local',
            zones: 1,
            nodes: [{ role: 'worker', count: 10, cpu: null, memory: null, agents: null }],
          },
        ],
      },
      agents: {
        groups: [
          {
            name: 'agents',
            count: 100,
            regions: [],
            type: 'worker',
            capabilities: [],
            slots: 1,
            queue_limit: null,
            cache: 0,
            speed: { kind: 'constant', value: 1 },
            cpu: 0,
            memory: 0,
          },
        ],
      },
      coordination: {
        topology: 'star',
        fanout: 1000,
        region: 'local',
        speed: 1,
        inbox_limit: null,
        costs: { submit: 50e-6, assign: 20e-6, acknowledge: 5e-6, result: 20e-6, heartbeat: 5e-6 },
      },
      network: {
        links: {
          same_node: link(20e-6),
          same_zone: link(250e-6),
          same_region: link(1e-3),
          between_regions: link(40e-3),
        },
        regions: [],
        message_size: 256,
      },
      scheduler: {
        algorithm: 'least_loaded',
        parameters: {},
        agent_queue: null,
        queue_limit: null,
        fairness: 'none',
        preemption: null,
        rebalance: null,
        ejection: null,
        breaker: null,
        bulkhead: null,
        shedding: null,
      },
      retry: { max_attempts: 3, timeout: 300, ack_timeout: 2, backoff: 0, backoff_limit: 30, budget: null },
      health: { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 10 } },
      workloads: [
        {
          kind: 'backlog',
          name: 'workload',
          region: null,
          start: 0,
          tenant: null,
          weight: null,
          tasks: 10,
          task: {
            service: { kind: 'constant', value: 1 },
            priority: { kind: 'constant', value: 5 },
            payload: { kind: 'constant', value: 0 },
            capabilities: [],
            affinity_keys: 0,
            warm: 1,
            cold_start: null,
            failure: { probability: 0, regions: {} },
          },
        },
      ],
      faults: [],
      expect: [],
      claims: [],
      record: { events: false, events_limit: 1_000_000, intervals: 600 },
      fingerprint: ['time', 'kind', 'target', 'payload'],
    });
  });

  test('the long example, and that it survives JSON', () => {
    const scenario = load(example);
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
    expect(scenario.agents.groups.map(({ name, count }) => [name, count])).toEqual([
      ['agents', 6950],
      ['heavy', 50],
      ['spot', 3000],
    ]);
    expect(scenario.agents.groups[1]).toMatchObject({
      capabilities: ['gpu'],
      memory: 512_000,
      type: 'worker',
    });
    expect(
      scenario.network.regions.map(({ from, to, latency, loss, bandwidth }) => [
        from,
        to,
        latency,
        loss,
        bandwidth,
      ]),
    ).toEqual([
      ['us-east', 'eu-west', { kind: 'constant', value: 0.08 }, 0.001, 125e6],
      ['eu-west', 'us-east', { kind: 'constant', value: 0.08 }, 0.001, 125e6],
    ]);
    expect(scenario.network.links.same_node.loss).toBe(0);
    expect(scenario.workloads.map(({ kind }) => kind)).toEqual(['open', 'closed', 'waves', 'dag']);
    expect(scenario.workloads[2]).toMatchObject({
      waves: [
        {
          required_success: 0.9,
          agents: 100,
          task: { failure: { probability: 0.01 }, service: { kind: 'lognormal' } },
        },
        {
          required_success: 0,
          agents: null,
          task: { failure: { probability: 0.01 }, service: { value: 240 } },
        },
      ],
    });
    expect(scenario.faults.map(({ name }) => name)).toEqual([
      'crash-1',
      'crash-2',
      'crash-3',
      'pause',
      'slow',
      'zone_outage',
      'region_outage',
      'partition-1',
      'partition-2',
      'link',
    ]);
    expect(scenario.faults[0]).toMatchObject({
      target: { processes: 'agents', count: null, fraction: 0.01, region: null },
      schedule: { kind: 'at', times: [300] },
      duration: { kind: 'constant', value: 30 },
    });
    expect(scenario.faults[2]).toMatchObject({
      target: { processes: 'coordinators', count: 1 },
      schedule: { rate: 2 / 3600 },
    });
    expect(scenario.faults[3]).toMatchObject({
      target: { fraction: 1 },
      schedule: { kind: 'mtbf', mtbf: 10_800, mttr: 300 },
    });
    expect(scenario.faults[4]).toMatchObject({
      factor: 0.25,
      schedule: { kind: 'every', interval: 600, start: 600 },
    });
    expect(scenario.faults[7]).toMatchObject({
      cut: { style: 'groups', groups: [['us-east'], ['eu-west']] },
      direction: 'one_way',
      flapping: 5,
    });
    expect(scenario.expect).toEqual([
      { text: 'tasks.lost == 0', metric: 'tasks.lost', operator: '==', value: 0 },
      { text: 'task.latency.p99 < 10min', metric: 'task.latency.p99', operator: '<', value: 600 },
      { text: 'waves.canary.makespan < 30m', metric: 'waves.canary.makespan', operator: '<', value: 1800 },
    ]);
  });

  test.each(['my swarm', '42', 'yes: "no"', 'null', 'name # comment'])('the starter for %s loads', (name) => {
    const scenario = load(starterScenario(name));
    expect(scenario.name).toBe(name.replaceAll('"', ' ').trim());
    expect(scenario.workloads).toHaveLength(2);
  });

  test.each<[string, unknown]>([
    ['cluster: { regions: 2 }', ['region-1', 'region-2']],
    ['cluster: { regions: [us, eu] }', ['us', 'eu']],
    ['cluster: { regions: [us, { name: eu, zones: 2 }] }', ['us', 'eu']],
  ])('%s', (text, names) => {
    const { cluster, coordination } = load(`${text}\n${MINIMAL}`);
    expect(cluster.regions.map(({ name }) => name)).toEqual(names);
    expect(coordination.region).toBe(cluster.regions[0].name);
  });

  test('groups without a total are all there is; shares of everything are everything', () => {
    const groups = (text: string) =>
      load(`agents: ${text}\n${MINIMAL}`).agents.groups.map(({ name, count }) => [name, count]);
    expect(groups('{ groups: [{ name: a, count: 3 }, { name: b, count: 4 }] }')).toEqual([
      ['a', 3],
      ['b', 4],
    ]);
    const third = (name: string, share: string) => `{ name: ${name}, share: ${share} }`;
    expect(
      groups(
        `{ count: 100, groups: [${third('a', '33.3%')}, ${third('b', '33.3%')}, ${third('c', '33.4%')}] }`,
      ),
    ).toEqual([
      ['a', 33],
      ['b', 34],
      ['c', 33],
    ]);
    expect(groups('{ count: 5, groups: [{ name: agents, count: 3 }] }')).toEqual([
      ['agents-2', 2],
      ['agents', 3],
    ]);
  });

  test('seeds keep their digits', () => {
    expect(load(`seed: 12345678901234567890123\n${MINIMAL}`).seed).toBe('12345678901234567890123');
    expect(load(`seed: 0x10\n${MINIMAL}`).seed).toBe('0x10');
    expect(load(`seed: "a b"\n${MINIMAL}`).seed).toBe('a b');
  });

  test('any section with nothing below its key is as good as absent', () => {
    const known = Object.keys(scenarioSchema(catalog).shape).filter((key) => !key.startsWith('workload'));
    expect(load(`${MINIMAL}${known.map((key) => `${key}:\n`).join('')}`)).toEqual(load(MINIMAL));
  });

  test('sections without content are absent', () => {
    expect(load(`faults:\nexpect:\nagents:\nduration:\nname: x\n${MINIMAL}`)).toMatchObject({
      faults: [],
      duration: null,
    });
  });

  test('without heartbeats nobody is suspected', () => {
    expect(load(`health: { heartbeat_interval: 0 }\n${MINIMAL}`).health).toEqual({
      heartbeat_interval: 0,
      detector: 'none',
      parameters: {},
    });
    expect(load(`health: { detector: none }\n${MINIMAL}`).health.parameters).toEqual({});
  });

  test('parameters of every type, in base units', () => {
    const text = `scheduler: { algorithm: weighted, parameters: { horizon: 2m, bound: 125%, sticky: true, ties: random, budget: 60/min, cache: 2KiB, weight: 0.25 } }\n${MINIMAL}`;
    expect(() => load(text)).toThrow(/parameters.bound: expected a number/);
    expect(load(text.replace('125%', '1.5')).scheduler.parameters).toEqual({
      horizon: 120,
      bound: 1.5,
      sticky: true,
      ties: 'random',
      budget: 1,
      cache: 2048,
      weight: 0.25,
    });
    expect(load(`scheduler: weighted\n${MINIMAL}`).scheduler.parameters).toMatchObject({
      horizon: 60,
      sticky: false,
    });
  });

  test('expectations as a mapping, and by units', () => {
    const text =
      'expect: { tasks.lost: "== 0", throughput: [">= 100/min", "< 5/s"], agents.utilisation: "> 70%", network.bytes: "< 1GB" }\n';
    expect(load(text + MINIMAL).expect).toEqual([
      { text: 'tasks.lost == 0', metric: 'tasks.lost', operator: '==', value: 0 },
      { text: 'throughput >= 100/min', metric: 'throughput', operator: '>=', value: 100 / 60 },
      { text: 'throughput < 5/s', metric: 'throughput', operator: '<', value: 5 },
      { text: 'agents.utilisation > 70%', metric: 'agents.utilisation', operator: '>', value: 0.7 },
      { text: 'network.bytes < 1GB', metric: 'network.bytes', operator: '<', value: 1e9 },
    ]);
  });

  test('lists for people name every kind', () => {
    expect(WORKLOADS.map(({ kind }) => kind)).toEqual([
      'open',
      'closed',
      'backlog',
      'waves',
      'dag',
      'phases',
      'sprints',
      'recurrence',
      'flow',
    ]);
    expect(FAULT_FORMS).toHaveLength(7);
    for (const name of Object.keys(ARRIVALS)) expect(name).toMatch(/^[a-z]+$/);
  });
});

/** Each problem as it is shown, without the name of the file. */
describe('what is refused, and where', () => {
  test.each<[string, string[]]>([
    ['agents: ten', ['1:9: agents.count: expected a whole number from 1 to 10000000, found "ten"']],
    ['agents: 0', ['1:9: agents.count: expected a whole number from 1 to 10000000, found 0']],
    ['agents: 1.5', ['1:9: agents.count: expected a whole number from 1 to 10000000, found 1.5']],
    ['agents: [1]', ['1:9: agents: expected a mapping, found a list']],
    ['agents: .inf', ['1:9: agents.count: expected a whole number from 1 to 10000000, found Infinity']],
    ['network: { latncy: 1ms }', ['1:12: network.latncy: unknown key "latncy", did you mean "latency"?']],
    ['network: { loss: 110% }', ['1:18: network.loss: expected a ratio from 0% to 100%, found "110%"']],
    [
      'network: { latency: 5 }',
      ['1:21: network.latency: expected a duration, but 5 has no unit: write 5s, 5min, 5h or the like'],
    ],
    [
      'network: { latency: "exponential(mean=5x)" }',
      ['1:39: network.latency: unknown unit "x" in "5x": the units are us, ms, s, m or min, h and d'],
    ],
    [
      'network: { latency: { exponential: { mean: 5x } } }',
      [
        '1:44: network.latency.exponential.mean: unknown unit "x" in "5x": the units are us, ms, s, m or min, h and d',
      ],
    ],
    [
      'network: { latency: [1ms] }',
      [
        '1:21: network.latency: expected a duration such as 500ms, 30s, 5m or 1h30m, or a distribution, found a list',
      ],
    ],
    ['duration: 0s', ['1:11: duration: expected a duration above 0s, found "0s"']],
    [
      'duration: 10',
      ['1:11: duration: expected a duration, but 10 has no unit: write 10s, 10min, 10h or the like'],
    ],
    [
      'scheduler: least_loadd',
      [
        '1:12: scheduler.algorithm: there is no distribution algorithm "least_loadd", did you mean "least_loaded"?',
      ],
    ],
    [
      'scheduler: { algorithm: power_of_d_choices, parameters: { d: 0, e: 1 } }',
      [
        '1:62: scheduler.parameters.d: expected a whole number from 1 to 100, found 0',
        '1:65: scheduler.parameters.e: unknown key "e", did you mean "d"?',
      ],
    ],
    [
      'health: { detector: phi }',
      [
        '1:21: health.detector: there is no failure detector "phi": known are none, fixed_timeout, phi_accrual',
      ],
    ],
    [
      'health: { heartbeat_interval: 0s, detector: phi_accrual }',
      ['1:45: health.detector: without heartbeats phi_accrual would suspect every agent: expected none'],
    ],
    [
      'fingerprint: [time, tme]',
      ['1:21: fingerprint[1]: expected time, kind, target or payload, found "tme"'],
    ],
    ['fingerprint: [time, time]', ['1:21: fingerprint[1]: two ingredients are named "time"']],
    ['record: { events: yes }', ['1:19: record.events: expected true or false, found "yes"']],
    [
      'coordination: { topology: cube }',
      ['1:27: coordination.topology: expected star, tree, mesh or ring, found "cube"'],
    ],
    [
      'coordination: { levels: [1, 4, 2], depth: 3 }',
      [
        '1:17: coordination.levels: expected no fewer coordinators on a level than above it, found 2 below 4',
        '1:36: coordination.depth: levels already says how many coordinators there are',
      ],
    ],
    [
      'coordination: { levels: [2, 4] }',
      ['1:17: coordination.levels: the first level is the root: expected 1, found 2'],
    ],
    [
      'coordination: { depth: 3, ratio: 4 }',
      ['1:27: coordination.ratio: depth already says how many children a coordinator has'],
    ],
    [
      'coordination: { node_size: 10, ratio: 4, fanout: 9 }',
      [
        '1:42: coordination.fanout: leaves and the levels above them have sizes of their own: it would have no effect',
      ],
    ],
    ['coordination: { region: us }', ['1:25: coordination.region: there is no region "us": there are local']],
    ['retry: { backoff: 1h }', ['1:19: retry.backoff: backoff is above backoff_limit (30s)']],
    ['duration: 1m\nwarmup: 2m', ['2:9: warmup: the warm-up of 2min leaves nothing of the run of 1min']],
    [
      'agents: { count: 5, groups: [{ name: a, count: 6 }] }',
      ['1:21: agents.groups: the groups have 6 agents, more than the 5 of agents.count'],
    ],
    [
      'agents: { count: 1, groups: [{ name: a, share: 10% }] }',
      ['1:48: agents.groups[0].share: this share of 1 agent is less than one agent'],
    ],
    [
      'agents: { groups: [{ name: a, share: 50% }] }',
      ['1:38: agents.groups[0].share: a share needs agents.count, which is missing'],
    ],
    [
      'agents: { groups: [{ name: a }] }',
      ['1:20: agents.groups[0].count: missing: expected a whole number, or a share of agents.count'],
    ],
    [
      'agents: { groups: [{ name: a, count: 1 }, { name: a, count: 1 }] }',
      ['1:51: agents.groups[1].name: two groups are named "a"'],
    ],
    ['agents: { speed: 0 }', ['1:18: agents.speed: expected a number from 0.000001 to 1000000, found 0']],
    [
      'agents: { speed: "uniform(min=0, max=2)" }',
      ['1:18: agents.speed: expected numbers from 0.000001 to 1000000, found 0'],
    ],
    ['agents: { regions: [us] }', ['1:21: agents.regions[0]: there is no region "us": there are local']],
    ['cluster: { regions: [a, a] }', ['1:25: cluster.regions[1]: two regions are named "a"']],
    [
      'cluster: { regions: many }',
      ['1:21: cluster.regions: expected a number of regions, a list of their names, or a list of mappings'],
    ],
    [
      'network: { regions: [{ between: [local, local] }] }',
      ['1:22: network.regions[0]: both ends are local: links inside a region belong below network.links'],
    ],
    ['seed: [1]', ['1:7: seed: expected a number or text, found a list']],
    ['name: 5', ['1:7: name: expected the name of the scenario, which is text, found 5']],
    [
      'expect: [tasks.lost = 0]',
      ['1:21: expect[0]: expected one of <= >= == != < >, found "=", did you mean "=="?'],
    ],
    [
      'expect: [task.lost == 0]',
      ['1:10: expect[0]: there is no metric "task.lost", did you mean "tasks.lost"?'],
    ],
    [
      'expect: [task.latency.p99 < 10]',
      [
        '1:29: expect[0]: task.latency.p99 is measured in s: expected a duration, but 10 has no unit: write 10s, 10min, 10h or the like',
      ],
    ],
    [
      'expect: [throughput > 5s]',
      [
        '1:23: expect[0]: throughput is measured in tasks/s: expected a rate such as 20/s, 600/min or 2/h, found "5s"',
      ],
    ],
    [
      'expect: { tasks.lost: "= 0" }',
      ['1:24: expect."tasks.lost": expected one of <= >= == != < >, found "=", did you mean "=="?'],
    ],
    [
      'expect: [hello]',
      ['1:10: expect[0]: expected "metric operator value" such as "tasks.lost == 0", found "hello"'],
    ],
    [
      'nonsense: 1',
      [
        '1:1: nonsense: unknown key "nonsense": known here are name, description, extends, seed, duration, warmup, origin, cluster, agents, coordination, network, scheduler, retry, health, scaling, spawning, recovery, checkpoints, workload, workloads, faults, expect, claims, record, fingerprint',
      ],
    ],
  ])('%s', (text, expected) => {
    const problems = problemsOf(`${text}\n${MINIMAL}`);
    expect(problems).toEqual(expected.map((problem) => `scenarios/test.yaml:${problem}`));
  });

  test('all problems at once, in order, and no more than twenty', () => {
    const text = `agents: ten\nduration: soon\nseed: [1]\nrecord: { intervals: 0 }\n${MINIMAL}`;
    expect(problemsOf(text).map((problem) => problem.split(': ')[1])).toEqual([
      'agents.count',
      'duration',
      'seed',
      'record.intervals',
    ]);
    const many = Array.from({ length: 30 }, (_, index) => `key${index}: 1`).join('\n');
    const problems = problemsOf(`${many}\n${MINIMAL}`);
    expect(problems).toHaveLength(21);
    expect(problems[20]).toBe('and 10 more');
  });
});

describe('rebalancing', () => {
  const rebalance = (written: string) => load(`${MINIMAL}scheduler: ${written}`).scheduler.rebalance;

  test('is off, on with its defaults, or as written', () => {
    const defaults = { interval: 5, ratio: 2, tolerance: 0.3, take: 'half', state: 0, transfer: 0 };
    expect(rebalance('{ rebalance: false }')).toBeNull();
    expect(rebalance('{ rebalance: true }')).toEqual(defaults);
    expect(rebalance('{ rebalance: { take: one, state: 2MB, transfer: 50ms } }')).toEqual({
      ...defaults,
      take: 'one',
      state: 2e6,
      transfer: 0.05,
    });
  });

  test('needs tasks that wait at agents', () => {
    expect(problemsOf(`${MINIMAL}scheduler: { rebalance: true, agent_queue: 0 }`).join('\n')).toContain(
      'scheduler.rebalance: no task waits at an agent with agent_queue 0: there is nothing to move',
    );
    expect(problemsOf(`${MINIMAL}scheduler: { rebalance: { take: some } }`).join('\n')).toContain(
      'half or one',
    );
  });
});

describe('state that makes repeated work cheaper', () => {
  const CACHE = 'agents: { cache: 3 }\n';
  const work = (more: string) => `workload: { backlog: 10, service: 1s, ${more} }\n`;

  test('is read with the task and the agents', () => {
    const { agents, workloads } = load(`${CACHE}${work('affinity_keys: 5, warm: 40%, cold_start: 2s')}`);
    expect(agents.groups[0].cache).toBe(3);
    expect(workloads[0]).toMatchObject({
      task: { affinity_keys: 5, warm: 0.4, cold_start: { kind: 'constant', value: 2 } },
    });
  });

  test.each([
    [`${CACHE}${work('warm: 40%')}`, 'workload.warm: only tasks with affinity keys find state'],
    [work('affinity_keys: 5, cold_start: 1s'), 'workload.cold_start: no agent holds state'],
    [`${CACHE}${work('affinity_keys: 5')}`, 'agents.cache: no task is cheaper for it'],
    [
      `agents: { groups: [{ name: a, count: 1 }, { name: b, count: 1, cache: 2 }] }\n${MINIMAL}`,
      'agents.groups[1].cache: no task is cheaper for it',
    ],
  ])('is refused where it can have no effect', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });
});

describe('preemption', () => {
  const preemption = (written: string) =>
    load(`${MINIMAL}scheduler: { preemption: ${written} }`).scheduler.preemption;

  test('is off, on keeping progress, or as written', () => {
    expect([preemption('false'), preemption('true'), preemption('{ progress: lose }')]).toEqual([
      null,
      { progress: 'keep' },
      { progress: 'lose' },
    ]);
  });

  test('needs tasks that come to busy agents', () => {
    expect(problemsOf(`${MINIMAL}scheduler: { preemption: true, agent_queue: 0 }`).join('\n')).toContain(
      'scheduler.preemption: with agent_queue 0 no task comes to an agent without a free slot',
    );
  });
});

describe('tenants', () => {
  const two = (weight: string) =>
    `workloads: [{ backlog: 1, service: 1s, tenant: a, weight: 2 }, { backlog: 1, service: 1s, tenant: a, ${weight} }]\n`;

  test('are read with the workloads', () => {
    const { workloads, scheduler } = load(`${two('')}scheduler: { agent_queue: 0, fairness: tenants }`);
    expect(workloads.map(({ tenant, weight }) => [tenant, weight])).toEqual([
      ['a', 2],
      ['a', null],
    ]);
    expect(scheduler.fairness).toBe('tenants');
  });

  test.each([
    [two('weight: 3'), 'workloads[1].weight: another workload gives a the weight 2'],
    [
      `${MINIMAL}scheduler: { fairness: tenants }`,
      'scheduler.fairness: without a limit tasks wait at agents',
    ],
    ['workload: { backlog: 1, service: 1s, tenant: a b }', 'letters, digits, _ and -'],
  ])('are refused where they make no sense', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });
});
