/** From what became of the runs to the results that are shown. */
import { testNotes } from '../../lab/experiment/experiment-notes.ts';
import type { ConditionOutcome } from '../../lab/testing/judge.ts';
import type { TestedScenario } from '../../lab/testing/perform.ts';
import type { CaseStatus } from '../../report/ci/case.ts';
import type { SnapshotState, TestedCondition, TestedFile } from '../../report/testing/outcome.ts';
import type { Snapshot } from '../../scenario/build/conditions/fingerprint.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { LoadedTest } from './load.ts';
import type { SelectedTest } from './select.ts';
import { asksForSnapshot } from './snapshots.ts';

export interface ConcludeOptions {
  readonly update: boolean;
  readonly pipeline: boolean;
  /** Words that follow "sim run FILE" in the command that repeats a run. */
  readonly more: readonly string[];
  readonly reps: number | null;
}

const STATUS: Readonly<Record<ConditionOutcome['verdict'], CaseStatus>> = {
  met: 'passed',
  unmet: 'failed',
  undecided: 'undecided',
};

const SKIPPED = {
  'failed before': 'not run: a scenario before it failed, and --fail-fast was given',
  interrupted: 'not run to its end: interrupted',
} as const;

/** A file without anything to run. */
export function untested({ file, placed, problems }: LoadedTest): TestedFile {
  return {
    ...{ file, conditions: [], notes: [], runs: 0, seconds: null },
    state: placed === null ? 'invalid' : 'empty',
    problems: problems.map(({ file: where, line, key, message, suggestion }) => {
      const hint = suggestion === undefined ? '' : `, did you mean "${suggestion}"?`;
      const text = `${key === '' ? '' : `${key}: `}${message}${hint}`;
      return { text, place: where.startsWith('--') ? null : { file: where, line } };
    }),
  };
}

/** @param outcomes of the conditions, in order; none where the scenario was not run to its end */
export function concluded(
  { file, scenario, places }: SelectedTest,
  { rows, seconds, failure, skipped }: TestedScenario,
  outcomes: readonly ConditionOutcome[],
  options: ConcludeOptions,
): TestedFile {
  if (failure !== null) {
    const state = failure.kind === 'input' ? 'invalid' : 'broken';
    return {
      file,
      state,
      conditions: [],
      problems: [{ text: failure.reason, place: null }],
      notes: [],
      runs: 0,
      seconds,
    };
  }
  const conditions = scenario.expect.map((expectation, index): TestedCondition => {
    const outcome = outcomes.at(index) ?? null;
    const snapshot = outcome === null ? null : snapshotState(outcome, options);
    const runs = outcome?.over?.runs ?? options.reps ?? 1;
    const again = ['sim', 'run', file, ...options.more, '--seed', scenario.seed];
    return {
      text: expectation.text,
      place: { file: places[index].file, line: places[index].line },
      status: outcome === null ? 'skipped' : statusOf(outcome, snapshot, options),
      ...{ outcome, snapshot, chart: null },
      command: runs > 1 ? [...again, '--reps', String(runs)] : again,
    };
  });
  return {
    ...{ file, conditions, runs: rows.length },
    notes: testNotes(scenario, rows),
    state: skipped === null ? 'tested' : 'skipped',
    problems: skipped === null ? [] : [{ text: SKIPPED[skipped], place: null }],
    seconds: skipped === null ? seconds : null,
  };
}

function snapshotState(
  { expectation, result }: ConditionOutcome,
  { update }: ConcludeOptions,
): SnapshotState | null {
  if (!asksForSnapshot(expectation) || result.fingerprint === undefined) return null;
  const { expected, actual } = result.fingerprint;
  if (expected === null) return update ? 'written' : 'missing';
  // A snapshot of another seed is as old as one of another fingerprint.
  return update && (expected !== actual || result.verdict !== 'met') ? 'changed' : null;
}

function statusOf(
  { verdict }: ConditionOutcome,
  snapshot: SnapshotState | null,
  { pipeline }: ConcludeOptions,
): CaseStatus {
  if (snapshot === 'written' || snapshot === 'changed') return 'passed';
  if (snapshot === 'missing') return pipeline ? 'failed' : 'skipped';
  return STATUS[verdict];
}

/** The fingerprint that is to be kept of a scenario; null where it asks for none. */
export function snapshotOf(tested: TestedFile, { scenario }: SelectedTest): Snapshot | null {
  const found = tested.conditions.find(({ snapshot }) => snapshot === 'written' || snapshot === 'changed');
  const actual = found?.outcome?.result.fingerprint?.actual;
  return actual === undefined ? null : { fingerprint: actual, seed: scenario.seed };
}

/**
 * What all results come to. A file that cannot be tested outweighs one that fails, as what it would have said is not known; a failure
 * outweighs what is undecided.
 */
export function testCode(files: readonly TestedFile[], interrupted: boolean): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (files.some(({ state }) => state === 'invalid')) return EXIT.badInput;
  const statuses = files.flatMap(({ conditions }) => conditions.map(({ status }) => status));
  const isBroken = files.some(({ state }) => state === 'broken' || state === 'obsolete');
  if (isBroken || statuses.includes('failed')) return EXIT.failed;
  return statuses.includes('undecided') ? EXIT.undecided : EXIT.fine;
}
