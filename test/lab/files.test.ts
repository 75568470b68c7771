import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
