/** What a feature of a world is, and what it builds upon. */
import type { Kernel } from '../engine/kernel.ts';
import type { Streams } from '../engine/random/streams.ts';
import type { Microseconds } from '../engine/types.ts';
import type { Subscriptions } from '../modules/facts.ts';
import type { SwimGroup } from '../modules/health/swim/group.ts';
import type { TaskDirectory } from '../modules/ports.ts';
import type { Agents } from './agents/agents.ts';
import type { DemandCounts } from './core/demand.ts';
import type { Names } from './core/names.ts';
import type { WorldObserver } from './core/observer.ts';
import type { Part } from './core/part.ts';
import type { Processes } from './core/processes.ts';
import type { Registries } from './core/registries.ts';
import type { TaskTable } from './core/task-table.ts';
import type { Lifecycle } from './faults/lifecycle.ts';
import type { ClientHost } from './host/client-host.ts';
import type { Coordinators } from './host/coordinators.ts';
import type { HostContext } from './host/host.ts';
import type { Network } from './network/network.ts';
import type { Capabilities } from './plan/capabilities.ts';
import type { Cluster } from './plan/cluster.ts';
import type { Homes } from './plan/homes.ts';
import type { CoordinatorPlan } from './plan/topology.ts';
import type { WorldSpec } from './spec/spec.ts';
import type { Oracle } from './watch/oracle.ts';
import type { Suspicions } from './watch/suspicions.ts';
import type { Client } from './workload/client.ts';

/** What there is before any process. */
export interface Ground {
  readonly spec: WorldSpec;
  readonly registries: Registries;
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly cluster: Cluster;
  readonly processes: Processes;
  readonly plans: readonly CoordinatorPlan[];
  readonly capabilities: Capabilities;
  /** Agents that watch each other, and their coordinator with them; null: they do not. */
  readonly swim: SwimGroup | null;
  readonly network: Network;
  readonly tasks: TaskTable;
  readonly directory: TaskDirectory;
  readonly oracle: Oracle;
  readonly homes: Homes;
  readonly observer: WorldObserver;
  readonly names: Names;
  /** Who hears of what modules report. */
  readonly facts: Subscriptions;
  /** What all hosts share. */
  readonly hosting: HostContext;
  readonly demand: DemandCounts;
  /** Microseconds until a message counts as lost that nobody confirms. */
  readonly ackTimeout: Microseconds;
  /** Microseconds at which the run is over; Infinity: it ends with its work. */
  readonly horizon: Microseconds;
  /** Whether the run is over: what would begin now is not a part of it; what ends now has ended in it. */
  isOver(): boolean;
}

/** The processes, with what all of them share: all that every world has. */
export interface Core extends Ground {
  readonly agents: Agents;
  readonly coordinators: Coordinators;
  readonly clients: readonly Client[];
  /** Their machines, in the same order. */
  readonly clientHosts: readonly ClientHost[];
  readonly lifecycle: Lifecycle;
  readonly suspicions: Suspicions;
  /** Tasks are given to agents only when these ask for them, so that no coordinator knows which of them wait for a slot. */
  readonly bindsLate: boolean;
  /** To be called when a client has had its turn, which may have been the last: then the run ends. */
  settle(): void;
}

/** Something that some worlds have, and others do without. It is the key to its part: `world.part(fleet)`. */
export interface Feature<P extends object = Part> {
  /** Whether a world with this specification has it. */
  when(spec: WorldSpec): boolean;
  /** When all processes are there; it hears of facts after the world has. */
  build(core: Core): P;
  /** Seconds for which nothing need move because of it, in a run that goes on. */
  waits?(spec: WorldSpec): readonly number[];
}

/** Whatever part it brings. */
export type AnyFeature = Feature<object>;

/** The parts of one world, by the features that brought them. */
export class Parts {
  /** In the order of the features. */
  readonly list: readonly Part[];
  readonly #byFeature: ReadonlyMap<AnyFeature, Part>;

  constructor(features: readonly AnyFeature[], core: Core) {
    const used = features.filter((feature) => feature.when(core.spec));
    this.#byFeature = new Map(used.map((feature): [AnyFeature, Part] => [feature, feature.build(core)]));
    this.list = [...this.#byFeature.values()];
  }

  /** null where the world does not have the feature. */
  of<P extends object>(feature: Feature<P>): P | null {
    return (this.#byFeature.get(feature) as P | undefined) ?? null;
  }
}
