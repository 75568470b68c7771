/** A level over the whole of a run, for a chart: its least, mean and largest value in equal parts of the time. */
import type { FigureExpectation, Scenario, WindowStatistic } from '../../scenario/scenario.ts';
import type { Runner } from '../experiment/types.ts';

export interface LevelHistory {
  readonly series: string;
  readonly parts: readonly {
    /** Seconds from the start of the run. */
    readonly from: number;
    readonly to: number;
    readonly min: number;
    readonly mean: number;
    readonly max: number;
  }[];
}

const PARTS = 200;
const MICROSECOND = 1e-6;
const STATISTICS = ['min', 'mean', 'max'] as const satisfies readonly WindowStatistic[];

/** Metrics of the whole run that are statistics of a level. */
const LEVEL_OF: Readonly<Record<string, string>> = {
  'queue.depth.max': 'queue.depth',
  'queue.depth.mean': 'queue.depth',
  'tasks.in_system.mean': 'tasks.in_system',
};

/** The level that a condition reads; null where it reads none. */
export function levelOf({ metric, window }: FigureExpectation): string | null {
  if (window === undefined) return LEVEL_OF[metric] ?? null;
  return window.statistic === 'count' ? null : window.series;
}

/**
 * Runs a scenario again, with windows that cover the run from its start to its end.
 * @param end in seconds
 */
export async function levelHistory(
  scenario: Scenario,
  replication: number,
  { series, end }: { readonly series: string; readonly end: number },
  runner: Runner,
  signal?: AbortSignal,
): Promise<LevelHistory> {
  const count = Math.max(1, Math.min(PARTS, Math.floor(end / MICROSECOND)));
  const edge = (place: number) => Math.round((place * end) / count / MICROSECOND) * MICROSECOND;
  const parts = Array.from({ length: count }, (_, place) => ({ from: edge(place), to: edge(place + 1) }));
  const name = (statistic: WindowStatistic, place: number) => `${statistic} of part ${place}`;
  const windows = parts.flatMap(({ from, to }, place) =>
    STATISTICS.map((statistic): FigureExpectation => {
      const window = { statistic, series, from, to };
      return { text: '', metric: name(statistic, place), operator: '>=', value: 0, window };
    }),
  );
  const { metrics } = await runner.run({ ...scenario, expect: windows, claims: [] }, replication, [], signal);
  const value = (statistic: WindowStatistic, place: number) => metrics[name(statistic, place)] ?? 0;
  return {
    series,
    parts: parts.map((part, place) => ({
      ...part,
      ...{ min: value('min', place), mean: value('mean', place), max: value('max', place) },
    })),
  };
}
