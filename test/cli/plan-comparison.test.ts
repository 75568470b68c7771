/** A plan beside its run: what had to succeed, and whether it did. */
import { expect, test } from 'vitest';
import { comparisonText } from '../../src/cli/plan-comparison.ts';
import { comparePlan, planScenarioText, planText, readPlannedScenario } from '../../src/lab/planning.ts';
import { runScenario } from '../../src/lab/run.ts';

async function compared(goal: string, until?: number): Promise<string> {
  const plan = await planText(goal);
  if (plan.kind !== 'plan') throw new Error(plan.question);
  const scenario = readPlannedScenario(planScenarioText(plan));
  const result = await runScenario(scenario, until === undefined ? {} : { until });
  return comparisonText(comparePlan(plan, result), result.summary, { color: false, width: 200 });
}

test.each([
  [
    'is met by enough of the tasks',
    '1% fail, at most 5% may fail',
    undefined,
    '✓',
    /; (?:9[5-9]|100) of 100 succeeded/,
  ],
  [
    'is missed where too many fail',
    '40% fail, at most 5 may fail, no retries',
    undefined,
    '✗',
    /; [3-8]\d of 100 succeeded/,
  ],
  [
    'is open while the wave is under way',
    '1% fail, at most 5% may fail',
    200,
    '?',
    /; \d+ of 100 succeeded so far/,
  ],
  ['is open before the wave has started', '1% fail, at most 5% may fail', 60, '?', /; did not start/],
])('what must succeed %s', async (_, words, until, mark, found) => {
  const line = (await compared(`Process 100 files, 2 minutes each, ${words}`, until))
    .split('\n')
    .filter((one) => one.includes('must succeed'));
  expect(line).toHaveLength(1);
  expect(line[0].startsWith(`${mark} `)).toBe(true);
  expect(line[0]).toContain('95 % must succeed, 95 of 100');
  expect(line[0]).toMatch(found);
});

test('a stated time is called an average where the scenario draws times about it', async () => {
  const plan = await planText('Run 8 migration steps one after the other, each takes 20 minutes');
  if (plan.kind !== 'plan') throw new Error(plan.question);
  const text = planScenarioText(plan);
  expect(text).toContain('service: "lognormal(mean=20min, cv=0.3)"');
  expect(text).toContain('8 migrations of 20 min on average');
  expect(plan.reading.used.map(({ gives }) => gives)).toContain('a subtask takes 20 min on average');
});
