/**
 * States of health of agents, as their coordinators hold them: how long they last, how often they change, whether they are right, and what
 * predictions are worth. All are none without the detector that tells them apart.
 */
import { HEALTH, HEALTH_NAMES, HEALTH_STATES, type Health } from '../../modules/health/states/vocabulary.ts';
import type { Ailment } from '../../world/core/observer.ts';
import type { Figure } from '../bounds.ts';
import { AGENT_STATES } from '../columns.ts';
import type { Counter, DeclaredMetric, EndOfRun, MetricSource } from '../declare.ts';
import { TimeWeighted } from '../time-weighted.ts';

const HEADING = 'States of health';
const MICROSECONDS = 1e6;
const ABSENT = AGENT_STATES.indexOf('absent');

/** A prediction: when it was made, until when it holds, and whether it has come true. */
interface Prediction {
  readonly at: number;
  readonly until: number;
  isTrue: boolean;
}

/** What is known of one run, for all metrics here. */
class Ledger {
  /** By state: agents in it, and changes to it. */
  readonly inState = HEALTH_NAMES.map(() => new TimeWeighted());
  readonly changes = HEALTH_NAMES.map(() => 0);
  readonly absent = new TimeWeighted();
  readonly agents: number;
  /** Agents that were held to be unwell while nothing was wrong with them. */
  alarms = 0;
  /** Agents that were noticed to be slow, and after how long, in microseconds. */
  slow = 0;
  slowAfter = 0;
  predictions = 0;
  /** Agents that fell ill; of these, predicted; and how long before, in microseconds. */
  illnesses = 0;
  foreseen = 0;
  lead = 0;
  /** Predictions whose time is over, and those of them that came true. */
  decided = 0;
  right = 0;
  /** The latest of each agent, and those whose time is not over, in the order in which they were made. */
  readonly #latest = new Map<number, Prediction>();
  readonly #pending: Prediction[] = [];
  readonly #now: () => number;

  constructor({ spec, view, announced }: MetricSource) {
    this.agents = spec.agents.groups.reduce((sum, { count }) => sum + count, 0);
    this.#now = () => view.now;
    announced.on('healthChanged', (agent, from, to, ailment, since) =>
      this.#changed(agent, from, to, ailment, since),
    );
    announced.on('degradationPredicted', (agent, _percent, horizon) => {
      const prediction = { at: view.now, until: view.now + horizon, isTrue: false };
      this.predictions++;
      this.settle(view.now);
      this.#latest.set(agent, prediction);
      this.#pending.push(prediction);
    });
    announced.on('agentsChanged', (state, count) => {
      if (state === ABSENT) this.absent.set(view.now, count);
    });
  }

  /** Decides on predictions whose time is over: all are for as long. */
  settle(now: number): void {
    let over = 0;
    for (; over < this.#pending.length && this.#pending[over].until < now; over++)
      if (this.#pending[over].isTrue) this.right++;
    this.decided += over;
    this.#pending.splice(0, over);
  }

  warm(): void {
    const now = this.#now();
    for (const one of [...this.inState, this.absent]) one.reset(now);
    this.changes.fill(0);
    this.alarms = 0;
    this.slow = 0;
    this.slowAfter = 0;
    this.predictions = 0;
    this.illnesses = 0;
    this.foreseen = 0;
    this.lead = 0;
    this.decided = 0;
    this.right = 0;
    this.#latest.clear();
    this.#pending.length = 0;
  }

  #changed(agent: number, from: Health, to: Health, ailment: Ailment, since: number): void {
    const now = this.#now();
    this.inState[from].add(now, -1);
    this.inState[to].add(now, 1);
    this.changes[to]++;
    if (from !== HEALTH.healthy) return;
    if (ailment === 'none') {
      if (to !== HEALTH.failed) this.alarms++;
      return;
    }
    this.illnesses++;
    if (ailment === 'slow') {
      this.slow++;
      this.slowAfter += since;
    }
    const prediction = this.#latest.get(agent);
    this.#latest.delete(agent);
    if (!prediction || prediction.until < now) return;
    prediction.isTrue = true;
    this.foreseen++;
    this.lead += now - prediction.at;
  }
}

const LEDGERS = new WeakMap<MetricSource['announced'], Ledger>();

function measured(figure: (ledger: Ledger, end: EndOfRun) => Figure): DeclaredMetric['measure'] {
  return (source): Counter => {
    const ledger = LEDGERS.get(source.announced) ?? new Ledger(source);
    LEDGERS.set(source.announced, ledger);
    const isUsed = source.spec.health.detector === HEALTH_STATES;
    return { figure: (end) => (isUsed ? figure(ledger, end) : null), warm: () => ledger.warm() };
  };
}

const WORDS: Readonly<Record<(typeof HEALTH_NAMES)[number], string>> = {
  healthy: 'answer as they are to',
  degraded: 'answer slowly or fail often, and are given less',
  critical: 'answer too slowly or fail too often, and are given nothing for a while',
  failed: 'are silent, and suspected',
};

const ILL = HEALTH_NAMES.filter((name) => name !== 'healthy');

/** The share of the time of agents that are there. */
function shareOf(name: (typeof HEALTH_NAMES)[number]): DeclaredMetric {
  return {
    name: `health.time.${name}`,
    unit: 'ratio',
    description: `share of the time of agents in which coordinators held them to be ${name}: they ${WORDS[name]}`,
    ...(name === 'healthy' ? { better: 'higher' } : {}),
    label: `of the time ${name}`,
    shown: { heading: HEADING, unlessZero: true },
    measure: measured(({ inState, absent, agents }, { now }) => {
      const there = agents - absent.meanAt(now);
      if (there <= 0) return null;
      const share = (state: Health) => inState[state].meanAt(now) / there;
      if (name !== 'healthy') return share(HEALTH[name]);
      return Math.max(0, 1 - ILL.reduce((sum, ill) => sum + share(HEALTH[ill]), 0));
    }),
  };
}

const changesTo = (name: (typeof HEALTH_NAMES)[number]): DeclaredMetric => ({
  name: `health.changes.${name}`,
  unit: 'count',
  description: `times that a coordinator held an agent to be ${name} from then on${name === 'healthy' ? '; one that restarts holds all to be' : ''}`,
  label: `became ${name}`,
  shown: { heading: HEADING, unlessZero: true },
  measure: measured(({ changes }) => changes[HEALTH[name]]),
});

const alarms: DeclaredMetric = {
  name: 'health.false',
  unit: 'count',
  description:
    'healthy agents that were held to be degraded or critical while no fault acted on them: neither crash, pause, slowness nor partition. Failures that a workload gives to tasks are no fault',
  better: 'lower',
  label: 'of these without a fault',
  shown: { heading: HEADING, after: 'health.changes.critical', unlessZero: true },
  measure: measured((ledger) => ledger.alarms),
};

const slow: DeclaredMetric = {
  name: 'health.time_to_notice.slow',
  unit: 'seconds',
  description:
    'mean time from the beginning of a fault that slows an agent down until that agent was no longer held to be healthy, of those that were noticed',
  better: 'lower',
  measure: measured((ledger) => (ledger.slow > 0 ? ledger.slowAfter / ledger.slow / MICROSECONDS : null)),
};

const predictions: DeclaredMetric = {
  name: 'health.predictions',
  unit: 'count',
  description: 'predictions that a healthy agent would not be so for long: its response time had risen',
  label: 'predictions',
  shown: { heading: HEADING, unlessZero: true },
  measure: measured((ledger) => ledger.predictions),
};

const precision: DeclaredMetric = {
  name: 'health.predictions.precision',
  unit: 'ratio',
  description:
    'share of predictions that came true: within health.parameters.horizon the agent was held to be degraded, critical or failed while a fault acted on it. Those that were made within the last horizon of the run are not counted',
  better: 'higher',
  label: 'came true',
  shown: { heading: HEADING, after: 'health.predictions' },
  measure: measured((ledger, { now }) => {
    ledger.settle(now);
    return ledger.decided > 0 ? ledger.right / ledger.decided : null;
  }),
};

const recall: DeclaredMetric = {
  name: 'health.predictions.recall',
  unit: 'ratio',
  description:
    'share of the agents that were no longer held to be healthy while a fault acted on them for which that had been predicted',
  better: 'higher',
  label: 'illnesses foreseen',
  shown: { heading: HEADING, after: 'health.predictions.precision' },
  measure: measured(({ foreseen, illnesses }) => (illnesses > 0 ? foreseen / illnesses : null)),
};

const lead: DeclaredMetric = {
  name: 'health.predictions.lead',
  unit: 'seconds',
  description: 'mean time from a prediction until it came true',
  better: 'higher',
  measure: measured(({ foreseen, lead: sum }) => (foreseen > 0 ? sum / foreseen / MICROSECONDS : null)),
};

export const HEALTH_METRICS: readonly DeclaredMetric[] = [
  ...HEALTH_NAMES.map(shareOf),
  ...HEALTH_NAMES.map(changesTo),
  alarms,
  slow,
  predictions,
  precision,
  recall,
  lead,
];
