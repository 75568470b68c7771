/** What every operating-system process of a run works out by itself from the specification, so that all agree. */
import type { Kernel } from '../engine/kernel.ts';
import { BUILT_IN } from '../world/core/registries.ts';
import { TaskTable } from '../world/core/task-table.ts';
import { Selection } from '../world/faults/selection.ts';
import { Links } from '../world/network/links.ts';
import { Passage } from '../world/network/passage.ts';
import { ackTimeoutOf, type Layout, layOut } from '../world/plan/layout.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { CourierOptions } from './courier.ts';
import { MessageSizes } from './message-sizes.ts';
import type { Timers } from './timers.ts';

/** Real milliseconds before a message of a connection is sent again, at the least. */
const LEAST_RETRY = 50;

export interface RunPlan extends Layout {
  readonly tasks: TaskTable;
  readonly registries: typeof BUILT_IN;
}

/** @throws WorldError when the specification cannot be built */
export function planRun(spec: WorldSpec, replication: number): RunPlan {
  return { ...layOut(spec, replication), tasks: new TaskTable(), registries: BUILT_IN };
}

/** By agent. */
export function groupOfAgents({ agents }: WorldSpec): Int32Array {
  return Int32Array.from(agents.groups.flatMap(({ count }, group) => new Array<number>(count).fill(group)));
}

/** Whom faults may be aimed at. */
export function selectionOf({ spec, processes, cluster }: RunPlan): Selection {
  const groups = spec.agents.groups.map(({ name }) => name);
  return new Selection({ processes, cluster, groups, groupOf: groupOfAgents(spec) });
}

/** The links between processes of a run. Coins of its own for each life of each operating-system process. */
export function passageOf(plan: RunPlan, timers: Timers, runner: number, life: number): Passage {
  const { spec, cluster, processes, streams } = plan;
  const links = new Links(spec.network, cluster, asKernel(timers));
  return new Passage(links, processes, streams.entities(`network ${runner} ${life}`), timers);
}

/** What couriers of a run have in common. */
export function courierBasis(plan: RunPlan, timers: Timers): Pick<CourierOptions, 'timers' | 'retryDelay'> {
  return { timers, retryDelay: Math.max(ackTimeoutOf(plan.spec), timers.micros(LEAST_RETRY)) };
}

export function sizesOf({ spec, tasks }: RunPlan): MessageSizes {
  return new MessageSizes(spec, tasks);
}

/** Parts of a world that set timers set them on the wall clock. */
export function asKernel(timers: Timers): Kernel {
  return timers as unknown as Kernel;
}
