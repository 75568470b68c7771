/** What agents need of the world. */
import type { Streams } from '../../engine/random/streams.ts';
import type { Microseconds } from '../../engine/types.ts';
import type { SwimGroup } from '../../modules/health/swim/group.ts';
import type { Voter } from '../../modules/worker/allegiance.ts';
import type { AssignedTasks, QueueOrder } from '../../modules/worker/options.ts';
import type { Processes } from '../core/processes.ts';
import type { HostContext } from '../host/host.ts';
import type { Network } from '../network/network.ts';
import type { AgentGroupSpec, HibernationSpec, PreemptionSpec } from '../spec/spec.ts';
import type { ExecutorContext } from './executor-context.ts';
import type { MemoryUse } from './memory-use.ts';

export interface AgentsContext extends ExecutorContext {
  readonly streams: Streams;
  readonly processes: Processes;
  readonly network: Network;
  readonly ackTimeout: Microseconds;
  readonly heartbeatInterval: Microseconds;
  readonly beatsWhileBusy: boolean;
  /** What assignments say about tasks. */
  readonly directory: AssignedTasks;
  /** In which order tasks wait at agents. */
  readonly order: QueueOrder;
  /** Whether urgent tasks interrupt others; null: they do not. */
  readonly preemption: PreemptionSpec | null;
  /** Whether agents must be ready to answer probes. */
  readonly probes: boolean;
  /** Whether agents get tasks by pulling them. */
  readonly lateBinding: boolean;
  /** Agents that decide which of two coordinators leads. */
  readonly witnesses: ReadonlyMap<number, Voter>;
  /** Agents that watch each other, and their coordinator with them; null: they do not. */
  readonly swim: SwimGroup | null;
  readonly hosting: HostContext;
  /** null: idle agents stay awake. */
  readonly hibernate: HibernationSpec | null;
  /** null: nobody asks what memory agents hold. */
  readonly memory: MemoryUse | null;
  readonly groups: readonly AgentGroupSpec[];
  /** An agent that was to leave has nothing left to do. */
  gone?(agent: number): void;
}
