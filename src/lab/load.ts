/** Whether a run has a steady state of which its figures could speak: by arithmetic where that decides, by a test otherwise. */
import type { RunRecorder } from '../recording/run-recorder.ts';
import { keepsTasks } from '../scenario/checks/waiting.ts';
import { formatDuration, formatNumber, formatRatio, plural } from '../scenario/numbers.ts';
import { availableShare, type Demand, offeredRatio, offerOf } from '../world/feasibility/demand.ts';
import { isImpatient } from '../world/plan/task-specs.ts';
import type { FaultSpec, WorkloadSpec, WorldSpec } from '../world/spec/spec.ts';
import type { World } from '../world/world.ts';
import { crowdedKind } from './bulkhead-load.ts';
import { excessOf, isLimited, relieved } from './relief.ts';
import type { LoadJudgement } from './result.ts';
import { judgeBacklog, type Regime } from './trend.ts';

const MICROSECONDS = 1e6;
/** Loads that differ by less are equal: sums and quotients of decimals are not exact. */
const ROUNDING = 1e-9;

interface Offered {
  /** Of the workloads without an end, those whose work follows from the scenario. */
  readonly demands: readonly Demand[];
  /** Whether that is all of them. */
  readonly complete: boolean;
  /** Of these by what the agents can do: a lower bound where not complete. */
  readonly ratio: number;
}

/** Judges the load of a run that has ended, or was interrupted. */
export function judgeLoad(world: World, recorder: RunRecorder): LoadJudgement {
  const { open, ended } = world.tasks;
  const unfinished = open + ended === 0 ? 0 : open / (open + ended);
  const endless = world.spec.workloads.filter((workload, i) => isEndless(workload, world, i));
  // How often a calendar comes in the long run says nothing of the few times that a finite one has.
  const lasting = world.spec.workloads.filter(({ kind }) => kind !== 'recurrence');
  const offered = offeredBy(endless.length > 0 ? endless : lasting, world);
  const ratio = (offered.complete || offered.ratio >= 1) && offered.demands.length > 0 ? offered.ratio : null;
  const told = { offered: ratio, unfinished };
  // What gives up or is turned away does not wait for ever: of such work no backlog grows without end.
  const all = endless.length > 0 ? endless : lasting;
  const waiting = all.filter(
    (workload) => !isImpatient(workload) && excessOf(workload, world.spec) === 'waits',
  );
  const staying = waiting.length === all.length ? offered : offeredBy(waiting, world);
  if (endless.length === 0)
    return {
      state: staying.ratio > 1 + ROUNDING && !lasting.some(isLimited) ? 'rush' : 'finite',
      ...told,
      reason: 'The work is finite: what is measured is all of it, not a steady state.',
    };
  if (!endless.some(isLimited)) {
    if (isTooMuch(staying)) return { state: 'overloaded', ...told, reason: overloadText(staying, world) };
    const crowded = crowdedKind(waiting, world);
    if (crowded !== null) return { state: 'overloaded', ...told, reason: crowded };
  }
  const regime = regimeOf(world, recorder, endless, offered);
  const judged = judgeBacklog(recorder.backlog, regime);
  return { ...told, ...(isTooMuch(offered) ? relieved(judged, world.spec, endless, regime) : judged) };
}

/** Whether more tasks would come for as long as the run went on, whatever became of those before. */
export function isEndless({ kind }: WorkloadSpec, { parts }: World, place: number): boolean {
  if (kind !== 'open' && kind !== 'flow' && kind !== 'recurrence') return false;
  return !parts.clients[place].exhausted;
}

function offeredBy(workloads: readonly WorkloadSpec[], { spec, parts }: World): Offered {
  const offers = workloads.map((workload) => offerOf(workload, spec));
  const demands = offers.flatMap((offer) => offer ?? []);
  const { table } = parts.agents;
  const share = availableShare(spec.faults) * (mostProvided(spec) / Math.max(1, table.count));
  const capacity = new Array<number>(spec.agents.groups.length).fill(0);
  for (let agent = 0; agent < table.count; agent++)
    capacity[table.group[agent]] += table.slots[agent] * table.speed[agent] * share;
  return {
    demands,
    complete: offers.every((offer) => offer !== null) && demands.every(({ isLeast }) => !isLeast),
    ratio: offeredRatio(demands, spec.agents.groups, capacity),
  };
}

/** Agents that may be there at a time, where the swarm is scaled or spawned. */
function mostProvided({ agents, scaling, spawning }: WorldSpec): number {
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  return Math.min(
    count,
    typeof scaling?.parameters.max_agents === 'number' ? scaling.parameters.max_agents : count,
    spawning?.max_agents ?? count,
  );
}

/** At a load of exactly 1 a queue grows without end as well, unless nothing about it is random. */
function isTooMuch({ ratio, demands }: Offered): boolean {
  if (ratio > 1 + ROUNDING) return true;
  const isRandom = demands.some(
    ({ dispersion, work, workSquared }) => dispersion > 0 || workSquared > work * work * (1 + ROUNDING),
  );
  return isRandom && ratio >= 1 - ROUNDING;
}

function overloadText({ demands, ratio, complete }: Offered, { parts, spec }: World): string {
  const rate = demands.reduce((sum, demand) => sum + demand.rate, 0);
  const work = demands.reduce((sum, demand) => sum + demand.rate * demand.work, 0) / rate;
  const share = ratio >= 10 ? `${formatNumber(ratio)} times` : formatRatio(ratio);
  const much = complete ? '' : 'at least ';
  const seconds = Number.isFinite(work) ? formatDuration(work) : 'infinitely long';
  return (
    `The work offered is ${much}${share} of what the agents can do: ${formatNumber(rate)} tasks/s of ${seconds} of work each, ` +
    `for ${plural(parts.agents.table.count, 'agent')}. ${
      spec.retry.timeout !== null && !keepsTasks(spec.scheduler)
        ? `Tasks wait for longer and longer, until attempts are given up after retry.timeout (${formatDuration(spec.retry.timeout)}).`
        : 'The backlog grows for as long as tasks come: there is no steady state.'
    }`
  );
}

function regimeOf(
  world: World,
  recorder: RunRecorder,
  endless: readonly WorkloadSpec[],
  { demands, complete, ratio }: Offered,
): Regime {
  const { spec, now, parts, measuredFrom } = world;
  const elapsed = now - measuredFrom;
  const { table } = parts.agents;
  const present = table.count - recorder.absentAgents.value;
  const slots = table.slots.reduce((sum, count) => sum + count, 0) * (present / Math.max(1, table.count));
  const busy = recorder.running.meanAt(now);
  const { completions } = recorder.counts;
  const rate = demands.reduce((sum, demand) => sum + demand.rate, 0);
  const first = demands.reduce((sum, demand) => sum + demand.rate * demand.work, 0) / rate;
  const second = demands.reduce((sum, demand) => sum + demand.rate * demand.workSquared, 0) / rate;
  const known = complete && demands.length > 0;
  const dispersion = demands.reduce((sum, demand) => sum + demand.rate * demand.dispersion, 0) / rate;
  const starts = endless.map(({ start }) => start * MICROSECONDS);
  return {
    now,
    from: Math.max(measuredFrom, ...starts, lastChange(world, recorder)),
    load: Math.max(
      known ? ratio : 0,
      slots > 0 ? busy / slots : 0,
      elapsed > 0 ? parts.coordinators.utilization(elapsed).max : 0,
    ),
    service: known
      ? first * MICROSECONDS
      : completions > 0
        ? (busy * elapsed) / completions
        : Number.POSITIVE_INFINITY,
    slots,
    mayScale: spec.scaling != null && present < mostProvided(spec),
    variability: known ? dispersion + second / (first * first) - 1 : Number.NaN,
    cycle: Math.max(
      0,
      ...endless.map(cycleOf),
      ...spec.faults.map((fault) => faultCycle(fault, table.count)),
    ),
  };
}

/** Microseconds at which the swarm was last changed for good by what the scenario lays down once, or by agents that come and go. */
function lastChange({ spec, now }: World, { faults, absentAgents }: RunRecorder): number {
  const once = new Set(
    spec.faults.filter(({ schedule: { kind } }) => kind === 'at' || kind === 'trace').map(({ name }) => name),
  );
  const times = faults.bands.flatMap(({ name, start, end }) => (once.has(name) ? [start, end ?? start] : []));
  const steps = (spec.coordination.adapt ?? []).flatMap(({ at }) => (at === null ? [] : [at]));
  const past = [...times, ...steps].map((time) => time * MICROSECONDS).filter((time) => time <= now);
  const changes = spec.scaling || spec.spawning ? [absentAgents.changedAt] : [];
  return Math.max(0, ...past, ...changes);
}

/** Seconds after which arrivals begin anew, on average; 0: they are the same at all times. Infinity: not known. */
function cycleOf(workload: WorkloadSpec): number {
  if (workload.kind === 'recurrence') return Number.POSITIVE_INFINITY;
  if (workload.kind !== 'open' && workload.kind !== 'flow') return 0;
  const { arrivals } = workload;
  if (arrivals?.process === 'trace') return Number.POSITIVE_INFINITY;
  return arrivals?.process === 'mmpp' ? arrivals.dwell.reduce((sum, dwell) => sum + dwell, 0) : 0;
}

/** Seconds between occurrences, on average; 0: it has none that come again. */
function faultCycle({ schedule }: FaultSpec, agents: number): number {
  switch (schedule.kind) {
    case 'every':
      return schedule.interval;
    case 'poisson':
      return 1 / schedule.rate;
    case 'mtbf':
      return schedule.mttr + schedule.mtbf / Math.max(1, agents);
    default:
      return 0;
  }
}
