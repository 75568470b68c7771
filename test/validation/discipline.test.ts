/** Which of the waiting tasks is next: what that changes of waits, and what it does not. */
import { describe, expect, test } from 'vitest';
import { metricsOf } from '../lab/from-text.ts';
import { covering, load, replicate, values } from './experiment.ts';

/**
 * In M/M/1 at rate 0.5 and service rate 1 whoever has to wait under last come, first served waits for a busy period, which those
 * bring about who come after: P(W > t) = 0.5 P(B > t), of which the density of B is
 * exp(-1.5 t) I1(2 t sqrt(0.5)) / (t sqrt(0.5)) (Takacs 1962). Integrated numerically, the 99th percentile is 12.80 s; in order of
 * arrival it is 2 ln 50 = 7.82 s. The mean is 1 s for both.
 */
const QUANTILES = { lcfs: 12.8, fifo: 2 * Math.log(50) };

describe('M/M/1', () => {
  test.each(['lcfs', 'fifo'] as const)(
    'the mean wait does not depend on %s, the tail does',
    async (discipline) => {
      const rows = await replicate(load('lcfs', [`agents.discipline=${discipline}`]), 20);
      expect(covering(values(rows, 'task.wait.mean'), 20, 1).covered).toBe(1);
      expect(covering(values(rows, 'task.wait.p99'), 20, QUANTILES[discipline]).covered).toBe(1);
    },
  );
});

test('by worked example: three tasks that come while one runs are served from the last to the first', async () => {
  const text = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
scheduler: { algorithm: random, agent_queue: unlimited }
agents: { count: 1, discipline: lcfs }
workload: { arrivals: "deterministic(interval=1s)", tasks: 4, service: 10s }
`;
  // They come at 1, 2, 3 and 4 s and start at 1 s; then 4, 3 and 2 at 11, 21 and 31 s: waits of 0, 7, 18 and 29 s.
  const last = await metricsOf(text);
  expect([last['task.wait.mean'], last['task.wait.max']]).toEqual([13.5, 29]);
  // In order of arrival 0, 9, 18 and 27 s.
  const first = await metricsOf(text, ['agents.discipline=fifo']);
  expect([first['task.wait.mean'], first['task.wait.max']]).toEqual([13.5, 27]);
});

test.each([
  ['agent_queue: 0, algorithm: random', /with agent_queue 0 no task waits at an agent/],
  ['algorithm: late_binding', /with late_binding no task waits at an agent/],
  ['algorithm: heft', /heft serves tasks by their rank in the graph/],
])('is refused where no task would be chosen by it: %s', async (scheduler, message) => {
  const text = `agents: { count: 1, discipline: lcfs }\nscheduler: { ${scheduler} }\nworkload: { backlog: 3, service: 1s }`;
  await expect(metricsOf(text)).rejects.toThrow(message);
});
