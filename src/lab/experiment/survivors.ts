/** Figures over what came to its end, or began, alone: where alternatives differ in how much of their work that is. */
import { type Figure, figureIn, isBounds } from '../../recording/bounds.ts';
import { formatRatio } from '../../scenario/numbers.ts';
import { nameOf } from './naming.ts';
import type { FinishedRun, SurvivingShare, Survivors } from './result.ts';
import type { RunRow } from './types.ts';

/** Shares that differ by less hardly move a quantile up to the 99th. */
const ALIKE = 0.001;

/** What some metrics are of alone. */
interface Kind {
  readonly of: string;
  /** Between that and the shares; default: which are. */
  readonly are?: string;
  readonly isOf: RegExp;
  /** Which share of all in a run it is, at the most; undefined where the run does not say. */
  readonly share: (figure: (metric: string) => Figure) => Figure | undefined;
  readonly warning: string;
}

const KINDS: readonly Kind[] = [
  {
    of: 'completed tasks alone',
    isOf: /^task\.(latency|wait|service)\./,
    share: (figure) => figure('tasks.success_rate'),
    warning:
      'not as many complete everywhere: WHO. To turn away or to give up what would be late makes what is left look fast: judge by tasks.success_rate as well.',
  },
  {
    of: 'the tasks that began alone',
    isOf: /^(makespan|speedup)$/,
    share: (figure) => part(figure('tasks.submitted'), figure('tasks.never_started')),
    warning:
      'not as many begin everywhere: WHO. What never began, as what it waits for had failed, takes no time: judge by tasks.never_started as well.',
  },
  {
    of: 'all tasks that ended, in whatever way',
    are: 'of which completed',
    isOf: /^makespan$/,
    share: (figure) => figure('tasks.success_rate'),
    warning:
      'not as many complete everywhere: WHO. Work that fails or is turned away is soon over: judge by tasks.success_rate as well.',
  },
  {
    of: 'completed flows alone',
    isOf: /^flow\.latency\./,
    share: (figure) => part(figure('flow.completed'), figure('flow.failed')),
    warning:
      'not as many complete everywhere: WHO. A flow that fails has no latency: judge by flow.failed as well.',
  },
  {
    of: 'the failures alone that somebody noticed while they lasted',
    isOf: /^(detection\.time\.(?!cut|slow)|failover\.time\.)/,
    share: (figure) => part(figure('detection.count'), figure('detection.missed')),
    warning:
      'not as many are noticed everywhere: WHO. What never notices is never late: judge by detection.missed as well.',
  },
  {
    of: 'what comes after an agent is taken for lost, because it is suspected or has restarted',
    are: 'where of all failures somebody noticed',
    isOf: /^recovery\.time\./,
    share: (figure) => part(figure('detection.count'), figure('detection.missed')),
    warning:
      'not as many failures are noticed while they last everywhere: WHO. How long it took until then is not in it: judge by detection.missed and task.latency.* as well.',
  },
];

/** One as a share of both: bounds where either is open. */
function part(one: Figure, other: Figure): Figure | undefined {
  const [a, b] = [one, other].map((figure) => (isBounds(figure) ? figure : { lower: figure, upper: figure }));
  if (a.lower === null || b.lower === null || a.lower + b.lower === 0) return undefined;
  const upper = a.upper === null ? 1 : a.upper / (a.upper + b.lower);
  const lower = b.upper === null ? 0 : a.lower / (a.lower + b.upper);
  return lower === upper ? upper : { lower, upper };
}

/** The runs of one alternative, or of one place that a search has looked at. */
export interface RunGroup {
  readonly label: string;
  readonly rows: readonly RunRow[];
}

/** @param labels of the alternatives, in their order */
export function groupsOf(labels: readonly string[], runs: readonly FinishedRun[]): RunGroup[] {
  return labels.map((label, index) => ({
    label,
    rows: runs.filter(({ alternative }) => alternative === index).map(({ row }) => row),
  }));
}

/**
 * By group, the share that metrics of a kind are of; null where that is the same everywhere. An alternative that turns away or gives
 * up what would be late has no late tasks, and one whose first steps fail is done soon: it has survivors.
 */
function unlikeShares(groups: readonly RunGroup[], { share }: Kind): SurvivingShare[] | null {
  const shares = groups.flatMap(({ label, rows }) => {
    const known = rows.flatMap((row) => share((metric) => figureIn(row, metric)) ?? []);
    if (known.length === 0) return [];
    const most = known.map((figure) => (isBounds(figure) ? (figure.upper ?? 1) : figure));
    const mean = most.reduce((sum, each) => sum + each, 0) / most.length;
    return [{ label, share: mean, text: `${known.some(isBounds) ? 'at most ' : ''}${formatRatio(mean)}` }];
  });
  const [least, most] = [leastOf(shares), mostOf(shares)];
  return least && most && most.share - least.share >= ALIKE ? shares : null;
}

/** @param metrics that the experiment is about @returns one for each kind of metric that cannot be compared as it is */
export function survivorsOf(groups: readonly RunGroup[], metrics: readonly string[]): Survivors[] {
  return KINDS.flatMap((kind) => {
    const affected = metrics.filter((metric) => kind.isOf.test(metric));
    if (affected.length === 0) return [];
    const shares = unlikeShares(groups, kind);
    return shares === null
      ? []
      : [{ metrics: affected, of: kind.of, are: kind.are ?? 'which are', warning: kind.warning, shares }];
  });
}

/** What a reader of such metrics must know. */
export function survivorNotes(survivors: readonly Survivors[]): string[] {
  return survivors.map(({ metrics, of, warning, shares }) => {
    const extremes = [leastOf(shares), mostOf(shares)].map(
      ({ label, text }) => `${text} with ${nameOf(label)}`,
    );
    const are = metrics.length === 1 ? 'is' : 'are';
    return `${metrics.join(', ')} ${are} of ${of}, and ${warning.replace('WHO', extremes.join(', '))}`;
  });
}

function leastOf(shares: readonly SurvivingShare[]): SurvivingShare {
  return shares.reduce((least, one) => (one.share < least.share ? one : least), shares[0]);
}

function mostOf(shares: readonly SurvivingShare[]): SurvivingShare {
  return shares.reduce((most, one) => (one.share > most.share ? one : most), shares[0]);
}
