/**
 * Two stages of judging what changed: all metrics in the first replications, and what those do not settle with fresh ones.
 */
import type { Experiment } from '../experiment/experiment.ts';
import { confirmedVerdict } from '../statistics/gate.ts';
import type { Absence, BehaviourRow, GateRun, Reference, Subject } from './behaviour-types.ts';
import { pairsOf } from './gate-pairs.ts';
import { type Judgement, judge, type MetricPairs } from './judge.ts';
import { jobsOf, range, runsOf } from './runs.ts';

export interface BehaviourOptions {
  /** Its alternatives are the scenarios of the subjects, in their order. */
  readonly experiment: Experiment;
  readonly reference: Reference;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** Level of each one-sided test. Two stages of it make a false alarm in 1 of 400 rows at most whose mean lies at the margin. */
const ALPHA = 0.05;

/** One subject while it is compared. */
export interface Open {
  readonly subject: Subject;
  readonly index: number;
  readonly before: readonly GateRun[];
  readonly now: readonly GateRun[];
}

export function isAbsent(runs: readonly GateRun[] | Absence): runs is Absence {
  return 'state' in runs;
}

/** Judges the first replications of all together; what is not settled then, with fresh ones. */
export async function judgeInStages(
  changed: readonly Open[],
  { experiment, reference }: BehaviourOptions,
): Promise<BehaviourRow[][]> {
  const pairs = changed.map(({ subject, before, now }) => pairsOf(subject, before, now));
  const first = grouped(pairs, judge(pairs.flat(), ALPHA));
  const unsettled = (judgements: readonly Judgement[], metrics: readonly MetricPairs[]) =>
    judgements.some(({ verdict }, i) => isUnsettled(verdict) && metrics[i].margin > 0);
  const second = changed.filter(
    ({ subject, before }, i) =>
      subject.fresh > 0 && before.length > 0 && unsettled(first[i], pairs[i]) && !experiment.aborted,
  );
  const more = await freshPairs(second, experiment, reference);
  const freshJudged = grouped(
    more.map(({ fresh }) => fresh),
    judge(
      more.flatMap(({ fresh }) => fresh),
      ALPHA,
    ),
  );
  const allJudged = grouped(
    more.map(({ all }) => all),
    judge(
      more.flatMap(({ all }) => all),
      ALPHA,
    ),
  );
  return changed.map((one, i) => {
    const place = more.findIndex(({ of }) => of === one);
    return pairs[i].map((metric, k): BehaviourRow => {
      const judgement = first[i][k];
      const settled = place < 0 || !isUnsettled(judgement.verdict) || metric.margin === 0;
      const final = settled
        ? unconfirmed(judgement, metric)
        : confirmed(freshJudged[place][k], allJudged[place][k]);
      return { ...metric.gate, margin_value: metric.margin, ...final, stage: settled ? 1 : 2 };
    });
  });
}

function isUnsettled(verdict: Judgement['verdict']): boolean {
  return verdict === 'worse' || verdict === 'undecided';
}

/** Without fresh replications nothing is found to be worse by an estimate. */
function unconfirmed(judgement: Judgement, { margin }: MetricPairs): Judgement {
  if (judgement.verdict !== 'worse' || margin === 0) return judgement;
  return {
    ...judgement,
    verdict: 'undecided',
    reason: 'worse at first, and there are no fresh replications to confirm it',
  };
}

function confirmed(fresh: Judgement, all: Judgement): Judgement {
  if (all.verdict === 'unmeasured' || fresh.verdict === 'unmeasured') return all;
  const verdict = confirmedVerdict(fresh.verdict, all.verdict);
  if (verdict === all.verdict) return all;
  return {
    ...all,
    verdict,
    reason: 'worse in all replications together, which the fresh ones alone do not confirm',
  };
}

interface More {
  readonly of: Open;
  readonly fresh: readonly MetricPairs[];
  readonly all: readonly MetricPairs[];
}

async function freshPairs(
  open: readonly Open[],
  experiment: Experiment,
  reference: Reference,
): Promise<More[]> {
  const replications = open.map(({ subject }) =>
    range(subject.replications, subject.replications + subject.fresh),
  );
  const befores = await Promise.all(open.map(({ subject }, i) => reference.runs(subject, replications[i])));
  await experiment.perform(open.flatMap(({ index }, i) => jobsOf(index, replications[i])));
  return open.flatMap((one, i): More[] => {
    const before = befores[i];
    const now = runsOf(experiment, one.index, replications[i]);
    if (isAbsent(before) || before.length < replications[i].length || now.length < before.length) return [];
    const both = { before: [...one.before, ...before], now: [...one.now, ...now] };
    // The margin is that of the first stage.
    const first = pairsOf(one.subject, one.before, one.now);
    const margins = new Map(first.map(({ gate, margin }) => [gate.metric, margin]));
    const fresh = pairsOf(one.subject, before, now, margins);
    return [{ of: one, fresh, all: pairsOf(one.subject, both.before, both.now, margins) }];
  });
}

/** Cuts a flat list into parts as long as those of `like`. */
function grouped<Item>(like: readonly (readonly unknown[])[], items: readonly Item[]): Item[][] {
  const ends: number[] = [];
  for (const { length } of like) ends.push((ends.at(-1) ?? 0) + length);
  return like.map(({ length }, i) => items.slice(ends[i] - length, ends[i]));
}
