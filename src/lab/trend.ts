/** Whether the tasks in the system grow without end: a test on time averages of equal parts of a run. */
import type { Microseconds } from '../engine/types.ts';
import type { BacklogRecorder } from '../recording/backlog.ts';
import { formatDuration, formatNumber } from '../scenario/numbers.ts';
import type { LoadJudgement } from './result.ts';
import { trendTest } from './statistics/trend.ts';

const MICROSECONDS = 1e6;
/** Equal parts of the time, and how many of the first are left out: the system fills from empty. */
const BATCHES = 12;
const DROPPED = 2;
/** Probability at the most with which a system that does not grow is taken for one that does. */
export const TREND_LEVEL = 0.01;
/** Quantile of the standard normal distribution at 1 - TREND_LEVEL. */
const NORMAL_LIMIT = 2.3263;
/** Relaxation times, and cycles of what comes and goes, that a verdict needs. */
const ENOUGH = 10;

/** What is known of the system whose backlog is judged, since it was last changed. */
export interface Regime {
  readonly from: Microseconds;
  readonly now: Microseconds;
  /** Load of what is busiest. */
  readonly load: number;
  /** Microseconds of work of a task, by how many slots share the work. */
  readonly service: Microseconds;
  readonly slots: number;
  /** Agents may yet be started that are not there now. */
  readonly mayScale: boolean;
  /** Squared coefficients of variation of arrivals and of work, together; NaN where they are not known. */
  readonly variability: number;
  /** Seconds after which arrivals or faults begin anew; Infinity where that is not known, 0 where they never change. */
  readonly cycle: number;
}

/**
 * Growth has to pass two tests. The slope of the last ten of twelve equal batches rises, by a one-sided t test at .01. And more
 * tasks came to stay than chance keeps at a load of 1: n arrivals at that load leave a backlog of about the size of a normal
 * variate of variance n (ca^2 + cs^2), and any smaller load a smaller one, so that this holds for runs of any length. A system in
 * which nobody waited at some time of the last half is not shown to grow. No growth means a steady state only where the run
 * lasted ten relaxation times, 1/(mu (1 - sqrt rho)^2) of a single queue of the same load.
 */
export function judgeBacklog(
  backlog: BacklogRecorder,
  regime: Regime,
): Pick<LoadJudgement, 'state' | 'reason'> {
  const { from, now, cycle, variability } = regime;
  const span = now - from;
  if (span <= 0) return undecided('The run ended when the swarm had just been changed');
  const { means, submitted, atEnd, atStart } = backlog.history(from, now, BATCHES);
  const isCleared = backlog.lastClear >= from + span / 2;
  const { p } = trendTest(means.slice(DROPPED));
  const isRising = p < TREND_LEVEL && !isCleared;
  const lasted = formatDuration(span / MICROSECONDS);
  const cycles = cycle === 0 ? Infinity : span / MICROSECONDS / cycle;
  if (cycles < ENOUGH)
    return undecided(
      cycle === Infinity
        ? 'Arrivals follow a calendar or a trace, whose rate changes'
        : `Arrivals or faults come and go about every ${formatDuration(cycle)}, too seldom for the ${lasted} looked at`,
    );
  const chance = NORMAL_LIMIT * Math.sqrt(submitted * variability);
  const rise = `Tasks in the system rose from ${formatNumber(means[DROPPED])} to ${formatNumber(means[BATCHES - 1])}, on average over parts of ${formatDuration(span / BATCHES / MICROSECONDS)} (p ${p < 1e-4 ? '< .0001' : `= ${p.toFixed(4)}`})`;
  if (isRising && regime.mayScale) return undecided(`${rise}, and more agents may yet be started`);
  if (isRising && atEnd - atStart > chance)
    return { state: 'growing', reason: `${rise}: there is no steady state in sight.` };
  if (isRising) return undecided(`${rise}, which may be chance`);
  const times = span / relaxation(regime);
  if (times < ENOUGH)
    return undecided(
      regime.load > 1 - 1e-6
        ? 'What is busiest is busy all the time, and tasks in the system show no clear trend'
        : `The ${lasted} looked at are ${times < 0.001 ? 'less than .001' : formatNumber(times)} times what a queue at a load of ${formatNumber(regime.load)} takes to settle; ${ENOUGH} would do`,
    );
  return {
    state: 'steady',
    reason: `Tasks in the system show no rise over ${lasted}, ${formatNumber(times)} times what a queue at this load takes to settle.`,
  };
}

function undecided(reason: string): Pick<LoadJudgement, 'state' | 'reason'> {
  return { state: 'undecided', reason: `${reason}: whether there is a steady state is not known.` };
}

/** Microseconds after which a queue has forgotten where it was; at least the work of a task. */
function relaxation({ load, service, slots, variability }: Regime): number {
  const slack = 1 - Math.sqrt(Math.min(1, load));
  const noise = Number.isNaN(variability) ? 1 : Math.max(1, variability / 2);
  return Math.max(service, (service * noise) / (slots * slack * slack));
}
