/** A gate as data: its own JSON, and what services that keep histories read. */
import type { BehaviourRow } from '../../lab/bench/behaviour-types.ts';
import type { BenchResult } from '../../lab/bench/conclusion.ts';
import type { HistoryRow } from '../../lab/bench/history.ts';
import { toJson } from '../json.ts';

export const BENCH_FORMATS = ['table', 'json', 'github-action-benchmark', 'bencher'] as const;
export type BenchFormat = (typeof BENCH_FORMATS)[number];

/** @param verdict what the whole comes to */
export function benchJson(result: BenchResult, verdict: string): string {
  const { behaviour, speed, nulls, accepted, partial } = result;
  const subjects = behaviour?.subjects.map(({ rows, ...subject }) => ({
    ...subject,
    rows: rows.map(rowJson),
  }));
  const document = {
    kind: 'bench',
    verdict,
    partial,
    behaviour: behaviour === null ? null : { reference: behaviour.reference, scenarios: subjects },
    speed,
    nulls,
    accepted,
  };
  return `${toJson(document, 2)}\n`;
}

function rowJson({ metric, better, margin, margin_value, ...judgement }: BehaviourRow) {
  return { metric, better, margin: { written: margin, value: margin_value }, ...judgement };
}

/**
 * What github-action-benchmark reads as `customSmallerIsBetter`. Metrics that are better high are left out, since it knows one
 * direction for all of a file.
 */
export function githubActionBenchmark(rows: readonly HistoryRow[]): string {
  const entries = rows
    .filter(({ better }) => better === 'lower')
    .map(({ benchmark, measure, unit, value, range }) => ({
      name: `${benchmark}: ${measure}`,
      unit,
      value,
      ...(range === null ? {} : { range: `${range.lower} to ${range.upper}` }),
    }));
  return `${toJson(entries, 2)}\n`;
}

/** Bencher Metric Format: benchmark, measure, value with bounds. */
export function bencherMetrics(rows: readonly HistoryRow[]): string {
  const benchmarks: Record<string, Record<string, object>> = {};
  for (const { benchmark, measure, value, range } of rows) {
    benchmarks[benchmark] ??= {};
    benchmarks[benchmark][measure] = {
      value,
      ...(range === null ? {} : { lower_value: range.lower, upper_value: range.upper }),
    };
  }
  return `${toJson(benchmarks, 2)}\n`;
}
