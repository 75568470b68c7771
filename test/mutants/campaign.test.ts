/** A whole run on a project of one file, with processes that run its tests. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Campaign } from './campaign.ts';
import { Compiler } from './compiler.ts';
import { findMutants } from './find.ts';
import type { Equivalent } from './judged.ts';
import { readOptions } from './options.ts';
import type { Judged } from './report.ts';

const SOURCE = `export function clamp(value: number, most: number): number {
  if (value > most) return most;
  return value;
}

export function count(from: number, to: number): number {
  let steps = 0;
  for (let i = from; i < to; i++) {
    steps++;
  }
  return steps;
}

export const untested = (a: number) => a + 1;

export function root(value: number): number {
  if (value >= 0) return Math.sqrt(value);
  throw new RangeError('negative');
}
`;

const TESTS = `import { test as property, fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { clamp, count } from '../../src/engine/a.ts';

test('other tests of the file pass through nothing', () => {});
property.prop([fc.nat(), fc.nat()])('is never more', (value, most) => {
  expect(clamp(value, most)).toBeLessThanOrEqual(most);
});
test('keeps the largest', () => expect(clamp(3, 3)).toBe(3));
test('counts', () => expect(count(2, 5)).toBe(3));
`;

/** Milliseconds; processes start, and one fault has no end. */
const LONG = 300_000;

let root = '';
let results: readonly Judged[] = [];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'mutants-test-'));
  const files = { 'src/engine/a.ts': SOURCE, 'test/engine/a.test.ts': TESTS, 'test/mutants/golden.ts': '' };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  cpSync('tsconfig.json', join(root, 'tsconfig.json'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'), 'dir');
  results = (await campaign()).results;
}, LONG);

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function campaign(equivalents: readonly Equivalent[] = [], words: readonly string[] = []) {
  const compiler = new Compiler(root, ['engine']);
  const mutants = findMutants(
    compiler.source('src/engine/a.ts'),
    'src/engine/a.ts',
    compiler.program.getTypeChecker(),
  );
  const options = readOptions(['--rooms', 'engine', '--sample', '1000', ...words]);
  const judged = new Map(equivalents.map((entry) => [entry.key, entry]));
  const run = await Campaign.of({ options, work: join(root, 'work'), copy: root, compiler, mutants, judged });
  await run.run();
  return run;
}

const fate = (of: readonly Judged[], after: string) =>
  of.filter(({ mutant }) => mutant.after === after).map(({ verdict }) => verdict);

describe('a fault', () => {
  test('is killed by the test that fails', () => {
    expect(fate(results, 'if (value <= most) return most;')).toMatchObject([
      { state: 'killed', by: expect.stringContaining('test/engine/a.test.ts: is never more') },
    ]);
  });

  test('survives when all tests that pass there pass', () => {
    expect(fate(results, 'return (value) + 1;')).toMatchObject([{ state: 'killed' }]);
    // The same value either way.
    expect(fate(results, 'if (value >= most) return most;')).toMatchObject([{ state: 'survived', ran: 1 }]);
    expect(fate(results, 'export const untested = (a: number) => a - 1;')).toMatchObject([
      { state: 'survived' },
    ]);
  });

  test('that never ends is killed by its processor time', () => {
    expect(fate(results, 'for (let i = from; i < to; i--) {')).toMatchObject([
      { state: 'killed', by: expect.stringContaining('no end within its processor time') },
    ]);
  });

  test('that the type checker refuses is none', () => {
    // An early return may be left out; a function of a number may not end without one.
    expect(fate(results, 'if (value > most) {}')).toHaveLength(1);
    expect(results.filter(({ mutant }) => mutant.before.startsWith('throw'))).toEqual([]);
  });
});

test(
  'judged faults are not asked about again, and a run that goes on asks about nothing that it knows',
  async () => {
    const [survivor] = results.filter(({ verdict }) => verdict.state === 'survived');
    const { key, file, owner, before, after } = survivor.mutant;
    const again = await campaign([{ key, file, owner, before, after, why: 'so' }], ['--resume']);
    expect(again.results).toHaveLength(results.length);
    expect(fate(again.results, after)).toContainEqual({ state: 'equivalent', why: 'so' });
  },
  LONG,
);
