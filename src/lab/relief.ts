/** What keeps a backlog from growing without end where more comes than can be done. */
import { createSampler } from '../engine/variates/sampler.ts';
import { keepsTasks } from '../scenario/checks/waiting.ts';
import { formatDuration, formatNumber } from '../scenario/numbers.ts';
import { taskSpecs } from '../world/plan/task-specs.ts';
import type { WorkloadSpec, WorldSpec } from '../world/spec/spec.ts';
import type { LoadJudgement } from './result.ts';
import type { Regime } from './trend.ts';

const MICROSECONDS = 1e6;

/** A limit of as many open flows as that is none that a run comes to soon. */
const MANY_FLOWS = 10_000;

/**
 * Whether what cannot be done is turned away, so that no backlog grows without end. Tasks that wait at agents fill no queue of a
 * coordinator.
 */
export function losesTasks({ scheduler, agents }: WorldSpec): boolean {
  const isLimited = scheduler.queue_limit !== null && keepsTasks(scheduler);
  return isLimited || agents.groups.every(({ when_full }) => when_full === 'reject');
}

/** Whether flows are refused, or times of a calendar left out, when many are under way. */
export function isLimited(workload: WorkloadSpec): boolean {
  if (workload.kind === 'recurrence') return workload.overlap !== 'allow';
  return workload.kind === 'flow' && workload.max_open < MANY_FLOWS;
}

/** Settling times that a run has to last where what is too much does not stay. */
const ENOUGH = 10;

/**
 * More comes than can be done, and what is too much gives up or is turned away. Such a system forgets its past in the time that a task
 * waits at most, or at a queue that is full.
 */
export function relieved(
  judged: Pick<LoadJudgement, 'state' | 'reason'>,
  spec: WorldSpec,
  endless: readonly WorkloadSpec[],
  { from, now, service, slots, cycle }: Regime,
): Pick<LoadJudgement, 'state' | 'reason'> {
  const isTurnedAway = losesTasks(spec);
  const what = `More comes than the agents can do, and what is too much ${isTurnedAway ? 'is turned away' : 'gives up'}: no backlog grows without end.`;
  if (judged.state === 'growing') return judged;
  const waits = isTurnedAway
    ? ((spec.scheduler.queue_limit ?? 0) + slots) * (service / Math.max(1, slots))
    : Math.max(
        ...endless.flatMap(taskSpecs).map(({ patience }) => (patience ? createSampler(patience).mean : 0)),
      );
  const settling = Math.max(service, isTurnedAway ? waits : waits * MICROSECONDS);
  const times = (now - from) / settling;
  if (!(times >= ENOUGH) || cycle > 0) return { ...judged, reason: `${what} ${judged.reason}` };
  const lasted = formatDuration((now - from) / MICROSECONDS);
  return {
    state: 'steady',
    reason: `${what} The ${lasted} looked at are ${formatNumber(times)} times what such a system takes to settle.`,
  };
}
