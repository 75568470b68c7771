/**
 * What a simulated world is made of, as plain data: every value is filled in, durations are seconds, sizes bytes, rates
 * per second, probabilities ratios. `null` means "no limit" or "not given". A validated scenario has exactly this shape
 * below its `world` sections; the world turns it into typed arrays.
 */
import type { DistributionSpec } from '../../engine/types.ts';
import type { ParameterValues } from '../../modules/registry.ts';
import type { FaultSpec } from '../faults/kinds/index.ts';
import type { CheckpointSpec } from './checkpoint-spec.ts';
import type { RecoverySpec } from './recovery-spec.ts';
import type { RetryBudgetSpec } from './retry-budget-spec.ts';
import type { BreakerSpec, BulkheadSpec, EjectionSpec } from './routes-spec.ts';
import type { SheddingSpec } from './shedding-spec.ts';
import type { SpawningSpec } from './spawning-spec.ts';
import type { WorkloadSpec } from './workload-spec.ts';

export type { FaultSpec } from '../faults/kinds/index.ts';
export type { OutageFaultSpec } from '../faults/kinds/outage.ts';
export type { PartitionFaultSpec, PartitionStyle } from '../faults/kinds/partition.ts';
export type { ProcessFaultSpec } from '../faults/kinds/process.ts';
export type * from './checkpoint-spec.ts';
export type * from './fault-spec.ts';
export type * from './recovery-spec.ts';
export type * from './spawning-spec.ts';
export type * from './workload-spec.ts';

export type NodeRole = 'primary' | 'worker' | 'backup';

/** A pool of equal machines, the same number in every zone of its region. */
export interface NodePoolSpec {
  /** `primary` hosts coordinators, `backup` takes agents only when all others are full. */
  readonly role: NodeRole;
  /** Machines per zone. */
  readonly count: number;
  /** Cores; bounds how many agents fit, by their cpu requests. null: no limit. */
  readonly cpu: number | null;
  /** Bytes; bounds how many agents fit, by their memory requests. null: no limit. */
  readonly memory: number | null;
  /** Most agents on one machine. null: no limit. */
  readonly agents: number | null;
}

export interface RegionSpec {
  readonly name: string;
  readonly zones: number;
  readonly nodes: readonly NodePoolSpec[];
}

export interface AgentGroupSpec {
  readonly name: string;
  readonly count: number;
  /** Regions over whose nodes the agents are spread evenly; empty: all. */
  readonly regions: readonly string[];
  /** Free-form kind of agent: browser, api, analyzer, ... */
  readonly type: string;
  readonly capabilities: readonly string[];
  /** Tasks that one agent runs at a time. */
  readonly slots: number;
  /** Tasks that may wait at one agent beyond those running. null: no limit. */
  readonly queue_limit: number | null;
  /**
   * What becomes of tasks beyond that. block: coordinators know the limit and give an agent no more than it has room for; what comes all
   * the same waits for another assignment. reject: they do not; a full agent turns the task away, which costs it an attempt. Default block.
   */
  readonly when_full?: 'block' | 'reject';
  /** Which of the tasks that wait at one agent is next, of one priority: the first that came, or the last. Default fifo. */
  readonly discipline?: 'fifo' | 'lcfs';
  /** Affinity keys whose state one agent holds, the least recently used going first. Default 0. */
  readonly cache?: number;
  /** Work done per second, 1 = nominal; drawn once per agent. */
  readonly speed: DistributionSpec;
  /** Cores requested for placement. */
  readonly cpu: number;
  /** Bytes requested for placement. */
  readonly memory: number;
}

/** Time one message of each kind keeps a coordinator busy, in seconds at speed 1. */
export interface MessageCostsSpec {
  readonly submit: number;
  readonly assign: number;
  readonly acknowledge: number;
  readonly result: number;
  readonly heartbeat: number;
}

/** A second coordinator that keeps a copy of the root's ledger and takes over when the root falls silent. Star only. */
export interface StandbySpec {
  readonly region: string;
  /** Seconds between two signs of life from each to the other. */
  readonly heartbeat: number;
  /** Seconds of silence after which the standby asks to take over. */
  readonly timeout: number;
  /** Seconds of silence of the standby after which the leader asks to go on without it. */
  readonly sync_timeout: number;
  /** Agents, an odd number, a majority of which must agree to either. */
  readonly witnesses: number;
}

/** The disks of coordinators. */
export interface StorageSpec {
  /** Seconds from the beginning of a sync until what had been written is durable. */
  readonly sync: DistributionSpec;
}

export interface CoordinationSpec {
  /**
   * star: one coordinator. tree: coordinators of at most `fanout` children each, up to one root, or of the shape
   * below. mesh: peers of at most `fanout`
   * agents each, that hand tasks over to each other. ring: peers of which only the one with the token does so.
   */
  readonly topology: 'star' | 'tree' | 'mesh' | 'ring';
  readonly fanout: number;
  /** Tree: most agents of a leaf. Default `fanout`. */
  readonly node_size?: number;
  /** Tree: most children of a coordinator above the leaves. Default `fanout`, or what `depth` asks for. */
  readonly ratio?: number;
  /** Tree: most levels of coordinators, the root's and the leaves' among them; from 2. Default no limit. */
  readonly depth?: number;
  /** Tree: coordinators of each level, from the root down, instead of all of the above; 1 first, and never fewer than above. */
  readonly levels?: readonly number[];
  /** Region of the root; leaves sit with their agents. */
  readonly region: string;
  readonly speed: number;
  /** Messages that may wait; more are dropped and counted. null: no limit. */
  readonly inbox_limit: number | null;
  readonly costs: MessageCostsSpec;
  /** Not given: what a coordinator writes is durable at once. */
  readonly storage?: StorageSpec;
  /** Not given: none. */
  readonly standby?: StandbySpec | null;
  /** Given with topology mesh, and where a run may change to it. */
  readonly mesh?: MeshSpec;
  /** Given with topology ring, and where a run may change to it. */
  readonly ring?: RingSpec;
  /** Of peers: all get tasks from clients, or only the first that can do them. Default all. */
  readonly entry?: 'all' | 'one';
  /** Changes while the run goes, one after the other. */
  readonly adapt?: readonly AdaptationStepSpec[];
}

/** What changes, and when. What is not given stays as it is. */
export interface AdaptationStepSpec {
  /** Seconds from the start; null: by `when`. */
  readonly at: number | null;
  /** Looked at every second, over the second before, once the step before has been carried out. null: by `at`. */
  readonly when: {
    readonly metric: 'coordinators.utilization' | 'coordinators.utilization.max';
    readonly above: number | null;
    readonly below: number | null;
    /** Seconds for which it must hold. */
    readonly for: number;
  } | null;
  readonly topology?: 'mesh' | 'ring';
  readonly routing?: MeshSpec['routing'];
  readonly order?: RingSpec['order'];
  readonly hops?: number;
  readonly entry?: 'all' | 'one';
}

/** Peers with a token. */
export interface RingSpec {
  /** sequential: the token goes to the next peer. load: to the most loaded that has not had it in this round. */
  readonly order: 'sequential' | 'load';
  /** Seconds without the token after which a peer makes a new one. */
  readonly token_timeout: number;
  /** Seconds for which a peer keeps it. */
  readonly hold: number;
  /** How often a task may be handed over. */
  readonly hops: number;
}

/** Peers among each other. */
export interface MeshSpec {
  /** full: everybody knows everybody. nearest: those next to it in the order of regions. */
  readonly neighbourhood: 'full' | 'nearest';
  /** nearest only: how many each peer knows, half of them on either side. */
  readonly neighbours: number;
  /** How a peer finds a neighbour with room. */
  readonly routing: 'targeted' | 'broadcast' | 'gossip';
  /** Seconds between rounds of gossip, and between questions to all after one to which nobody had room. */
  readonly interval: number;
  /** How often a task may be handed over. */
  readonly hops: number;
}

/** How one class of link behaves. */
export interface LinkSpec {
  /** One-way delay in seconds. */
  readonly latency: DistributionSpec;
  readonly loss: number;
  readonly duplicate: number;
  /** Probability that a message keeps no order with those before and after it; all others arrive in the order sent. */
  readonly reorder: number;
  /** Bytes per second that one sending node gets on links of this class; messages queue for it. null: no limit. */
  readonly bandwidth: number | null;
}

export type LinkClass = 'same_node' | 'same_zone' | 'same_region' | 'between_regions';

/** Overrides `between_regions` for one ordered pair of regions. */
export interface RegionLinkSpec extends LinkSpec {
  readonly from: string;
  readonly to: string;
}

export interface NetworkSpec {
  readonly links: Readonly<Record<LinkClass, LinkSpec>>;
  readonly regions: readonly RegionLinkSpec[];
  /** Bytes of every message besides a task's payload; compact: those of its kind in the compact protocol. */
  readonly message_size: number | 'compact';
}

/** When tasks that wait at agents go over to others with less to do. */
export interface RebalanceSpec {
  /** Seconds between two looks at the agents. */
  readonly interval: number;
  /** Tasks go only to agents that have less than this share of the giver's load: 2 stands for half of it. */
  readonly ratio: number;
  /** Share of the mean load by which an agent must be above it to give, or below it to get. */
  readonly tolerance: number;
  /** How many of the waiting tasks go at a time. */
  readonly take: 'one' | 'half';
  /** Bytes of state that travel with a task that moves, besides its payload, which travels again too. Default 0. */
  readonly state?: number;
  /** Seconds from a task's release to its departure for the agent that takes it over. Default 0. */
  readonly transfer?: number;
}

/** What happens when a more urgent task comes to an agent whose slots are all taken. */
export interface PreemptionSpec {
  /** Whether the task that has to wait goes on where it was, or begins anew. */
  readonly progress: 'keep' | 'lose';
}

export interface SchedulerSpec {
  readonly algorithm: string;
  readonly parameters: ParameterValues;
  /** Tasks that may be assigned to a worker beyond its slots; 0 keeps waiting tasks at the coordinator. null: no limit. */
  readonly agent_queue: number | null;
  /** Tasks that may wait at the coordinator; more are shed and counted as failed. null: no limit. */
  readonly queue_limit: number | null;
  /** tenants: waiting tasks of one priority are served by the weights of their tenants. Default none: in order of arrival. */
  readonly fairness?: 'none' | 'tenants';
  /** Only with an algorithm that serves by priority. null, the default: what runs is never interrupted. */
  readonly preemption?: PreemptionSpec | null;
  /** Not given: tasks stay where they are. */
  readonly rebalance?: RebalanceSpec | null;
  /** Which agents are given nothing for a while, by how their attempts end: one of the two. Not given: none. */
  readonly ejection?: EjectionSpec | null;
  readonly breaker?: BreakerSpec | null;
  /** How many tasks of a type, or of a tenant, may be with agents at a time. Not given: any number. */
  readonly bulkhead?: BulkheadSpec | null;
  /** What is turned away where too much comes, besides what `queue_limit` says. Not given: nothing. */
  readonly shedding?: SheddingSpec | null;
}

export interface RetrySpec {
  /** Executions a task may have before it fails for good. */
  readonly max_attempts: number;
  /** From assignment to result; after it the attempt is given up. null: never. */
  readonly timeout: number | null;
  /** An unacknowledged assignment or result is sent again after this long. */
  readonly ack_timeout: number;
  /** First delay before a failed attempt is repeated; doubles each time, with full jitter. 0: at once. */
  readonly backoff: number;
  readonly backoff_limit: number;
  /** How many retries a coordinator may add to the tasks that come; null or not given: any number. */
  readonly budget?: RetryBudgetSpec | null;
}

export interface HealthSpec {
  /** 0: no heartbeats. */
  readonly heartbeat_interval: number;
  /** false: what an agent executes holds its heartbeats up, and it sends one whenever an execution begins or ends. Default true. */
  readonly heartbeats_while_busy?: boolean;
  /** A failure detector's name, or `none`. */
  readonly detector: string;
  readonly parameters: ParameterValues;
}

/** How many agents there are over time, decided by a real policy as the run goes. */
export interface ScalingSpec {
  /** Name of a scaling policy, which decides once every `period` of its parameters. */
  readonly policy: string;
  readonly parameters: ParameterValues;
  /** Agents that are there from the start; `agents.count` is the most that there can be. */
  readonly initial: number;
  /** Seconds from the decision to the first heartbeat of a new agent. null: as `spawning` says. */
  readonly startup: DistributionSpec | null;
  /** Name of the policy that chooses who goes. */
  readonly victims: string;
  /** Price of an agent for an hour, from the beginning of its start until it is gone. */
  readonly cost: number;
}

export type FingerprintIngredient = 'time' | 'kind' | 'target' | 'payload';

export interface WorldSpec {
  readonly seed: string;
  /** The run ends here at the latest, in seconds; it ends earlier when all finite work is done. null: only then. */
  readonly duration: number | null;
  /** Tasks submitted and time passed before this are left out of the metrics. */
  readonly warmup: number;
  readonly cluster: { readonly regions: readonly RegionSpec[] };
  readonly agents: { readonly groups: readonly AgentGroupSpec[] };
  readonly coordination: CoordinationSpec;
  readonly network: NetworkSpec;
  readonly scheduler: SchedulerSpec;
  readonly retry: RetrySpec;
  readonly health: HealthSpec;
  /** Not given: all agents are there throughout. */
  readonly scaling?: ScalingSpec | null;
  /** Not given: agents are there from the start, or after a delay where a policy scales them. */
  readonly spawning?: SpawningSpec | null;
  /** Not given: nobody restarts or replaces agents; they come back by themselves. */
  readonly recovery?: RecoverySpec | null;
  /** Not given: a task that is interrupted by a failure begins anew. */
  readonly checkpoints?: CheckpointSpec | null;
  readonly workloads: readonly WorkloadSpec[];
  readonly faults: readonly FaultSpec[];
  readonly fingerprint: readonly FingerprintIngredient[];
}
