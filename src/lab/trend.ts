/** Whether the tasks in the system grow without end: a test on time averages of equal parts of a run. */
import type { Microseconds } from '../engine/types.ts';
import type { BacklogRecorder } from '../recording/backlog.ts';
import { formatDuration, formatNumber } from '../scenario/numbers.ts';
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

/** What figures are of where tasks came to an end, and there was no steady state while they came. */
export const DEPENDS = 'How long tasks waited depends on how long they came';

/** Of tasks that go on coming; of those that came to an end, what it would have been had they gone on. */
export interface Verdict {
  readonly state: 'steady' | 'overloaded' | 'growing' | 'undecided';
  readonly reason: string;
  /** Microseconds that a queue takes to settle, of a steady one. */
  readonly settling?: Microseconds;
}

/** What is known of the system whose backlog is judged, since it was last changed. */
export interface Regime {
  readonly from: Microseconds;
  /** Until then it is judged; not after now. */
  readonly to: Microseconds;
  readonly now: Microseconds;
  /** Whether the tasks of which it is judged no longer came after that. */
  readonly isOver: boolean;
  /** Load of what is busiest. */
  readonly load: number;
  /** Microseconds of work of a task, by how many slots share the work. */
  readonly service: Microseconds;
  readonly slots: number;
  /** Agents may yet be started that are not there now. */
  readonly mayScale: boolean;
  /** Squared coefficients of variation of arrivals and of work, together; NaN where they are not known. */
  readonly variability: number;
  /** That work follows a law without a mean or a variance; null: it does not. */
  readonly lawless: string | null;
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
export function judgeBacklog(backlog: BacklogRecorder, regime: Regime): Verdict {
  const { from, to, now, cycle, variability, isOver } = regime;
  const undecided = (reason: string) => unknown(reason, isOver);
  const span = to - from;
  if (span <= 0)
    return undecided(
      isOver
        ? 'Tasks came no longer when measuring had begun, or the swarm had been changed'
        : 'The run ended when the swarm had just been changed',
    );
  const { means, submitted, atEnd, atStart, lastClear } = backlog.history(from, to, now, BATCHES);
  const isCleared = lastClear >= from + span / 2;
  const { p } = trendTest(means.slice(DROPPED));
  const isRising = p < TREND_LEVEL && !isCleared;
  const lasted = formatDuration(span / MICROSECONDS);
  const cycles = cycle === 0 ? Infinity : span / MICROSECONDS / cycle;
  if (cycles < ENOUGH)
    return undecided(
      cycle === Infinity
        ? 'Arrivals follow a calendar or a trace, whose rate changes'
        : `Arrivals or faults come and go about every ${formatDuration(cycle)}, too seldom for the ${lasted} looked at${isOver ? ' while tasks came' : ''}`,
    );
  const chance = NORMAL_LIMIT * Math.sqrt(submitted * variability);
  const rise = `Tasks in the system rose from ${formatNumber(means[DROPPED])} to ${formatNumber(means[BATCHES - 1])}, on average over parts of ${formatDuration(span / BATCHES / MICROSECONDS)} (p ${p < 1e-4 ? '< .0001' : `= ${p.toFixed(4)}`})`;
  if (isRising && regime.mayScale)
    return undecided(`${rise}, and more agents ${isOver ? 'might have been' : 'may yet be'} started`);
  if (isRising && atEnd - atStart > chance)
    return {
      state: 'growing',
      reason: isOver ? `${rise}. ${DEPENDS}.` : `${rise}: there is no steady state in sight.`,
    };
  if (isRising) return undecided(`${rise}, which may be chance`);
  if (regime.lawless !== null)
    return undecided(`${regime.lawless}, so that no time is known in which a queue settles`);
  return settled(regime, span);
}

/** Of tasks in the system that do not rise. */
function settled(regime: Regime, span: Microseconds): Verdict {
  const { isOver, load } = regime;
  const settling = relaxation(regime);
  const times = span / settling;
  const lasted = formatDuration(span / MICROSECONDS);
  if (times < ENOUGH)
    return unknown(
      load > 1 - 1e-6
        ? `What is busiest ${isOver ? 'was' : 'is'} busy all the time, and tasks in the system ${isOver ? 'showed' : 'show'} no clear trend`
        : `${lookedAt(lasted, isOver)} ${times < 0.001 ? 'less than .001' : formatNumber(times)} times what a queue at a load of ${formatNumber(load)} takes to settle; ${ENOUGH} would do`,
      isOver,
    );
  const [show, over] = isOver ? ['showed', `the ${lasted} looked at while they came`] : ['show', lasted];
  return {
    state: 'steady',
    reason: `Tasks in the system ${show} no rise over ${over}, ${formatNumber(times)} times what a queue at this load takes to settle.`,
    settling,
  };
}

/** The subject and the verb of how long that was. */
export function lookedAt(lasted: string, isOver: boolean): string {
  return isOver ? `The ${lasted} looked at while tasks came were` : `The ${lasted} looked at are`;
}

function unknown(reason: string, isOver: boolean): Verdict {
  const rest = isOver
    ? 'whether they came to a steady state is not known, and how long they waited may depend on how long they came.'
    : 'whether there is a steady state is not known.';
  return { state: 'undecided', reason: `${reason}: ${rest}` };
}

/** Microseconds after which a queue has forgotten where it was; at least the work of a task. */
function relaxation({ load, service, slots, variability }: Regime): number {
  const slack = 1 - Math.sqrt(Math.min(1, load));
  const noise = Number.isNaN(variability) ? 1 : Math.max(1, variability / 2);
  return Math.max(service, (service * noise) / (slots * slack * slack));
}
