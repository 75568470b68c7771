/** A run as the lab would hand it over: 10,000 agents in three regions, nine waves, a partition, crashes, a slow spell. */
import type { RunResult, RunSummary } from '../../src/lab/result.ts';
import type { FaultBand, RunRecord, Timeline, WaveRecord } from '../../src/recording/record.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { LinkSpec, TaskSpec } from '../../src/world/spec/spec.ts';

const AGENTS = 10_000;
const LENGTH = 1_284.5;
const INTERVAL = 2;

/** A small generator of its own, so that fixtures never change with the engine. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const WAVES = [
  ['discover', 1, 400, 1_200],
  ['map sources', 400, 900, 6_000],
  ['extract', 900, 6_000, 48_000],
  ['normalise', 900, 5_000, 30_000],
  ['analyse', 900, 9_500, 72_000],
  ['cross-check', 900, 8_000, 40_000],
  ['synthesise', 300, 3_000, 9_000],
  ['review', 100, 900, 1_800],
  ['publish', 1, 60, 120],
] as const;

export const FAULTS: readonly FaultBand[] = [
  { name: 'rack failure', kind: 'crash', start: 212, end: 242, processes: 640 },
  { name: 'eu–us partition', kind: 'partition', start: 520, end: 640, processes: 0 },
  { name: 'slow disks', kind: 'slow', start: 705, end: 790, processes: 2_500 },
  { name: 'random crashes', kind: 'crash', start: 820, end: 850, processes: 12 },
  { name: 'random crashes', kind: 'crash', start: 905, end: 930, processes: 7 },
  { name: 'random crashes', kind: 'crash', start: 1_010, end: 1_034, processes: 15 },
];

function waves(): WaveRecord[] {
  const lengths = [38, 92, 221, 148, 297, 211, 128, 96, 34];
  let at = 4;
  return WAVES.map(([name, , , tasks], index) => {
    const start = at;
    at += lengths[index];
    const failed = [0, 0, 12, 0, 9, 3, 0, 0, 0][index];
    const end = at;
    at += 1.5;
    return {
      workload: 'mission',
      name,
      index,
      tasks,
      start,
      end,
      completed: tasks - failed,
      failed,
      retried: failed * 2 + index,
    };
  });
}

function activeAgents(at: number, list: readonly WaveRecord[]): number {
  const wave = list.find((entry) => at >= (entry.start ?? 0) && at < (entry.end ?? 0));
  if (wave === undefined) return 0;
  const share = (at - (wave.start ?? 0)) / ((wave.end ?? 0) - (wave.start ?? 0));
  const limit = WAVES[wave.index][2];
  return limit * Math.min(1, share * 12, (1 - share) * 6 + 0.03);
}

function hit(at: number, name: string): number {
  return FAULTS.filter(
    (fault) => fault.name === name && at >= fault.start && at < (fault.end ?? LENGTH),
  ).reduce((sum, fault) => sum + (fault.processes ?? 0), 0);
}

function timeline(list: readonly WaveRecord[]): Timeline {
  const random = noise(7);
  const length = Math.ceil(LENGTH / INTERVAL);
  const names = [
    ['agents.idle', 'gauge', 'agents'],
    ['agents.busy', 'gauge', 'agents'],
    ['agents.paused', 'gauge', 'agents'],
    ['agents.failed', 'gauge', 'agents'],
    ['agents.suspected', 'gauge', 'agents'],
    ['tasks.waiting', 'gauge', 'tasks'],
    ['tasks.queued', 'gauge', 'tasks'],
    ['tasks.running', 'gauge', 'tasks'],
    ['tasks.submitted', 'counter', 'tasks'],
    ['tasks.completed', 'counter', 'tasks'],
    ['tasks.failed', 'counter', 'tasks'],
    ['tasks.retried', 'counter', 'tasks'],
    ['messages.processed', 'counter', 'messages'],
    ['heartbeats.processed', 'counter', '1'],
  ] as const;
  const columns: Record<string, number[]> = Object.fromEntries(names.map(([name]) => [name, []]));
  for (let place = 0; place < length; place++) {
    const at = place * INTERVAL;
    const failed = hit(at, 'rack failure') + hit(at, 'random crashes');
    const suspected =
      hit(at - 6, 'rack failure') + hit(at - 6, 'random crashes') + (at > 526 && at < 648 ? 3_300 : 0);
    const busy = Math.min(AGENTS - failed, activeAgents(at, list) * (0.94 + 0.06 * random()));
    const wave = list.find((entry) => at >= (entry.start ?? 0) && at < (entry.end ?? 0));
    const rate = busy * (hit(at, 'slow disks') > 0 ? 0.017 : 0.022);
    const completed = Math.round(rate * INTERVAL * (0.8 + 0.4 * random()));
    const lost =
      at >= 212 && at < 236
        ? Math.round(40 * random())
        : at >= 520 && at < 560
          ? Math.round(60 * random())
          : 0;
    const share =
      wave === undefined ? 0 : 1 - (at - (wave.start ?? 0)) / ((wave.end ?? 1) - (wave.start ?? 0));
    const row: Record<string, number> = {
      'agents.idle': AGENTS - failed - busy,
      'agents.busy': busy,
      'agents.paused': 0,
      'agents.failed': failed,
      'agents.suspected': suspected,
      'tasks.waiting': wave === undefined ? 0 : Math.max(0, wave.tasks * share - busy),
      'tasks.queued': busy * 0.4 * random(),
      'tasks.running': busy,
      'tasks.submitted': wave !== undefined && at - (wave.start ?? 0) < INTERVAL ? wave.tasks / 40 : 0,
      'tasks.completed': completed,
      'tasks.failed': lost > 30 ? 2 : 0,
      'tasks.retried': lost,
      'messages.processed': Math.round((AGENTS - failed) * INTERVAL * 0.21 + completed * 4.2),
      'heartbeats.processed': Math.round(
        (AGENTS - failed - (at > 520 && at < 640 ? 3_300 : 0)) * INTERVAL * 0.2,
      ),
    };
    const passed = Math.min(1, (LENGTH - at) / INTERVAL);
    for (const [name, kind] of names)
      columns[name].push(kind === 'counter' ? Math.round(row[name] * passed) : row[name]);
  }
  return {
    interval: INTERVAL,
    columns,
    descriptions: Object.fromEntries(names.map(([name, kind, unit]) => [name, { kind, unit }])),
  };
}

/** The percentiles that runs record. */
export const PERCENTILES = [
  0, 5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 96, 97, 98, 98.5, 99, 99.25, 99.5, 99.75, 99.9,
  99.95, 99.99, 99.995, 99.999, 100,
];

function latency(): RunRecord['latency'] {
  const curve = (median: number, spread: number, floor: number) =>
    PERCENTILES.map((percentile) => {
      const p = Math.min(0.999_995, Math.max(1e-4, percentile / 100));
      return floor + median * Math.exp(spread * Math.log(p / (1 - p)));
    });
  return {
    percentiles: PERCENTILES,
    series: {
      latency: curve(41, 0.42, 1.3),
      wait: curve(8, 0.45, 0.004),
      service: curve(29, 0.28, 0.9),
      assignment: curve(0.021, 0.24, 0.008),
    },
  };
}

const LINK: LinkSpec = {
  latency: { kind: 'lognormal', mean: 0.0005, cv: 0.3 },
  loss: 0,
  duplicate: 0,
  reorder: 0,
  bandwidth: null,
};

const TASK: TaskSpec = {
  service: { kind: 'lognormal', mean: 30, cv: 0.8 },
  priority: { kind: 'constant', value: 5 },
  payload: { kind: 'constant', value: 2_000 },
  capabilities: [],
  affinity_keys: 0,
  failure: { probability: 0.001, regions: {} },
};

export function scenario(name = 'planetary-swarm'): Scenario {
  const region = (id: string) => ({
    name: id,
    zones: 3,
    nodes: [{ role: 'worker' as const, count: 20, cpu: 64, memory: 256e9, agents: 200 }],
  });
  return {
    name,
    description:
      'Nine waves of research tasks on 10,000 agents in three regions, through a partition and a rack failure.',
    seed: '42',
    duration: null,
    warmup: 0,
    cluster: { regions: ['us-east', 'eu-west', 'ap-south'].map(region) },
    agents: {
      groups: [
        {
          name: 'researchers',
          count: AGENTS,
          regions: [],
          type: 'analyzer',
          capabilities: [],
          slots: 1,
          queue_limit: 4,
          speed: { kind: 'normal', mean: 1, sd: 0.1, min: 0.2, max: 2 },
          cpu: 0.5,
          memory: 512e6,
        },
      ],
    },
    coordination: {
      topology: 'tree',
      fanout: 32,
      region: 'us-east',
      speed: 1,
      inbox_limit: null,
      costs: { submit: 2e-5, assign: 3e-5, acknowledge: 1e-5, result: 2e-5, heartbeat: 5e-6 },
    },
    network: {
      links: { same_node: LINK, same_zone: LINK, same_region: LINK, between_regions: LINK },
      regions: [],
      message_size: 256,
    },
    scheduler: { algorithm: 'least_loaded', parameters: {}, agent_queue: 1, queue_limit: null },
    retry: { max_attempts: 3, timeout: 300, ack_timeout: 2, backoff: 1, backoff_limit: 30 },
    health: { heartbeat_interval: 5, detector: 'phi_accrual', parameters: { threshold: 8 } },
    workloads: [
      {
        kind: 'waves',
        name: 'mission',
        region: null,
        start: 4,
        waves: WAVES.map(([id, , agents, tasks]) => ({
          name: id,
          tasks,
          agents,
          required_success: 0.95,
          task: TASK,
        })),
      },
    ],
    faults: [
      {
        kind: 'crash',
        name: 'rack failure',
        schedule: { kind: 'at', times: [212] },
        duration: { kind: 'constant', value: 30 },
        target: { processes: 'agents', count: 640, fraction: 0, region: null, zone: null, group: null },
        factor: 1,
      },
      {
        kind: 'partition',
        name: 'partition',
        schedule: { kind: 'at', times: [520] },
        duration: { kind: 'constant', value: 120 },
        cut: { style: 'groups', groups: [['us-east'], ['eu-west']] },
        direction: 'both',
        flapping: null,
      },
    ],
    fingerprint: ['time', 'kind', 'target'],
    claims: [{ text: 'makespan < 29min', metric: 'makespan', operator: '<' as const, value: 1740 }],
    expect: [],
    record: { events: true, events_limit: 1_000, intervals: 1_000 },
  };
}

const TIMES: Readonly<Record<string, readonly number[] | null>> = {
  'task.latency': [58.3, 42.3, 104.6, 148.2, 284.1, 744.7, 1_128.6],
  'task.wait': [17.9, 8, 31.2, 54.9, 138.4, 579.2, 890.2],
  'task.service': [40.4, 30, 71.4, 103.9, 187.3, 402.2, 611.7],
  'assignment.latency': [0.031, 0.029, 0.0436, 0.051, 0.0712, 0.1184, 0.312],
  'coordination.latency': [0.0041, 0.0036, 0.0072, 0.0091, 0.0183, 0.0402, 0.0517],
  'heartbeat.latency': [0.0008, 0.0005, 0.0016, 0.0024, 0.0071, 0.0113, 0.0204],
  'detection.time': [6.12, 6.02, 7.71, 8.94, 11.3, 11.8, 11.8],
  'recovery.time': [31.4, 30.9, 38.2, 40.1, 44.2, 44.9, 44.9],
  'failover.time': null,
};

export const METRICS: Readonly<Record<string, number | null>> = {
  'tasks.submitted': 208_120,
  'tasks.completed': 208_096,
  'tasks.failed': 24,
  'tasks.shed': 0,
  'tasks.lost': 0,
  'tasks.duplicated': 0,
  'tasks.unfinished': 0,
  'tasks.never_started': 0,
  'tasks.retried': 84,
  'tasks.executions': 208_611,
  'tasks.executions.wasted': 431,
  'tasks.success_rate': 208_096 / 208_120,
  throughput: 161.9,
  makespan: 1_271.1,
  speedup: 4_950.6,
  'queue.depth.mean': 11_841.3,
  'queue.depth.max': 65_002,
  'agents.count': 10_000,
  'agents.utilization': 0.531,
  'agents.availability': 0.9971,
  'agents.failed': 674,
  'balance.jain': 0.9816,
  'coordinators.utilization': 0.188,
  'coordinators.utilization.max': 0.412,
  'coordinators.inbox.max': 312,
  'heartbeats.processed': 2_455_120,
  'messages.sent': 3_571_204,
  'messages.dropped': 88_410,
  'messages.bytes': 1_411_228_160,
  'detection.count': 674,
  'detection.false': 12,
  'detection.unreachable': 3_300,
  'waves.completed': 9,
  'invariants.violations': 0,
  ...Object.fromEntries(
    Object.entries(TIMES).flatMap(([name, values]) =>
      ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'].map((key, place) => [
        `${name}.${key}`,
        values?.[place] ?? null,
      ]),
    ),
  ),
};

function summary(): RunSummary {
  return {
    name: 'planetary-swarm',
    seed: '42',
    version: '0.1.0',
    fingerprint: '9f3c1a7be2d04586',
    scenario: {
      ...scenario(),
      expect: [
        { text: 'task.latency.p99 < 5min', metric: 'task.latency.p99', operator: '<', value: 300 },
        { text: 'tasks.success_rate >= 99.9%', metric: 'tasks.success_rate', operator: '>=', value: 0.999 },
        { text: 'detection.time.max < 10s', metric: 'detection.time.max', operator: '<', value: 10 },
      ],
    },
    simulated: LENGTH,
    events: 9_412_377,
    metrics: METRICS,
    bounds: {},
    claims: [
      {
        text: 'makespan < 29min',
        metric: 'makespan',
        operator: '<',
        expected: 1740,
        actual: 3022,
        verdict: 'unmet',
        met: false,
      },
    ],
    expectations: [
      {
        text: 'task.latency.p99 < 5min',
        metric: 'task.latency.p99',
        operator: '<',
        expected: 300,
        actual: 284.1,
        verdict: 'met',
        met: true,
      },
      {
        text: 'tasks.success_rate >= 99.9%',
        metric: 'tasks.success_rate',
        operator: '>=',
        expected: 0.999,
        actual: 208_096 / 208_120,
        verdict: 'met',
        met: true,
      },
      {
        text: 'detection.time.max < 10s',
        metric: 'detection.time.max',
        operator: '<',
        expected: 10,
        actual: 11.8,
        verdict: 'unmet',
        met: false,
      },
    ],
    notes: ['The event log is full at 1,000 lines; 9,411,377 events were left out.'],
    run: {
      wall: 3.91,
      events_per_second: 2_407_257,
      speed: 328.5,
      started: '2025-01-15T10:20:30.000Z',
      host: { node: 'v20.20.2', platform: 'linux x64', cpu: 'Example CPU', cores: 8 },
      workers: 1,
      command: null,
      files: [],
    },
  };
}

/** The whole fixture. Parts can be replaced to make special cases. */
export function fixture(
  change: { summary?: Partial<RunSummary>; record?: Partial<RunRecord> } = {},
): RunResult {
  const list = waves();
  return {
    summary: { ...summary(), ...change.summary },
    record: {
      timeline: timeline(list),
      latency: latency(),
      waves: list,
      steps: [],
      sprints: [],
      faults: FAULTS,
      log: [
        { time: 212, event: 'crash', agent: 4_211 },
        { time: 218.2, event: 'suspect', agent: 4_211, by: 'coordinator-12' },
      ],
      ...change.record,
    },
    cautions: [],
  };
}

/** A run in which nothing happened: no timeline, no latency, no waves, no faults. */
export function emptyRun(): RunResult {
  return fixture({
    summary: { metrics: {}, expectations: [], notes: [], simulated: 0, events: 0 },
    record: {
      timeline: { interval: 0.001, columns: {}, descriptions: {} },
      latency: { percentiles: [50, 99], series: { latency: [Number.NaN, Number.NaN] } },
      waves: [],
      steps: [],
      faults: [],
      log: [],
    },
  });
}
