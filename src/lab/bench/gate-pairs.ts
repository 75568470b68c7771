/** The gated metrics of a scenario, in pairs of runs before and after. */
import { type Figure, isBounds } from '../../recording/bounds.ts';
import type { Expectation } from '../../scenario/scenario.ts';
import { spanOf } from '../experiment/samples.ts';
import { meanInterval } from '../statistics/mean-interval.ts';
import { mean } from '../statistics/summary.ts';
import { BASELINE_FORMAT, type BaselineRun } from './baseline.ts';
import type { Absence, GateRun, MetricMean, Reference, Subject } from './behaviour-types.ts';
import { DEFAULT_METRICS, type Gate, marginOf, readGates } from './gates.ts';
import type { MetricPairs } from './judge.ts';

/** Relative rounding within which a figure is the same. */
const ROUNDING = 1e-12;

/**
 * Asked for, or of the baseline, or the usual ones that the scenario measures and those that its expectations name.
 * @param now null before anything has run: all that may turn out to be measured
 */
export function gatesOf(
  { gates, baseline, scenario, file, modules }: Subject,
  now: readonly GateRun[] | null,
): readonly Gate[] {
  if (gates !== null) return gates;
  if (baseline.kind === 'found') return baseline.baseline.gates;
  const usual = readGates({ metrics: DEFAULT_METRICS, margins: {}, margin: null }, file);
  const known = new Set(DEFAULT_METRICS);
  const expected = scenario.expect.flatMap(metricOf).filter((metric) => !known.has(metric));
  const named = [...new Set(expected)].flatMap((metric) => ownGate(metric, file, modules));
  const all = [...usual, ...named];
  return now === null
    ? all
    : all.filter(({ metric }) => now.some((run) => (run.figure(metric) ?? null) !== null));
}

/** What an expectation is about, where that is a metric of the whole run. */
function metricOf(expectation: Expectation): string[] {
  return 'metric' in expectation && expectation.window === undefined ? [expectation.metric] : [];
}

/** Of a metric without a better end nothing can be said. */
function ownGate(metric: string, file: string, modules: Subject['modules']): Gate[] {
  try {
    return readGates({ metrics: [metric], margins: {}, margin: null }, file, modules);
  } catch {
    return [];
  }
}

/**
 * Pairs of all gated metrics of which the reference says something.
 * @param margins by metric, in its unit; by default taken of the reference's means
 */
export function pairsOf(
  subject: Subject,
  before: readonly GateRun[],
  now: readonly GateRun[],
  margins?: ReadonlyMap<string, number>,
): MetricPairs[] {
  return gatesOf(subject, now).flatMap((gate): MetricPairs[] => {
    const { metric } = gate;
    if (!isKnown(before, metric)) return [];
    const [baseline, candidate] = [before, now].map((runs) => runs.map((run) => run.figure(metric) ?? null));
    const known = baseline.flatMap((figure) => spanOf(figure)?.low ?? []);
    const level = known.length === 0 ? 0 : mean(known);
    return [
      {
        gate,
        margin: margins?.get(metric) ?? marginOf(gate, level, subject.file, subject.modules),
        baseline,
        candidate,
      },
    ];
  });
}

/** Means of the gated metrics that every run knows exactly. */
export function meansOf(subject: Subject, now: readonly GateRun[]): MetricMean[] {
  if (now.length === 0) return [];
  return gatesOf(subject, now).flatMap(({ metric, better }): MetricMean[] => {
    const values = now.map((run) => run.figure(metric)).filter((figure) => typeof figure === 'number');
    if (values.length < now.length) return [];
    const interval = values.length < 2 ? null : meanInterval(values);
    const range = interval === null ? null : { lower: interval.lower, upper: interval.upper };
    return [{ metric, better, mean: mean(values), range }];
  });
}

/** Gates of which the reference says nothing. */
export function uncomparedOf(
  subject: Subject,
  before: readonly GateRun[],
  now: readonly GateRun[],
): string[] {
  return gatesOf(subject, now)
    .map(({ metric }) => metric)
    .filter((metric) => !isKnown(before, metric));
}

function isKnown(runs: readonly GateRun[], metric: string): boolean {
  return runs.some((run) => run.figure(metric) !== undefined);
}

/** Whether two runs did the same and measured the same. What the reference knows nothing of is no difference. */
export function isSameRun(gates: readonly Gate[], before: GateRun, now: GateRun): boolean {
  if (before.fingerprint !== now.fingerprint) return false;
  return gates.every(({ metric }) => {
    const figure = before.figure(metric);
    return figure === undefined || isSameFigure(figure, now.figure(metric) ?? null);
  });
}

function isSameFigure(first: Figure, second: Figure): boolean {
  if (isBounds(first) && isBounds(second))
    return (
      isClose(first.lower, second.lower) &&
      isClose(first.upper ?? Infinity, second.upper ?? Infinity) &&
      first.or_none === second.or_none
    );
  return typeof first === 'number' && typeof second === 'number' ? isClose(first, second) : first === second;
}

function isClose(first: number, second: number): boolean {
  return (
    first === second || Math.abs(first - second) <= ROUNDING * Math.max(Math.abs(first), Math.abs(second))
  );
}

/** The committed baselines. */
export function committedReference(): Reference {
  return {
    label: 'the baseline',
    runs: (subject, replications) => Promise.resolve(keptRuns(subject, replications)),
  };
}

/** The runs of a subject's baseline, as far as it has them; or why it cannot be used. */
export function keptRuns(
  { baseline: found, replications }: Subject,
  wanted: readonly number[],
): GateRun[] | Absence {
  if (found.kind === 'none')
    return { state: 'no baseline', reason: 'sim bench FILE --accept --because REASON writes one' };
  if (found.kind === 'format')
    return {
      state: 'stale',
      reason: `its baseline is of format ${JSON.stringify(found.found)}, and this version reads format ${BASELINE_FORMAT}`,
    };
  const { gates, runs } = found.baseline;
  if (runs.length < replications)
    return {
      state: 'stale',
      reason: `its baseline has ${runs.length} replications, and ${replications} are asked for`,
    };
  const places = new Map(gates.map(({ metric }, place) => [metric, place]));
  return wanted
    .filter((replication) => replication < runs.length)
    .map((replication) => storedRun(runs[replication], places));
}

function storedRun({ fingerprint, values }: BaselineRun, places: ReadonlyMap<string, number>): GateRun {
  return {
    fingerprint,
    figure(metric) {
      const place = places.get(metric);
      return place === undefined ? undefined : values[place];
    },
  };
}
