/** Which metrics a short report shows, under which heading, and which of them stand at its head. */
import type { Metrics } from '../lab/result.ts';
import { formatMetric, groupMetrics, type MetricGroups, metricLabel, type ScalarRow } from './metrics.ts';

/** Headings in order; a metric stands under the first whose pattern its name matches. */
const HEADINGS: readonly { readonly title: string; readonly pattern: RegExp }[] = [
  {
    title: 'Failures and recovery',
    pattern: /fail(ure|over)|crash|detect|recover|suspi|fault|outage|downtime|partition|heal|availab/,
  },
  { title: 'Tasks', pattern: /^(tasks?|makespan|throughput|waves?|workloads?|jobs?)(\.|_|$)/ },
  { title: 'Agents', pattern: /^(agents?|utili[sz]ation|balance|fairness)(\.|_|$)/ },
  { title: 'Queues and coordinators', pattern: /queue|coordinator|inbox|waiting/ },
  { title: 'Messages', pattern: /message|network|bytes|heartbeat|traffic|link/ },
  { title: 'Consensus', pattern: /consensus|quorum|leader|election|term|raft|vote/ },
];

const REST = 'Other';

export interface FigureGroup {
  readonly title: string;
  readonly rows: readonly ScalarRow[];
}

/** All figures that are no distributions, under their headings. */
export function figureGroups(groups: MetricGroups): FigureGroup[] {
  const found = new Map<string, ScalarRow[]>();
  for (const rows of groups.scalars.values())
    for (const row of rows) {
      const title = headingOf(row.name);
      found.set(title, [...(found.get(title) ?? []), row]);
    }
  return [...HEADINGS.map((heading) => heading.title).sort(byHeading), REST].flatMap((title) => {
    const rows = found.get(title);
    return rows === undefined ? [] : [{ title, rows }];
  });
}

function headingOf(name: string): string {
  // Failed tasks are news about tasks, failed agents about failures.
  if (/^tasks?\./.test(name)) return 'Tasks';
  return HEADINGS.find((heading) => heading.pattern.test(name))?.title ?? REST;
}

const ORDER = [
  'Tasks',
  'Agents',
  'Queues and coordinators',
  'Failures and recovery',
  'Messages',
  'Consensus',
];

function byHeading(left: string, right: string): number {
  return ORDER.indexOf(left) - ORDER.indexOf(right);
}

/** A figure large on a card. */
export interface Card {
  readonly label: string;
  readonly value: string;
  readonly metric: string;
}

/** Candidates for cards: the first name of each line that was measured. */
const CARDS: readonly { readonly label: string; readonly names: readonly RegExp[] }[] = [
  { label: 'tasks completed', names: [/^tasks\.completed$/, /^task\.completed$/] },
  { label: 'makespan', names: [/(^|\.)makespan$/] },
  { label: 'throughput', names: [/(^|\.)throughput(\.mean)?$/] },
  { label: 'median latency', names: [/^tasks?\.latency\.p50$/] },
  { label: 'latency, 99th percentile', names: [/^tasks?\.latency\.p99$/] },
  { label: 'success', names: [/^tasks?\.success(_rate|_ratio)?$/] },
  { label: 'agent utilisation', names: [/^agents?\.utili[sz]ation(\.mean)?$/, /^utili[sz]ation$/] },
  {
    label: 'failure detection, mean',
    names: [/detection(\.time|_time|\.latency)?\.mean$/, /detection(\.time|_time)?\.p50$/],
  },
];

/** The figures that a reader looks for first, as far as they were measured. */
export function cards(metrics: Metrics): Card[] {
  const measured = Object.keys(metrics).filter((name) => metrics[name] !== null);
  return CARDS.flatMap(({ label, names }) => {
    const metric = names
      .map((pattern) => measured.find((name) => pattern.test(name)))
      .find((name) => name !== undefined);
    return metric === undefined ? [] : [{ label, metric, value: formatMetric(metric, metrics[metric]) }];
  });
}

/** Distributions and figures of a run, ready to be set out. */
export function keyFigures(metrics: Metrics) {
  const groups = groupMetrics(metrics);
  return { distributions: groups.distributions, figures: figureGroups(groups) };
}

export { metricLabel };
