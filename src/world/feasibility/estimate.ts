/** What a run will need in memory, judged from its specification alone. */
import { BYTES_PER_AGENT } from '../agents/agent-table.ts';
import { BYTES_PER_KEY } from '../agents/key-caches.ts';
import { BYTES_PER_OPEN_TASK, BYTES_PER_TASK, BYTES_PER_TASK_AT_ONCE } from '../core/task-table.ts';
import { meanOf } from '../plan/means.ts';
import { timedArrivals } from '../plan/offered-load.ts';
import { swimBytes } from '../plan/swim-group.ts';
import type {
  FlowWorkloadSpec,
  TimedArrivalSpec,
  WavesWorkloadSpec,
  WorkloadSpec,
  WorldSpec,
} from '../spec/spec.ts';
import {
  checkpointBytes,
  type EventRecord,
  loggedBytes,
  messageBytes,
  resultBytes,
  ringBytes,
  routeBytes,
} from './beside-bytes.ts';

/** Program, charts and what does not depend on the scenario. */
const BASE_BYTES = 110e6;
/** A duration of a task that is kept for exact quantiles, and its place in the sorted copy. */
const BYTES_PER_VALUE = 16;

export interface MemoryEstimate {
  /** What it takes when all tasks are open at once that their workload lets be so. */
  readonly bytes: number;
  /** What it takes when as many are open at once as the agents leave, all of them being there. */
  readonly likely: number;
  readonly agents: number;
  /** Tasks expected; Infinity when the scenario sets no limit to them. */
  readonly tasks: number;
}

/** What conditions read, where there are any: quantiles of tasks' durations are exact, and every value is kept; and what is recorded. */
export interface Conditions {
  readonly expect?: readonly ConditionNames[];
  readonly claims?: readonly ConditionNames[];
  readonly record?: EventRecord;
}

/** The metrics that a condition reads: its own, and those that its limits are multiples of. */
interface ConditionNames {
  readonly text?: string;
  readonly metric?: string;
  readonly times?: string;
  readonly and?: { readonly times?: string };
}

export function estimateMemory(spec: WorldSpec & Conditions): MemoryEstimate {
  const agents = spec.agents.groups.reduce((sum, group) => sum + group.count, 0);
  const slots = spec.agents.groups.reduce((sum, group) => sum + group.count * group.slots, 0);
  const counts = spec.workloads.map((workload) => expectedTasks(workload, spec, slots));
  const tasks = counts.reduce((sum, count) => sum + count, 0);
  const open = spec.workloads.map((workload, index) =>
    Math.min(counts[index], openTasks(workload, counts[index], spec, slots)),
  );
  const regions = spec.cluster.regions;
  const nodes = regions.reduce(
    (sum, region) => sum + region.zones * region.nodes.reduce((count, pool) => count + pool.count, 0),
    0,
  );
  const others =
    BASE_BYTES +
    agents * BYTES_PER_AGENT +
    tasks * (BYTES_PER_TASK + keptDurations(spec) * BYTES_PER_VALUE) +
    nodes * 200 +
    cachedKeys(spec, tasks) * BYTES_PER_KEY +
    swimBytes(spec) +
    ringBytes(spec) +
    routeBytes(spec) +
    checkpointBytes(spec, tasks, slots) +
    messageBytes(spec, leastLatency(spec)) +
    loggedBytes(spec.record, tasks) +
    spec.workloads.reduce((sum, workload, index) => sum + resultBytes(workload, counts[index]), 0);
  const bytesOf = (count: (workload: WorkloadSpec, index: number) => number) =>
    spec.workloads.reduce(
      (sum, workload, index) => sum + count(workload, index) * bytesPerOpenTask(workload),
      others,
    );
  return {
    bytes: bytesOf((workload, index) => (isBounded(workload) ? open[index] : counts[index])),
    likely: bytesOf((_, index) => open[index]),
    agents,
    tasks,
  };
}

function bytesPerOpenTask({ kind }: WorkloadSpec): number {
  return BYTES_PER_OPEN_TASK + (kind === 'backlog' || kind === 'dag' ? BYTES_PER_TASK_AT_ONCE : 0);
}

/** Whether no more tasks are ever open than the workload lets be under way, whatever the agents do. */
function isBounded({ kind }: WorkloadSpec): boolean {
  return kind === 'closed' || kind === 'waves';
}

/** Durations of which there is one for each task. */
function keptDurations({ expect = [], claims = [] }: Conditions): number {
  const names = [...expect, ...claims]
    .flatMap(({ metric, times, and }) => [metric, times, and?.times])
    .flatMap((metric) => /^((?:task|assignment)\..+)\.p\d+$/.exec(metric ?? '')?.[1] ?? []);
  return new Set(names).size;
}

/** Most tasks of a workload that are open at once, if `tasks` come and all agents work on them alone. */
function openTasks(workload: WorkloadSpec, tasks: number, spec: WorldSpec, slots: number): number {
  /** At work and waiting for it. */
  const busy = 2 * slots;
  switch (workload.kind) {
    case 'closed':
      return workload.population;
    case 'waves':
      return openInWaves(workload);
    case 'open':
    case 'flow': {
      const services = workload.kind === 'open' ? [workload.task] : workload.steps.map(({ task }) => task);
      const mean = services.reduce((sum, { service }) => sum + meanOf(service), 0) / services.length;
      const time = Math.max(
        0,
        Math.min(spec.duration ?? Infinity, workload.stop ?? Infinity) - workload.start,
      );
      const done = (slots * time) / Math.max(1e-6, mean);
      return busy + (done < tasks ? tasks - done : 0);
    }
    case 'recurrence':
      return Math.max(workload.tasks, busy);
    default:
      return tasks;
  }
}

/** Keys that agents hold at most: what fits, and no more than there are tasks. */
function cachedKeys(spec: WorldSpec, tasks: number): number {
  return Math.min(
    tasks,
    spec.agents.groups.reduce((sum, group) => sum + group.count * (group.cache ?? 0), 0),
  );
}

/** Once a gate promotes a wave, the next ones come beside what is left of it. */
function openInWaves({ waves }: WavesWorkloadSpec): number {
  const open = waves.map((wave) => Math.min(wave.tasks, 2 * (wave.agents ?? Infinity)));
  return waves.some(({ gate }) => gate)
    ? open.reduce((sum, tasks) => sum + tasks, 0)
    : open.reduce((most, tasks) => Math.max(most, tasks), 0);
}

/** Most of them: what succeeds may have to be undone. */
function tasksInWaves({ waves }: WavesWorkloadSpec): number {
  return waves.reduce((sum, { tasks, rollback }) => sum + (rollback ? 2 : 1) * tasks, 0);
}

function expectedTasks(workload: WorkloadSpec, spec: WorldSpec, slots: number): number {
  const end = spec.duration ?? Infinity;
  switch (workload.kind) {
    case 'open': {
      const time = Math.max(0, Math.min(end, workload.stop ?? Infinity) - workload.start);
      const { arrivals, task, bulk } = workload;
      const each = bulk ? meanOf(bulk) : 1;
      const timed = timedArrivals(arrivals, [task.service], spec.agents.groups, each);
      return Math.min(workload.tasks ?? Infinity, each * arrivalsIn(timed, time));
    }
    case 'closed':
      return Math.min(workload.tasks ?? Infinity, closedTasks(workload, spec, end, slots));
    case 'backlog':
      return workload.tasks;
    case 'waves':
      return tasksInWaves(workload);
    case 'recurrence': {
      // No schedule comes more often than every minute.
      const times = Math.ceil(Math.max(0, end - workload.start) / 60);
      return workload.tasks * Math.min(workload.occurrences ?? Infinity, times);
    }
    case 'flow': {
      const time = Math.max(0, Math.min(end, workload.stop ?? Infinity) - workload.start);
      const begun = Math.min(workload.count ?? Infinity, flowsIn(workload, spec, time));
      return begun * workload.steps.length;
    }
    case 'sprints':
      return workload.items * Math.min(workload.max_attempts, 1 / (1 - workload.defects));
    case 'dag':
      return workload.tasks.reduce((sum, step) => sum + step.count, 0);
  }
}

/** Flows that begin by arrivals, or with the flows that they listen to. */
function flowsIn(workload: FlowWorkloadSpec, spec: WorldSpec, time: number): number {
  const { arrivals, on } = workload;
  const services = workload.steps.map(({ task }) => task.service);
  if (arrivals) return arrivalsIn(timedArrivals(arrivals, services, spec.agents.groups), time);
  const source = spec.workloads.find(({ name }) => name === on?.workload);
  return source?.kind === 'flow' ? (source.count ?? flowsIn(source, spec, time)) : Infinity;
}

function arrivalsIn(arrivals: TimedArrivalSpec, time: number): number {
  switch (arrivals.process) {
    case 'poisson':
      return arrivals.rate * time;
    case 'deterministic':
      return time / arrivals.interval;
    case 'renewal':
      return time / Math.max(1e-6, meanOf(arrivals.interval));
    case 'mmpp': {
      const cycle = arrivals.dwell.reduce((sum, dwell) => sum + dwell, 0);
      return (time / cycle) * arrivals.rates.reduce((sum, rate, i) => sum + rate * arrivals.dwell[i], 0);
    }
    case 'trace':
      return arrivals.times.length;
  }
}

/** At most one task per member at a time, and no more than the slots can do, or the coordinators can take up and record. */
function closedTasks(
  workload: Extract<WorkloadSpec, { kind: 'closed' }>,
  spec: WorldSpec,
  end: number,
  slots: number,
): number {
  const service = Math.max(1e-6, meanOf(workload.task.service));
  const handling = handlingTime(spec);
  const cycle = meanOf(workload.think) + service + MESSAGES * leastLatency(spec) + handling;
  const rate = Math.min(workload.population / cycle, slots / service, entrances(spec) / handling);
  return rate * end + workload.population;
}

/** On the way of a task at the least: to a coordinator, from there to an agent, and the result back the same way. */
const MESSAGES = 4;

/** Mean seconds of one message between processes that are as near to each other as can be. */
function leastLatency({ network: { links, regions } }: WorldSpec): number {
  return Math.min(...[...Object.values(links), ...regions].map(({ latency }) => meanOf(latency)));
}

/** Seconds for which one task keeps the coordinator busy to which it is handed in, at the least. */
function handlingTime({ coordination: { costs, speed } }: WorldSpec): number {
  return (costs.submit + costs.result) / speed;
}

/** Coordinators to which clients hand in tasks, at the most: the root, or all peers. */
function entrances({ coordination, cluster, agents }: WorldSpec): number {
  if (!coordination.mesh && !coordination.ring) return 1;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  return Math.ceil(count / (coordination.node_size ?? coordination.fanout)) + cluster.regions.length;
}
