/** Who provides agents while a run goes, and who decides how many there are: put together from what a specification says. */
import type { Kernel } from '../engine/kernel.ts';
import type { Streams } from '../engine/random/streams.ts';
import type { Agents } from './agents.ts';
import { Fleet } from './fleet.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Processes } from './processes.ts';
import type { Registries } from './registries.ts';
import { type DemandCounts, delayedStart, Scaler } from './scaler.ts';
import type { WorldSpec } from './spec.ts';

export interface ProvisionContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly processes: Processes;
  readonly agents: Agents;
  readonly lifecycle: Lifecycle;
  readonly registries: Registries;
  readonly demand: DemandCounts;
}

export interface Provision {
  /** null where all agents are there throughout. */
  readonly fleet: Fleet | null;
  /** null where no policy decides how many there are. */
  readonly scaler: Scaler | null;
}

export function provide(spec: WorldSpec, context: ProvisionContext): Provision {
  const { scaling } = spec;
  if (!scaling) return { fleet: null, scaler: null };
  const starter = delayedStart(scaling.startup, context.kernel, context.streams);
  const fleet = new Fleet(scaling.initial, { ...context, groups: spec.agents.groups, starter });
  return { fleet, scaler: new Scaler(scaling, fleet, context) };
}
