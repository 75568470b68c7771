/**
 * Where the interval of a mean cannot be trusted: the scenario's law has no variance, the sample looks so, or one run makes up most
 * of it.
 */
import { hasMean, heavyLaws, NO_VARIANCE } from '../heavy-laws.ts';
import { hillEstimator, largestShares } from '../statistics/heavy-tail.ts';
import type { MetricGoal } from './designs.ts';
import { figureOf } from './figure.ts';
import type { PlannedAlternative } from './plan.ts';
import type { FinishedRun } from './result.ts';

/** Fewer values say nothing of a tail. */
const FEWEST = 15;
/** Share of the values that are taken for the tail. */
const TAIL = 0.25;
/** Two-sided 95 %. */
const NORMAL = 1.96;
const MOST_NAMED = 3;

/** Sentences that warn of means that are not to be trusted. */
export function heavyTailNotes(
  alternatives: readonly Pick<PlannedAlternative, 'label' | 'scenario'>[],
  runs: readonly FinishedRun[],
  metrics: readonly Pick<MetricGoal, 'metric'>[],
): string[] {
  const means = metrics.map(({ metric }) => metric).filter(hasMean);
  if (means.length === 0) return [];
  const laws = new Map(
    alternatives
      .flatMap(({ scenario }) => heavyLaws(scenario))
      .map((law) => [`${law.path} ${law.alpha}`, law]),
  );
  // The heaviest of them says the most.
  const [law] = [...laws.values()].sort((a, b) => a.alpha - b.alpha);
  if (law !== undefined) {
    if (law.alpha <= 1)
      return [
        `HEAVY TAIL: ${law.path} is pareto with alpha ${law.alpha}, which has no mean: there is none for intervals of ${named(means)} to hold, they are of these runs alone. Compare quantiles instead.`,
      ];
    return [
      `HEAVY TAIL: ${law.path} is pareto with alpha ${law.alpha}, which has no variance: intervals of ${named(means)} hold the true mean far less often than 95 of 100 times, mostly because they lie below it. Compare quantiles instead.`,
    ];
  }
  return means.flatMap((metric) => sampleNotes(alternatives, runs, metric));
}

function sampleNotes(
  alternatives: readonly Pick<PlannedAlternative, 'label'>[],
  runs: readonly FinishedRun[],
  metric: string,
): string[] {
  const lists = alternatives.map(({ label }, index) => ({
    label,
    values: runs
      .filter(({ alternative }) => alternative === index)
      .map(({ row }) => figureOf(row, metric))
      .filter((value) => typeof value === 'number'),
  }));
  const long = lists.filter(({ values }) => values.length >= FEWEST);
  const tailed = long.filter(({ values }) => looksHeavy(values)).map(({ label }) => label);
  const single = long.filter(({ values }) => isDominated(values)).map(({ label }) => label);
  return [
    ...(tailed.length === 0
      ? []
      : [
          `HEAVY TAIL: the largest values of ${metric} of ${named(tailed)} fall off so slowly that it may have no variance; the interval of its mean cannot be trusted.`,
        ]),
    ...(single.length === 0
      ? []
      : [
          `One run makes up more than half of ${metric} of ${named(single)}, or of its spread: the interval of its mean cannot be trusted.`,
        ]),
  ];
}

function looksHeavy(values: readonly number[]): boolean {
  const largest = Math.floor(values.length * TAIL);
  const descending = [...values].sort((a, b) => b - a);
  if (!(descending[largest] > 0)) return false;
  const { alpha, standard_error } = hillEstimator(values, largest);
  return alpha + NORMAL * standard_error <= NO_VARIANCE;
}

function isDominated(values: readonly number[]): boolean {
  // A few rare values among equal ones are a matter of counting.
  const first = values[0];
  if (values.filter((value) => value === first).length * 2 > values.length) return false;
  const { sum, spread } = largestShares(values);
  return sum > 0.5 || spread > 0.5;
}

function named(words: readonly string[]): string {
  const more = words.length - MOST_NAMED;
  const shown = words.map((word) => (word === '' ? 'the scenario' : word));
  return more > 0 ? `${shown.slice(0, MOST_NAMED).join(', ')} and ${more} more` : shown.join(', ');
}
