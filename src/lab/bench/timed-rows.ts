/**
 * What is timed inside a process: the engine by the hold model (Vaucher and Duval, CACM 18(4), 1975), and small worlds in which one
 * part does most of the work.
 */
import type { PublicApi } from './public-api.ts';

/** Something to time: `prepare` is not timed, `run` is. */
export interface TimedRow {
  readonly name: string;
  /** Events, tasks or heartbeats of one `run`, the same in all versions. */
  readonly operations: number;
  readonly prepare: () => void;
  readonly run: () => void;
}

const MEAN = 1e6;
/** Events of one timed piece of the hold model. */
const HOLDS = 50_000;
const DELAYS = 2 ** 14;

const HOLD_ROWS = [
  { name: 'event list: 1,000 pending', pending: 1_000, fingerprint: false, lane: false },
  { name: 'event list: 100,000 pending', pending: 100_000, fingerprint: false, lane: false },
  { name: 'event list: timer lane', pending: 10_000, fingerprint: false, lane: true },
  { name: 'engine: 10,000 pending', pending: 10_000, fingerprint: true, lane: false },
] as const;

/** Tasks for a coordinator that decides among 500 agents at a load of 80 %. */
const DECISIONS = `name: decisions
agents: { count: 500, speed: "lognormal(mean=1, cv=0.3)" }
coordination: { speed: 50 }
health: { heartbeat_interval: 0, detector: none }
workload: { arrivals: poisson(rate=400/s), service: exponential(mean=1s), tasks: 1500, affinity_keys: 1000 }
`;

/** Heartbeats of 500 agents, of which some crash. */
const HEARTBEATS = `name: heartbeats
duration: 30s
agents: 500
health: { heartbeat_interval: 500ms, detector: fixed_timeout }
faults: [{ kind: crash, at: 10s, duration: 10s, target: { agents: 10% } }]
`;

/** Tasks through a tree of coordinators: most of the work is messages. */
const MESSAGES = `name: messages
agents: 500
coordination: { topology: tree, fanout: 10, speed: 50 }
health: { heartbeat_interval: 0, detector: none }
workload: { arrivals: poisson(rate=400/s), service: exponential(mean=1s), tasks: 2000 }
`;

interface TimedWorld {
  readonly name: string;
  readonly text: string;
  readonly set: readonly string[];
  /** Tasks, or heartbeats. */
  readonly operations: number;
}

/** All rows. Of a row that this version of the package lacks, or whose world it refuses, `prepare` throws. */
export function timedRows(api: PublicApi): TimedRow[] {
  const { algorithms, detectors } = api.catalog();
  const worlds: readonly TimedWorld[] = [
    ...algorithms.map(({ name }) => ({
      name: `decision: ${name}`,
      text: DECISIONS,
      operations: 1_500,
      set: [`scheduler.algorithm=${name}`],
    })),
    ...detectors.map(({ name }) => ({
      name: `detector: ${name}`,
      text: HEARTBEATS,
      operations: 30_000,
      set: [`health.detector=${name}`],
    })),
    { name: 'messages: tree', text: MESSAGES, operations: 2_000, set: [] },
  ];
  return [...HOLD_ROWS.map((row) => holdRow(api, row)), ...worlds.flatMap((world) => worldRow(api, world))];
}

function holdRow(
  { Kernel, Streams }: PublicApi,
  { name, pending, fingerprint, lane }: (typeof HOLD_ROWS)[number],
): TimedRow {
  let continued: (() => void) | null = null;
  const build = (): (() => void) => {
    const random = new Streams('hold', 0).stream('delays');
    const delays = Float64Array.from({ length: DELAYS }, () =>
      Math.round(-Math.log1p(-random.uniform()) * MEAN),
    );
    const kernel = new Kernel({ capacity: pending, fingerprint: fingerprint ? undefined : [] });
    const period = lane ? kernel.lane(MEAN) : 0;
    let next = 0;
    for (let i = 0; i < pending; i++)
      kernel.schedule(lane ? Math.floor((i * MEAN) / pending) : delays[next++ % DELAYS], 1, i, 0, 0);
    const again = lane
      ? (kind: number, target: number, a: number, b: number) => {
          kernel.scheduleLane(period, kind, target, a, b);
        }
      : (kind: number, target: number, a: number, b: number) => {
          kernel.scheduleAfter(delays[next++ & (DELAYS - 1)], kind, target, a, b);
        };
    // The first pass over the events is no steady state.
    kernel.run(again, Number.MAX_SAFE_INTEGER, 2 * pending);
    return () => kernel.run(again, Number.MAX_SAFE_INTEGER, HOLDS);
  };
  return {
    name,
    operations: HOLDS,
    prepare: () => {
      continued ??= build();
    },
    run: () => continued?.(),
  };
}

/** A new world for each time, so that every time does the same. Nothing is built before it is needed: there are many rows. */
function worldRow(
  { World, RunRecorder, parseScenario }: PublicApi,
  { name, text, set, operations }: TimedWorld,
): TimedRow {
  let scenario: ReturnType<PublicApi['parseScenario']> | null = null;
  let world: InstanceType<PublicApi['World']> | null = null;
  return {
    name,
    operations,
    prepare: () => {
      const spec = scenario ?? parseScenario(text, { set });
      scenario = spec;
      const options = { spec, logLimit: 0, intervals: spec.record.intervals };
      world = new World(spec, (view) => new RunRecorder(view, options));
    },
    run: () => {
      while (world?.advance(Number.MAX_SAFE_INTEGER) === 'running');
    },
  };
}
