/** Recoveries of agents: by action and outcome, how long they take, and what they cost. All are none where nobody recovers agents. */
import { ACTION, OUTCOME, recoveryFacts, supervisorFacts } from '../../modules/recovery/vocabulary.ts';
import type { RecoverySpec } from '../../world/spec/spec.ts';
import { Count, type Counter, type DeclaredMetric, type MetricSource } from '../declare.ts';
import { meanSeconds, unlimited } from '../statistics.ts';

const HEADING = 'Recoveries';
const MICROSECONDS = 1e6;
const HOUR = 3600;

/** A count that is none without recovery. */
function counting(listen: (source: MetricSource, count: () => void) => void): DeclaredMetric['measure'] {
  return (source) => {
    const count = new Count();
    listen(source, () => {
      count.value++;
    });
    return { figure: () => (source.spec.recovery ? count.value : null), warm: () => count.warm() };
  };
}

const begun = (action: number) =>
  counting(({ view }, count) =>
    view.facts.on(recoveryFacts.began, (_by, _process, what) => {
      if (what === action) count();
    }),
  );

/** Those that were cut short because their agent left did not fail. */
const failed = (action: number) =>
  counting(({ view }, count) =>
    view.facts.on(recoveryFacts.ended, (_by, _process, what, outcome) => {
      if (what === action && outcome !== OUTCOME.recovered && outcome !== OUTCOME.removed) count();
    }),
  );

function attempts(name: string, what: string, action: number, after: string | null): DeclaredMetric[] {
  return [
    {
      name: `recovery.${name}`,
      unit: 'count',
      description: `${what} that a recovery has asked for`,
      label: name,
      shown: { heading: HEADING, after, unlessZero: true },
      measure: begun(action),
    },
    {
      name: `recovery.${name}.failed`,
      unit: 'count',
      description: `${what} that did not help: refused, not answered in time, or the agent was not heard afterwards`,
      better: 'lower',
      label: `${name} that did not help`,
      shown: { heading: HEADING, after: `recovery.${name}`, unlessZero: true },
      measure: failed(action),
    },
  ];
}

const [restarts, restartsFailed] = attempts('restarts', 'restarts of agents', ACTION.restart, null);
const [replacements, replacementsFailed] = attempts(
  'replacements',
  'replacements of agents',
  ACTION.replace,
  'recovery.restarts.failed',
);
const [quarantines, quarantinesFailed] = attempts(
  'quarantines',
  'quarantines of agents',
  ACTION.quarantine,
  'recovery.replacements.failed',
);

const escalations: DeclaredMetric = {
  name: 'recovery.escalations',
  unit: 'count',
  description: 'agents handed to people: as many attempts as there may be did not help, or they kept failing',
  better: 'lower',
  label: 'handed to people',
  shown: { heading: HEADING, after: 'recovery.quarantines.failed', unlessZero: true },
  measure: counting(({ view }, count) => view.facts.on(recoveryFacts.escalated, () => count())),
};

const deferrals: DeclaredMetric = {
  name: 'recovery.deferred',
  unit: 'count',
  description: 'times that an agent had to wait because recovery.budget was used up',
  label: 'had to wait for a turn',
  shown: { heading: HEADING, after: 'recovery.escalations', unlessZero: true },
  measure: counting(({ view }, count) => view.facts.on(recoveryFacts.deferred, () => count())),
};

const wouldAct: DeclaredMetric = {
  name: 'recovery.observed',
  unit: 'count',
  description: 'recoveries and escalations that would have begun, with recovery.mode observe',
  label: 'would have begun',
  shown: { heading: HEADING, unlessZero: true },
  measure: counting(({ view }, count) => view.facts.on(recoveryFacts.wouldAct, () => count())),
};

/** Times from isolation to full health; `open` are those that are isolated now, since when. */
function times({ view }: MetricSource) {
  const open = new Map<number, number>();
  const ended = { count: 0, sum: 0, most: 0 };
  view.facts.on(recoveryFacts.isolated, (_by, process) => {
    if (!open.has(process)) open.set(process, view.now);
  });
  view.facts.on(recoveryFacts.healthy, (_by, process, took) => {
    open.delete(process);
    ended.count++;
    ended.sum += took;
    ended.most = Math.max(ended.most, took);
  });
  const warm = () => Object.assign(ended, { count: 0, sum: 0, most: 0 });
  return { open, ended, warm };
}

const meanTime: DeclaredMetric = {
  name: 'recovery.healing.mean',
  unit: 'seconds',
  description: 'mean time from the isolation of an agent until it is given all that it can do',
  better: 'lower',
  label: 'mean time to full health',
  shown: { heading: HEADING, after: 'recovery.observed', unlessZero: true },
  measure(source): Counter {
    const { open, ended, warm } = times(source);
    return {
      figure({ now }) {
        const ages = Float64Array.from(open.values(), (since) => now - since);
        return meanSeconds(ended, unlimited(ages, true));
      },
      warm,
    };
  },
};

const longestTime: DeclaredMetric = {
  name: 'recovery.healing.max',
  unit: 'seconds',
  description: 'longest such time',
  better: 'lower',
  measure(source): Counter {
    const { open, ended, warm } = times(source);
    return {
      figure() {
        const longest = ended.most / MICROSECONDS;
        if (open.size > 0)
          return { lower: longest, upper: null, ...(ended.count > 0 ? {} : { or_none: true }) };
        return ended.count > 0 ? longest : null;
      },
      warm,
    };
  },
};

const cost: DeclaredMetric = {
  name: 'recovery.cost',
  unit: 'count',
  description: 'price of all restarts, replacements, quarantines and escalations, and of the spares kept',
  better: 'lower',
  label: 'cost',
  shown: { heading: HEADING, after: 'recovery.healing.mean', unlessZero: true },
  measure({ spec: { recovery }, view }): Counter {
    let spent = 0;
    const prices = recovery ? pricesOf(recovery) : [];
    view.facts.on(supervisorFacts.begun, (_by, _worker, action) => {
      spent += prices[action];
    });
    const perHour = recovery ? recovery.replacement.spares * recovery.replacement.spare_cost : 0;
    return {
      figure: ({ now, measuredFrom }) =>
        recovery ? spent + (perHour * (now - measuredFrom)) / MICROSECONDS / HOUR : null,
      warm() {
        spent = 0;
      },
    };
  },
};

/** By action. */
function pricesOf({ restart, replacement, quarantine, people }: RecoverySpec): number[] {
  const prices: number[] = [];
  prices[ACTION.restart] = restart.cost;
  prices[ACTION.replace] = replacement.cost;
  prices[ACTION.quarantine] = quarantine.cost;
  prices[ACTION.escalate] = people.cost;
  return prices;
}

/** In the order of lists and tables. */
export const RECOVERY_METRICS: readonly DeclaredMetric[] = [
  restarts,
  restartsFailed,
  replacements,
  replacementsFailed,
  quarantines,
  quarantinesFailed,
  escalations,
  deferrals,
  wouldAct,
  meanTime,
  longestTime,
  cost,
];
