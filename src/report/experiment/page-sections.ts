/** The parts of an experiment's page that show figures. */
import type { AlternativeFigures, MetricComparison } from '../../lab/experiment/compare-metric.ts';
import type { CompareResult, ExperimentResult, SweepResult } from '../../lab/experiment/result.ts';
import { formatCount, formatNumber, keepUnits, NO_VALUE } from '../format.ts';
import { escapeHtml } from '../html/escape.ts';
import { type Column, section, table } from '../html/markup.ts';
import { formatMetric, metricDescription, metricUnit } from '../metrics.ts';
import { factorSection } from './factor-tables.ts';
import { factorTable } from './factors.ts';
import {
  differenceText,
  intervalCell,
  isCorrected,
  JOINT,
  loadCells,
  meanText,
  outsharpened,
  pointsText,
  rangeText,
  rankedPairs,
  reachText,
  SHARPER,
  shareText,
} from './figures.ts';
import { compareSentences, percent } from './sentences.ts';
import { sweepSentences } from './sweep-sentences.ts';

/** Rows of points on the page; the files hold all of them. */
const MOST_ROWS = 200;
/** More rows than this are folded away. */
const MOST_UNFOLDED = 30;

export function answersSection(result: ExperimentResult): string {
  const sentences = 'latency' in result ? compareSentences(result) : sweepSentences(result);
  if (sentences.length === 0) return '';
  return section(
    'Answer',
    sentences.map((sentence) => `<p>${escapeHtml(keepUnits(sentence))}</p>`).join('\n'),
  );
}

function numeric(...titles: readonly string[]): Column[] {
  return titles.map((title) => ({ title, numeric: true }));
}

/** A table without the columns that say nothing, folded away where it is long. */
function rowsTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const says = columns.map(
    (_, place) => place === 0 || rows.some((row) => row[place] !== NO_VALUE && row[place] !== ''),
  );
  const markup = table(
    columns.filter((_, place) => says[place]),
    rows.map((row) => row.filter((_, place) => says[place])),
  );
  if (rows.length <= MOST_UNFOLDED) return markup;
  return `<details><summary>All ${formatCount(rows.length)} rows</summary>${markup}</details>`;
}

/** Where things are varied against each other. */
export function factorSections(result: ExperimentResult): string[] {
  return result.metrics.flatMap(({ metric }) => {
    const factors = factorTable(result, metric);
    return factors === null ? [] : [factorSection(factors)];
  });
}

export function figuresSections(result: CompareResult): string[] {
  return result.metrics.map((comparison) => {
    const { metric, alternatives, ranking, confidence, better } = comparison;
    const figures = ranking.map(
      (label) => alternatives.find((each) => each.label === label) as AlternativeFigures,
    );
    const lettered = figures.some(({ letters }) => letters !== '');
    const columns = [
      { title: '' },
      ...numeric('Mean', `${percent(confidence)} interval`, 'Median', 'Smallest', 'Largest'),
      ...(lettered ? [{ title: 'Group' }] : []),
      ...numeric('Is best', 'Replications'),
    ];
    const rows = figures.map((each) => [
      each.label,
      meanText(metric, each),
      intervalCell(metric, each),
      ...[each.median, each.min, each.max].map((value) =>
        value === null ? NO_VALUE : formatMetric(metric, value),
      ),
      ...(lettered ? [each.letters] : []),
      shareText(figures.length > 1 ? each.probability_best : null),
      formatCount(each.replications),
    ]);
    const groups = lettered
      ? ` Alternatives that share a letter cannot be told apart${isCorrected(comparison) ? ' (all pairs, Holm’s correction)' : ''}.`
      : '';
    const joint = comparison.joint ? ` The ${JOINT}.` : '';
    const meaning = metricDescription(metric);
    return section(
      metric,
      `<p class="statement">${escapeHtml(`${meaning === '' ? '' : `${meaning}; `}${better} is better.${groups}${joint}`)}</p>\n${rowsTable(columns, rows)}`,
    );
  });
}

export function pairsSections(result: CompareResult): string[] {
  return result.metrics
    .filter(({ pairs }) => pairs.length > 0)
    .map((comparison) => {
      const columns = [
        { title: 'Pair' },
        ...numeric(
          'Difference',
          'Interval',
          'In per cent',
          isCorrected(comparison) ? 'p (Holm)' : 'p',
          'Cohen’s d',
          'Cliff’s delta',
          'Pairing saves',
        ),
      ];
      const rows = rankedPairs(comparison)
        .slice(0, MOST_ROWS)
        .map((pair) => pairRow(comparison, pair));
      const { confidence, metric } = comparison;
      const sharper = outsharpened(comparison).length > 0 ? ` (The ${SHARPER}.)` : '';
      const says = (place: number) => rows.some((row) => row[place] !== NO_VALUE);
      const statement = [
        `Differences are taken within replications. The ${percent(confidence)} intervals hold for all pairs together; a difference with a p above ${formatNumber(1 - confidence, 1)} is not told apart from none.`,
        ...(says(5) ? ['Cohen’s d is that of the paired differences.'] : []),
        ...(says(7)
          ? ['“Pairing saves” is how many times more replications independent runs would need.']
          : []),
      ].join(' ');
      return section(
        `${metric}, pair by pair`,
        `<p class="statement">${escapeHtml(statement + sharper)}</p>\n${rowsTable(columns, rows)}`,
      );
    });
}

function pairRow(comparison: MetricComparison, pair: MetricComparison['pairs'][number]): string[] {
  const { metric } = comparison;
  const { estimate, lower, upper } = pair.difference;
  const points = metricUnit(metric) === 'ratio';
  return [
    `${pair.candidate} − ${pair.baseline}`,
    estimate === null
      ? differenceText(comparison, pair.baseline, pair.candidate)
      : points
        ? `${pointsText(estimate)} points`
        : `${estimate > 0 ? '+' : ''}${formatMetric(metric, estimate)}`,
    points && Number.isFinite(lower) && Number.isFinite(upper)
      ? `${pointsText(lower)} to ${pointsText(upper)}`
      : Number.isFinite(lower) || Number.isFinite(upper)
        ? rangeText(metric, lower, upper)
        : NO_VALUE,
    points || estimate === null ? NO_VALUE : differenceText(comparison, pair.baseline, pair.candidate),
    pair.adjusted_p < 0.001 ? '< 0.001' : formatNumber(pair.adjusted_p, 2),
    pair.cohen_d === null ? NO_VALUE : formatNumber(pair.cohen_d.d, 2),
    pair.cliffs_delta === null
      ? NO_VALUE
      : `${formatNumber(pair.cliffs_delta.delta, 2)} (${pair.cliffs_delta.magnitude})`,
    pair.pairing === null ? NO_VALUE : `${formatNumber(pair.pairing.gain, 2)}×`,
  ];
}

export function sweepSection(result: SweepResult): string {
  const { plan, metrics } = result;
  if (metrics.length === 0) return '';
  const loads = loadCells(result);
  const columns = [
    { title: 'Point' },
    ...metrics.flatMap(({ metric }) => numeric(metric, '±')),
    { title: 'May be best in' },
    ...(loads === null ? [] : numeric('Unfinished')),
  ];
  const rows = plan.alternatives.slice(0, MOST_ROWS).map(({ label }, index) => [
    label,
    ...metrics.flatMap(({ metric, points }) => {
      const point = points[index];
      if (point === null) return [NO_VALUE, NO_VALUE];
      if (point.mean === null || point.replications < 2) return [meanText(metric, point), NO_VALUE];
      return [meanText(metric, point), reachText(metric, point).replace(/^ ± ?/, '')];
    }),
    metrics
      .filter((sweep) => sweep.too_few === null && (sweep.best === label || sweep.leaders.includes(label)))
      .map(({ metric }) => metric)
      .join(', '),
    ...(loads === null ? [] : [loads.get(label) ?? NO_VALUE]),
  ]);
  const cut =
    plan.alternatives.length > MOST_ROWS
      ? `<p class="muted">The first ${MOST_ROWS} of ${formatCount(plan.alternatives.length)}; sweep.json has all.</p>`
      : '';
  return section('Points', rowsTable(columns, rows) + cut);
}

/** The alternatives in the order of the first metric, as in the tables and charts above; those without a rank come last. */
function byRank(result: ExperimentResult): ExperimentResult['alternatives'] {
  const ranking = 'latency' in result ? (result.metrics[0]?.ranking ?? []) : [];
  const place = (label: string) => (ranking.includes(label) ? ranking.indexOf(label) : ranking.length);
  return result.alternatives.toSorted((a, b) => place(a.label) - place(b.label));
}

/** What distinguishes the alternatives, where labels do not say all. */
export function alternativesSection(result: ExperimentResult): string {
  const { plan, alternatives } = result;
  if (plan.kind === 'sweep') return '';
  const paths = [...new Set(plan.alternatives.flatMap(({ values }) => Object.keys(values)))];
  const single = new Set(alternatives.map(({ file }) => file)).size === 1;
  const columns: Column[] = [
    { title: 'Alternative' },
    ...(single ? [] : [{ title: 'File', mono: true }]),
    ...paths.map((title) => ({ title, mono: true })),
    ...numeric('Replications', 'With an expectation not met', 'With one undecided', 'Unfinished'),
  ];
  const loads = loadCells({ alternatives });
  const rows = byRank(result).map(({ label, file, values, replications, missed, undecided }) => [
    label,
    ...(single ? [] : [file]),
    ...paths.map((path) => values[path] ?? NO_VALUE),
    formatCount(replications),
    formatCount(missed),
    formatCount(undecided),
    loads?.get(label) ?? NO_VALUE,
  ]);
  return section('Alternatives', rowsTable(columns, rows));
}
