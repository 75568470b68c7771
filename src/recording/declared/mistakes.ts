/**
 * How often, and for how long, failure detectors are wrong about agents that are up and reachable: the measures of Chen, Toueg and Aguilera
 * (On the quality of service of failure detectors, IEEE Transactions on Computers 51(5), 2002), over all agents.
 */
import { REASON, type Reason } from '../../modules/scheduling/vocabulary.ts';
import type { Figure } from '../bounds.ts';
import { AGENT_STATES } from '../columns.ts';
import type { Counter, DeclaredMetric, EndOfRun, MetricSource } from '../declare.ts';
import { TimeWeighted } from '../time-weighted.ts';

const HOUR = 3600e6;

/** By state of agents, 1: an agent in it is down or stands still for its coordinator, or is not there. */
const STOPPED = Uint8Array.from(AGENT_STATES, (state) =>
  ['paused', 'failed', 'absent'].includes(state) ? 1 : 0,
);

/** What is known of one run, for all metrics here. */
class Ledger {
  /** Mistakes begun since measuring began, and under way at that time. */
  begun = 0;
  before = 0;
  /** Tasks taken from agents that are wrongly suspected. */
  attempts = 0;
  /** Agents that are wrongly suspected, and agents that do not run. */
  readonly open = new TimeWeighted();
  readonly #stopped = new TimeWeighted();
  readonly #agents: number;
  readonly #now: () => number;

  constructor({ spec, view, announced }: MetricSource) {
    this.#agents = spec.agents.groups.reduce((sum, { count }) => sum + count, 0);
    this.#now = () => view.now;
    const isOpen = new Uint8Array(this.#agents);
    const inState = new Float64Array(STOPPED.length);
    announced.on('falselySuspected', (process, reachable) => {
      if (!reachable || process >= this.#agents || isOpen[process] === 1) return;
      isOpen[process] = 1;
      this.begun++;
      this.open.add(view.now, 1);
    });
    announced.on('mistakeEnded', (process) => {
      if (process >= this.#agents || isOpen[process] === 0) return;
      isOpen[process] = 0;
      this.open.add(view.now, -1);
    });
    announced.on('agentsChanged', (state, count) => {
      if (STOPPED[state] === 0) return;
      this.#stopped.add(view.now, count - inState[state]);
      inState[state] = count;
    });
    const takenBack = (task: number, reason: Reason) => {
      if (reason === REASON.workerLost && isOpen[view.tasks.agent[task]] === 1) this.attempts++;
    };
    announced.on('taskRetried', takenBack);
    announced.on('taskFailed', takenBack);
  }

  /** Agents that run, mean over the time up to now. */
  running(now: number): number {
    return this.#agents - this.#stopped.meanAt(now);
  }

  warm(): void {
    this.begun = 0;
    this.before = this.open.value;
    this.attempts = 0;
    this.open.reset(this.#now());
    this.#stopped.reset(this.#now());
  }
}

const LEDGERS = new WeakMap<MetricSource['announced'], Ledger>();

/** @param figure of what has been noted, and the microseconds for which it has been */
function measured(figure: (ledger: Ledger, time: number, end: EndOfRun) => Figure) {
  return (source: MetricSource): Counter => {
    const ledger = LEDGERS.get(source.announced) ?? new Ledger(source);
    LEDGERS.set(source.announced, ledger);
    return {
      figure: (end) => figure(ledger, end.now - end.measuredFrom, end),
      warm: () => ledger.warm(),
    };
  };
}

export const mistakeRate: DeclaredMetric = {
  name: 'detection.false.rate',
  unit: 'count',
  description:
    'suspicions of agents that were up and reachable, per hour of such an agent (of the time that agents were up)',
  better: 'lower',
  label: 'of healthy agents, per agent-hour',
  shown: { heading: 'Suspicions', after: 'detection.false', unlessZero: true },
  measure: measured((ledger, time, { now }) => {
    const hours = (ledger.running(now) * time) / HOUR;
    return hours > 0 ? ledger.begun / hours : null;
  }),
};

export const mistakeDuration: DeclaredMetric = {
  name: 'detection.false.duration',
  unit: 'seconds',
  description:
    'mean time from such a suspicion until the agent is trusted again, or forgotten, or really goes down (mistake duration)',
  better: 'lower',
  measure: measured(({ begun, before, open }, time, { now }) => {
    if (begun + before === 0) return null;
    const duration = (open.meanAt(now) * time) / (begun + before) / 1e6;
    return open.value > 0 ? { lower: duration, upper: null } : duration;
  }),
};

export const accuracy: DeclaredMetric = {
  name: 'detection.accuracy',
  unit: 'ratio',
  description:
    'share of the time of agents that are up in which none of them is wrongly suspected: the probability that trust is right at a random instant (query accuracy)',
  better: 'higher',
  measure: measured((ledger, _time, { now }) => {
    const agents = ledger.running(now);
    return agents > 0 ? 1 - ledger.open.meanAt(now) / agents : null;
  }),
};

export const tasksTakenBack: DeclaredMetric = {
  name: 'detection.false.attempts',
  unit: 'count',
  description:
    'attempts taken from agents that were up and reachable because of a suspicion: what the agents had done of them is done again, or lost with the last one',
  better: 'lower',
  label: 'attempts taken from healthy agents',
  shown: { heading: 'Suspicions', unlessZero: true },
  measure: measured(({ attempts }) => attempts),
};
