import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { MAXIMUM_PROBLEMS, ScenarioErrors } from '../../src/scenario/errors.ts';
import { starterScenario } from '../../src/scenario/load.ts';
import { load } from './support.ts';

const example = readFileSync(new URL('example.yaml', import.meta.url), 'utf8');
const SEEDS = [example, starterScenario('x')];

/** Either a scenario that is plain data, or problems that each have a place inside the file. */
function loadsOrExplains(content: string | Uint8Array, set: string[] = []): boolean {
  try {
    const scenario = load('', { files: { 'scenarios/test.yaml': content }, set });
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
    return true;
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    expect(error.problems.length).toBeLessThanOrEqual(MAXIMUM_PROBLEMS);
    const lines = typeof content === 'string' ? content.split('\n').length : Number.POSITIVE_INFINITY;
    for (const { file, line, column, message } of error.problems) {
      expect(file).toMatch(/^(scenarios\/|--set )/);
      expect(line).toBeGreaterThan(0);
      if (file === 'scenarios/test.yaml') expect(line).toBeLessThanOrEqual(lines);
      expect(column).toBeGreaterThan(0);
      expect(message).not.toBe('');
      expect(message).not.toMatch(/undefined|\[object|Error:/);
    }
    return false;
  }
}

const JUNK = [
  '',
  ' ',
  '\n',
  '\t',
  ':',
  ': ',
  '- ',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  '&a ',
  '*a',
  '!!',
  '|',
  '>',
  '%',
  '@',
  '\u0000',
  '\uFEFF',
  '\u{1F600}',
  '~',
  'null',
  'true',
  '.nan',
  '.inf',
  '-.inf',
  '-1',
  '-0',
  '0',
  '1e300',
  '1e-300',
  '99999999999999999999',
  '0x10',
  '10,000',
  '5',
  '5s',
  '5x',
  '-5s',
  '110%',
  'all',
  'unlimited',
  'ten',
  'constructor',
  '__proto__',
  'toString',
  '<<: *a',
  'extends: test.yaml',
  '? ',
  '...',
  '---',
  'exponential(mean=3m)',
  'gamma(mean: 1s, cv: 2)',
  'gamma(mean=1s, cv=2)',
  'f(x, y: [z), {w}]',
  'g(\'a, "b: c)',
  'lognormal(mean=',
  '[[[[[[',
  '{ a: { b: { c: {} } } }',
  '[1, 2, 3]',
];

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit = fc.record<Edit>({
  at: fc.nat(100_000),
  remove: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(200)),
  insert: fc.oneof(fc.constantFrom(...JUNK), fc.string({ maxLength: 8 })),
});

function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, { at, remove, insert }) => {
    const start = at % (now.length + 1);
    return now.slice(0, start) + insert + now.slice(start + remove);
  }, text);
}

describe('whatever the input', () => {
  test.prop([fc.constantFrom(...SEEDS), fc.array(edit, { minLength: 1, maxLength: 4 })], { numRuns: 200 })(
    'a damaged scenario loads, or says where it is wrong',
    (text, edits) => {
      loadsOrExplains(applyEdits(text, edits));
    },
  );

  /** Values of the example, replaced one at a time: the damage gets past the parser. */
  const values = [...example.matchAll(/(?<=: )[^\s,{}[\]]+/g)];
  test.prop(
    [fc.array(fc.tuple(fc.nat(values.length - 1), fc.constantFrom(...JUNK)), { minLength: 1, maxLength: 3 })],
    { numRuns: 200 },
  )('a scenario with other values loads, or says where it is wrong', (replacements) => {
    const chosen = new Map(replacements);
    const ordered = [...chosen].sort(([a], [b]) => b - a);
    const text = ordered.reduce((now, [which, junk]) => {
      const { index, 0: old } = values[which];
      return now.slice(0, index) + junk + now.slice(index + old.length);
    }, example);
    loadsOrExplains(text);
  });

  const lines = example.split('\n');
  test.prop(
    [fc.nat(lines.length - 1), fc.nat(lines.length - 1), fc.constantFrom('drop', 'repeat', 'move', 'indent')],
    { numRuns: 150 },
  )(
    'a scenario with lines dropped, repeated, moved or indented loads, or says where it is wrong',
    (from, to, what) => {
      const changed = [...lines];
      const [line] = changed.splice(from, 1);
      if (what === 'repeat') changed.splice(from, 0, line, line);
      if (what === 'move') changed.splice(to, 0, line);
      if (what === 'indent') changed.splice(from, 0, `  ${line}`);
      loadsOrExplains(changed.join('\n'));
    },
  );

  test.prop([fc.uint8Array({ maxLength: 200 })])('bytes are refused with a place', (bytes) => {
    loadsOrExplains(bytes);
  });

  test.prop([fc.nat(example.length), fc.uint8Array({ minLength: 1, maxLength: 3 })])(
    'bytes inside a scenario',
    (at, bytes) => {
      const whole = new TextEncoder().encode(example);
      const content = new Uint8Array([...whole.slice(0, at), ...bytes, ...whole.slice(at)]);
      loadsOrExplains(content);
    },
  );

  /** JSON is YAML: any tree of data, with keys that mean something. */
  const key = fc.oneof(
    fc.constantFrom(
      'agents',
      'count',
      'groups',
      'name',
      'workload',
      'backlog',
      'service',
      'arrivals',
      'trace',
      'faults',
      'kind',
      'target',
      'at',
    ),
    fc.constantFrom(
      'network',
      'links',
      'latency',
      'expect',
      'scheduler',
      'parameters',
      'health',
      'seed',
      'extends',
      'constructor',
      'toString',
    ),
    fc.string({ maxLength: 3 }),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        1,
        -1,
        1.5,
        1e300,
        '',
        '5s',
        'crash',
        'all',
        'poisson(rate=1/s)',
        'x.csv',
      ),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  test.prop([fc.dictionary(key, tree, { maxKeys: 5 })], { numRuns: 300 })('any tree of data', (data) => {
    loadsOrExplains(JSON.stringify(data));
  });

  test.prop([
    fc.constantFrom(
      'agents.count',
      'workload[0].service',
      'faults[3].mtbf',
      'network.links',
      'expect',
      'scheduler',
      'seed',
      'cluster.regions[0]',
      'a.b[1].c',
    ),
    fc.oneof(fc.constantFrom(...JUNK), fc.string({ maxLength: 10 })),
  ])('any value set on the command line', (path, value) => {
    loadsOrExplains(example, [`${path}=${value}`]);
  });

  test.prop([fc.string({ maxLength: 20 })])('any --set', (option) => {
    loadsOrExplains(example, [option]);
  });

  test('undamaged, they load', () => {
    for (const text of SEEDS) expect(loadsOrExplains(text)).toBe(true);
  });
});
