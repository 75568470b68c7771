/** Memory that a run needs besides its agents and tasks: what is kept for later, and what is on its way. */
import { healthStates } from '../../modules/health/states/index.ts';
import { swimDetector } from '../../modules/health/swim/index.ts';
import { withDefaults } from '../../modules/registry.ts';
import { windowBytes } from '../../modules/routes/call-windows.ts';
import { consistentHashing } from '../../modules/scheduling/algorithms/consistent-hashing.ts';
import { SENDINGS } from '../../modules/scheduling/assignments.ts';
import { BYTES_PER_PLACE } from '../../modules/scheduling/hash-ring.ts';
import { BYTES_PER_MESSAGE } from '../network/message-pool.ts';
import { taskSpecs } from '../plan/task-specs.ts';
import type { WorkloadSpec, WorldSpec } from '../spec/spec.ts';
import { canDo } from './able.ts';

/** What is kept of the events of a run, where that is asked for. */
export interface EventRecord {
  readonly events: boolean;
  readonly events_limit: number;
}

/** Submitted, assigned, started, ended, recorded, and one more where an attempt fails. */
const LINES_PER_TASK = 6;
/** A line as an object of four fields where it is recorded, on its way to the thread that writes it, and there. */
const BYTES_PER_LINE = 250;
/** An entry of a map with the result and when it expires. */
const BYTES_PER_RESULT = 90;
/** A record as an array of its own; what is known of a task that has any; and that it has a result, in two metrics. */
const BYTES_PER_CHECKPOINT = 500;
const BYTES_PER_SAVED_TASK = 200;
const BYTES_PER_SETTLED_TASK = 80;

/** Lines of the log of events that a run of so many tasks is expected to keep. */
export function loggedLines(record: EventRecord | undefined, tasks: number): number {
  return record?.events ? Math.min(record.events_limit, tasks * LINES_PER_TASK) : 0;
}

export function loggedBytes(record: EventRecord | undefined, tasks: number): number {
  return loggedLines(record, tasks) * BYTES_PER_LINE;
}

/** What is saved of tasks that have begun: those in slots, and as many that wait to go on. @param tasks of all workloads, at the most */
export function checkpointBytes({ checkpoints }: WorldSpec, tasks: number, slots: number): number {
  if (!checkpoints) return 0;
  const begun = Math.min(tasks, 2 * slots);
  return (
    begun * (BYTES_PER_SAVED_TASK + checkpoints.keep * BYTES_PER_CHECKPOINT) + tasks * BYTES_PER_SETTLED_TASK
  );
}

/** Results that are kept for those who ask for the same again. @param tasks of the workload, at the most */
export function resultBytes(workload: WorkloadSpec, tasks: number): number {
  if (workload.kind !== 'open' || !workload.cache) return 0;
  return Math.min(workload.cache.size, tasks) * BYTES_PER_RESULT;
}

/**
 * Messages under way at a time: heartbeats, and assignments that are sent again because no answer can have come. Those of other tasks
 * count with the tasks.
 * @param latency mean seconds of a message; where it has none that is finite, nothing is counted
 */
export function messageBytes({ agents, health, retry }: WorldSpec, latency: number): number {
  if (!Number.isFinite(latency)) return 0;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  const slots = agents.groups.reduce((sum, group) => sum + group.count * group.slots, 0);
  const beats = health.heartbeat_interval > 0 && health.detector !== swimDetector.name;
  const heartbeats = beats ? (count * latency) / health.heartbeat_interval : 0;
  const repeated = Math.min(SENDINGS - 1, Math.floor((2 * latency) / retry.ack_timeout));
  return (heartbeats + slots * repeated) * BYTES_PER_MESSAGE;
}

/** Of an agent that may be ejected, of its breaker besides the window, and of its state of health, with when its last attempt ended. */
const BYTES_PER_EJECTION = 36;
const BYTES_PER_BREAKER = 113;
const BYTES_PER_HEALTH = 113;

/** What coordinators keep of how attempts at each agent have ended. */
export function routeBytes(spec: WorldSpec): number {
  const { ejection, breaker } = spec.scheduler;
  const { agents } = spec;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  if (spec.health.detector === healthStates.name) return count * BYTES_PER_HEALTH;
  if (ejection) return count * BYTES_PER_EJECTION;
  if (!breaker) return 0;
  const window = windowBytes(breaker.window === 'seconds', breaker.size);
  return count * (BYTES_PER_BREAKER + window + breaker.trials);
}

/** Rings of hashes, one for each set of capabilities that tasks require. */
export function ringBytes({ scheduler, agents, workloads }: WorldSpec): number {
  if (scheduler.algorithm !== consistentHashing.name) return 0;
  const { virtual_nodes: nodes } = withDefaults(consistentHashing.parameters, scheduler.parameters);
  const sets = new Map<string, readonly string[]>();
  for (const { capabilities } of workloads.flatMap(taskSpecs))
    sets.set([...capabilities].sort().join(' '), capabilities);
  const places = [...sets.values()].reduce(
    (sum, set) =>
      sum +
      Number(nodes) * agents.groups.reduce((all, group) => all + (canDo(group, set) ? group.count : 0), 0),
    0,
  );
  return places * BYTES_PER_PLACE;
}
