/** What a report says ran, from the text of a scenario to its lines. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';
import { runFacts } from '../../src/report/facts.ts';

async function facts(text: string): Promise<Readonly<Record<string, string>>> {
  const { summary } = await runScenario(parseScenario(text));
  return Object.fromEntries(runFacts(summary).map(({ label, value }) => [label, value]));
}

const ONE = 'workload: { backlog: 1, service: 1s }';

describe('the agents', () => {
  test('are on the nodes and in the regions that hold some', async () => {
    const cluster =
      'cluster: { regions: [{ name: near, zones: 2, nodes: [{ count: 5 }] }, { name: far, nodes: [{ count: 4 }] }] }';
    const on = async (agents: string) => (await facts(`${cluster}\nagents: ${agents}\n${ONE}`)).agents;
    expect(await on('{ count: 100, regions: [near] }')).toBe(
      '100 agents on 10 of 14 nodes in 1 of 2 regions',
    );
    expect(await on('{ count: 3, regions: [near] }')).toBe('3 agents on 3 of 14 nodes in 1 of 2 regions');
    expect(await on('100')).toBe('100 agents on 14 nodes in 2 regions');
  });

  test('that a policy scales: how many at first, how many at most, and which policy', async () => {
    const scaled = (parameters: string) =>
      facts(
        `duration: 1m\nagents: 20\nscaling: { policy: target_tracking, initial: 4${parameters} }\n${ONE}`,
      );
    expect(await scaled('')).toMatchObject({
      agents: 'at most 20 agents on 10 nodes in 1 region',
      scaling: 'target_tracking, 4 agents at first, at most 20',
    });
    expect((await scaled(', parameters: { max_agents: 7 }')).scaling).toBe(
      'target_tracking, 4 agents at first, at most 7 (max_agents)',
    );
    expect(await facts(ONE)).not.toHaveProperty('scaling');
  });
});

test('the scheduler: its algorithm and what else it was told', async () => {
  const said = async (scheduler: string) => (await facts(`scheduler: ${scheduler}\n${ONE}`)).scheduler;
  expect(await said('round_robin')).toBe('round_robin');
  expect(await said('{ algorithm: least_loaded, agent_queue: 0 }')).toBe('least_loaded, agent queue 0');
  expect(await said('{ algorithm: priority_queue, preemption: { progress: lose } }')).toBe(
    'priority_queue, urgent tasks interrupt others (progress: lose)',
  );
  expect(await said('{ algorithm: round_robin, rebalance: { interval: 2s } }')).toBe(
    'round_robin, waiting tasks moved every 2 s',
  );
  expect(await said('{ algorithm: central_queue, shedding: codel }')).toBe('central_queue, sheds by delay');
  expect(await said('{ algorithm: random, shedding: { kind: priority, thresholds: { 4: 1 } } }')).toBe(
    'random, sheds by priority',
  );
});

describe('the workload', () => {
  const open = async (more: string) =>
    (
      await facts(
        `duration: 1m\nworkload: { arrivals: deterministic(interval=1s), service: 1s, tasks: 20${more} }`,
      )
    ).workload;

  test('says of batches how large they are, and where the latency of a task starts', async () => {
    expect(await open(', batch: { size: 10, wait: 100h }')).toBe(
      'workload: deterministic arrivals, 20 items, in batches of at most 10, sent after 4 d 4 h at most: ' +
        'each is one task, whose latency starts when it is sent',
    );
    expect(await open('')).toBe('workload: deterministic arrivals, 20 tasks');
  });
});

test('a warm-up: which figures are of other tasks than the rest', async () => {
  const late = 'workload: { backlog: 1, service: 1s, start: 2m }';
  expect((await facts(`duration: 3m\nwarmup: 1m\n${late}`)).measured).toBe(
    'from 1 min on: tasks submitted since then, but throughput and unfinished of all',
  );
  expect((await facts(`duration: 3m\nwarmup: 1m\n${ONE}`)).measured).toBe(
    'nothing: the run ended at 1 s, before the warm-up of 1 min was over',
  );
  expect(await facts(ONE)).not.toHaveProperty('measured');
});

test('coordinators with one agent each are spoken of in the singular', async () => {
  const said = async (coordination: string) =>
    (await facts(`agents: 4\ncoordination: ${coordination}\nscheduler: { agent_queue: 0 }\n${ONE}`))
      .coordination;
  expect(await said('{ topology: mesh, node_size: 1 }')).toContain('of peers with up to 1 agent,');
  expect(await said('{ topology: tree, node_size: 1 }')).toContain('with 1 agent a leaf,');
});
