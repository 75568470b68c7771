/** What keeps a world from being built is found when its scenario is read, and has its place in the file. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { obstacles } from '../../src/world/feasibility/obstacles.ts';

const WORK = 'workload: { backlog: 10, service: 1s }';
const file = (...lines: string[]) => ['duration: 2m', ...lines].join('\n');

describe('refused with its place', () => {
  test.each([
    [
      'agents that ask for more memory than nodes have',
      file(
        'agents: { count: 10, memory: 100GB }',
        'cluster: { regions: [{ name: a, nodes: [{ count: 1, memory: 1GB }] }] }',
      ),
      '2:9: agents: only 0 of the 10 agents of group "agents" fit on the nodes of all regions (each asks for 100 GB): add nodes or ask for less',
    ],
    [
      'agents that ask for more cores than nodes have',
      file(
        'agents: { count: 10, cpu: 3 }',
        'cluster: { regions: [{ name: a, nodes: [{ count: 2, cpu: 4 }] }] }',
      ),
      '2:9: agents: only 2 of the 10 agents of group "agents" fit on the nodes of all regions (each asks for 3 cores): add nodes or ask for less',
    ],
    [
      'more agents than nodes take',
      file('agents: 10', 'cluster: { regions: [{ name: a, nodes: [{ count: 3, agents: 3 }] }] }'),
      '2:9: agents: only 9 of the 10 agents of group "agents" fit on the nodes of all regions: add nodes',
    ],
    [
      'peers that are too many to know each other, by the size of a node',
      file('agents: 4000', 'coordination: { topology: mesh, fanout: 2, node_size: 1 }'),
      '3:55: coordination.node_size: at most 2000 peers can know each other, and these are 4000',
    ],
    [
      'peers that are too many to know each other, by fanout',
      file('agents: 4002', 'coordination: { topology: ring, fanout: 2 }', 'scheduler: { agent_queue: 0 }'),
      '3:41: coordination.fanout: at most 2000 peers can know each other, and these are 2001',
    ],
    [
      'preemption where tasks are not served by priority',
      file('agents: 10', 'scheduler: { algorithm: least_loaded, preemption: true }'),
      '3:39: scheduler.preemption: least_loaded does not serve tasks by priority, so none is more urgent than another: expected priority_queue',
    ],
  ])('%s', (_, text, problem) => {
    expect(() => parseScenario(`${text}\n${WORK}\n`)).toThrow(`scenario.yaml:${problem}`);
  });

  test('more sets of capabilities than can be told apart', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const sets = Array.from({ length: 32 }, (_, set) => names.filter((_, bit) => ((set + 1) >> bit) & 1));
    const waves = sets.map((capabilities) => `{ tasks: 1, capabilities: [${capabilities}] }`);
    const text = file(
      `agents: { count: 1, capabilities: [${names}] }`,
      `workload: { service: 1s, waves: [${waves}] }`,
    );
    expect(() => parseScenario(text)).toThrow(
      'scenario.yaml:3:11: workload: tasks ask for 33 sets of capabilities; at most 31 can be told apart',
    );
  });

  test('a load for which there is no rate, of requests and of flows', () => {
    const open = file(
      'workload:',
      '  - { backlog: 1, service: 1s }',
      '  - { arrivals: poisson(load=80%), service: "pareto(alpha=0.9, min=1s)" }',
    );
    expect(() => parseScenario(open)).toThrow(
      'scenario.yaml:4:17: workload[1].arrivals: no rate gives this load: the mean service time is infinite',
    );
    const flow = file(
      'workload:',
      '  service: pareto(alpha=0.9, min=1s)',
      '  flow: { arrivals: poisson(load=80%), steps: [{ name: one }, { name: two }] }',
    );
    expect(() => parseScenario(flow)).toThrow(
      'scenario.yaml:4:21: workload.flow.arrivals: no rate gives this load',
    );
  });
});

describe('what is no obstacle', () => {
  test('is more load than the agents can do', () => {
    const text = file('agents: 10', 'workload: { arrivals: poisson(load=120%), service: 1s }');
    expect(parseScenario(text).workloads).toMatchObject([{ arrivals: { process: 'load', load: 1.2 } }]);
  });

  test('is a service time of a distribution that is only known to a module', () => {
    const spec = parseScenario(file('workload: { arrivals: poisson(load=80%), service: 1s }'));
    const [workload] = spec.workloads;
    if (workload.kind !== 'open') throw new Error('expected an open workload');
    const task = { ...workload.task, service: { kind: 'custom' as const, name: 'own', parameters: {} } };
    expect(obstacles({ ...spec, workloads: [{ ...workload, task }] })).toEqual([]);
  });
});
