import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type CaseResult, summaryLine } from '../../../src/report/ci/case.ts';
import { githubAnnotations } from '../../../src/report/ci/github.ts';
import { gitlabReport } from '../../../src/report/ci/gitlab.ts';
import { junitText } from '../../../src/report/ci/junit.ts';
import { markdownText } from '../../../src/report/ci/markdown.ts';
import { visible, visibleLine } from '../../../src/scenario/visible.ts';
import { parseXml } from './parse-xml.ts';

function result(changes: Partial<CaseResult> = {}): CaseResult {
  return {
    suite: 'a.yaml',
    name: 'makespan < 1h',
    status: 'passed',
    message: '',
    details: [],
    place: { file: 'a.yaml', line: 3 },
    seconds: 0.25,
    ...changes,
  };
}

const FAILED = result({
  status: 'failed',
  message: 'makespan is 2 h',
  details: ['run 2 h, limit 1 h', 'sim run a.yaml --seed "a b"'],
});
const UNDECIDED = result({
  name: 'lost == 0',
  status: 'undecided',
  message: 'the run was cut',
  seconds: null,
});
const BROKEN = result({
  suite: 'b.yaml',
  status: 'error',
  message: 'agents.count: 0',
  place: null,
  seconds: null,
});
const SKIPPED = result({ suite: 'b.yaml', status: 'skipped', message: 'fail-fast', seconds: null });
const ALL = [result(), FAILED, BROKEN, UNDECIDED, SKIPPED];

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const anyResult = fc.record({
  suite: fc.oneof(fc.constantFrom('a.yaml', 'b.yaml'), anyText),
  name: anyText,
  status: fc.constantFrom('passed', 'failed', 'undecided', 'skipped', 'error'),
  message: anyText,
  details: fc.array(anyText, { maxLength: 3 }),
  place: fc.option(fc.record({ file: anyText, line: fc.integer({ min: 1, max: 1e6 }) })),
  seconds: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
}) satisfies fc.Arbitrary<CaseResult>;
const anyResults = fc.array(anyResult, { maxLength: 8 });

test('the summary names what there is, in one order', () => {
  expect(summaryLine(ALL)).toBe('1 passed, 1 failed, 1 undecided, 1 error, 1 skipped');
  expect(summaryLine([BROKEN, BROKEN])).toBe('2 errors');
  expect(summaryLine([])).toBe('nothing was checked');
});

describe('JUnit', () => {
  test('an example', () => {
    expect(junitText(ALL, 'sim test')).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sim test" tests="5" failures="2" errors="1" skipped="1" time="0.500">
  <testsuite name="a.yaml" tests="3" failures="2" errors="0" skipped="0" time="0.500">
    <testcase name="makespan &lt; 1h" classname="a.yaml" file="a.yaml" line="3" time="0.250"/>
    <testcase name="makespan &lt; 1h" classname="a.yaml" file="a.yaml" line="3" time="0.250">
      <failure message="makespan is 2 h" type="failed">makespan is 2 h
run 2 h, limit 1 h
sim run a.yaml --seed &quot;a b&quot;</failure>
    </testcase>
    <testcase name="lost == 0" classname="a.yaml" file="a.yaml" line="3">
      <failure message="the run was cut" type="undecided">the run was cut</failure>
    </testcase>
  </testsuite>
  <testsuite name="b.yaml" tests="2" failures="0" errors="1" skipped="1">
    <testcase name="makespan &lt; 1h" classname="b.yaml">
      <error message="agents.count: 0" type="error">agents.count: 0</error>
    </testcase>
    <testcase name="makespan &lt; 1h" classname="b.yaml" file="a.yaml" line="3">
      <skipped message="fail-fast"/>
    </testcase>
  </testsuite>
</testsuites>
`,
    );
  });

  test.prop([anyResults, anyText])(
    'any text gives a document that a strict parser reads back',
    (results, title) => {
      const root = parseXml(junitText(results, title));
      expect(root.name).toBe('testsuites');
      expect(root.attributes.tests).toBe(String(results.length));
      const cases = root.children.flatMap(({ children }) => children);
      expect(cases.length).toBe(results.length);
      const count = (kind: string) =>
        cases.filter(({ children }) => children.some(({ name }) => name === kind)).length;
      expect(count('failure')).toBe(Number(root.attributes.failures));
      expect(count('error')).toBe(Number(root.attributes.errors));
      expect(count('skipped')).toBe(Number(root.attributes.skipped));
      const suites = [...new Set(results.map(({ suite }) => suite))];
      expect(root.children.map(({ attributes }) => attributes.name)).toEqual(suites.map(shown));
      const ordered = suites.flatMap((suite) => results.filter((result) => result.suite === suite));
      expect(cases.map(({ attributes }) => attributes.name)).toEqual(ordered.map(({ name }) => shown(name)));
      ordered.forEach(({ status, message, details }, place) => {
        if (status === 'passed' || status === 'skipped') return;
        const expected = [message, ...details].join('\n');
        expect(cases[place].children[0].text).toBe(withoutNonCharacters(visible(expected)));
      });
    },
  );
});

function withoutNonCharacters(text: string): string {
  return text.replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');
}

function shown(text: string): string {
  return withoutNonCharacters(visibleLine(text));
}

describe('Markdown', () => {
  test('an example', () => {
    expect(
      markdownText(ALL, 'sim test'),
    ).toBe(`### sim test: 1 passed, 1 failed, 1 undecided, 1 error, 1 skipped

| | what | where | why |
| --- | --- | --- | --- |
| ❌ failed | <code>makespan &lt; 1h</code> | <code>a.yaml:3</code> | makespan is 2 h<br>run 2 h, limit 1 h<br>sim run a.yaml --seed "a b" |
| 💥 error | <code>makespan &lt; 1h</code> | <code>b.yaml</code> | agents.count: 0 |
| ❔ undecided | <code>lost == 0</code> | <code>a.yaml:3</code> | the run was cut |

<details><summary>1 passed, 1 skipped</summary>

| | what | where | why |
| --- | --- | --- | --- |
| ✅ passed | <code>makespan &lt; 1h</code> | <code>a.yaml:3</code> |  |
| ⏭️ skipped | <code>makespan &lt; 1h</code> | <code>a.yaml:3</code> | fail-fast |

</details>
`);
  });

  test.prop([anyResults])('every result is one row of four cells, whatever its text', (results) => {
    const rows = markdownText(results, 'sim test')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| |') && !line.startsWith('| ---'));
    expect(rows.length).toBe(results.length);
    // A vertical bar that no backslash escapes ends a cell; a backslash escapes the character after it.
    for (const row of rows) expect(row.replace(/\\./gu, '').split('|').length).toBe(6);
  });

  test('a long table ends with what it leaves out', () => {
    const text = markdownText(
      Array.from({ length: 501 }, () => FAILED),
      'sim test',
    );
    expect(text).toContain('and 1 more row that is not shown');
    expect(text.split('\n').filter((line) => line.startsWith('| ❌')).length).toBe(500);
  });
});

describe('annotations of GitHub', () => {
  test('an example', () => {
    expect(githubAnnotations(ALL)).toEqual([
      '::error file=a.yaml,line=3,title=failed%3A makespan < 1h::makespan is 2 h%0Arun 2 h, limit 1 h%0Asim run a.yaml --seed "a b"',
      '::error title=error%3A makespan < 1h::b.yaml: agents.count: 0',
      '::error file=a.yaml,line=3,title=undecided%3A lost == 0::the run was cut',
    ]);
  });

  test('what separates properties and lines is escaped', () => {
    const [line] = githubAnnotations([
      result({
        status: 'failed',
        name: 'a, b: 100%',
        message: '50%\nnext',
        place: { file: 'a,b:c.yaml', line: 1 },
      }),
    ]);
    expect(line).toBe('::error file=a%2Cb%3Ac.yaml,line=1,title=failed%3A a%2C b%3A 100%25::50%25%0Anext');
  });

  test.prop([anyResults])('each is one line, which the runner of GitHub reads back', (results) => {
    const problems = results.filter(({ status }) => status !== 'passed' && status !== 'skipped');
    const lines = githubAnnotations(results);
    expect(lines.length).toBe(problems.length);
    lines.forEach((line, index) => {
      const { place, status, name, message, suite, details } = problems[index];
      const match = /^::error ([^\r\n]*?)::([^\r\n]*)$/.exec(line);
      const properties = Object.fromEntries(
        (match?.[1] ?? '').split(',').map((part) => part.split(/=(.*)/s, 2)),
      );
      expect(decoded(properties.title)).toBe(visibleLine(`${status}: ${name}`));
      expect(properties.file === undefined ? null : decoded(properties.file)).toBe(
        place === null ? null : visibleLine(place.file),
      );
      const first = place === null ? `${suite}: ${message}` : message;
      expect(decoded(match?.[2] ?? '')).toBe(visible([first, ...details].join('\n')));
    });
  });
});

function decoded(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

describe('code quality report of GitLab', () => {
  test('an example', () => {
    const entries = JSON.parse(gitlabReport(ALL)) as Record<string, unknown>[];
    expect(entries.map(({ fingerprint, ...rest }) => rest)).toEqual([
      {
        description: 'failed: makespan < 1h: makespan is 2 h',
        check_name: 'makespan < 1h',
        severity: 'major',
        location: { path: 'a.yaml', lines: { begin: 3 } },
      },
      {
        description: 'error: makespan < 1h: agents.count: 0',
        check_name: 'makespan < 1h',
        severity: 'critical',
        location: { path: 'b.yaml', lines: { begin: 1 } },
      },
      {
        description: 'undecided: lost == 0: the run was cut',
        check_name: 'lost == 0',
        severity: 'minor',
        location: { path: 'a.yaml', lines: { begin: 3 } },
      },
    ]);
  });

  test('a finding keeps its fingerprint when only its figures change', () => {
    const [before] = JSON.parse(gitlabReport([FAILED])) as { fingerprint: string }[];
    const [after] = JSON.parse(gitlabReport([{ ...FAILED, message: 'makespan is 3 h', details: [] }])) as {
      fingerprint: string;
    }[];
    expect(after.fingerprint).toBe(before.fingerprint);
    expect(before.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  test.prop([anyResults])('no two findings share a fingerprint', (results) => {
    const entries = JSON.parse(gitlabReport(results)) as { fingerprint: string }[];
    expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
  });
});
