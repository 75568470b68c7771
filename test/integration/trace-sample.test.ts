/** The sample trace that comes with scenarios/trace-llm.yaml. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the sample trace is what its generator writes', () => {
  const written = spawnSync(process.execPath, ['.tools/trace-sample.mjs'], { encoding: 'utf8' });
  expect(written.stderr).toBe('');
  expect(written.stdout).toBe(readFileSync('scenarios/trace-llm.csv', 'utf8'));
});
