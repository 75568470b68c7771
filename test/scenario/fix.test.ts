import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parse } from 'yaml';
import { parseTerm } from '../../src/scenario/distribution/syntax.ts';
import type { Term } from '../../src/scenario/distribution/term.ts';
import { fixScenarioFile, fixScenarioText } from '../../src/scenario/document/fix.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { load, problemsOf } from './support.ts';

interface Written {
  /** With "=" throughout. */
  readonly right: string;
  /** As it was taken once. */
  readonly old: string;
}

const word = fc.constantFrom('1s', '0.5', '20/s', '3m', '50%', '"a: b.csv"', "'c d.csv'", 'mean', '-1');
const { value } = fc.letrec<{ value: Written; call: Written; entries: Written }>((tie) => ({
  entries: fc
    .uniqueArray(
      fc.tuple(
        fc.constantFrom('mean', 'cv', 'values', 'distribution'),
        tie('value'),
        fc.constantFrom(': ', ' : ', '='),
      ),
      {
        minLength: 1,
        maxLength: 3,
        selector: ([key]) => key,
      },
    )
    .map((entries) => ({
      right: entries.map(([key, { right }]) => `${key}=${right}`).join(', '),
      old: entries.map(([key, { old }, joint]) => `${key}${joint}${old}`).join(', '),
    })),
  call: fc
    .tuple(fc.constantFrom('gamma', 'mixture', 'my_own'), tie('entries'))
    .map(([name, { right, old }]) => ({ right: `${name}(${right})`, old: `${name}(${old})` })),
  value: fc.oneof(
    { maxDepth: 3 },
    word.map((text) => ({ right: text, old: text })),
    tie('call'),
    tie('entries').map(({ right, old }) => ({ right: `{${right}}`, old: `{${old}}` })),
    fc.array(tie('value'), { minLength: 1, maxLength: 2 }).map((items) => ({
      right: `[${items.map(({ right }) => right).join(', ')}]`,
      old: `[${items.map(({ old }) => old).join(', ')}]`,
    })),
  ),
}));
const call = value.filter(({ right }) => /^\w+\(/.test(right));

/** Where calls stood, and where the value is then found. */
const PLACES: readonly (readonly [before: string, after: string])[] = [
  ['x: ', '\ny: 1\n'],
  ['x: ', '  # why: [not] {known}\ny: 1\n'],
  ['z:\n  - x: ', '\n    y: 1\n'],
  ['{ x: ', ', y: 1 }\n'],
  ['z: [{ y: 1, x: ', ' }]  # end: of it\n'],
  ['a: &one\r\n  x: ', '\r\n  y: *one\r\n'.replace('*one', '2')],
];

function plain(term: Term): unknown {
  if (term.kind === 'scalar') return term.value;
  if (term.kind === 'list') return term.items.map(plain);
  const entries = Object.fromEntries(term.entries.map(({ key, value: inner }) => [key, plain(inner)]));
  return term.kind === 'mapping'
    ? entries
    : { call: term.name, entries, only: term.only && plain(term.only) };
}

function valueOfX(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return undefined;
  if ('x' in data) return data.x;
  return Object.values(data)
    .map(valueOfX)
    .find((found) => found !== undefined);
}

describe('rewriting calls of older versions', () => {
  test.prop([call, fc.constantFrom(...PLACES)], { numRuns: 300 })(
    'gives YAML that means the same, once and for all',
    ({ right, old }, [before, after]) => {
      const { text } = fixScenarioText(before + old + after);
      const read = valueOfX(parse(text, { version: '1.2' }));
      expect(plain(parseTerm(String(read), { path: [] }))).toEqual(plain(parseTerm(right, { path: [] })));
      expect(text.startsWith(before)).toBe(true);
      expect(text.endsWith(after)).toBe(true);
      expect(fixScenarioText(text)).toEqual({ text, changes: [] });
    },
  );

  test.prop([fc.string({ maxLength: 60, unit: fc.constantFrom(...'ab:=,(){}[]"\' #\n-&*|>'.split('')) })])(
    'takes any text, and comes to an end',
    (text) => {
      const once = fixScenarioText(text);
      expect(once.changes.length === 0).toBe(once.text === text);
    },
  );

  test('keeps comments, line ends and the byte order mark', () => {
    const bytes = new TextEncoder().encode(
      '\uFEFF# a: b(c: d)\r\nworkload:   { backlog: 1,service: gamma(mean: 1s, cv: 2)  } # yes\r\n',
    );
    const { text, changes } = fixScenarioFile('a.yaml', memoryFiles({ 'a.yaml': bytes }));
    expect(text).toBe(
      '\uFEFF# a: b(c: d)\r\nworkload:   { backlog: 1,service: "gamma(mean=1s, cv=2)"  } # yes\r\n',
    );
    expect(changes).toEqual([{ line: 2, before: 'gamma(mean: 1s, cv: 2)', after: '"gamma(mean=1s, cv=2)"' }]);
    expect(load('', { files: { 'scenarios/test.yaml': text } }).workloads[0]).toMatchObject({ tasks: 1 });
  });
});

describe('what older versions took', () => {
  const work = (key: string, value: string) => `workload:\n  ${key}: ${value}\n`;
  const open = (arrivals: string) => work('tasks: 9\n  service: 1s\n  arrivals', arrivals);
  const closed = (service: string) => work('backlog: 9\n  service', service);
  const braces = (service: string) => `workload: { backlog: 9, service: ${service}, name: w }\n`;

  test.each([
    open('poisson(rate: 20/s)'),
    open("'poisson(rate: 20/s)'"),
    open('mmpp(rates: [5/s, 50/s], dwell: [60s, 5s])'),
    open('renewal(interval: gamma(mean: 50ms, cv: 2))'),
    'workload: { arrivals: poisson(rate: 20/s), tasks: 9, service: 1s }\n',
    'workload: { arrivals: bursty(rate: 5/s, burst_rate: 50/s, quiet: 9s, burst: 5s), tasks: 9, service: 1s }\n',
    closed('lognormal(mean: 4m, cv: 0.3)  # why'),
    closed(
      'mixture(components: [{ weight: 1, distribution: gamma(mean: 1s, cv: 2) }, { weight: 2, distribution: 3s }])',
    ),
    closed('empirical(values: [1s, 2s])'),
    closed('\n    gamma(mean: 1s, cv: 2)'),
    braces('gamma(mean: 1s, cv: 2)'),
    braces('gamma(mean=1s, cv=2)'),
    braces('exponential( mean : 1s )'),
    braces('"exponential(mean : 1s)"'),
    braces('discrete(values: [1s, 2s], weights: [1, 2])'),
    braces('zipf(n: 10, s: 1, step: 1s)'),
    braces('normal(mean: 2s, sd: 1s, min: 1s)'),
    'workload:\n  - { arrivals: poisson(rate: 3/s), tasks: 9, service: erlang(stages: 2, mean: 1s) }\n',
    'workload: { waves: [{ tasks: 3, service: gamma(mean: 1s, cv: 2) }, { tasks: 2, service: 2s }] }\n',
    `agents: { count: 2, groups: [{ name: g, count: 1, speed: uniform(min: 1, max: 2) }] }\n${braces('1s')}`,
    `network: { latency: lognormal(mean: 1ms, cv: 1), loss: 1% }\r\n${braces('1s')}`,
    `faults: [{ kind: crash, target: { agents: 1 }, every: 5m, duration: uniform(min: 1s, max: 3s) }]\n${braces('1s')}`,
  ])('is refused with the line that is written instead, which is right: %j', (text) => {
    const fixed = fixScenarioText(text);
    expect(fixed.changes.length).toBeGreaterThan(0);
    const problems = problemsOf(text).join('\n');
    for (const { line } of fixed.changes)
      expect(problems).toContain(`; write: ${fixed.text.split('\n')[line - 1].trim()}`);
    expect(load(fixed.text).workloads.length).toBeGreaterThan(0);
  });
});
