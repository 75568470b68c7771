/** What a test prints: a line for each file as it is finished, then what is wrong, then a line that counts. */
import { createColors } from 'picocolors';
import { type CaseResult, isProblem, summaryLine } from '../ci/case.ts';
import { formatDuration, plural } from '../format.ts';
import { caseResults, type TestedFile } from './outcome.ts';

type Colours = ReturnType<typeof createColors>;

const MARKS: Readonly<Record<CaseResult['status'], string>> = {
  passed: '✓',
  failed: '✗',
  undecided: '?',
  error: '!',
  skipped: '·',
};

function styleOf(status: CaseResult['status'], colours: Colours): (text: string) => string {
  switch (status) {
    case 'passed':
      return colours.green;
    case 'undecided':
      return colours.yellow;
    case 'skipped':
      return colours.dim;
    default:
      return colours.red;
  }
}

/** The worst of a file's results decides its mark. */
const WORST: readonly CaseResult['status'][] = ['error', 'failed', 'undecided', 'passed', 'skipped'];

/** "✓ scenarios/quickstart.yaml  4 passed, 1 run, 0.8 s", and below it what its runs say of the scenario. */
export function fileText(file: TestedFile, color: boolean): string {
  const colours = createColors(color);
  const results = caseResults([file]);
  const worst = WORST.find((status) => results.some((result) => result.status === status)) ?? 'skipped';
  const mark = styleOf(worst, colours)(MARKS[worst]);
  const facts = [
    file.state === 'empty' ? 'has no expectations' : summaryLine(results),
    ...(file.runs > 0 ? [plural(file.runs, 'run')] : []),
    ...(file.seconds !== null && file.runs > 0 ? [formatDuration(file.seconds)] : []),
  ];
  return [
    `${mark} ${file.file}  ${colours.dim(facts.join(', '))}`,
    ...file.notes.map((note) => `    ${colours.yellow('!')} ${note}`),
  ].join('\n');
}

/** Everything that did not pass, with numbers, command and chart; skipped ones only where they say more than that. */
export function problemLines(files: readonly TestedFile[], color: boolean): string[] {
  const colours = createColors(color);
  return files.flatMap((file) => {
    const shown = caseResults([file]).filter(
      (result) => isProblem(result) || (result.status === 'skipped' && file.state === 'tested'),
    );
    return shown.flatMap((result) => {
      const { status, name, message, details, place, suite } = result;
      const where = place === null ? suite : `${place.file}:${place.line}`;
      const style = styleOf(status, colours);
      return [
        '',
        `${style(MARKS[status])} ${where}  ${colours.bold(name)}`,
        ...[status === 'undecided' ? `undecided: ${message}` : message, ...details]
          .filter((line) => line !== '')
          .map((line) => `    ${line}`),
      ];
    });
  });
}

export interface TestTotals {
  /** Conditions and scenarios that a filter left out. */
  readonly filtered: { readonly conditions: number; readonly scenarios: number };
  /** YAML files below the folders that are no scenarios. */
  readonly others: number;
  /** Wall time, in seconds. */
  readonly seconds: number;
}

/** "12 passed, 1 failed; 3 scenarios, 1 of them without expectations; 2.3 s". */
export function totalsText(files: readonly TestedFile[], { filtered, others, seconds }: TestTotals): string {
  const scenarios = files.filter(({ state }) => state !== 'obsolete');
  const empty = scenarios.filter(({ state }) => state === 'empty').length;
  const results = caseResults(files.filter(({ state }) => state !== 'empty'));
  const left = [
    ...(filtered.conditions > 0 ? [plural(filtered.conditions, 'condition')] : []),
    ...(filtered.scenarios > 0 ? [plural(filtered.scenarios, 'scenario')] : []),
  ];
  return [
    summaryLine(results),
    `${plural(scenarios.length, 'scenario')}${empty > 0 ? `, ${empty} of them without expectations` : ''}`,
    ...(left.length > 0 ? [`left out by --filter: ${left.join(' and ')}`] : []),
    ...(others > 0 ? [`${plural(others, 'other YAML file')} passed over`] : []),
    formatDuration(seconds),
  ].join('; ');
}
