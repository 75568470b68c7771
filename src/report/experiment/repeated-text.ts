/** What many runs of one scenario print: conditions with their shares, and figures with their intervals. */
import { createColors } from 'picocolors';
import type { OverRuns } from '../../lab/experiment/over-runs.ts';
import type { RepeatedCondition, RepeatedFigure, RepeatedResult } from '../../lab/experiment/repeated.ts';
import { formatNumber, formatRatio, NO_VALUE, plural } from '../format.ts';
import { headlineText, repeatedHeadline } from '../headline.ts';
import type { VerdictRow } from '../html/verdict-section.ts';
import { figureGroups } from '../key-figures.ts';
import { formatMetric, introduceMetrics } from '../metrics.ts';
import type { TextOptions } from '../summary-text.ts';
import { meanText, rangeText } from './figures.ts';
import { overText } from './over-text.ts';
import { percent } from './sentences.ts';
import { NARROWEST, noteLines, table, wrap } from './text.ts';

/** Durations that are shown besides the key figures. */
const DURATIONS = [
  'task.latency.mean',
  'task.latency.p50',
  'task.latency.p99',
  'task.wait.mean',
  'task.wait.p99',
];

/** The figures that a short report shows. */
export function shownFigures({ figures }: RepeatedResult): RepeatedFigure[] {
  const known = new Map(figures.map((figure) => [figure.metric, figure]));
  const values = figures.map(({ metric, mean, bounds }) => [metric, mean ?? bounds?.lower ?? null] as const);
  const names = figureGroups(Object.fromEntries(values)).flatMap(({ rows }) => rows.map(({ name }) => name));
  return [...names, ...DURATIONS].flatMap((name) => known.get(name) ?? []);
}

/** "holds in 18 of 20 runs, 95 %: 70 to 97 %"; of a condition of many runs its verdict and what it rests on. */
export function conditionText(condition: RepeatedCondition): string {
  const { met, undecided, runs, lower, upper, confidence, verdict, over } = condition;
  if (over) {
    const word = { met: 'met', unmet: 'NOT MET', undecided: 'UNDECIDED' }[verdict];
    const why = whyOpen(over);
    return `${word}, ${overText(over)}${why === '' ? '' : ` (${why})`}`;
  }
  const open = undecided === 0 ? '' : `, UNDECIDED in ${undecided}`;
  const every = everyRun(condition);
  return `holds in ${met} of ${plural(runs, 'run')}${open}, ${percent(confidence)}: ${shareRange(lower, upper)}${every === '' ? '' : ` (${every})`}`;
}

/** Empty where it is decided. */
function whyOpen({ reason, remedy }: OverRuns): string {
  return [reason, remedy].filter((part) => part !== undefined).join(': ');
}

function shareRange(lower: number, upper: number): string {
  const [least, most] = [lower, upper].map((share) => formatNumber(share * 100, 2));
  return `${least} to ${most} %`;
}

/** Why a condition that holds in most runs, and maybe in the mean, is not met. */
function everyRun({ verdict, met }: RepeatedCondition): string {
  return verdict === 'unmet' && met > 0
    ? 'asked of every run; "over 20 reps" asks for the mean, "in 90% of 60 reps" for a share'
    : '';
}

/** The same as a row of a table, beside its verdict. */
export function conditionRow(condition: RepeatedCondition): VerdictRow {
  const { text, verdict, met, undecided, runs, lower, upper, confidence, over } = condition;
  if (over) {
    return { text, verdict, measured: overText(over), why: whyOpen(over) };
  }
  const open = undecided === 0 ? '' : `, undecided in ${undecided}`;
  const measured = `${met} of ${plural(runs, 'run')}${open}; ${percent(confidence)}: ${shareRange(lower, upper)}`;
  return { text, verdict, measured, why: everyRun(condition) };
}

/**
 * The cells of a figure: mean, interval, the least and the largest run, and how much it varies. Of a value that all runs have in
 * common no interval is known, but how rarely another one can occur: "9", "≤ 22 % of runs differ", "9 in all 12 runs". Where some runs
 * did not measure it, the others are counted: "1.8 s in 3 of 20 runs".
 */
export function figureCells(figure: RepeatedFigure): string[] {
  const { metric, lower, upper, replications, min, max, sd, mean, differs_at_most, unmeasured } = figure;
  const total = replications + unmeasured;
  const of = unmeasured === 0 ? '' : ` in ${replications} of ${plural(total, 'run')}`;
  if (differs_at_most !== null)
    return [
      meanText(metric, figure) + of,
      `≤ ${formatRatio(differs_at_most)} of runs differ`,
      `${formatMetric(metric, mean)} in all ${replications} runs`,
      NO_VALUE,
    ];
  const interval = replications < 2 ? NO_VALUE : rangeText(metric, lower, upper);
  const range = min === null || max === null ? NO_VALUE : rangeText(metric, min, max);
  const varies = sd === null || mean === null || mean === 0 ? NO_VALUE : formatRatio(sd / Math.abs(mean));
  return [
    meanText(metric, figure) + of,
    interval,
    min === max && min !== null ? formatMetric(metric, min) : range,
    varies,
  ];
}

export function repeatedText(result: RepeatedResult, options: TextOptions): string {
  const { plan, runs, conditions } = result;
  introduceMetrics(plan.own_metrics);
  const colours = createColors(options.color);
  const width = Math.max(NARROWEST, options.width);
  const rows = shownFigures(result).map((figure) => [figure.metric, ...figureCells(figure)]);
  const said = conditions.map((condition) => {
    const mark = condition.of === 'claims' ? 'claim' : 'expected';
    return wrap(`${mark} ${condition.text}: ${conditionText(condition)}`, width).join('\n');
  });
  return [
    [
      `${colours.bold(plan.name)}: ${plural(runs.length, 'run')} of one scenario${runs.length === 1 ? '' : ', each with other random numbers'}`,
      ...(conditions.length === 0 ? [] : [headlineText(repeatedHeadline(result), colours)]),
    ].join('\n'),
    said.join('\n'),
    rows.length === 0 ? '' : table(['', 'mean', '95 % interval', 'smallest to largest', 'sd'], rows, colours),
    noteLines(result.notes, width, colours),
    colours.dim(
      `fingerprint ${result.fingerprint} of ${plural(runs.length, 'run')}, seed ${plan.seed}, version ${result.version}`,
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
