/** Tasks that are turned away: at each agent (M/M/1/K), and at a coordinator without a queue (M/M/c/c). */
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { deviation, load, replicate, T_9995, values } from './experiment.ts';

/** Probability of n tasks in M/M/1/K with the load r (Gross and Harris, section 2.5). */
function inFinite(r: number, most: number, n: number): number {
  if (r === 1) return 1 / (most + 1);
  return ((1 - r) * r ** n) / (1 - r ** (most + 1));
}

/** Mean wait of those that M/M/1/K takes on: who finds n others waits for n services of mean 1. */
function finiteWait(r: number, most: number): number {
  let wait = 0;
  for (let n = 1; n < most; n++) wait += (n * inFinite(r, most, n)) / (1 - inFinite(r, most, most));
  return wait;
}

/** Erlang's B formula, by its recurrence. */
function erlangB(servers: number, offered: number): number {
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (offered * blocking) / (n + offered * blocking);
  return blocking;
}

const RUNS = 20;
/** A third of what the file gives: loss comes to its steady state within seconds. */
const SHORTER = ['warmup=100s', 'workload.stop=900s'];

describe('agents that turn tasks away when they are full', () => {
  test.each([
    { rate: 3.2, queue: 2 },
    { rate: 3.2, queue: 0 },
    { rate: 4, queue: 5 },
    { rate: 8, queue: 1 },
  ])('are M/M/1/K each: rate $rate/s on four, room for $queue to wait', async ({ rate, queue }) => {
    const r = rate / 4;
    const set = [...SHORTER, `workload.arrivals=poisson(rate=${rate}/s)`, `agents.queue_limit=${queue}`];
    const rows = await replicate(load('agent-loss', set), RUNS);
    const lost = values(rows, 'tasks.rejected').map((count, i) => count / values(rows, 'tasks.submitted')[i]);
    expect(Math.abs(deviation(lost, inFinite(r, queue + 1, queue + 1)))).toBeLessThan(T_9995);
    expect(values(rows, 'tasks.failed')).toEqual(values(rows, 'tasks.rejected'));
    expect(
      values(rows, 'tasks.rejections').every((count, i) => count >= values(rows, 'tasks.rejected')[i]),
    ).toBe(true);
    const waits = values(rows, 'task.wait.mean');
    if (queue === 0) expect(Math.max(...waits)).toBe(0);
    else expect(Math.abs(deviation(waits, finiteWait(r, queue + 1)))).toBeLessThan(T_9995);
  });
});

test('agents behind a coordinator without a queue lose what Erlang B says', async () => {
  const set = [
    ...SHORTER,
    'agents.queue_limit=unlimited',
    'agents.when_full=block',
    'agents.count=10',
    'scheduler.agent_queue=0',
    'scheduler.queue_limit=0',
    'workload.arrivals=poisson(rate=8/s)',
  ];
  const rows = await replicate(load('agent-loss', set), RUNS);
  const lost = values(rows, 'tasks.shed').map((count, i) => count / values(rows, 'tasks.submitted')[i]);
  expect(erlangB(10, 8)).toBeCloseTo(0.12166, 5);
  expect(Math.abs(deviation(lost, erlangB(10, 8)))).toBeLessThan(T_9995);
});

test('with attempts enough, nothing is lost that some agent has room for, and the loss is that of the whole', async () => {
  // Retried at once: a task is lost only where so many draws of an agent all find a full one.
  const set = [
    ...SHORTER,
    'agents.queue_limit=0',
    'retry.max_attempts=100',
    'workload.arrivals=poisson(rate=3.2/s)',
  ];
  const rows = await replicate(load('agent-loss', set), RUNS);
  const lost = values(rows, 'tasks.rejected').map((count, i) => count / values(rows, 'tasks.submitted')[i]);
  // Four servers, and a task that finds one of them free finds it in 100 draws but for (3/4)^100: M/M/4/4.
  expect(Math.abs(deviation(lost, erlangB(4, 3.2)))).toBeLessThan(T_9995);
  expect(mean(values(rows, 'tasks.rejections'))).toBeGreaterThan(
    100 * mean(values(rows, 'tasks.rejected')) - 1,
  );
});
