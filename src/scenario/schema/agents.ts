/** Agents, coordinators, scheduling, retries and health. */
import { z } from 'zod';
import type { BreakerSpec, BulkheadSpec, EjectionSpec } from '../../world/spec/routes-spec.ts';
import type { SheddingSpec } from '../../world/spec/shedding-spec.ts';
import type { PreemptionSpec, RebalanceSpec } from '../../world/spec/spec.ts';
import type { ScenarioCatalog } from '../catalog.ts';
import { agentShape, speedRange } from './agent-shape.ts';
import { choice } from './choice.ts';
import { switched, switchOr } from './either-form.ts';
import { distribution, flag, limited, list, mapping, nameText, quantity, whole } from './leaf.ts';
import { parametersSchema, pickByName } from './parameters.ts';
import { adaptSchema, entrySchema, meshSchema, ringSchema } from './peers.ts';
import { budgetOr } from './retry-budget.ts';
import { routeShape } from './routes.ts';
import { sheddingOf, sheddingSchema } from './shedding.ts';
import { standbyOf, standbySchema } from './standby.ts';

export const MOST_AGENTS = 10_000_000;

const groupSchema = mapping({
  name: nameText('the name of a group').meta({ description: 'Faults name the group by it' }),
  count: whole(1, MOST_AGENTS).optional().meta({ description: 'Agents in the group' }),
  share: quantity('ratio', { above: 0, max: 1 })
    .optional()
    .meta({ description: 'Instead of count: share of agents.count' }),
  ...agentShape,
});
export type GroupInput = z.output<typeof groupSchema>;

const fullSchema = mapping({
  count: whole(1, MOST_AGENTS).optional().meta({
    description:
      'Agents in all; those in no group form a group of their own (default 100, or the sum of the groups)',
  }),
  ...agentShape,
  groups: list(groupSchema, 'groups', { max: 1000 })
    .prefault([])
    .meta({ description: 'Groups of agents; each inherits the values above' }),
});
export type AgentsInput = z.output<typeof fullSchema>;

/** A bare number has become a mapping before it gets here; the schema for editors allows both. */
export const agentsSchema = choice([fullSchema, whole(1, MOST_AGENTS)], () => 0).meta({
  description: 'The agents: how many, or what they are like',
});

export const coordinationSchema = mapping({
  topology: z
    .enum(['star', 'tree', 'mesh', 'ring'], { error: () => 'star, tree, mesh or ring' })
    .default('star')
    .meta({
      description:
        'star: one coordinator. tree: coordinators of at most `fanout` children each, up to one root. mesh: peers of at most `fanout` agents each, that hand tasks over to each other. ring: such peers, of which only the one with the token hands tasks over',
    }),
  fanout: whole(2, 1_000_000).optional().meta({
    description: 'Most children of one coordinator in a tree, most agents of a peer (default 1000)',
  }),
  node_size: whole(1, 1_000_000)
    .optional()
    .meta({ description: 'Most agents of one leaf of a tree, or of one peer (default fanout)' }),
  ratio: whole(2, 1_000_000)
    .optional()
    .meta({ description: 'Most children of one coordinator above the leaves of a tree (default fanout)' }),
  depth: whole(2, 20)
    .optional()
    .meta({ description: 'Most levels of coordinators in a tree, instead of a ratio' }),
  levels: list(whole(1, 1_000_000), 'coordinators of each level', { min: 1, max: 20 })
    .optional()
    .meta({ description: 'Coordinators of each level of a tree, from the root down, instead of a fan-out' }),
  region: nameText('the name of a region')
    .optional()
    .meta({ description: 'Region of the root coordinator (default the first)' }),
  speed: quantity('number', speedRange)
    .prefault(1)
    .meta({ description: 'Speed of coordinators, 1 = nominal' }),
  inbox_limit: limited('integer', { min: 1, max: 1e9 })
    .prefault('unlimited')
    .meta({ description: 'Messages that may wait at a coordinator; more are dropped' }),
  costs: mapping({
    submit: quantity('duration')
      .prefault('50us')
      .meta({ description: 'Taking in a task, or at a standby a batch of what the leader records' }),
    assign: quantity('duration')
      .prefault('20us')
      .meta({ description: 'Choosing an agent and sending the task' }),
    acknowledge: quantity('duration').prefault('5us').meta({ description: 'Handling an acknowledgement' }),
    result: quantity('duration').prefault('20us').meta({ description: 'Handling a result' }),
    heartbeat: quantity('duration').prefault('5us').meta({ description: 'Handling a heartbeat' }),
  })
    .prefault({})
    .meta({ description: 'How long one message of each kind keeps a coordinator busy at speed 1' }),
  storage: mapping({
    sync: distribution('duration').prefault('0s').meta({
      description:
        'Time that a sync takes, after which all is durable that had been written when it began. Messages wait until what was written before them is durable, and a crash loses what is not; 0s: all is durable at once. A live run syncs its files, which takes as long as it takes',
    }),
  })
    .prefault({})
    .meta({ description: 'The disk of each coordinator' }),
  standby: standbySchema.transform(standbyOf),
  mesh: meshSchema.prefault({}).meta({ description: 'With topology mesh: how peers work together' }),
  ring: ringSchema.prefault({}).meta({ description: 'With topology ring: how the token goes round' }),
  entry: entrySchema,
  adapt: adaptSchema,
}).meta({ description: 'Who tells the agents what to do' });

export const retrySchema = mapping({
  max_attempts: whole(1, 1000)
    .default(3)
    .meta({ description: 'Executions a task may have before it fails for good' }),
  timeout: limited('duration', { above: 0 }, 'never')
    .prefault('300s')
    .meta({ description: 'From assignment to result; after it the attempt is given up' }),
  ack_timeout: quantity('duration', { min: 0.001 })
    .prefault('2s')
    .meta({ description: 'After which an unacknowledged assignment or result is sent again' }),
  backoff: quantity('duration').prefault('0s').meta({
    description: 'First delay before a failed attempt is repeated; doubles each time, with full jitter',
  }),
  backoff_limit: quantity('duration').prefault('30s').meta({ description: 'Longest such delay' }),
  budget: budgetOr(
    'Limits the retries of each coordinator to a share of the tasks that come to it: true, or how (default false). What would be tried again beyond that fails for good',
  ),
}).meta({ description: 'What happens to attempts that fail' });

export const DEFAULT_ALGORITHM = 'least_loaded';
export const DEFAULT_DETECTOR = 'fixed_timeout';

/** Defaults: 2:1, every 5 s, within 30 %, of the swarm requirements. */
const rebalanceMapping = mapping({
  interval: quantity('duration', { min: 0.001 })
    .prefault('5s')
    .meta({ description: 'Time between two looks at the agents' }),
  ratio: quantity('number', { min: 1, max: 1e6 }).prefault(2).meta({
    description:
      'Tasks go only from agents that have at least so many times the load of the one that gets them',
  }),
  tolerance: quantity('ratio').prefault('30%').meta({
    description: 'Share of the mean load by which an agent must be above it to give, or below it to get',
  }),
  take: z
    .enum(['half', 'one'], { error: () => 'half or one' })
    .default('half')
    .meta({ description: 'How many of the waiting tasks go at a time' }),
  state: quantity('size').prefault('0B').meta({
    description: 'What travels with a task that moves besides its payload, which travels again too',
  }),
  transfer: quantity('duration')
    .prefault('0s')
    .meta({ description: 'Time from the release of a task to its departure for its new agent' }),
});

const rebalanceSchema = switchOr(
  rebalanceMapping,
  'Tasks that wait at agents go over to others with less to do: true, or how (default false)',
);

const preemptionMapping = mapping({
  progress: z
    .enum(['keep', 'lose'], { error: () => 'keep or lose' })
    .default('keep')
    .meta({ description: 'Whether the interrupted task goes on where it was, or begins anew' }),
});

const preemptionSchema = switchOr(
  preemptionMapping,
  'A task that comes to an agent without a free slot interrupts a less urgent one: true, or how (default false)',
);

export function schedulerSchema(catalog: ScenarioCatalog) {
  const alternatives = catalog.algorithms.map((entry) =>
    mapping({
      algorithm: z.literal(entry.name).default(entry.name).meta({ description: entry.description }),
      parameters: parametersSchema(entry),
      agent_queue: limited('integer', { min: 0, max: 1e9 }).prefault('unlimited').meta({
        description: 'Tasks assigned to an agent beyond its slots; 0 keeps waiting tasks at the coordinator',
      }),
      queue_limit: limited('integer', { min: 0, max: 1e9 })
        .prefault('unlimited')
        .meta({ description: 'Tasks that may wait at the coordinator; more are shed' }),
      fairness: z
        .enum(['none', 'tenants'], { error: () => 'none or tenants' })
        .default('none')
        .meta({
          description:
            'tenants: tasks of one priority that wait at the coordinator are served by the weights of their tenants',
        }),
      preemption: preemptionSchema.transform((input): PreemptionSpec | null =>
        switched(input, preemptionMapping),
      ),
      rebalance: rebalanceSchema.transform((input): RebalanceSpec | null =>
        switched(input, rebalanceMapping),
      ),
      ...routeShape,
      shedding: sheddingSchema.transform(sheddingOf),
    }),
  );
  const names = catalog.algorithms.map((entry) => entry.name);
  const bare = z.enum(names as [string, ...string[]]);
  const pick = pickByName('algorithm', 'a distribution algorithm', names, DEFAULT_ALGORITHM);
  // The name alone has become a mapping before it gets here; the schema for editors allows both.
  return choice([...alternatives, bare], pick).meta({ description: 'How tasks are given to agents' });
}

export interface SchedulerInput {
  readonly algorithm: string;
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
  readonly agent_queue: number | null;
  readonly queue_limit: number | null;
  readonly fairness: 'none' | 'tenants';
  readonly preemption: PreemptionSpec | null;
  readonly rebalance: RebalanceSpec | null;
  readonly ejection: EjectionSpec | null;
  readonly breaker: BreakerSpec | null;
  readonly bulkhead: BulkheadSpec | null;
  readonly shedding: SheddingSpec | null;
}

export function healthSchema(catalog: ScenarioCatalog) {
  const entries = [
    { name: 'none', description: 'nobody is ever suspected', source: '', parameters: {} },
    ...catalog.detectors.filter((entry) => entry.name !== 'none'),
  ];
  const alternatives = entries.map((entry) =>
    mapping({
      heartbeat_interval: quantity('duration').prefault('1s').meta({
        description:
          'Time between heartbeats of an agent; 0: none are sent, nor with a detector that has messages of its own (swim)',
      }),
      heartbeats_while_busy: flag().optional().meta({
        description:
          'Default true: they come from a part of the agent that its work cannot block. false: an agent at work is silent, but for a heartbeat whenever a task begins or ends',
      }),
      detector: z.literal(entry.name).default(entry.name).meta({ description: entry.description }),
      parameters: parametersSchema(entry),
    }),
  );
  const names = entries.map((entry) => entry.name);
  const named = pickByName('detector', 'a failure detector', names, DEFAULT_DETECTOR);
  const silent = pickByName('detector', 'a failure detector', names, 'none');
  return choice(alternatives, (value) => {
    const interval = (value as { heartbeat_interval?: unknown } | null)?.heartbeat_interval;
    const off = interval === 0 || (typeof interval === 'string' && /^0+(us|ms|s|m|min|h|d)?$/.test(interval));
    return off ? silent(value) : named(value);
  }).meta({ description: 'How dead agents are noticed' });
}

export interface HealthInput {
  readonly heartbeat_interval: number;
  readonly heartbeats_while_busy?: boolean | undefined;
  readonly detector: string;
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
}
