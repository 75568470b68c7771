/** Arbitrary worlds in which much goes wrong for two minutes, and little from then on. */
import { fc } from '@fast-check/vitest';
import type { ParameterValues } from '../../src/modules/registry.ts';
import { DISTRIBUTION_ALGORITHMS } from '../../src/modules/scheduling/algorithms/index.ts';
import type { SheddingSpec } from '../../src/world/spec/shedding-spec.ts';
import type { AgentGroupSpec, FaultSpec, RegionSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { chance, faults } from './chaos-faults.ts';
import { peers, peersOf } from './chaos-peers.ts';
import { CAPABILITIES, listening, workload } from './chaos-workloads.ts';
import { constant, exponential, group, link, pool, region, uniform, worldSpec } from './spec.ts';

const REGIONS = ['east', 'west', 'north'] as const;
const names = <T extends string>(from: readonly T[]) => fc.subarray([...from]);

function regions(names: readonly string[]): fc.Arbitrary<RegionSpec[]> {
  return fc.tuple(
    ...names.map((name) =>
      fc
        .record({ zones: fc.integer({ min: 1, max: 2 }), nodes: fc.integer({ min: 1, max: 2 }) })
        .map(({ zones, nodes }) => region(name, { zones, nodes: [pool({ count: nodes })] })),
    ),
  ) as fc.Arbitrary<RegionSpec[]>;
}

/** Who judges agents by how attempts end; `states`: the detector, with these parameters. */
interface Judged extends Pick<WorldSpec['scheduler'], 'ejection' | 'breaker'> {
  readonly states?: ParameterValues;
}

/** By how attempts end: nobody is judged, or agents are out for a few seconds. */
const JUDGED: readonly Judged[] = [
  {},
  {},
  {
    ejection: {
      interval: 1,
      consecutive: 2,
      success_rate: { deviations: 1.9, agents: 2, attempts: 2 },
      failure_share: { share: 0.5, agents: 1, attempts: 2 },
      time: 2,
      time_limit: 6,
      jitter: 1,
      budget: { share: 1, least: 0 },
      timeouts: true,
    },
  },
  {
    breaker: {
      window: 'attempts',
      size: 4,
      minimum: 2,
      failures: 0.5,
      slow: 1,
      slow_after: 60,
      wait: 2,
      trials: 2,
      timeouts: true,
    },
  },
  {
    states: {
      answers: 1,
      attempts: 2,
      critical_time: 2,
      critical_time_limit: 6,
      budget: 1,
      baseline: 3,
      recent: 2,
      horizon: 5,
      proactive: true,
    },
  },
];

/** Whether one coordinator counts all tasks that are with agents. */
function countsKinds({
  topology,
  algorithm,
}: {
  readonly topology: string;
  readonly algorithm: string;
}): boolean {
  return (topology === 'star' || topology === 'tree') && algorithm !== 'late_binding';
}

/** The first group can do everything, so that no task waits for ever. */
const groups: fc.Arbitrary<AgentGroupSpec[]> = fc
  .array(
    fc.record({
      count: fc.integer({ min: 1, max: 6 }),
      capabilities: names(CAPABILITIES),
      slots: fc.constantFrom(1, 1, 2, 3),
      queue_limit: fc.constantFrom(null, 0, 1),
      speed: fc.constantFrom(constant(1), uniform(0.5, 2)),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((drawn) =>
    drawn.map((one, i) =>
      group({ ...one, name: `group ${i}`, capabilities: i === 0 ? [...CAPABILITIES] : one.capabilities }),
    ),
  );

const latency = fc.constantFrom(constant(0), constant(0.005), uniform(0.001, 0.2), exponential(0.05));
const linkSpec = fc
  .record({
    latency,
    loss: chance,
    duplicate: chance,
    reorder: chance,
    bandwidth: fc.constantFrom(null, 1_000_000),
  })
  .map(link);

const costs = fc.constantFrom(0, 0.0005, 0.005);

export const chaos: fc.Arbitrary<WorldSpec> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), groups)
  .chain(([count, agentGroups]) => {
    const some = REGIONS.slice(0, count);
    const groupNames = agentGroups.map(({ name }) => name);
    const workloadOf = workload(some);
    const faultOf = faults(some, groupNames);
    return fc.record({
      seed: fc.string({ minLength: 1, maxLength: 6 }),
      regions: regions(some),
      groups: fc.constant(agentGroups),
      topology: fc.constantFrom(
        'star' as const,
        'tree' as const,
        'tree' as const,
        'mesh' as const,
        'ring' as const,
      ),
      peers,
      fanout: fc.integer({ min: 2, max: 3 }),
      home: fc.constantFrom(...some),
      inbox: fc.constantFrom(null, null, 20),
      costs: fc.record({ submit: costs, assign: costs, acknowledge: costs, result: costs, heartbeat: costs }),
      links: fc.record({
        same_node: linkSpec,
        same_zone: linkSpec,
        same_region: linkSpec,
        between_regions: linkSpec,
      }),
      algorithm: fc.constantFrom(...DISTRIBUTION_ALGORITHMS.names()),
      agentQueue: fc.constantFrom(0, 1, null),
      queueLimit: fc.constantFrom(null, null, 3),
      // No task takes as long, on no agent.
      timeout: fc.constantFrom(null, null, 60),
      rebalance: fc.option(
        fc.record({
          interval: fc.constantFrom(0.5, 5),
          ratio: fc.constantFrom(1.2, 2),
          tolerance: fc.constantFrom(0, 0.2),
          take: fc.constantFrom('one' as const, 'half' as const),
        }),
      ),
      judged: fc.constantFrom(...JUDGED),
      bulkhead: fc.constantFrom(null, null, { by: 'type' as const, limit: 2 }),
      backoff: fc.constantFrom(0, 0.5),
      detector: fc.constantFrom(1, 3, 10),
      workloads: fc.tuple(workloadOf('first'), fc.option(workloadOf('second'), { nil: undefined })),
      faults: fc
        .integer({ min: 0, max: 4 })
        .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => faultOf(`fault ${i}`)))),
      shedding: fc.constantFrom<SheddingSpec | null>(
        null,
        null,
        { kind: 'codel', target: 0.01, interval: 0.1 },
        { kind: 'priority', thresholds: { 4: 0.5, 8: 2 } },
      ),
    });
  })
  .map((drawn) =>
    worldSpec({
      seed: drawn.seed,
      cluster: { regions: drawn.regions },
      agents: { groups: drawn.groups },
      coordination: {
        topology: drawn.topology,
        ...peersOf(drawn.topology, drawn.peers),
        fanout: drawn.fanout,
        region: drawn.home,
        inbox_limit: drawn.inbox,
        costs: drawn.costs,
      },
      network: { links: drawn.links },
      scheduler: {
        algorithm: drawn.algorithm,
        agent_queue: drawn.agentQueue,
        queue_limit: drawn.queueLimit,
        rebalance: drawn.rebalance,
        ejection: drawn.judged.ejection,
        breaker: drawn.judged.breaker,
        bulkhead: countsKinds(drawn) ? drawn.bulkhead : null,
        shedding: drawn.shedding,
      },
      retry: { max_attempts: 10_000, timeout: drawn.timeout, backoff: drawn.backoff, backoff_limit: 5 },
      health: {
        heartbeat_interval: 1,
        detector: drawn.judged.states ? 'health_states' : 'fixed_timeout',
        parameters: { ...drawn.judged.states, timeout: 1 + drawn.detector },
      },
      workloads: listening(drawn.workloads.filter((one) => one !== undefined)),
      faults: drawn.faults as FaultSpec[],
    }),
  );

/** The same worlds as a star whose coordinator has a standby. */
export const pairs: fc.Arbitrary<WorldSpec> = fc
  .tuple(
    chaos,
    fc.record({
      heartbeat: fc.constantFrom(0.1, 1),
      timeout: fc.constantFrom(2, 10),
      sync_timeout: fc.constantFrom(2, 5),
      witnesses: fc.constantFrom(1, 3, 5),
    }),
    fc.nat(2),
  )
  .map(([spec, drawn, place]) => {
    const { fanout, region: home, speed, inbox_limit, costs } = spec.coordination;
    const { regions } = spec.cluster;
    const standby = { ...drawn, region: regions[place % regions.length].name };
    const coordination = {
      topology: 'star' as const,
      fanout,
      region: home,
      speed,
      inbox_limit,
      costs,
      standby,
    };
    return { ...spec, coordination };
  });

/** Worlds of either sort whose coordinators have disks that take their time. */
export const syncing: fc.Arbitrary<WorldSpec> = fc
  .tuple(
    fc.oneof(chaos, pairs),
    fc.constantFrom(constant(0.002), constant(0.3), exponential(0.05), uniform(0, 1)),
  )
  .map(([spec, sync]) => ({ ...spec, coordination: { ...spec.coordination, storage: { sync } } }));
