/** Small scenarios in which every numeric leaf of the schema stands somewhere, or could be set. */
import type { ScenarioCatalog } from '../../src/scenario/catalog.ts';

const HEAD = 'duration: 5s\nagents: { count: 3, groups: [{ name: g, count: 1 }] }\n';
const WORK = 'workload: { backlog: 5, service: 100ms }\n';

/** One for each kind of workload. */
const WORKLOADS: readonly string[] = [
  'workload: { arrivals: poisson(rate=2/s), service: 100ms, batch: { size: 2, wait: 1s } }',
  'workload: { arrivals: poisson(rate=2/s), service: 100ms, cache: { ttl: 1s, keys: 5 } }',
  'workload: { population: 2, think: 1s, service: 100ms }',
  'workload: { backlog: 5, service: 100ms, failure: { probability: 10%, regions: { local: 5% } } }',
  'workload: { waves: [{ tasks: 3 }, { tasks: 2 }], service: 100ms }',
  'workload: { waves: [{ name: a, tasks: 3, rollback: {} }, { tasks: 9, gate: { limit: 30% }, rollback: { agents: 2, failure: 10% } }, { tasks: 2, gate: { kind: difference, control: a, limit: 5% } }], service: 100ms, failure: 20% }',
  'workload: { waves: [{ tasks: 20, agents: 3, gate: { kind: sequential, acceptable: 5%, unacceptable: 50%, most: 15 }, rollback: {} }, { name: b, tasks: 2 }, { tasks: 9, gate: { kind: two_proportions, control: b, false_rollback: 10% } }], service: 100ms, failure: 20% }',
  'workload: { dag: [{ name: a }, { name: b, after: [{ name: a, on: data, bytes: 1KB }] }], service: 100ms }',
  'workload: { phases: [[a, { name: b, count: 2 }], { name: c }], service: 100ms }',
  'workload: { sprints: { items: 3, limit: 2, phases: [{ name: a, purpose: execute, duration: 2s, share: 50% }, { name: b, purpose: test, duration: 1s, share: 50% }, { name: c, purpose: ship, duration: 1s }] }, service: 100ms }',
  "workload: { recurrence: '* * * * *', service: 100ms }",
  'workload: { flow: { steps: [{ name: a }, { name: b }], arrivals: poisson(rate=2/s) }, service: 100ms }',
];

const SCHEDULE = '{ kind: crash, target: { agents: 1 }, duration: 1s, ';
const FAULTS: readonly string[] = [
  `${SCHEDULE} at: 1s }`,
  `${SCHEDULE} at: [1s, 2s] }`,
  `${SCHEDULE} every: 1s }`,
  `${SCHEDULE} poisson: 1/s }`,
  '{ kind: pause, target: { coordinators: 1 }, mtbf: 2s, mttr: 1s }',
  '{ kind: slow, target: { group: g, agents: 1 }, factor: 50%, at: 1s }',
  '{ kind: zone_outage, zone: 1, at: 1s, duration: 1s }',
  '{ kind: region_outage, region: local, at: 1s, duration: 1s }',
  '{ kind: partition, halves: true, at: 1s, duration: 1s, flapping: 100ms }',
  '{ kind: link, loss: 10%, at: 1s, duration: 1s }',
];

const SECTIONS: readonly string[] = [
  'cluster: { regions: [{ name: east, zones: 1, nodes: [{ count: 2 }] }, west] }\nnetwork: { regions: [{ between: [east, west] }] }',
  'cluster: { regions: [east, west] }\nnetwork: { regions: [{ from: east, to: west }] }',
  'cluster: { regions: 2 }',
  'coordination: { topology: tree, fanout: 2 }',
  'coordination: { topology: tree, levels: [1, 2] }',
  'coordination: { topology: mesh, fanout: 2, adapt: [{ at: 1s, topology: ring }] }\nscheduler: { agent_queue: 0 }',
  'coordination: { topology: ring, fanout: 2, adapt: [{ when: { metric: coordinators.utilization, above: 50% }, hops: 2 }] }\nscheduler: { agent_queue: 0 }',
  'coordination: { standby: true }',
  'scheduler: { rebalance: true, preemption: true }',
  ...['sequential', 'batch', 'wave', 'pool'].map((mode) => `spawning: { mode: ${mode} }`),
  'agents: { count: 3, groups: [{ name: g, share: 30% }] }',
];

export function bases(catalog: ScenarioCatalog): string[] {
  const chosen: string[] = [
    ...catalog.algorithms.map(({ name }) => `scheduler: { algorithm: ${name} }`),
    ...catalog.detectors.map(({ name }) => `health: { detector: ${name} }`),
    ...catalog.scalingPolicies.map(
      ({ name }) => `scaling: { policy: ${name}${name === 'fixed' ? ', parameters: { agents: 2 }' : ''} }`,
    ),
    ...FAULTS.map((fault) => `faults: [${fault}]`),
    ...SECTIONS,
  ];
  return [
    ...WORKLOADS.map((workload) => `${HEAD}${workload}\n`),
    ...chosen.map((part) => {
      const head = part.startsWith('agents:') ? 'duration: 5s\n' : HEAD;
      return `${head}${WORK}${part}\n`;
    }),
  ];
}
