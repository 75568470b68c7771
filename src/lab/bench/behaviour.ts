/**
 * Behaviour rows: scenarios against what they did before. Fingerprints that are the same end the question; where they are not,
 * metrics are compared in pairs, and what looks worse is confirmed on fresh replications.
 */
import type { Experiment } from '../experiment/experiment.ts';
import { isExpired } from './baseline.ts';
import type { BehaviourReport, BehaviourRow, GateRun, Subject, SubjectResult } from './behaviour-types.ts';
import { gatesOf, isSameRun, keptRuns, meansOf, uncomparedOf } from './gate-pairs.ts';
import { jobsOf, range, runsOf } from './runs.ts';
import { type BehaviourOptions, isAbsent, judgeInStages, type Open } from './stages.ts';

/** Runs and compares all subjects. Stops early, with what there is, when the experiment is aborted. */
export async function compareBehaviour(
  subjects: readonly Subject[],
  options: BehaviourOptions,
): Promise<BehaviourReport> {
  const { experiment, reference } = options;
  const first = subjects.map(({ replications }) => range(0, replications));
  const befores = await Promise.all(subjects.map((subject, i) => reference.runs(subject, first[i])));
  await experiment.perform(subjects.flatMap((_, i) => (isAbsent(befores[i]) ? [] : jobsOf(i, first[i]))));
  const results: (SubjectResult | null)[] = subjects.map((subject, i) => {
    const before = befores[i];
    if (isAbsent(before)) return withoutRows(subject, before.state, before.reason);
    return failureOf(subject, i, first[i], experiment);
  });
  const open = subjects.flatMap((subject, index): Open[] => {
    const before = befores[index];
    if (results[index] !== null || isAbsent(before)) return [];
    return [{ subject, index, before, now: runsOf(experiment, index, first[index]) }];
  });
  const changed = open.filter(({ subject, before, now }) => !isIdentical(subject, before, now));
  const rows = await judgeInStages(changed, options);
  for (const one of open) {
    const place = changed.indexOf(one);
    results[one.index] = place < 0 ? identical(one, options) : conclude(one, rows[place], options);
  }
  return { reference: reference.label, subjects: results as SubjectResult[] };
}

function conclude(
  { subject, before, now }: Open,
  rows: readonly BehaviourRow[],
  { today, reference }: BehaviourOptions,
): SubjectResult {
  const { baseline: found } = subject;
  const baseline = found.kind === 'found' ? found.baseline : null;
  const replication = before.findIndex((run, i) => run.fingerprint !== now[i].fingerprint);
  const at = Math.max(0, replication);
  const committed = baseline !== null && isAccepted(subject, now);
  const expired = committed && isExpired(baseline.accepted, today);
  const stale = baseline !== null && baseline.source !== subject.source && !committed;
  const what = replication < 0 ? 'figures differ under the same fingerprints' : 'fingerprints differ';
  return {
    ...common(subject, rows),
    means: meansOf(subject, now),
    uncompared: uncomparedOf(subject, before, now),
    state: committed && !expired ? 'accepted' : stale ? 'stale' : 'changed',
    reason: stale
      ? 'the scenario changed since its baseline was accepted, and so did what it does'
      : committed
        ? `${what} from ${reference.label}`
        : `${what}, and nobody has accepted that`,
    fingerprints: { replication: at, before: before[at].fingerprint, now: now[at].fingerprint },
    accepted: committed ? baseline.accepted : null,
    expired,
  };
}

function identical({ subject, before, now }: Open, { today }: BehaviourOptions): SubjectResult {
  const { baseline: found } = subject;
  const baseline = found.kind === 'found' ? found.baseline : null;
  const accepted = baseline?.accepted ?? null;
  const moved = baseline !== null && baseline.source !== subject.source;
  return {
    ...common(subject, []),
    means: meansOf(subject, now),
    uncompared: uncomparedOf(subject, before, now),
    state: 'identical',
    reason: moved ? 'the scenario was edited since its baseline was accepted, and does the same' : '',
    fingerprints: { replication: 0, before: before[0].fingerprint, now: now[0].fingerprint },
    accepted,
    expired: accepted !== null && isExpired(accepted, today),
  };
}

function isIdentical(subject: Subject, before: readonly GateRun[], now: readonly GateRun[]): boolean {
  const gates = gatesOf(subject, now);
  return before.every((run, i) => isSameRun(gates, run, now[i]));
}

/** Whether the committed baseline has runs and figures as they are now. */
function isAccepted(subject: Subject, now: readonly GateRun[]): boolean {
  const kept = keptRuns(subject, range(0, now.length));
  if ('state' in kept || kept.length < now.length) return false;
  const gates = gatesOf(subject, now);
  return now.every((run, i) => isSameRun(gates, kept[i], run));
}

function failureOf(
  subject: Subject,
  index: number,
  replications: readonly number[],
  experiment: Experiment,
): SubjectResult | null {
  const failure = experiment.failures.find(({ alternative }) => alternative === index);
  if (failure !== undefined)
    return withoutRows(subject, 'failed', `replication ${failure.replication} failed: ${failure.reason}`);
  const done = runsOf(experiment, index, replications).length;
  if (done === replications.length) return null;
  return withoutRows(subject, 'failed', `interrupted after ${done} of ${replications.length} replications`);
}

function withoutRows(subject: Subject, state: SubjectResult['state'], reason: string): SubjectResult {
  return { ...common(subject, []), state, reason, fingerprints: null, accepted: null, expired: false };
}

function common({ name, file, replications }: Subject, rows: readonly BehaviourRow[]) {
  return { name, file, replications, rows, means: [], uncompared: [] };
}
