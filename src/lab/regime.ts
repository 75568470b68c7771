/** The system whose backlog is judged, since it was last changed. */
import type { RunRecorder } from '../recording/run-recorder.ts';
import { mostProvided } from '../world/feasibility/capacity.ts';
import type { FaultSpec, WorkloadSpec } from '../world/spec/spec.ts';
import type { World } from '../world/world.ts';
import type { Arrivals } from './arrivals.ts';
import { lawlessWork } from './lawless-work.ts';
import type { Offered } from './overload-text.ts';
import type { Regime } from './trend.ts';

const MICROSECONDS = 1e6;

export function regimeOf(
  world: World,
  recorder: RunRecorder,
  arrivals: Arrivals,
  { all: demands, isComplete, ratio }: Offered,
): Regime {
  const { spec, now, parts, measuredFrom } = world;
  const { workloads, present, busy, to, isOver } = arrivals;
  const elapsed = now - measuredFrom;
  const { table } = parts.agents;
  const slots = table.slots.reduce((sum, count) => sum + count, 0) * (present / Math.max(1, table.count));
  const { completions } = recorder.counts;
  const rate = demands.reduce((sum, demand) => sum + demand.rate, 0);
  const first = demands.reduce((sum, demand) => sum + demand.rate * demand.work, 0) / rate;
  const second = demands.reduce((sum, demand) => sum + demand.rate * demand.workSquared, 0) / rate;
  const known = isComplete && demands.length > 0;
  const dispersion = demands.reduce((sum, demand) => sum + demand.rate * demand.dispersion, 0) / rate;
  return {
    now,
    to,
    isOver,
    from: Math.max(measuredFrom, arrivals.from, lastChange(world, recorder, arrivals)),
    load: Math.max(
      known ? ratio : 0,
      slots > 0 ? busy / slots : 0,
      elapsed > 0 ? parts.coordinators.utilization(elapsed).max : 0,
    ),
    service: known
      ? first * MICROSECONDS
      : completions > 0
        ? (recorder.running.meanAt(now) * elapsed) / completions
        : Number.POSITIVE_INFINITY,
    slots,
    mayScale: spec.scaling != null && present < mostProvided(spec).most,
    variability: known ? dispersion + second / (first * first) - 1 : Number.NaN,
    lawless: lawlessWork(workloads),
    cycle: Math.max(
      0,
      ...workloads.map(cycleOf),
      ...spec.faults.map((fault) => faultCycle(fault, table.count)),
    ),
  };
}

/** Microseconds at which the swarm was last changed for good by what the scenario lays down once, or by agents that come and go. */
function lastChange(
  { spec, parts }: World,
  { faults }: RunRecorder,
  { to, isOver, presentSince }: Arrivals,
): number {
  const once = new Set(
    spec.faults.filter(({ schedule: { kind } }) => kind === 'at' || kind === 'trace').map(({ name }) => name),
  );
  const times = faults.bands.flatMap(({ name, start, end }) => (once.has(name) ? [start, end ?? start] : []));
  const steps = (spec.coordination.adapt ?? []).flatMap(({ at }) => (at === null ? [] : [at]));
  // Beside tasks that go on coming there may have been others that stopped.
  const stops = isOver
    ? []
    : spec.workloads.flatMap((one, place) => (parts.clients[place].exhausted ? stopOf(one) : []));
  const past = [...times, ...steps, ...stops].map((time) => time * MICROSECONDS).filter((time) => time <= to);
  const changes = spec.scaling || spec.spawning ? [presentSince] : [];
  return Math.max(0, ...past, ...changes);
}

function stopOf(workload: WorkloadSpec): number[] {
  const stop = 'stop' in workload ? workload.stop : null;
  return stop === null ? [] : [stop];
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
