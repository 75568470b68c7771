/** Unrelated machines: random assignment makes an M/M/1 of each agent, at its own rate for these tasks. */
import { expect, test } from 'vitest';
import { deviation, load, replicate, T_9995, values } from './experiment.ts';

test('two agents, of rates 2 and 0.8, are two M/M/1', async () => {
  const rows = await replicate(load('unrelated'), 20);
  // Each gets 0.5/s: the mean of 1 / (mu - lambda).
  const truth = (1 / (2 - 0.5) + 1 / (0.8 - 0.5)) / 2;
  expect(truth).toBeCloseTo(2, 12);
  expect(Math.abs(deviation(values(rows, 'task.latency.mean'), truth))).toBeLessThan(T_9995);
  expect(Math.abs(deviation(values(rows, 'task.service.mean'), (1 / 2 + 1 / 0.8) / 2))).toBeLessThan(T_9995);
});
