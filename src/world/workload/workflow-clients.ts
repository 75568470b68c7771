/** Clients that host a workflow module: waves, and graphs of steps. */

import type { Module } from '../../modules/ports.ts';
import { toClient } from '../../modules/scheduling/vocabulary.ts';
import { MessageTable } from '../../modules/vocabulary.ts';
import { DagRunner } from '../../modules/workflow/dag-runner.ts';
import { typedDependency } from '../../modules/workflow/dependencies.ts';
import { WaveRunner } from '../../modules/workflow/wave-runner.ts';
import type { Host } from '../host/host.ts';
import type { DagWorkloadSpec, WavesWorkloadSpec } from '../spec/spec.ts';
import type { Client, ClientContext } from './client.ts';
import type { TaskSource } from './task-source.ts';

/** A workflow module on the client's machine. It begins new steps only when it hears of the end of tasks. */
class WorkflowClient implements Client {
  readonly total: number;
  exhausted = false;
  due = true;
  readonly #module: Module;
  readonly #table: MessageTable;
  readonly #source: TaskSource;
  readonly #root: number;
  #heard = 0;

  constructor(module: Module, total: number, source: TaskSource, host: Host, root: number) {
    this.#module = module;
    this.#table = new MessageTable(host.self, module.receives);
    this.total = total;
    this.#source = source;
    this.#root = root;
  }

  start(): void {
    this.due = false;
    this.#module.start();
    this.#check();
  }

  onEvent(): void {}

  onFinished(task: number, success: number): void {
    this.#heard++;
    this.#table.hot(toClient.finished.code, this.#root, task, success);
    this.#check();
  }

  onTimer(tag: number, argument: number): void {
    this.#module.onTimer(tag, argument);
  }

  #check(): void {
    this.exhausted = this.#heard === this.#source.created;
  }
}

export function wavesClient(
  spec: WavesWorkloadSpec,
  host: Host,
  source: TaskSource,
  context: ClientContext,
): Client {
  const plan = spec.waves.map((wave) => ({
    tasks: wave.tasks,
    window: wave.agents ?? Infinity,
    requiredSuccess: wave.required_success,
  }));
  const create = (step: number) => createAll(source, step, plan[step].tasks);
  const total = plan.reduce((sum, wave) => sum + wave.tasks, 0);
  return new WorkflowClient(
    new WaveRunner(host, context.root, plan, { create }),
    total,
    source,
    host,
    context.root,
  );
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
