/**
 * Runs named flows: each instance takes its subject through the steps of one flow, one after the other, and every step emits an
 * event. A flow whose machine crashed goes on behind its last checkpoint, so steps behind it may run twice: what they do
 * must bear that.
 *
 * Source: Micro-Agile Swarm Orchestration, event system of flows, whose steps pass values on and emit "flow:step". Failure handling, resumption
 * and bounds are ours.
 */
import { IntegerMap } from '../collections/integer-map.ts';
import type { Module, Port, ProcessId } from '../ports.ts';
import { intake, toClient } from '../scheduling/vocabulary.ts';
import { receiver } from '../vocabulary.ts';
import { type CheckedFlow, checkFlow } from './definition.ts';
import {
  type FlowDefinition,
  FlowDefinitionError,
  type FlowObserver,
  type FlowStep,
  type StepEventKind,
  type StepOutcome,
} from './types.ts';
import { flowFacts } from './vocabulary.ts';

interface Instance {
  readonly number: number;
  readonly flow: number;
  readonly subject: number;
  step: number;
  value: number;
  /** Value that each step was given, for a return to it. */
  readonly given: number[];
  /** Failures of each step. */
  readonly failures: number[];
  /** Timer that ends the wait for a task; 0: none. */
  timer: number;
}

/** Tags of timers. The argument of a pause is the instance, that of a time-out the task: one that fires late finds nobody waiting. */
const TAG = { pause: 0, timeout: 1 } as const;

/** Longest doubling of a delay: 2^20 times the first. */
const MOST_DOUBLINGS = 20;

export class FlowRunner implements Module {
  readonly receives = [
    receiver(toClient, { finished: (_from, task, success) => this.#onFinished(task, success) }),
  ];
  readonly #port: Port;
  readonly #root: ProcessId;
  readonly #flows: readonly CheckedFlow[];
  readonly #observer: FlowObserver;
  readonly #maxOpen: number;
  readonly #open = new Map<number, Instance>();
  /** Instance by the task that it waits for. */
  readonly #waiting = new IntegerMap();
  /** Flows that wait for a task and for its time-out. */
  #timed = 0;
  #last = 0;
  /** Flows that were turned away because too many were open. */
  refused = 0;

  /**
   * @param maxOpen most flows open at a time
   * @throws FlowDefinitionError
   */
  constructor(
    port: Port,
    root: ProcessId,
    flows: readonly FlowDefinition[],
    observer: FlowObserver,
    maxOpen = 100_000,
  ) {
    this.#port = port;
    this.#root = root;
    this.#observer = observer;
    this.#maxOpen = maxOpen;
    this.#flows = flows.map(checkFlow);
    const names = flows.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new FlowDefinitionError(twice, 'there are two of this name');
  }

  get open(): number {
    return this.#open.size;
  }

  /** Open flows that go on by themselves: after the delay before another try, or when the time-out of a task is over. */
  get pausing(): number {
    return this.#open.size - this.#waiting.size + this.#timed;
  }

  /** Resumes what was open at a crash. */
  start(): void {
    const found: Instance[] = [];
    this.#port.storage.forEach((number, flow, step, subject, value) => {
      this.#last = Math.max(this.#last, number);
      found.push(instanceOf(number, flow, step, subject, value));
    });
    for (const instance of found) this.#open.set(instance.number, instance);
    for (const instance of found) this.#run(instance);
  }

  /**
   * Begins a flow.
   * @param subject a whole number that says what it is about
   * @param value what the first step is given
   * @returns the number of the instance, which no other open flow has; 0 when as many are open as may be
   * @throws FlowDefinitionError when there is no such flow
   */
  begin(name: string, subject: number, value = 0): number {
    const flow = this.#flows.findIndex(({ definition }) => definition.name === name);
    if (flow < 0) throw new FlowDefinitionError(name, 'there is no such flow');
    if (this.#open.size >= this.#maxOpen) {
      this.refused++;
      return 0;
    }
    const instance = instanceOf(++this.#last, flow, 0, subject, value);
    this.#open.set(instance.number, instance);
    this.#port.storage.put(instance.number, flow, 0, subject, value);
    this.#run(instance);
    return instance.number;
  }

  #onFinished(task: number, success: number): void {
    const instance = this.#stopWaiting(task);
    if (!instance) return;
    const outcome: StepOutcome =
      success === 1 ? { ok: true, value: task } : { ok: false, reason: 'the task failed' };
    if (this.#settle(instance, outcome)) this.#run(instance);
  }

  onTimer(tag: number, argument: number): void {
    if (tag === TAG.timeout) {
      this.#onTimeout(argument);
      return;
    }
    const instance = this.#open.get(argument);
    if (instance) this.#run(instance);
  }

  #onTimeout(task: number): void {
    const instance = this.#stopWaiting(task);
    if (!instance) return;
    this.#port.report(flowFacts.timedOut, task);
    if (this.#settle(instance, { ok: false, reason: 'no answer in time' })) this.#run(instance);
  }

  /** The flow that waits for a task waits no more; undefined where none does. */
  #stopWaiting(task: number): Instance | undefined {
    const instance = this.#open.get(this.#waiting.get(task));
    if (!instance) return undefined;
    this.#waiting.delete(task);
    if (instance.timer !== 0) {
      this.#port.cancelTimer(instance.timer);
      instance.timer = 0;
      this.#timed--;
    }
    return instance;
  }

  #waitFor(task: number, instance: Instance): void {
    this.#waiting.set(task, instance.number);
    const { timeout } = this.#flows[instance.flow].policies[instance.step];
    if (timeout === Infinity) return;
    instance.timer = this.#port.setTimer(timeout, TAG.timeout, task);
    this.#timed++;
  }

  /** Goes on until the flow has ended or waits for a task or a timer. */
  #run(instance: Instance): void {
    for (;;) {
      const { definition } = this.#flows[instance.flow];
      if (instance.step === definition.steps.length) {
        this.#end(instance, true, '', '');
        return;
      }
      const step = definition.steps[instance.step];
      const isFirst = instance.given[instance.step] === undefined;
      instance.given[instance.step] = instance.value;
      if (step.kind === 'task') {
        if (isFirst) this.#flows[instance.flow].budget?.deposit(this.#port.now());
        const task = step.create(instance.subject, instance.value);
        this.#waitFor(task, instance);
        this.#port.post(this.#root, intake.submit, task, 1);
        return;
      }
      if (!this.#settle(instance, this.#take(step, instance))) return;
    }
  }

  #take(step: Exclude<FlowStep, { kind: 'task' }>, instance: Instance): StepOutcome {
    const { subject, value } = instance;
    return step.kind === 'local' ? step.run(subject, value) : { ok: true, value };
  }

  /** Records what a step has come to; true when the flow goes on at once. */
  #settle(instance: Instance, outcome: StepOutcome): boolean {
    if (outcome.ok) {
      instance.value = outcome.value;
      if (this.#isCheckpoint(instance)) {
        const { number, flow, step, subject, value } = instance;
        this.#port.storage.put(number, flow, step + 1, subject, value);
      }
      this.#emit(instance, 'done', '');
      instance.step++;
      return true;
    }
    const { policies } = this.#flows[instance.flow];
    const { attempts, delay, from, otherwise } = policies[instance.step];
    const failures = (instance.failures[instance.step] ?? 0) + 1;
    instance.failures[instance.step] = failures;
    if (failures < attempts && this.#mayRetry(instance)) {
      this.#emit(instance, 'retried', outcome.reason);
      instance.step = from;
      // A flow that was resumed behind the step has no value for it but the checkpoint's.
      instance.value = instance.given[from] ?? instance.value;
      const pause = doubled(delay, Math.min(failures - 1, MOST_DOUBLINGS));
      if (pause === 0) return true;
      this.#port.setTimer(pause, TAG.pause, instance.number);
      return false;
    }
    if (otherwise === 'skip') {
      this.#emit(instance, 'skipped', outcome.reason);
      instance.step++;
      return true;
    }
    this.#emit(instance, 'failed', outcome.reason);
    this.#end(instance, false, this.#nameOf(instance), outcome.reason);
    return false;
  }

  #mayRetry({ flow, subject }: Instance): boolean {
    if (this.#flows[flow].budget?.withdraw(this.#port.now()) !== false) return true;
    this.#port.report(flowFacts.overBudget, subject);
    return false;
  }

  #isCheckpoint({ flow, step }: Instance): boolean {
    const one = this.#flows[flow].definition.steps[step];
    return one.kind === 'checkpoint' || (one.kind === 'task' && one.checkpoint === true);
  }

  #nameOf({ flow, step }: Instance): string {
    return this.#flows[flow].definition.steps[step].name;
  }

  #emit(instance: Instance, kind: StepEventKind, reason: string): void {
    const { number, subject, value, failures, step } = instance;
    const flow = this.#flows[instance.flow].definition.name;
    const name = this.#nameOf(instance);
    this.#observer.step({
      name: `${flow}:${name}`,
      kind,
      flow,
      step: name,
      checkpoint: kind === 'done' && this.#isCheckpoint(instance),
      instance: number,
      subject,
      value,
      failures: failures[step] ?? 0,
      reason,
      at: this.#port.now(),
    });
  }

  #end(instance: Instance, completed: boolean, step: string, reason: string): void {
    const { number, subject, value } = instance;
    this.#open.delete(number);
    this.#port.storage.remove(number);
    const flow = this.#flows[instance.flow].definition.name;
    const at = this.#port.now();
    this.#observer.ended({ flow, instance: number, subject, completed, value, step, reason, at });
  }
}

function instanceOf(number: number, flow: number, step: number, subject: number, value: number): Instance {
  return { number, flow, subject, step, value, given: [], failures: [], timer: 0 };
}

function doubled(delay: number, times: number): number {
  let result = delay;
  for (let i = 0; i < times; i++) result *= 2;
  return result;
}
