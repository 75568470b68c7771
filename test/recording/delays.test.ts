/** Which tasks had to wait for a slot, in whole runs. */
import { expect, test } from 'vitest';
import { metricsOf, summaryOf } from '../lab/from-text.ts';

const AT_ONCE = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
`;

/** Of one agent, with a task each second. */
const SECONDS = 'workload: { arrivals: "deterministic(interval=1s)", tasks: 10, service: ';

test.each(['0', 'unlimited'])(
  'waiting that takes no time does not count, with agent_queue %s',
  async (limit) => {
    const text = `${AT_ONCE}\nagents: 1\nscheduler: { algorithm: least_loaded, agent_queue: ${limit} }\n${SECONDS}`;
    // Each comes in the instant in which the one before ends.
    expect((await metricsOf(`${text}1s }`))['task.wait.probability']).toBe(0);
    // All but the first.
    expect((await metricsOf(`${text}1001ms }`))['task.wait.probability']).toBe(0.9);
  },
);

test('neither does the time that messages take', async () => {
  const network = 'network: { latency: 100ms }';
  const apart = await metricsOf(`${network}\nagents: 10\n${SECONDS}2s }`);
  expect(apart['task.wait.mean']).toBeGreaterThan(0.1);
  expect(apart['task.wait.probability']).toBe(0);
});

test('with late binding it is not measured: tasks wait for an agent to ask, whether one is free or not', async () => {
  const free =
    'network: { latency: 0s }\ncoordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s } }';
  const text = `${free}\nagents: 10\nscheduler: late_binding\nworkload: { backlog: 12, service: 1s }\nhealth: { detector: none }`;
  const late = await summaryOf(text);
  expect(late.metrics['task.wait.max']).toBeGreaterThanOrEqual(1);
  expect(late.metrics['task.wait.probability']).toBeNull();
  expect(late.bounds['task.wait.probability']).toBeUndefined();
});

test('a task for which the only agent has no room has waited', async () => {
  const refused = await metricsOf(
    `${AT_ONCE}\nagents: { count: 1, queue_limit: 0 }\nscheduler: random\nworkload: { backlog: 2, service: 1s }`,
  );
  expect(refused['tasks.completed']).toBe(2);
  expect(refused['task.wait.probability']).toBe(0.5);
});

test('tasks that had not ended are among those who wait, or may', async () => {
  const cut = await summaryOf(
    `duration: 3500ms${AT_ONCE}\nagents: 1\nretry: { timeout: never }\nworkload: { backlog: 10, service: 1s }`,
  );
  // Three have ended, of which two waited; the fourth runs and six wait.
  expect(cut.metrics['task.wait.probability']).toBe(0.9);
  const open = await summaryOf(`duration: 3500ms${AT_ONCE}\nagents: 1\n${SECONDS}1s }`.replace('10', '5'));
  expect(open.metrics['task.wait.probability']).toBe(0);
});
