/** Clients that host a workflow module: waves, and graphs of steps. */

import type { Module } from '../../modules/ports.ts';
import { toClient } from '../../modules/scheduling/vocabulary.ts';
import { MessageTable } from '../../modules/vocabulary.ts';
import { DagRunner } from '../../modules/workflow/dag-runner.ts';
import { typedDependency } from '../../modules/workflow/dependencies.ts';
import type { Wave } from '../../modules/workflow/stretch.ts';
import { WaveRunner } from '../../modules/workflow/wave-runner.ts';
import type { RolloutWork } from '../../modules/workflow/work.ts';
import type { Host } from '../host/host.ts';
import { undoingSteps } from '../plan/task-specs.ts';
import type { DagWorkloadSpec, WavesWorkloadSpec } from '../spec/spec.ts';
import type { Client, ClientContext, Rollout } from './client.ts';
import type { TaskSource } from './task-source.ts';

/** A workflow module on the client's machine. It begins new steps only when it hears of the end of tasks. */
class WorkflowClient implements Client {
  readonly total: number | null;
  readonly rollout?: Rollout;
  due = true;
  readonly #module: Module;
  readonly #table: MessageTable;
  readonly #source: TaskSource;
  readonly #root: number;
  readonly #waves: WaveRunner | null;
  #heard = 0;

  /** @param total tasks that will come in all; null: that depends on what becomes of them */
  constructor(module: Module, total: number | null, source: TaskSource, host: Host, root: number) {
    this.#module = module;
    this.#table = new MessageTable(host.self, module.receives);
    this.total = total;
    this.#source = source;
    this.#root = root;
    this.#waves = module instanceof WaveRunner ? module : null;
    if (this.#waves) this.rollout = this.#waves;
  }

  /** Of waves that are stopped, some tasks that were created are never handed in. */
  get exhausted(): boolean {
    return this.#waves ? this.#waves.isOver : !this.due && this.#heard === this.#source.created;
  }

  start(): void {
    this.due = false;
    this.#module.start();
  }

  onEvent(): void {}

  onFinished(task: number, success: number): void {
    this.#heard++;
    this.#table.hot(toClient.finished.code, this.#root, task, success);
  }

  onTimer(tag: number, argument: number): void {
    this.#module.onTimer(tag, argument);
  }
}

export function wavesClient(
  spec: WavesWorkloadSpec,
  host: Host,
  source: TaskSource,
  context: ClientContext,
): Client {
  const names = spec.waves.map(({ name }) => name);
  const plan = spec.waves.map(
    ({ tasks, agents, required_success, gate, rollback }): Wave => ({
      tasks,
      window: agents ?? Infinity,
      requiredSuccess: required_success,
      gate: gate ? { spec: gate, control: 'control' in gate ? names.indexOf(gate.control) : -1 } : null,
      undoing: rollback ? { window: rollback.agents ?? Infinity } : null,
    }),
  );
  const steps = undoingSteps(spec.waves);
  const work: RolloutWork = {
    create: (step) => createAll(source, step, plan[step].tasks),
    undo: (step, tasks) => createAll(source, steps[step], tasks),
  };
  const isCertain = plan.every(({ gate, undoing }) => !gate && !undoing);
  const total = isCertain ? plan.reduce((sum, wave) => sum + wave.tasks, 0) : null;
  const runner = new WaveRunner(host, context.root, plan, work);
  return new WorkflowClient(runner, total, source, host, context.root);
}

export function dagClient(
  spec: DagWorkloadSpec,
  host: Host,
  source: TaskSource,
  context: ClientContext,
): Client {
  const names = spec.tasks.map((step) => step.name);
  const plan = spec.tasks.map((step) => {
    const after = step.after.map(typedDependency);
    const steps = (onEnd: boolean) =>
      after.filter(({ on }) => (on === 'completion') === onEnd).map(({ name }) => names.indexOf(name));
    return {
      tasks: step.count,
      after: steps(false),
      afterEnd: steps(true),
      given: after.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  });
  const create = (step: number) => createAll(source, step, plan[step].tasks, plan[step].given);
  const total = plan.reduce((sum, step) => sum + step.tasks, 0);
  const runner = new DagRunner(host, context.root, plan, { create });
  return new WorkflowClient(runner, total, source, host, context.root);
}

/** Creates all tasks of a step and returns the first's number. @param given bytes that travel with each besides its payload */
export function createAll(source: TaskSource, step: number, count: number, given = 0): number {
  const first = source.create(step, -1, given);
  for (let i = 1; i < count; i++) source.create(step, -1, given);
  return first;
}
