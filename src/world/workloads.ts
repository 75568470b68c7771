/**
 * The clients: each workload creates its tasks and hands them to the root coordinator, by arrivals, by a population that waits
 * for its answers, all at once, or through a workflow module (waves, graphs).
 */
import type { Kernel } from '../engine/kernel.ts';
import type { Streams } from '../engine/random/streams.ts';
import type { RandomSource } from '../engine/types.ts';
import { createDurationSampler, type DurationSampler } from '../engine/variates/duration.ts';
import { MESSAGE, type Module } from '../modules/ports.ts';
import { DagRunner } from '../modules/workflow/dag-runner.ts';
import { typedDependency } from '../modules/workflow/dependencies.ts';
import { WaveRunner } from '../modules/workflow/wave-runner.ts';
import { type ArrivalProcess, createArrivals } from './arrivals.ts';
import { EVENT } from './events.ts';
import type { Host } from './host.ts';
import type {
  ClosedWorkloadSpec,
  DagWorkloadSpec,
  OpenWorkloadSpec,
  TaskSpec,
  WavesWorkloadSpec,
  WorkloadSpec,
} from './spec.ts';
import type { TaskSource } from './task-source.ts';

const MICROSECONDS = 1e6;

export interface ClientContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly root: number;
}

/** What every kind of workload does. */
export interface Client {
  /** At the workload's start time. */
  start(): void;
  /** An event of kind arrival or thought. */
  onEvent(kind: number): void;
  /** The root says that a task has ended. */
  onFinished(task: number, success: number): void;
  onTimer(tag: number, argument: number): void;
  /** No further tasks will come, whatever happens. */
  readonly exhausted: boolean;
  /** Something of its own is still to come, whatever others do: its start, an arrival, the end of a thought. */
  readonly due: boolean;
  /** Tasks that will come in all, where that is known in advance. */
  readonly total: number | null;
}

/** The task specifications of a workload, in the order of steps. */
export function taskSpecs(workload: WorkloadSpec): TaskSpec[] {
  if (workload.kind === 'waves') return workload.waves.map((wave) => wave.task);
  if (workload.kind === 'dag') return workload.tasks.map((step) => step.task);
  return [workload.task];
}

export function createClient(
  spec: WorkloadSpec,
  number: number,
  host: Host,
  source: TaskSource,
  context: ClientContext,
): Client {
  switch (spec.kind) {
    case 'open':
      return new OpenClient(spec, number, host, source, context);
    case 'closed':
      return new ClosedClient(spec, number, host, source, context);
    case 'backlog':
      return new BacklogClient(spec.tasks, host, source, context);
    case 'waves':
      return waves(spec, host, source, context);
    case 'dag':
      return dag(spec, host, source, context);
  }
}

class OpenClient implements Client {
  readonly total: number | null;
  exhausted = false;
  readonly #number: number;
  readonly #host: Host;
  readonly #source: TaskSource;
  readonly #context: ClientContext;
  readonly #arrivals: ArrivalProcess;
  readonly #limit: number;
  readonly #stop: number;

  constructor(
    spec: OpenWorkloadSpec,
    number: number,
    host: Host,
    source: TaskSource,
    context: ClientContext,
  ) {
    this.#number = number;
    this.#host = host;
    this.#source = source;
    this.#context = context;
    this.#arrivals = createArrivals(spec.arrivals, context.streams, spec.name);
    this.#limit = spec.tasks ?? Infinity;
    this.#stop = spec.stop === null ? Infinity : spec.stop * MICROSECONDS;
    const trace = spec.arrivals.process === 'trace' ? spec.arrivals.times.length : null;
    this.total = spec.stop !== null ? null : trace === null ? spec.tasks : Math.min(trace, this.#limit);
  }

  get due(): boolean {
    return !this.exhausted;
  }

  start(): void {
    this.#plan();
  }

  onEvent(): void {
    const task = this.#source.create(0, this.#arrivals.demand);
    this.#host.send(this.#context.root, MESSAGE.submit, task, 0, 0);
    this.#plan();
  }

  onFinished(): void {}

  onTimer(): void {}

  #plan(): void {
    const gap = this.#source.created < this.#limit ? this.#arrivals.next() : Infinity;
    if (this.#context.kernel.now + gap >= this.#stop || gap === Infinity) this.exhausted = true;
    else this.#context.kernel.scheduleAfter(gap, EVENT.arrival, this.#number, 0, 0);
  }
}

class ClosedClient implements Client {
  readonly total: number | null;
  readonly #population: number;
  readonly #number: number;
  readonly #host: Host;
  readonly #source: TaskSource;
  readonly #context: ClientContext;
  readonly #think: DurationSampler;
  readonly #thinking: RandomSource;
  readonly #limit: number;
  /** Members that think, or have not begun to. */
  #thoughts: number;

  constructor(
    spec: ClosedWorkloadSpec,
    number: number,
    host: Host,
    source: TaskSource,
    context: ClientContext,
  ) {
    this.total = spec.tasks;
    this.#population = spec.population;
    this.#thoughts = spec.population;
    this.#number = number;
    this.#host = host;
    this.#source = source;
    this.#context = context;
    this.#think = createDurationSampler(spec.think);
    this.#thinking = context.streams.stream('think time', spec.name);
    this.#limit = spec.tasks ?? Infinity;
  }

  get exhausted(): boolean {
    return this.#source.created >= this.#limit;
  }

  get due(): boolean {
    return this.#thoughts > 0;
  }

  start(): void {
    for (let member = 0; member < this.#population; member++) this.#thinkFirst();
  }

  onEvent(): void {
    this.#thoughts--;
    if (this.exhausted) return;
    this.#host.send(this.#context.root, MESSAGE.submit, this.#source.create(0, -1), 0, 1);
  }

  onFinished(): void {
    this.#thoughts++;
    this.#thinkFirst();
  }

  onTimer(): void {}

  #thinkFirst(): void {
    const pause = this.#think.next(this.#thinking);
    this.#context.kernel.scheduleAfter(pause, EVENT.thought, this.#number, 0, 0);
  }
}

class BacklogClient implements Client {
  readonly total: number;
  exhausted = false;
  readonly #host: Host;
  readonly #source: TaskSource;
  readonly #context: ClientContext;

  constructor(tasks: number, host: Host, source: TaskSource, context: ClientContext) {
    this.total = tasks;
    this.#host = host;
    this.#source = source;
    this.#context = context;
  }

  get due(): boolean {
    return !this.exhausted;
  }

  start(): void {
    for (let i = 0; i < this.total; i++) {
      this.#host.send(this.#context.root, MESSAGE.submit, this.#source.create(0, -1), 0, 0);
    }
    this.exhausted = true;
  }

  onEvent(): void {}

  onFinished(): void {}

  onTimer(): void {}
}

/** A workflow module on the client's machine. It begins new steps only when it hears of the end of tasks. */
class WorkflowClient implements Client {
  readonly total: number;
  exhausted = false;
  due = true;
  readonly #module: Module;
  readonly #source: TaskSource;
  readonly #root: number;
  #heard = 0;

  constructor(module: Module, total: number, source: TaskSource, root: number) {
    this.#module = module;
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
    this.#module.onMessage(this.#root, MESSAGE.finished, task, 0, success);
    this.#check();
  }

  onTimer(tag: number, argument: number): void {
    this.#module.onTimer(tag, argument);
  }

  #check(): void {
    this.exhausted = this.#heard === this.#source.created;
  }
}

function waves(spec: WavesWorkloadSpec, host: Host, source: TaskSource, context: ClientContext): Client {
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
    context.root,
  );
}

function dag(spec: DagWorkloadSpec, host: Host, source: TaskSource, context: ClientContext): Client {
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
  return new WorkflowClient(new DagRunner(host, context.root, plan, { create }), total, source, context.root);
}

/** Creates all tasks of a step and returns the first's number. @param given bytes that travel with each besides its payload */
function createAll(source: TaskSource, step: number, count: number, given = 0): number {
  const first = source.create(step, -1, given);
  for (let i = 1; i < count; i++) source.create(step, -1, given);
  return first;
}
