/**
 * Every scenario that the gate lists does in its first run, to the last event, what its baseline says. The gate asks the same
 * through the command; here it is a file of tests like the others, for planted faults.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BASELINES, listedScenarios, type Project } from '../../src/lab/bench/project.ts';
import { readSubjects } from '../../src/lab/bench/subjects.ts';
import { runScenario } from '../../src/lab/run.ts';

const project = JSON.parse(readFileSync(`${BASELINES}/bench.json`, 'utf8')) as Project;

for (const listed of listedScenarios(project)) {
  const name = listed.name ?? listed.file;
  test(`${name} does what it did`, async () => {
    const [{ scenario, baseline }] = await readSubjects([listed], { folder: BASELINES, words: {} });
    if (baseline.kind !== 'found') throw new Error(`${name} has no baseline`);
    const { summary } = await runScenario(scenario);
    expect(summary.fingerprint).toBe(baseline.baseline.runs[0].fingerprint);
  });
}
