/** Agents that are given nothing because of how attempts there end. All are none where nobody judges agents by that. */
import { CAUSE, type Cause, routeFacts } from '../../modules/routes/vocabulary.ts';
import { Count, type Counter, type DeclaredMetric, type MetricSource } from '../declare.ts';
import { followEjected, judgesRoutes } from '../ejected.ts';
import { TimeWeighted } from '../time-weighted.ts';

const HEADING = 'Ejections';

/** A count that is none where agents are not judged. */
function counting(listen: (source: MetricSource, count: () => void) => void): DeclaredMetric['measure'] {
  return (source) => {
    const count = new Count();
    listen(source, () => {
      count.value++;
    });
    return { figure: () => (judgesRoutes(source.spec) ? count.value : null), warm: () => count.warm() };
  };
}

const ejections: DeclaredMetric = {
  name: 'routes.ejections',
  unit: 'count',
  description:
    'times that an agent was given no new tasks from then on, because of how attempts there ended: scheduler.ejection, or a breaker that opened',
  label: 'ejections',
  shown: { heading: HEADING, after: null },
  measure: counting(({ view }, count) => view.facts.on(routeFacts.ejected, () => count())),
};

/** Each is shown above those before it. */
const CAUSES: readonly (readonly [name: string, cause: Cause, why: string, label: string])[] = [
  ['trial', CAUSE.trial, 'it was tried again, and was no better', 'of these, tried again in vain'],
  ['slow', CAUSE.slowShare, 'too many of its attempts were slow', 'of these, slow attempts'],
  [
    'failures',
    CAUSE.failureShare,
    'too many of its attempts failed, whatever the others did',
    'of these, share of failures',
  ],
  [
    'success_rate',
    CAUSE.successRate,
    'it succeeded clearly less often than the others',
    'of these, below the others',
  ],
  [
    'consecutive',
    CAUSE.consecutive,
    'attempts there failed one after the other',
    'of these, failures in a row',
  ],
];

const byCause = CAUSES.map(
  ([name, cause, why, label]): DeclaredMetric => ({
    name: `routes.ejections.${name}`,
    unit: 'count',
    description: `ejections of an agent because ${why}`,
    label,
    shown: { heading: HEADING, after: 'routes.ejections', unlessZero: true },
    measure: counting(({ view }, count) =>
      view.facts.on(routeFacts.ejected, (_by, _process, why) => {
        if (why === cause) count();
      }),
    ),
  }),
);

const spared: DeclaredMetric = {
  name: 'routes.spared',
  unit: 'count',
  description: 'ejections that were due, but as many agents were out as scheduler.ejection.budget allows',
  label: 'spared, since enough were out',
  shown: { heading: HEADING, unlessZero: true },
  measure: counting(({ view }, count) => view.facts.on(routeFacts.spared, () => count())),
};

function overTime(figure: (out: TimeWeighted, now: number) => number): DeclaredMetric['measure'] {
  return ({ spec, view }): Counter => {
    const out = new TimeWeighted();
    followEjected(view, spec, (count) => out.set(view.now, count));
    return {
      figure: ({ now }) => (judgesRoutes(spec) ? figure(out, now) : null),
      warm: () => out.reset(view.now),
    };
  };
}

const mean: DeclaredMetric = {
  name: 'routes.ejected.mean',
  unit: 'count',
  description: 'agents that are out, averaged over time; those whose breaker is half-open are among them',
  better: 'lower',
  label: 'agents out, mean',
  shown: { heading: HEADING, unlessZero: true },
  measure: overTime((out, now) => out.meanAt(now)),
};

const most: DeclaredMetric = {
  name: 'routes.ejected.max',
  unit: 'count',
  description: 'most agents that were out at the same time',
  better: 'lower',
  label: 'agents out, most',
  shown: { heading: HEADING, unlessZero: true },
  measure: overTime((out, now) => out.maxAt(now)),
};

export const ROUTE_METRICS: readonly DeclaredMetric[] = [ejections, ...byCause, spared, mean, most];
