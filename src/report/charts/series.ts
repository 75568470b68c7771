/** Timeline columns made ready for drawing: in a sensible unit of time, and with no more points than can be seen. */

import type { RunResult } from '../../lab/result.ts';
import type { Timeline } from '../../recording/record.ts';
import { formatDuration } from '../format.ts';
import { mergeFactor, periodsOf } from './periods.ts';

/** The unit of a time axis: its name and its length in seconds. */
export interface TimeUnit {
  readonly name: string;
  readonly seconds: number;
}

/** Seconds up to two minutes, minutes up to two hours, hours up to two days, then days. */
export function timeUnit(seconds: number): TimeUnit {
  if (seconds <= 0.5) return { name: 'ms', seconds: 0.001 };
  if (seconds <= 120) return { name: 's', seconds: 1 };
  if (seconds <= 7_200) return { name: 'min', seconds: 60 };
  if (seconds <= 172_800) return { name: 'h', seconds: 3_600 };
  return { name: 'd', seconds: 86_400 };
}

/** Columns of one timeline over the same, possibly merged, intervals. Times are seconds. */
export interface Series {
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** Gauges: time-weighted means. Counters: counts per second. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
}

/** Length of the drawn time axis in seconds. */
export function runLength(result: RunResult): number {
  const { timeline } = result.record;
  const length = Object.values(timeline.columns)[0]?.length ?? 0;
  return result.summary.simulated > 0 ? result.summary.simulated : length * timeline.interval;
}

/** What a chart of the whole time says, where the figures beside it are of the measured time alone. */
export function warmUpClause({ summary }: RunResult): string {
  const { warmup } = summary.scenario;
  return warmup > 0 ? ` The warm-up of ${formatDuration(warmup)} is included.` : '';
}

/** Those of the names that the timeline has with at least one value. */
export function presentColumns(timeline: Timeline, names: readonly string[]): string[] {
  return names.filter((name) => (timeline.columns[name]?.length ?? 0) > 0);
}

/** Whether a column is there and ever differs from zero. */
export function isUsed(timeline: Timeline, name: string): boolean {
  return timeline.columns[name]?.some((value) => value !== 0) ?? false;
}

/**
 * Picks columns and merges neighbouring intervals until at most `points` are left, and as many more as the scenario's own
 * periods ask for: gauges by their time-weighted mean, counters by their sum over the time that passed. The last interval
 * ends with the run.
 */
export function seriesOf(result: RunResult, names: readonly string[], points: number): Series {
  const { timeline } = result.record;
  const present = presentColumns(timeline, names);
  const length = Math.max(0, ...present.map((name) => timeline.columns[name].length));
  const least = Math.max(1, Math.ceil(length / points));
  const factor = mergeFactor(timeline.interval, least, periodsOf(result.summary.scenario));
  const total = runLength(result);
  const start: number[] = [];
  const end: number[] = [];
  for (let place = 0; place < length; place += factor) {
    start.push(place * timeline.interval);
    end.push(Math.min(total, Math.min(length, place + factor) * timeline.interval));
  }
  // A rate over a sliver of time is noise: a last group of less than half the usual length joins the one before.
  if (
    start.length > 1 &&
    end[start.length - 1] - start[start.length - 1] < (factor * timeline.interval) / 2
  ) {
    start.pop();
    end.splice(-2, 1);
  }
  const columns: Record<string, number[]> = {};
  for (const name of present) {
    const gauge = timeline.descriptions[name]?.kind !== 'counter';
    columns[name] = start.map((from, group) => {
      let sum = 0;
      const until = group === start.length - 1 ? length : (group + 1) * factor;
      for (let place = group * factor; place < until; place++) {
        const width = Math.min(timeline.interval, total - place * timeline.interval);
        const value = timeline.columns[name][place] ?? 0;
        sum += gauge ? value * Math.max(0, width) : value;
      }
      const passed = end[group] - from;
      return passed > 0 ? sum / passed : 0;
    });
  }
  return { start, end, columns };
}

/** How long the intervals are that values are of: within one there may be more than its value. */
export function stepOf({ start, end }: Series): string {
  return formatDuration((end[0] ?? 0) - (start[0] ?? 0));
}

/** The largest value and when it began; null when empty. */
export function peak(series: Series, name: string): { readonly value: number; readonly at: number } | null {
  const values = series.columns[name];
  if (values === undefined || values.length === 0) return null;
  let best = 0;
  for (let place = 1; place < values.length; place++) if (values[place] > values[best]) best = place;
  return { value: values[best], at: series.start[best] };
}

/** Mean over the whole time. */
export function meanOf(series: Series, name: string): number {
  const values = series.columns[name] ?? [];
  let area = 0;
  let time = 0;
  for (let place = 0; place < values.length; place++) {
    area += values[place] * (series.end[place] - series.start[place]);
    time += series.end[place] - series.start[place];
  }
  return time > 0 ? area / time : 0;
}
