/** Kinds of tasks of which more come than may be with agents: what a bulkhead holds back grows, however many agents there are. */
import { formatNumber } from '../scenario/numbers.ts';
import { offerOf } from '../world/feasibility/demand.ts';
import { taskTypes } from '../world/plan/task-types.ts';
import type { WorkloadSpec, WorldSpec } from '../world/spec/spec.ts';
import type { World } from '../world/world.ts';
import { DEPENDS } from './trend.ts';

/** Products of decimals are not exact. */
const ROUNDING = 1e-9;

/**
 * Why there is no steady state; null: no kind is known to be held back for longer and longer. Work is counted as if the fastest agent
 * did all of it at once, so that what is said holds whatever the agents do.
 * @param isOver whether no more of them come
 */
export function crowdedKind(
  workloads: readonly WorkloadSpec[],
  { spec, parts }: World,
  isOver: boolean,
): string | null {
  const { bulkhead } = spec.scheduler;
  if (!bulkhead) return null;
  const fastest = parts.agents.table.speed.reduce((most, speed) => Math.max(most, speed), 0);
  for (const [kind, work] of workByKind(workloads, spec)) {
    const busy = work / fastest;
    if (busy <= bulkhead.limit * (1 + ROUNDING)) continue;
    const places = `${formatNumber(busy)} places busy, and scheduler.bulkhead gives them ${bulkhead.limit}`;
    return isOver
      ? `Tasks of ${kind} would have kept ${places}. ${DEPENDS}.`
      : `Tasks of ${kind} that come would keep ${places}: what is held back grows for as long as they come, and there is no steady state.`;
  }
  return null;
}

/** Seconds of work a second by type or tenant, of what follows from the specification. */
function workByKind(workloads: readonly WorkloadSpec[], spec: WorldSpec): Map<string, number> {
  const work = new Map<string, number>();
  for (const workload of workloads) {
    const names = taskTypes({ workloads: [workload] });
    for (const [step, demand] of (offerOf(workload, spec) ?? []).entries()) {
      const kind = spec.scheduler.bulkhead?.by === 'tenant' ? (workload.tenant ?? 'no tenant') : names[step];
      work.set(kind, (work.get(kind) ?? 0) + demand.rate * demand.work);
    }
  }
  return work;
}
