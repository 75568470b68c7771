/** What agents save of the tasks under way, in storage that they share. */

import type { Streams } from '../../engine/random/streams.ts';
import { Checkpointer, type CheckpointMachine } from '../../modules/checkpoints/checkpointer.ts';
import type { Subscriptions } from '../../modules/facts.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { CheckpointSpec, WorldSpec } from '../spec/spec.ts';
import { SimulatedStore } from './checkpoint-store.ts';
import { deflate } from './deflate.ts';

const MICROSECONDS = 1e6;
/** Simulated work has nothing to go on from but its progress. */
const NO_STATE = new Uint8Array(0);

/** What agents save, and where. */
export interface Checkpoints {
  readonly checkpointer: Checkpointer;
  readonly store: SimulatedStore;
}

interface CheckpointsContext {
  readonly spec: WorldSpec;
  readonly tasks: TaskTable;
  readonly streams: Streams;
  readonly facts: Subscriptions;
}

export function buildCheckpoints(
  spec: CheckpointSpec,
  { tasks, spec: { workloads }, streams, facts }: CheckpointsContext,
): Checkpoints {
  const store = new SimulatedStore(spec, tasks, workloads, streams);
  const machine: CheckpointMachine = {
    store,
    compression: deflate,
    state: () => NO_STATE,
    restore() {},
    report: reporter(facts),
  };
  const options = {
    interval: Math.max(1, Math.round(spec.interval * MICROSECONDS)),
    cost: Math.round(spec.cost * MICROSECONDS),
    restore: Math.round(spec.restore * MICROSECONDS),
    shards: spec.shards,
  };
  return { checkpointer: new Checkpointer(options, machine), store };
}

function reporter(facts: Subscriptions): CheckpointMachine['report'] {
  return (agent, fact, ...words) => facts.report(fact, agent, ...words);
}
