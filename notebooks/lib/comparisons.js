/** The stored comparisons of algorithms, as rows for charts and tables. */
import comparisons from '../data/comparisons.json';

export const P99 = 'task.latency.p99';
export const MEAN = 'task.latency.mean';
export const MESSAGES = 'messages.sent';

const short = (label) => label.replace('shortest_expected_delay (learned)', 'shortest_expected_delay, learned');

const withPrefix = (prefix) => Object.entries(comparisons).filter(([id]) => id.startsWith(prefix));

/** One row for each experiment, algorithm and metric: mean and 95 % interval over the replications. */
function rowsOf(prefix, metric) {
  return withPrefix(prefix).flatMap(([id, { about, metrics, replications }]) =>
    metrics[metric].alternatives.map((figures) => ({
      id,
      ...about,
      replications,
      ...figures,
      algorithm: short(figures.label),
      leads: metrics[metric].leaders.includes(figures.label),
    })),
  );
}

export const byLoad = (metric) => rowsOf('load-', metric);
export const byDistance = (metric) => rowsOf('distance-', metric);
/** What the experiments were made at. */
export const LOADS = [...new Set(byLoad(P99).map(({ load }) => load))];
export const DISTANCES = [...new Set(byDistance(P99).map(({ latency }) => latency))];

/** Algorithms from best to worst at a load. */
export function ranking(metric, load) {
  return byLoad(metric)
    .filter((row) => row.load === load)
    .sort((a, b) => a.rank - b.rank);
}

/** Those that cannot be told apart from the best. */
export function leaders(metric, load) {
  const [first, ...others] = ranking(metric, load);
  return [first, ...others.filter(({ letters }) => [...letters].some((letter) => first.letters.includes(letter)))];
}

export const figure = (metric, load, algorithm) =>
  byLoad(metric).find((row) => row.load === load && row.algorithm === algorithm);

/** Of all comparisons: how many runs there were, with what version. */
export const totals = {
  replications: Math.max(...Object.values(comparisons).map(({ replications }) => replications)),
  runs: Object.values(comparisons).reduce(
    (sum, { replications, metrics }) => sum + replications * metrics[P99].alternatives.length,
    0,
  ),
  version: Object.values(comparisons)[0].version,
};
