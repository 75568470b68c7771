/** What a run that left a condition undecided says would decide it. */
import { expect, test } from 'vitest';
import { summaryOf } from './from-text.ts';

const CUT = `
duration: 1min
agents: 4
retry: { timeout: never }
expect: [task.latency.max < 1h]
`;
const STOP = ', and let arrivals stop before the end (workload.stop)';
const TASKS = ', and give the workload a number of tasks (workload.tasks)';

test.each([
  ['open', 'arrivals: poisson(rate=9/s), service: exponential(mean=1s)', STOP],
  [
    'flow',
    'flow: { arrivals: poisson(rate=9/s), steps: { validate: { service: 1ms }, assign: { service: 1ms }, execute: { service: exponential(mean=1s) }, validate-result: { service: 1ms }, checkpoint: { service: 1ms } } }',
    STOP,
  ],
  ['open, of so many tasks', 'arrivals: poisson(rate=9/s), service: exponential(mean=9s), tasks: 1000', ''],
  ['closed', 'population: 80, service: exponential(mean=1s)', TASKS],
  ['closed, of so many tasks', 'population: 80, service: exponential(mean=1s), tasks: 9000', ''],
  ['backlog', 'backlog: 1000, service: exponential(mean=1s)', ''],
])('%s: arrivals are to stop where there is no end to them', async (_, workload, stop) => {
  const quoted = workload.replaceAll(/(\w+\(\w+=[^)]*\))/g, '"$1"');
  const [{ verdict, remedy }] = (await summaryOf(`${CUT}workload: { ${quoted} }\n`)).expectations;
  expect(verdict).toBe('undecided');
  expect(remedy).toMatch(/^(raise duration|leave out duration)/);
  expect(
    remedy?.replace(/^(raise|leave out) duration/, '').startsWith(stop === '' ? ', and the run ends' : stop),
  ).toBe(true);
});

const SHORT =
  'agents: 4\nretry: { timeout: 30s, max_attempts: 5 }\nexpect: [task.latency.p99 < 10min, makespan < 1h]\n';

test.each([
  ['a backlog', 'backlog: 20, service: 1h', ''],
  ['tasks that go on arriving', 'arrivals: "poisson(rate=1/s)", service: 1min', ''],
  [
    'tasks that have arrived',
    'arrivals: "poisson(rate=1/s)", service: "uniform(min=31s, max=9min)", stop: 30s',
    '',
  ],
  [
    'agents that crash',
    'backlog: 20, service: 1h',
    'faults: [{ name: c, kind: crash, target: { agents: 1 }, at: 20s, duration: 10s }]\n',
  ],
])('%s: work that no attempt has the time for is decided by no longer run', async (_, workload, faults) => {
  const text = `${SHORT}${faults}workload: { ${workload} }\n`;
  const [latency, makespan] = (await summaryOf(`duration: 1min\n${text}`)).expectations;
  expect(latency).toMatchObject({
    verdict: 'undecided',
    remedy: 'raise retry.timeout, no longer run decides it',
  });
  // What is over with the last task is decided when that has failed.
  expect(makespan.remedy).toMatch(
    /^(leave out duration, and the run ends with its last task$|raise duration, )/,
  );
});

test('a longer run is advised where some attempts have the time, and decides it', async () => {
  const text = `${SHORT}workload: { backlog: 4, service: "uniform(min=9s, max=1min)" }\n`;
  const [cut] = (await summaryOf(`duration: 8s\n${text}`)).expectations;
  expect(cut).toMatchObject({
    verdict: 'undecided',
    remedy: 'leave out duration, and the run ends with its last task',
  });
  const whole = (await summaryOf(text)).expectations;
  expect(whole.map(({ verdict }) => verdict)).toEqual(['met', 'met']);
});

test('attempts that go on from checkpoints need not have the time for all of the work', async () => {
  const text = `${SHORT}checkpoints: { interval: 5s, cost: 1s, restore: 1s }\nworkload: { backlog: 4, service: 1min }\n`;
  const [cut] = (await summaryOf(`duration: 20s\n${text}`)).expectations;
  expect(cut).toMatchObject({
    verdict: 'undecided',
    remedy: 'leave out duration, and the run ends with its last task',
  });
  const whole = (await summaryOf(text)).expectations;
  expect(whole.map(({ verdict }) => verdict)).toEqual(['met', 'met']);
});

test('work that always fails is decided by no longer run', async () => {
  const text =
    'agents: 4\nworkload: { backlog: 20, service: 9s, failure: 100% }\nclaims: [task.wait.mean < 1h]\n';
  for (const duration of ['duration: 5s\n', ''])
    expect((await summaryOf(`${duration}${text}`)).claims).toMatchObject([
      { verdict: 'undecided', ...(duration ? { remedy: 'lower failure, no longer run decides it' } : {}) },
    ]);
});
