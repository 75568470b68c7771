/** The work that workloads offer, against what the agents can do at the most. */
import { keepsTasks } from '../scenario/checks/waiting.ts';
import { formatDuration } from '../scenario/numbers.ts';
import {
  ableAgents,
  availableShare,
  bottleneck,
  isTimeLost,
  mostProvided,
} from '../world/feasibility/capacity.ts';
import { offerOf } from '../world/feasibility/demand.ts';
import type { WorkloadSpec } from '../world/spec/spec.ts';
import type { World } from '../world/world.ts';
import { agentsText, type Offered, shareText, sumText } from './overload-text.ts';
import { DEPENDS } from './trend.ts';

const MICROSECONDS = 1e6;
/** Loads that differ by less are equal: sums and quotients of decimals are not exact. */
const ROUNDING = 1e-9;

/** @param present agents that are there: more than a policy wants may be, for as long as it has not decided */
export function offeredBy(
  workloads: readonly WorkloadSpec[],
  { spec, parts, now }: World,
  present: number,
): Offered {
  const lasted = now / MICROSECONDS;
  const offers = workloads.map((one) => ({ workload: one.name, offer: offerOf(one, spec, lasted) }));
  const demands = offers.flatMap(({ workload, offer }) => (offer ?? []).map((one) => ({ ...one, workload })));
  const { most, by } = mostProvided(spec);
  const share = availableShare(spec.faults);
  const found = bottleneck(demands, spec.agents.groups, share, (groups) =>
    ableAgents(parts.agents.table, groups, Math.max(most, present)),
  );
  const isExact = offers.every(({ offer }) => offer?.every(({ isLeast }) => !isLeast));
  return {
    ...found,
    all: demands,
    isComplete: isExact && !found.isMost,
    share,
    isTime: isTimeLost(spec.faults),
    limitedBy: present > most ? null : by,
    isPart: spec.workloads.length > new Set(found.demands.map(({ workload }) => workload)).size,
  };
}

/** At a load of exactly 1 a queue grows without end as well, unless nothing about it is random. */
export function isTooMuch({ ratio, demands }: Offered): boolean {
  if (ratio > 1 + ROUNDING) return true;
  const isRandom = demands.some(
    ({ dispersion, work, workSquared }) => dispersion > 0 || workSquared > work * work * (1 + ROUNDING),
  );
  return isRandom && ratio >= 1 - ROUNDING;
}

/** @param isOver whether the tasks that brought it came to an end */
export function overloadText(offered: Offered, { spec }: World, isOver: boolean): string {
  const much = offered.isComplete ? '' : 'at least ';
  const [to, who] =
    offered.capabilities.length === 0 ? ['', 'the agents'] : [` to ${agentsText(offered)}`, 'they'];
  const is = isOver ? 'was' : 'is';
  const share =
    offered.ratio === Infinity ? 'without bound' : `${much}${shareText(offered.ratio)} what ${who} can do`;
  return `The work offered${to} ${is} ${share}: ${sumText(offered)}. ${outcome(spec, isOver)}`;
}

function outcome({ retry: { timeout }, scheduler }: World['spec'], isOver: boolean): string {
  if (timeout !== null && !keepsTasks(scheduler))
    return isOver
      ? `${DEPENDS}, until attempts are given up after retry.timeout (${formatDuration(timeout)}).`
      : `Tasks wait for longer and longer, until attempts are given up after retry.timeout (${formatDuration(timeout)}).`;
  return isOver ? `${DEPENDS}.` : 'The backlog grows for as long as tasks come: there is no steady state.';
}
