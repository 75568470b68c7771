/**
 * Results as JUnit XML, in the form that Jenkins, GitLab and the JUnit actions of GitHub read: testsuites, testsuite, testcase, and
 * in it failure, error or skipped.
 */
import { visible, visibleLine } from '../../scenario/visible.ts';
import { bySuite, type CaseResult, countOf, secondsOf } from './case.ts';

/** A whole document. An undecided case is a failure of type "undecided". @param title what was done, such as `sim test` */
export function junitText(results: readonly CaseResult[], title: string): string {
  const suites = [...bySuite(results)].flatMap(([suite, cases]) => [
    `  <testsuite${attributes({ name: suite, ...totals(cases) })}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: title, ...totals(results) })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

type Attributes = Readonly<Record<string, string | number | null>>;

function totals(cases: readonly CaseResult[]): Attributes {
  return {
    tests: cases.length,
    failures: countOf(cases, 'failed') + countOf(cases, 'undecided'),
    errors: countOf(cases, 'error'),
    skipped: countOf(cases, 'skipped'),
    time: timeText(secondsOf(cases)),
  };
}

function caseLines(result: CaseResult): string[] {
  const { suite, name, status, place, seconds } = result;
  const head = `    <testcase${attributes({
    name,
    classname: suite,
    file: place?.file ?? null,
    line: place?.line ?? null,
    time: timeText(seconds),
  })}`;
  return status === 'passed' ? [`${head}/>`] : [`${head}>`, ...outcomeLines(result), '    </testcase>'];
}

function outcomeLines({ status, message, details }: CaseResult): string[] {
  if (status === 'skipped') return [`      <skipped${attributes({ message })}/>`];
  const element = status === 'error' ? 'error' : 'failure';
  const text = [message, ...details].map(content).join('\n');
  return [`      <${element}${attributes({ message, type: status })}>${text}</${element}>`];
}

/** Seconds to the millisecond, never in powers of ten, which not every reader takes. */
function timeText(seconds: number | null): string | null {
  return seconds === null ? null : seconds.toFixed(3);
}

/** Those that have a value, each with a blank in front. */
function attributes(values: Attributes): string {
  return Object.entries(values)
    .flatMap(([key, value]) => (value === null ? [] : [` ${key}="${escaped(visibleLine(String(value)))}"`]))
    .join('');
}

function content(text: string): string {
  return escaped(visible(text));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\uFFFE': '\\ufffe',
  '\uFFFF': '\\uffff',
};

/** Of text that has no control characters: XML has no two last characters of the basic plane either, not even as references. */
function escaped(text: string): string {
  return text.replace(/[&<>"\uFFFE\uFFFF]/g, (character) => ENTITIES[character]);
}
