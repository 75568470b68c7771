/** What may still become of tasks that had not ended when a run did: how many more come, whether they may fail, and how late they may be. */
import { mostTasks } from '../modules/flows/most-steps.ts';
import { GROUP_DETECTORS } from '../modules/health/index.ts';
import { judgesRoutes } from '../recording/ejected.ts';
import { TASK_STATE } from '../world/core/task-table.ts';
import { faults } from '../world/faults/feature.ts';
import { RelativeSpeeds } from '../world/plan/pairs.ts';
import { taskSpecs } from '../world/plan/task-specs.ts';
import type { NetworkSpec, WorkloadSpec, WorldSpec } from '../world/spec/spec.ts';
import { largest } from './extremes.ts';
import type { MeasuredWorld } from './measured-world.ts';

const MICROSECONDS = 1e6;
/** Messages that a coordinator handles for one task, with room to spare. */
const MESSAGES = 8;
/** Share of its time that a coordinator spends on heartbeats, up to which its inbox is known to be cleared again and again. */
const MOST_BUSY = 0.5;

/** Whether anything besides faults makes agents and messages go missing. */
function hasAbsences({ coordination, network, scaling, spawning }: WorldSpec): boolean {
  const links = [...Object.values(network.links), ...network.regions];
  return (
    links.some(({ loss }) => loss > 0) ||
    coordination.topology !== 'star' ||
    coordination.inbox_limit !== null ||
    Boolean(coordination.standby) ||
    Boolean(scaling) ||
    Boolean(spawning)
  );
}

/** Whether anything in the scenario makes attempts fail, but for their timeout. */
function hasTrouble(spec: WorldSpec): boolean {
  const { scheduler } = spec;
  return (
    spec.faults.length > 0 ||
    hasAbsences(spec) ||
    scheduler.queue_limit !== null ||
    Boolean(scheduler.shedding) ||
    Boolean(scheduler.preemption) ||
    judgesRoutes(spec) ||
    spec.agents.groups.some(({ queue_limit }) => queue_limit !== null) ||
    spec.workloads.some(failsByItself)
  );
}

/** Whether attempts of its tasks fail, or tasks give up. */
function failsByItself(workload: WorkloadSpec): boolean {
  return taskSpecs(workload).some(
    ({ failure, patience }) =>
      patience !== undefined ||
      failure.probability > 0 ||
      Object.values(failure.regions).some((probability) => probability > 0),
  );
}

/**
 * Microseconds in which a coordinator handles all messages that the open tasks still bring about, one way and back, with a heartbeat
 * of each agent between them.
 * @param toCome tasks still to be submitted
 */
function handling({ spec, tasks, parts }: MeasuredWorld, toCome: number): number {
  const { costs, speed } = spec.coordination;
  const each = costs.submit + costs.assign + costs.acknowledge + costs.result;
  const all = (tasks.open + toCome) * MESSAGES * each + parts.agents.table.count * costs.heartbeat;
  return (all / speed) * MICROSECONDS;
}

/** Most microseconds that a message is on its way; Infinity where messages queue for bandwidth, or a latency has no limit. */
function slowestMessage({ links, regions }: NetworkSpec): number {
  const most = [...Object.values(links), ...regions].map(({ latency, bandwidth }) =>
    bandwidth === null ? largest(latency) : Infinity,
  );
  return Math.max(...most) * MICROSECONDS;
}

/**
 * Whether an agent that is up may be silent for longer than the detector allows. Its tasks are then taken back, and may have come to
 * their last attempt.
 * @param delay most microseconds from one heartbeat's departure to its end at the coordinator
 */
function maySuspectTheLiving({ health }: WorldSpec, delay: number): boolean {
  const { detector, heartbeat_interval: interval, parameters } = health;
  // A probe that nobody answers in time, for whatever reason, may come to that.
  if (GROUP_DETECTORS.get(detector)) return 2 * delay >= Number(parameters.probe_timeout) * MICROSECONDS;
  if (detector === 'none' || interval === 0) return false;
  if (health.heartbeats_while_busy === false) return true;
  const { timeout } = parameters;
  return typeof timeout !== 'number' || interval * MICROSECONDS + delay >= timeout * MICROSECONDS;
}

/**
 * Whether a task that has not ended may fail. Not where nothing makes attempts fail but a timeout, and the agents, even if the
 * slowest did all the work that is left alone, were done before any timeout; nor where there is no timeout. Messages slow enough
 * to be missed, and heartbeats too rare for the detector, make attempts fail as well.
 *
 * Where a gate may still stop waves, what is to come may come to nothing.
 *
 * @param isOwn modules of the user's own decide what happens
 */
export function mayFail(world: MeasuredWorld, isOwn: boolean, toCome: number): boolean {
  const { spec, parts } = world;
  if (isOwn || hasTrouble(spec)) return true;
  if (parts.clients.some(({ rollout }) => rollout?.mayRollBack)) return true;
  const slack = handling(world, toCome) + 2 * slowestMessage(spec.network);
  // Without an acknowledgement in time an assignment is given up.
  if (slack > spec.retry.ack_timeout * MICROSECONDS) return true;
  if (maySuspectTheLiving(spec, slack)) return true;
  if (spec.retry.timeout === null) return false;
  if (toCome > 0) return true;
  const { tasks, agents } = parts;
  let work = 0;
  let oldest = 0;
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.state[task] !== TASK_STATE.submitted) continue;
    work += tasks.demand[task] + tasks.cold[task];
    if (tasks.assignedAt[task] >= 0) oldest = Math.max(oldest, world.now - tasks.assignedAt[task]);
  }
  const relative = new RelativeSpeeds(spec.workloads.flatMap(taskSpecs), spec.agents.groups);
  const slowest =
    relative.least * agents.table.speed.reduce((least, speed) => Math.min(least, speed), Infinity);
  return oldest + work / slowest + 2 * slack > spec.retry.timeout * MICROSECONDS;
}

/**
 * Whether tasks may still be taken back from agents that are down or thought to be, besides those that have been.
 * @param isOwn modules of the user's own decide what happens
 * @param toCome tasks still to be submitted
 */
export function mayLoseAgents(world: MeasuredWorld, isOwn: boolean, toCome: number): boolean {
  const { spec, parts } = world;
  if (isOwn || hasAbsences(spec) || world.part(faults)?.faults.mayStrike) return true;
  const { processes } = parts;
  if (processes.stoppedAt.some((since) => since >= 0) || processes.suspected.some((one) => one > 0))
    return true;
  return maySuspectTheLiving(spec, handling(world, toCome) + 2 * slowestMessage(spec.network));
}

/**
 * Microseconds from an assignment of a task to the latest moment at which that attempt may still succeed; Infinity for no limit. That
 * is the timeout, after which its result does not count; and what the coordinator needs for all messages that may come before the
 * timer, and for the heartbeats that come meanwhile. While a disk is written no timer is handled, for as long as that takes.
 * @param toCome tasks still to be submitted
 */
export function attemptLimit(world: MeasuredWorld, toCome: number): number {
  const { retry, coordination, health } = world.spec;
  const { costs, speed, storage } = coordination;
  const beats =
    health.heartbeat_interval > 0
      ? (world.parts.agents.table.count * costs.heartbeat) / (health.heartbeat_interval * speed)
      : 0;
  const isKnown =
    retry.timeout !== null &&
    coordination.topology === 'star' &&
    !coordination.standby &&
    beats < MOST_BUSY &&
    (storage === undefined || largest(storage.sync) === 0);
  return isKnown
    ? (retry.timeout as number) * MICROSECONDS + handling(world, toCome) / (1 - beats)
    : Infinity;
}

/**
 * Microseconds from the first assignment of a task to the latest moment at which it may still succeed; Infinity for no limit. With
 * one attempt that is the limit of that one: a second never begins.
 * @param toCome tasks still to be submitted
 */
export function successLimit(world: MeasuredWorld, toCome: number): number {
  const { retry, faults, scheduler } = world.spec;
  const once =
    retry.max_attempts === 1 &&
    faults.length === 0 &&
    scheduler.agent_queue === null &&
    !scheduler.rebalance &&
    !scheduler.bulkhead &&
    !judgesRoutes(world.spec);
  return once ? attemptLimit(world, toCome) : Infinity;
}

/** By workload: most tasks that are still to be submitted, of work that is given as a whole. What a stream of arrivals would have
 * brought later is not a part of what was submitted until the end. */
export function tasksToCome({ spec, parts }: MeasuredWorld): number[] {
  const submitted = new Float64Array(spec.workloads.length);
  const { tasks, clients } = parts;
  for (let task = 0; task < tasks.count; task++)
    if (tasks.state[task] !== TASK_STATE.created) submitted[tasks.workload[task]]++;
  return spec.workloads.map((workload, place) => {
    const client = clients[place];
    if (client.exhausted) return 0;
    switch (workload.kind) {
      case 'waves':
        return Math.max(0, (client.rollout?.most ?? 0) - submitted[place]);
      case 'backlog':
      case 'dag':
        return Math.max(0, (client.total ?? 0) - submitted[place]);
      case 'sprints':
        return Math.max(0, workload.items * workload.max_attempts - submitted[place]);
      case 'flow': {
        const flows = (client.flowsOpen?.length ?? 0) + (client.flowsToCome ?? 0);
        return flows * mostTasks(workload.steps);
      }
      default:
        return client.batches?.waiting ? 1 : 0;
    }
  });
}

/** Whether a workload whose number of tasks is given has not come to the last. */
export function hasMoreArrivals({ spec, parts }: MeasuredWorld): boolean {
  return spec.workloads.some((workload, place) => !parts.clients[place].exhausted && isCounted(workload));
}

/** Whether it is over with so many tasks, flows or times. */
export function isCounted(workload: WorkloadSpec): boolean {
  switch (workload.kind) {
    case 'open':
      return workload.tasks !== null || workload.arrivals.process === 'trace';
    case 'closed':
      return workload.tasks !== null;
    case 'recurrence':
      return workload.occurrences !== null;
    case 'flow':
      return workload.count !== null;
    default:
      return true;
  }
}
