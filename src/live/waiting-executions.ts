/** Executions that are waited for: as long as a simulation would have them take, by the same laws and streams, on the wall clock. */
import type { Worker } from '../modules/worker/worker.ts';
import { AgentStates } from '../world/agents/agent-states.ts';
import type { AgentTable } from '../world/agents/agent-table.ts';
import { Executor } from '../world/agents/executor.ts';
import { TaskFailures } from '../world/agents/task-failures.ts';
import { hasWarmth, Warmth } from '../world/agents/warmth.ts';
import type { WorldObserver } from '../world/core/observer.ts';
import { Prices, RelativeSpeeds } from '../world/plan/pairs.ts';
import { allTaskSpecs } from '../world/plan/task-specs.ts';
import { asKernel, type RunPlan } from './run-plan.ts';
import type { Timers } from './timers.ts';

/** @param worker the module that gives out executions, once it is there */
export function waitingExecutions(
  { spec, streams, processes, tasks, cluster }: RunPlan,
  table: AgentTable,
  timers: Timers,
  observer: WorldObserver,
  worker: () => Worker,
): Executor {
  const { groups } = spec.agents;
  const specs = allTaskSpecs(spec);
  const failures = new TaskFailures(tasks, specs, spec.workloads, cluster, streams);
  const speeds = new RelativeSpeeds(specs, groups);
  const context = {
    kernel: asKernel(timers),
    tasks,
    observer,
    warmth: hasWarmth(specs) ? new Warmth(tasks, table, groups, specs, observer) : null,
    speeds: speeds.matter ? speeds : null,
    prices: new Prices(specs, groups),
    checkpoints: null,
    succeeds: (task: number, agent: number, execution: number) =>
      !failures.fails(task, execution, cluster.nodeRegion[processes.node[agent]]),
    onStart() {},
  };
  return new Executor(table, context, new AgentStates(table, processes, observer, () => false), worker);
}
