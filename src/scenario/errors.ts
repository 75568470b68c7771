/**
 * Problems found in a scenario, each with its place, and the one error that carries them.
 */

import { visibleLine } from './visible.ts';

/** Where something stands. Lines and columns count from 1. A value given on the command line has the option as its `file`: "--set key=value". */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Place {
  /** Dotted path of the key: "workloads[0].service"; empty for the file as a whole. */
  readonly key: string;
  /** What was expected and what was found, without a full stop. */
  readonly message: string;
  /** A near miss that was probably meant. */
  readonly suggestion?: string;
}

/** Most problems reported at once; the rest are counted. */
export const MAXIMUM_PROBLEMS = 20;

/** "scenarios/x.yaml:12:5: agents.count: expected a whole number, found "ten"". */
export function formatProblem(problem: Problem): string {
  const place = problem.file.startsWith('--')
    ? problem.file
    : `${problem.file}:${problem.line}:${problem.column}`;
  const key = problem.key === '' ? '' : `${problem.key}: `;
  const suggestion = problem.suggestion === undefined ? '' : `, did you mean "${problem.suggestion}"?`;
  return visibleLine(`${place}: ${key}${problem.message}${suggestion}`);
}

/** A scenario that cannot be used. Its message is the formatted list of problems, one a line. */
export class ScenarioErrors extends Error {
  override readonly name = 'ScenarioErrors';
  /** At least one, at most {@link MAXIMUM_PROBLEMS}, in order of file, line and column. */
  readonly problems: readonly Problem[];
  /** Further problems that are not listed. */
  readonly omitted: number;

  /** @param more problems that have been left out already */
  constructor(problems: readonly Problem[], more = 0) {
    const sorted = inOrder(problems);
    const listed = sorted.slice(0, MAXIMUM_PROBLEMS);
    const omitted = sorted.length - listed.length + more;
    super(formatAll(listed, omitted));
    this.problems = listed;
    this.omitted = omitted;
  }

  format(): string {
    return formatAll(this.problems, this.omitted);
  }
}

function formatAll(problems: readonly Problem[], omitted: number): string {
  const lines = problems.map(formatProblem);
  if (omitted > 0) lines.push(`and ${omitted} more`);
  return lines.join('\n');
}

/** Files in the order in which they first appear, then by line and column; exact repetitions once. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const files = new Map<string, number>();
  const seen = new Set<string>();
  const unique: Problem[] = [];
  for (const problem of problems) {
    if (!files.has(problem.file)) files.set(problem.file, files.size);
    const text = formatProblem(problem);
    if (seen.has(text)) continue;
    seen.add(text);
    unique.push(problem);
  }
  return unique.sort(
    (a, b) =>
      (files.get(a.file) as number) - (files.get(b.file) as number) || a.line - b.line || a.column - b.column,
  );
}

/** Longest piece of a found value that a message quotes. */
const QUOTED_LENGTH = 60;

/** How messages show a value that was found: strings in quotes, collections by what they are. */
export function found(value: unknown): string {
  if (typeof value === 'string') {
    const shown = value.length > QUOTED_LENGTH ? `${value.slice(0, QUOTED_LENGTH)}...` : value;
    return visibleLine(JSON.stringify(shown));
  }
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  return String(value);
}
