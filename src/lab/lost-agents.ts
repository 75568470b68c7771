/** Open tasks whose agents were lost, when a run ends. */
import { TASK_STATE } from '../world/core/task-table.ts';
import type { MeasuredWorld } from './measured-world.ts';

/** Tasks of lost agents: those known to be lost, and those whose agent is down and not known to be. */
export interface LostTasks {
  readonly lost: readonly number[];
  readonly stranded: readonly number[];
}

/** Agents need not be down to be thought lost: heartbeats may be late. */
export function tasksOfLostAgents({ parts }: MeasuredWorld): LostTasks {
  const { tasks, processes } = parts;
  const [lost, stranded]: [number[], number[]] = [[], []];
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.state[task] !== TASK_STATE.submitted) continue;
    const agent = tasks.agent[task];
    if (tasks.lostAt[task] >= 0) lost.push(task);
    else if (agent >= 0 && processes.stoppedAt[agent] >= 0) stranded.push(task);
  }
  return { lost, stranded };
}
