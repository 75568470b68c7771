/**
 * Histories: one line of JSON for each gate that was run, with the commit it ran on, and what changed in them.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Streams } from '../../engine/random/streams.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { visibleJson } from '../../scenario/visible.ts';
import { describeMetric, knownMetrics } from '../experiment/known-metrics.ts';
import type { Head } from '../git.ts';
import { type ChangePoints, changePoints } from '../statistics/change-points.ts';
import { twoModes } from '../statistics/two-means.ts';
import { shapeProblem } from './baseline.ts';
import { BenchError } from './bench-error.ts';
import type { BenchResult } from './conclusion.ts';

const HISTORY_FORMAT = 1;
/** Fewest entries between two change points. */
export const SHORTEST_SEGMENT = 5;

const row = z.object({
  /** Scenario, or "speed". */
  benchmark: z.string(),
  /** Metric, or what is timed. */
  measure: z.string(),
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  value: z.number(),
  range: z.object({ lower: z.number(), upper: z.number() }).nullable(),
});

const entry = z.object({
  format: z.literal(HISTORY_FORMAT),
  commit: z.string(),
  date: z.string(),
  subject: z.string(),
  dirty: z.boolean(),
  rows: z.array(row),
});

export type HistoryRow = z.infer<typeof row>;
export type HistoryEntry = z.infer<typeof entry>;

const SPEED_UNITS = { ns: 'calibration loops', s: 'seconds', B: 'bytes' } as const;

/** The figures of a gate: means of gated metrics, and speeds relative to the calibration loops of their process. */
export function historyRows({ behaviour, speed }: BenchResult): HistoryRow[] {
  const known = knownMetrics();
  return [
    ...(behaviour?.subjects ?? []).flatMap(({ name, means }) =>
      means.map(({ metric, better, mean, range }): HistoryRow => {
        const unit = describeMetric(metric, known)?.unit ?? 'count';
        return { benchmark: name, measure: metric, unit, better, value: mean, range };
      }),
    ),
    ...(speed?.rows ?? []).flatMap(({ name, unit, relative, now }): HistoryRow[] => {
      const value = relative ?? now;
      if (value === null) return [];
      const common = { benchmark: 'speed', measure: name, unit: SPEED_UNITS[unit] };
      return [{ ...common, better: 'lower', value, range: null }];
    }),
  ];
}

/** Adds one line. */
export async function appendHistory(
  file: string,
  revision: Head,
  rows: readonly HistoryRow[],
): Promise<void> {
  await makeFolder(dirname(file));
  await appendFile(file, `${visibleJson({ format: HISTORY_FORMAT, ...revision, rows })}\n`);
}

/**
 * All entries, in their order. A last line without an end is left out: whoever wrote it was stopped.
 * @throws BenchError with the line that is no entry
 */
export async function readHistory(file: string): Promise<HistoryEntry[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new BenchError(`${file}: there is no such file`);
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readEntry(line, `${file}:${index + 1}`)]));
}

function readEntry(line: string, place: string): HistoryEntry {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch (error) {
    throw new BenchError(`${place}: expected JSON, ${(error as Error).message}`);
  }
  const read = entry.safeParse(content);
  if (!read.success) throw new BenchError(`${place}: ${shapeProblem(read.error)}`);
  return read.data;
}

export interface TrendPoint {
  /** Place in the history, from 0: rows may begin later than it, and have gaps. */
  readonly entry: number;
  readonly revision: Head;
  readonly value: number;
}

export interface TrendChange {
  /** The first revision of the new level. */
  readonly revision: Head;
  /** Of its point. */
  readonly index: number;
  readonly p: number;
  /** Means of the segments before and after. */
  readonly before: number;
  readonly after: number;
  readonly worse: boolean;
}

export interface Trend extends Pick<HistoryRow, 'benchmark' | 'measure' | 'unit' | 'better'> {
  readonly points: readonly TrendPoint[];
  readonly changes: readonly TrendChange[];
  /** The last entries, in which a change would be too young to be found. */
  readonly too_early: number;
  /** The values fall into two groups with a gap between them: a jump may be from one to the other. */
  readonly bimodal: boolean;
}

/** Every row of a history with its change points. The same history gives the same answer. */
export function trends(entries: readonly HistoryEntry[]): Trend[] {
  const series = new Map<string, { readonly row: HistoryRow; readonly points: TrendPoint[] }>();
  for (const [entry, { rows, format, ...revision }] of entries.entries())
    for (const row of rows) {
      const key = JSON.stringify([row.benchmark, row.measure, row.unit]);
      const found = series.get(key) ?? { row, points: [] };
      found.points.push({ entry, revision, value: row.value });
      series.set(key, found);
    }
  return [...series.values()].map(({ row, points }) => trendOf(row, points));
}

function trendOf({ benchmark, measure, unit, better }: HistoryRow, points: readonly TrendPoint[]): Trend {
  const values = points.map(({ value }) => value);
  const random = new Streams(values.join(' '), 0).stream('change points');
  const found = changePoints(values, { random, minimum: SHORTEST_SEGMENT });
  const changes = changesOf(points, found, better);
  // Two levels one after the other are a change, and not two modes.
  const bimodal = changes.length === 0 && twoModes(values)?.bimodal === true;
  return { benchmark, measure, unit, better, points, changes, too_early: found.too_early, bimodal };
}

function changesOf(
  points: readonly TrendPoint[],
  { changes }: ChangePoints,
  better: HistoryRow['better'],
): TrendChange[] {
  const bounds = [0, ...changes.map(({ index }) => index), points.length];
  const mean = (from: number, to: number) =>
    points.slice(from, to).reduce((sum, { value }) => sum + value, 0) / (to - from);
  return changes.map(({ index, p }, i): TrendChange => {
    const before = mean(bounds[i], index);
    const after = mean(index, bounds[i + 2]);
    const worse = better === 'lower' ? after > before : after < before;
    return { revision: points[index].revision, index, p, before, after, worse };
  });
}
