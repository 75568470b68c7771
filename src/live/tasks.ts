/** The tasks that a process of the operating system knows of, as far as messages have told. */
import type { TaskTable } from '../world/core/task-table.ts';
import type { TaskDescription } from './wire/message.ts';

/** Enters what a message said of a task. */
export function learn(tasks: TaskTable, about: TaskDescription): void {
  while (tasks.count <= about.task) tasks.add(-1, -1, 0, 0);
  const { task } = about;
  tasks.workload[task] = about.workload;
  tasks.index[task] = about.index;
  tasks.template[task] = about.template;
  tasks.step[task] = about.step;
  tasks.demand[task] = about.demand;
  tasks.cold[task] = about.cold;
  tasks.payload[task] = about.payload;
  tasks.priority[task] = about.priority;
  tasks.requirement[task] = about.requirement;
  tasks.affinity[task] = about.affinity;
  tasks.submittedAt[task] = about.submittedAt;
  tasks.executions[task] = Math.max(tasks.executions[task], about.executions);
  if (about.patience >= 0) tasks.setPatience(task, about.patience);
}

/** Whether the task has been described here. */
export function isKnown(tasks: TaskTable, task: number): boolean {
  return task < tasks.count && tasks.workload[task] >= 0;
}

/** What there is to tell of a task. */
export function describe(tasks: TaskTable, task: number): TaskDescription {
  const end = tasks.patienceEnd(task);
  return {
    task,
    workload: tasks.workload[task],
    index: tasks.index[task],
    template: tasks.template[task],
    step: tasks.step[task],
    demand: tasks.demand[task],
    cold: tasks.cold[task],
    payload: tasks.payload[task],
    priority: tasks.priority[task],
    requirement: tasks.requirement[task],
    affinity: tasks.affinity[task],
    submittedAt: tasks.submittedAt[task],
    patience: end === Infinity ? -1 : end - tasks.submittedAt[task],
    executions: tasks.executions[task],
  };
}

/** How often tasks have been assigned, as far as one coordinator knows. */
export class AssignmentCounts {
  readonly #tasks: TaskTable;
  /** By task: the number of its latest assignment from here, to tell a repeated one from the next execution. */
  readonly #tokens = new Map<number, number>();

  constructor(tasks: TaskTable) {
    this.#tasks = tasks;
  }

  /** How often the task has been assigned before it was under this token. */
  before(task: number, token: number): number {
    const { executions } = this.#tasks;
    if (this.#tokens.get(task) !== token) {
      this.#tokens.set(task, token);
      executions[task]++;
    }
    return executions[task] - 1;
  }
}
