/**
 * How wide the intervals of a chart are. A series that repeats every ten seconds, counted in intervals of seven, shows a
 * beat of its own that is in no run: intervals hold whole periods of what the scenario repeats, or whole parts of them.
 */
import type { Scenario } from '../../scenario/scenario.ts';

/** Seconds after which the scenario does the same again: heartbeats, decisions of a policy, sprints, arrivals, faults. */
export function periodsOf(scenario: Scenario): number[] {
  const periods = [scenario.health.heartbeat_interval];
  const decisions = scenario.scaling?.parameters.period;
  if (typeof decisions === 'number') periods.push(decisions);
  for (const workload of scenario.workloads) {
    if (workload.kind === 'sprints')
      periods.push(workload.phases.reduce((sum, { duration }) => sum + duration, 0));
    if (workload.kind !== 'open') continue;
    const { arrivals } = workload;
    if (arrivals.process === 'deterministic') periods.push(arrivals.interval);
  }
  for (const { schedule } of scenario.faults) if (schedule.kind === 'every') periods.push(schedule.interval);
  return [...new Set(periods)].filter((period) => period > 0);
}

/** Intervals may be up to this many times as wide as the width of the chart allows. */
const WIDEST = 4;

/**
 * How many intervals of `interval` seconds are drawn as one: at least `least`, and the number with which most periods are a
 * whole part or a whole multiple of the result. A multiple of the period counts more, as only then all intervals are alike.
 */
export function mergeFactor(interval: number, least: number, periods: readonly number[]): number {
  let best = least;
  let most = -1;
  for (let factor = least; factor <= least * WIDEST; factor++) {
    const fit = periods.reduce((sum, period) => sum + fits(interval * factor, period), 0);
    if (fit > most) [best, most] = [factor, fit];
  }
  return best;
}

function fits(width: number, period: number): number {
  if (isWhole(width / period)) return 2;
  return isWhole(period / width) ? 1 : 0;
}

/** Up to rounding of the quotient of two decimals. */
function isWhole(quotient: number): boolean {
  const nearest = Math.round(quotient);
  return nearest >= 1 && Math.abs(quotient - nearest) < 1e-9 * nearest;
}
