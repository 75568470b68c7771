/** What workers on agents report, told to the observer of the world. */
import type { WorkerFacts } from '../../modules/worker/machine.ts';
import type { AgentsContext } from './agents-context.ts';

export class AgentFacts implements WorkerFacts {
  readonly #context: AgentsContext;

  constructor(context: AgentsContext) {
    this.#context = context;
  }

  accepted(agent: number, task: number): void {
    const { tasks, observer, kernel } = this.#context;
    if (tasks.assignedAt[task] >= 0) return;
    tasks.assignedAt[task] = kernel.now;
    observer.taskAssigned(task, agent);
  }

  rejected(agent: number, task: number): void {
    this.#context.observer.taskRejected(task, agent);
  }

  queued(_agent: number, change: number): void {
    this.#context.observer.queuedAtAgents(change);
  }

  delayed(_agent: number, task: number): void {
    this.#context.observer.taskDelayed(task);
  }

  preempted(agent: number, task: number): void {
    this.#context.observer.taskPreempted(task, agent);
  }

  drained(agent: number): void {
    this.#context.gone?.(agent);
  }
}
