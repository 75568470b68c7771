/** A pair of coordinators in whole worlds, as scenarios say them. */
import { describe, expect, test } from 'vitest';
import { Cluster } from '../../src/world/plan/cluster.ts';
import { planCoordinators } from '../../src/world/plan/topology.ts';
import { metricsOf, summaryOf } from '../lab/from-text.ts';
import { group, pool, region, worldSpec } from './spec.ts';

const WORLD = `
agents: 20
cluster: { regions: [{ name: near, zones: 2 }, far] }
coordination: { standby: true }
retry: { max_attempts: 20 }
duration: 5m
workload: { arrivals: poisson(rate=5/s), service: exponential(mean=2s), stop: 2m }
`;
const crash = (target: string, duration: string) =>
  `faults: [{ kind: crash, target: { coordinators: ${target} }, at: 30s, duration: ${duration} }]`;
const cut = (target: string, direction = 'both') =>
  `faults: [{ kind: partition, isolate: ${target}, at: 30s, duration: 40s, direction: ${direction} }]`;

const SAFE = { 'tasks.lost': 0, 'tasks.duplicated': 0, 'invariants.violations': 0, 'tasks.unfinished': 0 };

describe('a pair of coordinators', () => {
  test('with nothing to do for the standby costs a round trip to it before an assignment, and messages', async () => {
    const pair = await metricsOf(WORLD);
    const alone = await metricsOf(WORLD, ['coordination.standby=false']);
    expect(pair).toMatchObject({ ...SAFE, 'takeover.count': 0, 'roles.reassigned': 0 });
    expect(pair['tasks.completed']).toBe(alone['tasks.completed']);
    // To the next zone and back is 2 ms; what comes meanwhile waits for its turn.
    const cost = Number(pair['assignment.latency.p50']) - Number(alone['assignment.latency.p50']);
    expect(cost).toBeGreaterThan(0.0019);
    expect(cost).toBeLessThan(0.0045);
    expect(Number(pair['messages.sent'])).toBeGreaterThan(Number(alone['messages.sent']));
    expect(alone['takeover.count']).toBeNull();
  });

  test('survives the loss of the leader for good; without the standby the rest never ends', async () => {
    const lost = WORLD + crash('root', '1h');
    const pair = await metricsOf(lost);
    expect(pair).toMatchObject({ ...SAFE, 'takeover.count': 1, 'roles.reassigned': 1 });
    // Ten seconds of silence, up to two beats until it is noticed, and two rounds of the witnesses.
    expect(pair['takeover.time.max']).toBeGreaterThan(10);
    expect(pair['takeover.time.max']).toBeLessThan(12.5);
    const alone = await metricsOf(lost, ['coordination.standby=false']);
    expect(alone['tasks.unfinished']).toBeGreaterThan(200);
  });

  test('hears of results from before at once, however long agents had waited for an answer', async () => {
    // A task takes a second; its result goes out again after 2, 6, 14 and 30 s more.
    const one = WORLD.replace(/^workload:.*$/m, 'workload: { backlog: 1, service: 1s, start: 29s }');
    const late = one.replace('standby: true', 'standby: { timeout: 20s }');
    const { makespan } = await metricsOf(late + crash('root', '1h'));
    expect(makespan).toBeGreaterThan(21);
    expect(makespan).toBeLessThan(23.5);
  });

  test('is a pair again when the other has come back', async () => {
    expect(await metricsOf(WORLD + crash('root', '1m'))).toMatchObject({
      ...SAFE,
      'takeover.count': 1,
      'roles.reassigned': 2,
    });
  });

  test('tells who led from when', async () => {
    const { roles = [] } = await summaryOf(WORLD + crash('root', '1m'));
    expect(roles.map(({ leader, change }) => `${leader} ${change}`)).toEqual([
      'standby taken_over',
      'standby paired',
    ]);
    expect(roles[0].time).toBeGreaterThan(40);
    expect(roles[1].time).toBeGreaterThan(90);
  });

  test('leaves tasks where they run when the leader changes, also at agents that were restarted before', async () => {
    const long = WORLD.replace('5/s', '0.5/s').replace('exponential(mean=2s)', '25s');
    const faults = `faults:
  - { kind: crash, target: { agents: all }, at: 10s, duration: 1s }
  - { kind: crash, target: { coordinators: root }, at: 60s, duration: 1h }`;
    const metrics = await metricsOf(`${long}\n${faults}`);
    const late = await metricsOf(`${long}\n${faults}`, ['faults[1].at=4m']);
    expect(metrics).toMatchObject({ ...SAFE, 'takeover.count': 1 });
    // What runs twice does so because agents crashed.
    expect(metrics['tasks.executions.wasted']).toBe(late['tasks.executions.wasted']);
  });

  test('goes on without the standby, and with it again', async () => {
    const metrics = await metricsOf(WORLD + crash('standby', '1m'));
    expect(metrics).toMatchObject({ ...SAFE, 'takeover.count': 0, 'roles.reassigned': 2 });
    // Nothing gets out until the leader may go on alone: three seconds and a beat or two after it was last heard.
    expect(metrics['assignment.latency.max']).toBeGreaterThan(2);
    expect(metrics['assignment.latency.max']).toBeLessThan(6);
  });

  test.each(['both', 'one_way'])(
    'never has two leaders when the leader is cut off (%s)',
    async (direction) => {
      const metrics = await metricsOf(WORLD + cut('{ coordinators: root }', direction));
      expect(metrics).toMatchObject({ ...SAFE, 'takeover.count': 1, 'roles.reassigned': 2 });
      expect(metrics['takeover.time.mean']).toBeGreaterThan(10);
    },
  );

  test('cannot go on where most witnesses are cut off from both, and loses nothing', async () => {
    const faults = `faults:
  - { kind: partition, isolate: { agents: all }, at: 30s, duration: 40s }
  - { kind: crash, target: { coordinators: root }, at: 31s, duration: 90s }`;
    expect(await metricsOf(WORLD + faults)).toMatchObject({ ...SAFE, 'takeover.count': 1 });
  });

  test.each([
    'workload: { population: 8, think: 1s, service: 1s, tasks: 300 }',
    'workload: { waves: [{ name: a, tasks: 60, service: 20s }, { name: b, tasks: 60, service: 5s }] }',
  ])('tells clients that wait for the ends of their tasks: %s', async (workload) => {
    const text = WORLD.replace(/^workload:.*$/m, workload).replace('5m', '20m');
    const metrics = await metricsOf(text + crash('root', '1m'));
    expect(metrics).toMatchObject({ ...SAFE, 'takeover.count': 1 });
  });
});

describe('the place of a standby', () => {
  const place = (zones: number, nodes: number, where = 'home') => {
    const cluster = new Cluster([
      region('home', { zones, nodes: [pool({ count: nodes })] }),
      region('away', { zones: 1, nodes: [pool({ count: 1 })] }),
    ]);
    const { coordination } = worldSpec({
      coordination: {
        standby: { region: where, heartbeat: 1, timeout: 10, sync_timeout: 3, witnesses: 1 },
      },
    });
    const plans = planCoordinators(coordination, cluster, cluster.placeAgents([group({ count: 2 })]));
    expect(plans.map(({ process }) => process)).toEqual([2, 3]);
    expect(plans[1].children).toEqual(plans[0].children);
    return plans.map(({ node }) => node);
  };

  test('is in another zone than the root, or else on another node, or else on the same', () => {
    expect(place(2, 3)).toEqual([0, 3]);
    expect(place(1, 3)).toEqual([0, 1]);
    expect(place(1, 1)).toEqual([0, 0]);
  });

  test('is in the region that is asked for', () => {
    expect(place(2, 3, 'away')).toEqual([0, 6]);
  });
});
