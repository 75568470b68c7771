/**
 * The best compromises between two metrics.
 */
import { randomInteger } from '../../engine/random/draws.ts';
import { Streams } from '../../engine/random/streams.ts';
import type { MetricValues } from './compare-metric.ts';
import type { MetricGoal } from './designs.ts';

export interface ParetoPoint {
  readonly label: string;
  /** Means of the two metrics. */
  readonly x: number;
  readonly y: number;
  /** No other point is at least as good in both and better in one. */
  readonly front: boolean;
  /** How often it is on the front when replications are resampled. */
  readonly probability: number;
}

export interface ParetoFront {
  readonly x: MetricGoal;
  readonly y: MetricGoal;
  /** Those whose runs all know both metrics exactly, in the order given. */
  readonly points: readonly ParetoPoint[];
  /** Labels of the others: where they lie is not known, so that they may be on the front or beat what is. */
  readonly open: readonly string[];
}

const RESAMPLES = 1_000;

/** Which points are not dominated: those along the front when sorted by x, with ties (Kung, Luccio and Preparata 1975). */
export function onFront(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  goals: readonly [MetricGoal, MetricGoal],
): boolean[] {
  const [signX, signY] = goals.map(({ better }) => (better === 'lower' ? 1 : -1));
  const order = Array.from(x, (_, index) => index).sort(
    (a, b) => signX * (x[a] - x[b]) || signY * (y[a] - y[b]),
  );
  const front = new Array<boolean>(order.length).fill(false);
  let best = Number.POSITIVE_INFINITY;
  let bestX = Number.NaN;
  for (const index of order) {
    const value = signY * y[index];
    if (value < best || (value === best && x[index] === bestX)) front[index] = true;
    if (value < best) {
      best = value;
      bestX = x[index];
    }
  }
  return front;
}

/**
 * The front of the means, with the bootstrap share of each point over whole replications; null without two points that were run. A mean
 * over those runs whose tasks happened to end would be one of survivors, so that a point with a run that leaves a metric open has none.
 */
export function paretoFront(
  x: { readonly goal: MetricGoal; readonly measured: readonly MetricValues[] },
  y: { readonly goal: MetricGoal; readonly measured: readonly MetricValues[] },
  seed: string,
): ParetoFront | null {
  const run = x.measured.map(({ label, values }, index) => {
    const others = y.measured[index].values;
    return { label, pairs: values.map((value, replication) => [value, others[replication]] as const) };
  });
  const points: { readonly label: string; readonly pairs: readonly (readonly [number, number])[] }[] = [];
  const open: string[] = [];
  for (const { label, pairs } of run) {
    const done = pairs.filter(([value, other]) => value !== undefined && other !== undefined);
    if (done.length === 0) continue;
    if (done.every(isKnown)) points.push({ label, pairs: done });
    else open.push(label);
  }
  if (points.length + open.length < 2) return null;
  const meansOf = (draw: (count: number) => number): [Float64Array, Float64Array] => {
    const means: [Float64Array, Float64Array] = [
      new Float64Array(points.length),
      new Float64Array(points.length),
    ];
    points.forEach(({ pairs }, index) => {
      for (let i = 0; i < pairs.length; i++) {
        const [a, b] = pairs[draw(i) % pairs.length];
        means[0][index] += a / pairs.length;
        means[1][index] += b / pairs.length;
      }
    });
    return means;
  };
  const goals = [x.goal, y.goal] as const;
  const [meanX, meanY] = meansOf((place) => place);
  const front = onFront(meanX, meanY, goals);
  const random = new Streams(seed, 0).stream('pareto front', `${x.goal.metric} ${y.goal.metric}`);
  const longest = Math.max(0, ...points.map(({ pairs }) => pairs.length));
  const hits = new Float64Array(points.length);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    // One draw of replications for all points: they share their random numbers.
    const drawn = Array.from({ length: longest }, () => randomInteger(random, longest));
    const [sampleX, sampleY] = meansOf((place) => drawn[place]);
    onFront(sampleX, sampleY, goals).forEach((member, index) => {
      if (member) hits[index]++;
    });
  }
  return {
    x: x.goal,
    y: y.goal,
    open,
    points: points.map(({ label }, index) => ({
      label,
      x: meanX[index],
      y: meanY[index],
      front: front[index],
      probability: hits[index] / RESAMPLES,
    })),
  };
}

function isKnown(pair: readonly unknown[]): pair is readonly [number, number] {
  return pair.every((value) => typeof value === 'number');
}
