/** What a mean of one run is worth where a law of the scenario has no mean, or no variance. */
import { isFigureExpectation, type Scenario } from '../scenario/scenario.ts';
import { heavyLaws, isMeanOfTimes } from './heavy-laws.ts';

/** For conditions that read the mean of times of a single run; those of many runs say so themselves. */
export function tailNotes(scenario: Scenario): string[] {
  const { expect, claims } = scenario;
  const read = [...expect, ...claims].flatMap((one) =>
    isFigureExpectation(one) && !one.over && isMeanOfTimes(one.metric) ? [one.metric] : [],
  );
  if (read.length === 0) return [];
  const [law] = heavyLaws(scenario).sort((a, b) => a.alpha - b.alpha);
  if (law === undefined) return [];
  const names = [...new Set(read)].join(', ');
  const [are, those] = new Set(read).size === 1 ? ['is', 'that'] : ['are', 'those'];
  const moment = law.alpha <= 1 ? 'mean' : 'variance';
  return [
    `HEAVY TAIL: ${law.path} is pareto with alpha ${law.alpha}, which has no ${moment}: ${names} ${are} ${those} of this run alone, and may be many times that in another. Ask for quantiles instead.`,
  ];
}
