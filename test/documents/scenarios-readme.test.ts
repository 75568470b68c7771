import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCENARIOS_README, scenariosReadme } from './scenarios-readme.ts';

test('the reference of scenario files is what the schema, the registries and the files say', async () => {
  const written = readFileSync(SCENARIOS_README, 'utf8');
  // Shown instead of 1,400 lines.
  const isCurrent = written === (await scenariosReadme());
  expect(isCurrent, `${SCENARIOS_README} is of an older version: npm run documents writes it again`).toBe(
    true,
  );
});
