/** What agents need of the world. */
import type { Streams } from '../../engine/random/streams.ts';
import type { Microseconds } from '../../engine/types.ts';
import type { AgentGroupSpec, HibernationSpec, PreemptionSpec } from '../spec/spec.ts';
import type { Allegiance } from './allegiance.ts';
import type { ExecutorContext } from './executor-context.ts';
import type { MemoryUse } from './memory-use.ts';

export interface AgentsContext extends ExecutorContext {
  readonly streams: Streams;
  readonly heartbeatInterval: Microseconds;
  /** Whether queued tasks are served by priority. */
  readonly byPriority: boolean;
  /** By task specification: queued tasks are served by these, the highest first. null: they are not. */
  readonly ranks: readonly number[] | null;
  /** Whether urgent tasks interrupt others; null: they do not. */
  readonly preemption: PreemptionSpec | null;
  /** Whether agents must be ready to answer probes. */
  readonly probes: boolean;
  /** Whether agents get tasks by asking for them. */
  readonly lateBinding: boolean;
  /** Where coordinators may change; null: agents keep theirs. */
  readonly allegiance: Allegiance | null;
  /** null: idle agents stay awake. */
  readonly hibernate: HibernationSpec | null;
  /** null: nobody asks what memory agents hold. */
  readonly memory: MemoryUse | null;
  readonly groups: readonly AgentGroupSpec[];
  /** An agent that was to leave has nothing left to do. */
  gone?(agent: number): void;
}
