/** What a test came to, scenario by scenario, and as the results that pipelines are told. */
import type { ConditionOutcome } from '../../lab/testing/judge.ts';
import type { CaseResult, CaseStatus } from '../ci/case.ts';
import { overText } from '../experiment/over-text.ts';
import { plural } from '../format.ts';
import { measuredText, undecidedBecause } from '../metrics.ts';
import { shellWord } from '../shell-word.ts';

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What became of a snapshot. */
export type SnapshotState =
  | 'written'
  | 'changed'
  /** There is none, and none was to be written: nothing was compared. */
  | 'missing';

/** One condition of a scenario that was tested. */
export interface TestedCondition {
  readonly text: string;
  readonly place: Place;
  readonly status: CaseStatus;
  /** null where it was not judged. */
  readonly outcome: ConditionOutcome | null;
  readonly snapshot: SnapshotState | null;
  /** The words that repeat it. */
  readonly command: readonly string[];
  /** Path of its chart; null where there is none. */
  readonly chart: string | null;
}

/** One scenario, or a file that should have been one. */
export interface TestedFile {
  readonly file: string;
  /**
   * tested: conditions were judged. empty: it has no conditions. invalid: it cannot be read or run. broken: a run came to no end.
   * skipped: it was not run. obsolete: it is a file of snapshots, with some that no scenario asks for.
   */
  readonly state: 'tested' | 'empty' | 'invalid' | 'broken' | 'skipped' | 'obsolete';
  readonly conditions: readonly TestedCondition[];
  /** Where nothing was judged: why. One line for each problem. */
  readonly problems: readonly { readonly text: string; readonly place: Place | null }[];
  /** What its runs say of the scenario besides figures, such as that a fault hit nobody. */
  readonly notes: readonly string[];
  readonly runs: number;
  /** Wall time of the runs, in seconds. */
  readonly seconds: number | null;
}

/** The numbers on which a verdict rests, in one line. */
export function numbersText({ result, over, runs, met, replication }: ConditionOutcome): string {
  const measured = `${result.metric} is ${measuredText(result)}`;
  if (over?.of === 'share') return `${overText(over)}; ${measured} in run ${replication + 1}`;
  if (over) return overText(over);
  if (runs < 2) return measured;
  return `${measured} in run ${replication + 1}; holds in ${met} of ${plural(runs, 'run')}`;
}

/** Why a condition has the status that it has; empty when it passed. */
export function messageOf({ status, outcome, snapshot }: TestedCondition): string {
  if (snapshot === 'missing')
    return status === 'failed'
      ? 'there is no snapshot of it: sim test --update writes it, and it is to be committed'
      : 'not compared: there is no snapshot of it yet, sim test --update writes it';
  if (outcome === null || status === 'passed') return '';
  if (status === 'undecided') {
    const { over, result } = outcome;
    const why = over
      ? [over.reason, over.remedy].filter((part) => part !== undefined).join(': ')
      : undecidedBecause(result);
    return why;
  }
  return numbersText(outcome);
}

/** The numbers where the message does not have them, the command that repeats it, the path of its chart. */
export function detailsOf(condition: TestedCondition): string[] {
  const { status, outcome, snapshot, command, chart } = condition;
  if (status === 'passed' || outcome === null) return [];
  const accept = outcome.expectation.text.endsWith(' snapshot') && status === 'failed' && snapshot === null;
  return [
    ...(status === 'undecided' ? [numbersText(outcome)] : []),
    ...(accept ? ['if this is what is wanted now: sim test --update'] : []),
    `again with: ${command.map(shellWord).join(' ')}`,
    ...(chart === null ? [] : [`chart: ${chart}`]),
  ];
}

/** As the results that pipelines are told. The wall time of a scenario is shared among its conditions. */
export function caseResults(files: readonly TestedFile[]): CaseResult[] {
  return files.flatMap((file) => {
    if (file.state === 'tested' || file.conditions.length > 0)
      return file.conditions.map(
        (condition): CaseResult => ({
          suite: file.file,
          name: condition.text,
          status: condition.status,
          message: messageOf(condition) || (condition.status === 'skipped' ? reasonOf(file) : ''),
          details: detailsOf(condition),
          place: condition.place,
          seconds: file.seconds === null ? null : file.seconds / file.conditions.length,
        }),
      );
    return problemResults(file);
  });
}

function problemResults(file: TestedFile): CaseResult[] {
  const base = { suite: file.file, details: [], seconds: null };
  if (file.state === 'empty')
    return [{ ...base, name: 'expect', status: 'skipped', message: 'it has no expectations', place: null }];
  if (file.state === 'skipped')
    return [{ ...base, name: 'expect', status: 'skipped', message: reasonOf(file), place: null }];
  const name = { invalid: 'scenario', broken: 'run', obsolete: 'snapshot', tested: 'expect' }[file.state];
  const status = file.state === 'obsolete' ? 'failed' : 'error';
  return file.problems.map(({ text, place }) => ({ ...base, name, status, message: text, place }));
}

function reasonOf({ problems }: TestedFile): string {
  return problems[0]?.text ?? '';
}
