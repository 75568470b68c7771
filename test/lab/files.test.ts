import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeFiles } from '../../src/lab/files.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { readBytes } from '../../src/scenario/files.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-test-'));
  writeFileSync(join(folder, 'quickstart.yaml'), '');
  writeFileSync(join(folder, 'quickstart.txt'), '');
  mkdirSync(join(folder, 'empty'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['quickstart.yml', 'quickstart.yaml'],
  ['quikstart.yaml', 'quickstart.yaml'],
  ['quickstart', 'quickstart.yaml'],
  ['failover.yaml', null],
  ['empty/quickstart.yaml', null],
  ['nowhere/quickstart.yaml', null],
])('%s is not there: %s may be meant', (name, meant) => {
  const file = join(folder, name);
  const read = () => readBytes(nodeFiles(), file, { file, line: 1, column: 1 }, '');
  const hint = meant === null ? '' : `, did you mean "${join(folder, meant)}"?`;
  expect(read).toThrow(ScenarioErrors);
  expect(read).toThrow(
    new ScenarioErrors([{ file, line: 1, column: 1, key: '', message: `there is no such file${hint}` }])
      .message,
  );
});

test('what is no file, or too large a one, is said to be that', () => {
  const why = (file: string) => {
    try {
      readBytes(nodeFiles(), file, { file, line: 1, column: 1 }, '');
    } catch (error) {
      return (error as Error).message;
    }
    return 'read';
  };
  const sparse = join(folder, 'sparse.csv');
  writeFileSync(sparse, '');
  truncateSync(sparse, 1e9 + 1);
  expect(why(folder)).toMatch(/this is a folder, not a file$/);
  expect(why('/dev/null')).toMatch(
    /this is a device or a pipe, not a file: write its content to a file first$/,
  );
  expect(why(sparse)).toMatch(/the file is too large to be read$/);
  expect(why(join(folder, 'quickstart.yaml'))).toBe('read');
});
