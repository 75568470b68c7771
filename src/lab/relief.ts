/** What keeps a backlog from growing without end where more comes than can be done. */
import { createSampler } from '../engine/variates/sampler.ts';
import { keepsTasks } from '../scenario/checks/waiting.ts';
import { formatDuration, formatNumber } from '../scenario/numbers.ts';
import { canDo } from '../world/feasibility/able.ts';
import { isImpatient, taskSpecs } from '../world/plan/task-specs.ts';
import type { AgentGroupSpec, SchedulerSpec, TaskSpec, WorkloadSpec, WorldSpec } from '../world/spec/spec.ts';
import { lookedAt, type Regime, type Verdict } from './trend.ts';

const MICROSECONDS = 1e6;

/** A limit of as many open flows as that is none that a run comes to soon. */
const MANY_FLOWS = 10_000;

/**
 * What becomes of tasks that cannot be done soon: they wait, without a limit; they are turned away wherever they could wait; or agents
 * of some groups turn them away and those of others queue them, so that it depends on whom the scheduler gives them to.
 */
export type Excess = 'waits' | 'turned away' | 'either';

/** What becomes of the tasks of a workload where more of them come than can be done. */
export function excessOf(workload: WorkloadSpec, spec: WorldSpec): Excess {
  const all = new Set(taskSpecs(workload).map((task) => excessOfTask(task, spec)));
  const [one] = all;
  return all.size === 1 ? one : 'either';
}

function excessOfTask({ capabilities }: TaskSpec, { scheduler, agents }: WorldSpec): Excess {
  if (shedsAll(scheduler)) return 'turned away';
  const isQueueLimited = scheduler.queue_limit !== null;
  if (isQueueLimited && keepsTasks(scheduler)) return 'turned away';
  const able = agents.groups.filter((group) => canDo(group, capabilities));
  const rejecting = able.filter((group) => turnsAway(group, scheduler));
  // One that is full goes on being given tasks, so that none waits at a coordinator; at the others agent_queue is the limit.
  if (rejecting.length > 0 && scheduler.agent_queue !== null) return 'turned away';
  if (rejecting.length === able.length) return able.length > 0 ? 'turned away' : 'waits';
  if (rejecting.length > 0) return 'either';
  // Those that are full leave tasks with their coordinator.
  const isFull = able.every(({ queue_limit }) => queue_limit !== null);
  return isQueueLimited && isFull ? 'turned away' : 'waits';
}

/** Whether what is too much is shed, whatever its priority. */
function shedsAll({ shedding }: SchedulerSpec): boolean {
  return shedding?.kind === 'codel' || typeof mostPerSlot(shedding) === 'number';
}

/** Tasks for each slot from which on none is taken on; null: there are always some that are, or it is not by priority. */
function mostPerSlot(shedding: SchedulerSpec['shedding']): number | null {
  return shedding?.kind === 'priority' ? (shedding.thresholds['10'] ?? null) : null;
}

/** Whether its agents are given more than they have room for, and send that back. */
function turnsAway({ when_full, queue_limit }: AgentGroupSpec, scheduler: SchedulerSpec): boolean {
  return when_full === 'reject' && (scheduler.agent_queue ?? Infinity) > (queue_limit ?? Infinity);
}

/** Whether flows are refused, or times of a calendar left out, when many are under way. */
export function isLimited(workload: WorkloadSpec): boolean {
  if (workload.kind === 'recurrence') return workload.overlap !== 'allow';
  return workload.kind === 'flow' && workload.max_open < MANY_FLOWS;
}

/** Settling times that a run has to last where what is too much does not stay. */
const ENOUGH = 10;

/**
 * More comes than can be done, and not all of what is too much waits without a limit. A system in which none does forgets its past in
 * the time that a task waits at most, or at queues that are full.
 */
export function relieved(
  judged: Verdict,
  spec: WorldSpec,
  workloads: readonly WorkloadSpec[],
  { from, to, isOver, service, slots, cycle }: Regime,
): Verdict {
  const patient = workloads.filter((workload) => !isImpatient(workload));
  const excess = patient.map((workload) => (isLimited(workload) ? 'turned away' : excessOf(workload, spec)));
  if (excess.includes('either')) return { ...judged, reason: `${divided(spec)} ${judged.reason}` };
  const isTurnedAway =
    excess.includes('turned away') || workloads.some((one) => excessOf(one, spec) !== 'waits');
  const what = isOver
    ? `More came than the agents can do, and what was too much ${isTurnedAway ? 'was turned away' : 'gave up'}: no backlog grew without end.`
    : `More comes than the agents can do, and what is too much ${isTurnedAway ? 'is turned away' : 'gives up'}: no backlog grows without end.`;
  if (judged.state === 'growing') return judged;
  const waits = isTurnedAway
    ? Math.max(
        (places(spec) + slots) * (service / Math.max(1, slots)),
        unsettled(spec.scheduler, service, slots),
      )
    : Math.max(
        ...workloads.flatMap(taskSpecs).map(({ patience }) => (patience ? createSampler(patience).mean : 0)),
      );
  const settling = Math.max(service, isTurnedAway ? waits : waits * MICROSECONDS);
  const times = (to - from) / settling;
  if (!(times >= ENOUGH) || cycle > 0) return { ...judged, reason: `${what} ${judged.reason}` };
  const looked = formatDuration((to - from) / MICROSECONDS);
  return {
    state: 'steady',
    reason: `${what} ${lookedAt(looked, isOver)} ${formatNumber(times)} times what such a system takes to settle.`,
    settling,
  };
}

/** Microseconds in which shedding comes to the rate of what can be done, which is that of too much where twice as much comes. */
function unsettled({ shedding }: SchedulerSpec, service: number, slots: number): number {
  if (shedding?.kind === 'codel') {
    const interval = shedding.interval * MICROSECONDS;
    return 2 * (slots / service) * interval * interval;
  }
  return (mostPerSlot(shedding) ?? 0) * service;
}

/** Tasks that can wait, at coordinators and at agents whose queues are limited. */
function places({ scheduler, agents }: WorldSpec): number {
  const atAgents = agents.groups.map(
    ({ count, queue_limit }) => count * Math.min(queue_limit ?? Infinity, scheduler.agent_queue ?? Infinity),
  );
  const finite = atAgents.filter(Number.isFinite).reduce((sum, waiting) => sum + waiting, 0);
  return (scheduler.queue_limit ?? 0) + finite;
}

/** What is true where some agents turn away what others queue. */
function divided({ scheduler, agents }: WorldSpec): string {
  const [full, open] = [true, false].map((rejects) =>
    agents.groups.filter((group) => turnsAway(group, scheduler) === rejects).map(({ name }) => name),
  );
  return `More comes than the agents can do: agents of ${full.join(', ')} turn away what is too much for them, and those of ${open.join(', ')} queue without a limit whatever they are given.`;
}
