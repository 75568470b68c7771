import { expect, test } from 'vitest';
import { singleRun } from '../../src/lab/experiment/single-run.ts';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { summaryOf } from './from-text.ts';

/** Forty tasks, of which as many fail as say so. */
const text = (failure: string, conditions: string) => `
agents: 4
retry: { max_attempts: 1 }
workload: { backlog: 40, service: 1s, failure: ${failure} }
expect: [${conditions}]
`;
const said = async (failure: string, conditions: string) =>
  (await summaryOf(text(failure, conditions))).notes.filter((note) => note.includes('that completed'));

test('a condition on a latency says how many tasks it is of, where not all completed', async () => {
  const [note, ...others] = await said('50%', 'task.latency.p99 < 1h, task.wait.mean < 1h, makespan < 1h');
  expect(note).toMatch(
    /^task\.latency\.p99, task\.wait\.mean are of the tasks that completed, [\d.]+ % of those that ended: a condition on tasks\.success_rate says how many have to\.$/,
  );
  expect(others).toEqual([]);
});

test('nothing is said where all completed, where no condition asks for it, or where one asks for the share', async () => {
  expect(await said('0%', 'task.latency.p99 < 1h')).toEqual([]);
  expect(await said('50%', 'makespan < 1h')).toEqual([]);
  expect(await said('50%', 'task.latency.p99 < 1h, tasks.success_rate > 10%')).toEqual([]);
});

test('runs of an experiment say so in the same words', async () => {
  const scenario = parseScenario(text('50%', 'task.latency.p99 < 1h'));
  const cautions = async (replication: number) => (await singleRun(scenario, replication)).cautions;
  expect(await cautions(0)).toEqual([
    'task.latency.p99 is of the tasks that completed, not all of them: a condition on tasks.success_rate says how many have to.',
  ]);
  expect(await cautions(1)).toEqual(await cautions(0));
});
