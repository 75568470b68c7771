/** What a peer is told when it is made. */
import type { ProcessId } from '../ports.ts';
import type { WorkerDescription } from '../scheduling/workers.ts';
import type { CoordinatorOptions } from './coordinator-options.ts';
import type { RoutingChoice } from './routing/create.ts';

export interface PeerSettings {
  readonly routing: RoutingChoice;
  /** How often a task may be handed over. */
  readonly hops: number;
}

export interface PeerOptions extends Omit<CoordinatorOptions, 'parent' | 'colleagues'> {
  /** The peers that it knows, those that it prefers first. */
  readonly neighbours: readonly WorkerDescription[];
  /** The neighbour whose silence it announces. */
  readonly watches: ProcessId;
  /** Sets of required capabilities that workers here meet, as in `WorkerDescription.serves`. */
  readonly serves: number;
  /** Slots of all its workers. */
  readonly slots: number;
  /** How peers work together: at first, and after each change that an operator may ask for. */
  readonly settings: readonly PeerSettings[];
  /** Microseconds between rounds of gossip, and between questions to which nobody had a good answer. */
  readonly interval: number;
  /** All peers, this one included. */
  readonly members: readonly ProcessId[];
}
