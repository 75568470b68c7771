/** How the token of a ring goes round. */
import { ringFacts } from '../../modules/coordination/routing/vocabulary.ts';
import { Count, type Counter, type DeclaredMetric, type MetricSource } from '../declare.ts';

const MICROSECONDS = 1e6;

export const rotation: DeclaredMetric = {
  name: 'ring.token.rotation.mean',
  unit: 'seconds',
  description: 'time from one coming of the token to the next at the same member',
  better: 'lower',
  label: 'round of the token, mean',
  shown: { heading: 'Coordination' },
  measure: meanRotation,
};

export const regenerated: DeclaredMetric = {
  name: 'ring.tokens.regenerated',
  unit: 'count',
  description: 'tokens made because the one before seemed lost',
  better: 'lower',
  label: 'tokens made anew',
  shown: { heading: 'Coordination', after: 'ring.token.rotation.mean', unlessZero: true },
  measure: tokensMade,
};

function meanRotation({ view }: MetricSource): Counter {
  let rotations = 0;
  let time = 0;
  view.facts.on(ringFacts.tokenCame, (_by, _number, interval) => {
    // The first time that a member has the token ends no round.
    if (interval < 0) return;
    rotations++;
    time += interval;
  });
  return {
    figure: () => (rotations > 0 ? time / rotations / MICROSECONDS : null),
    warm() {
      rotations = 0;
      time = 0;
    },
  };
}

/** Not measured where there is no ring at first. */
function tokensMade({ spec, view }: MetricSource): Counter {
  const count = new Count();
  view.facts.on(ringFacts.tokenMade, () => {
    count.value++;
  });
  return {
    figure: () => (spec.coordination.ring ? count.value : null),
    warm: () => count.warm(),
  };
}
