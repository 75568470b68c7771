/**
 * The client that runs flows: the module takes each through its steps, every step is a task that is handed in, and its events are
 * sent to the root and to the flows that listen.
 */

import { randomInteger } from '../../engine/random/draws.ts';
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import { eventBytes } from '../../modules/flows/events.ts';
import { FlowRunner } from '../../modules/flows/flow-runner.ts';
import { mostDone } from '../../modules/flows/most-steps.ts';
import { type FlowEnd, type FlowStep, STEP_EVENT_KINDS, type StepEvent } from '../../modules/flows/types.ts';
import { listening } from '../../modules/flows/vocabulary.ts';
import { toClient } from '../../modules/scheduling/vocabulary.ts';
import { MessageTable } from '../../modules/vocabulary.ts';
import type { Host } from '../host/host.ts';
import { type ArrivalProcess, createArrivals } from '../plan/arrivals.ts';
import { timedArrivals } from '../plan/offered-load.ts';
import { budgetOptions } from '../plan/retry-budget.ts';
import type { FlowStepSpec, FlowWorkloadSpec } from '../spec/spec.ts';
import type { Client, ClientContext } from './client.ts';
import { WORKLOAD_EVENT } from './events.ts';
import type { TaskSource } from './task-source.ts';

const MICROSECONDS = 1e6;
/** Steps of flows have random numbers of their own up to this many; beyond, flows go on with those of much earlier ones. */
const DRAWS = 2 ** 28;
const COINS = 2 ** 31;

interface OpenFlow {
  /** What it is about: its own number, or that of the flow by whose event it began. */
  readonly about: number;
  readonly begun: number;
  /** When the task of the present step was handed in. */
  entered: number;
}

interface Listener {
  readonly client: FlowClient;
  readonly process: number;
  readonly step: number;
}

export class FlowClient implements Client {
  /** Unknown: what fails is tried again, or ends the flow. */
  readonly total = null;
  readonly #spec: FlowWorkloadSpec;
  readonly #number: number;
  readonly #host: Host;
  readonly #source: TaskSource;
  readonly #context: ClientContext;
  readonly #runner: FlowRunner;
  readonly #table: MessageTable;
  readonly #arrivals: ArrivalProcess | null;
  readonly #draws: EntityStreams;
  /** By its number. */
  readonly #open = new Map<number, OpenFlow>();
  readonly #listeners: Listener[] = [];
  /** The flows whose events begin those here, and the number of the step. */
  #heard: { readonly client: FlowClient; readonly step: number } | null = null;
  /** Events on their way to here. */
  #underWay = 0;
  #arrived = 0;
  #started = false;
  /** No flow arrives any more by itself. */
  #over = false;

  constructor(
    spec: FlowWorkloadSpec,
    number: number,
    host: Host,
    source: TaskSource,
    context: ClientContext,
  ) {
    this.#spec = spec;
    this.#number = number;
    this.#host = host;
    this.#source = source;
    this.#context = context;
    this.#arrivals =
      spec.arrivals &&
      createArrivals(
        timedArrivals(
          spec.arrivals,
          spec.steps.map(({ task }) => task.service),
          context.groups,
        ),
        context.streams,
        spec.name,
      );
    // By flow and step, so that whatever the order in which steps begin, the same steps have the same tasks.
    this.#draws = context.streams.entities(`flow ${spec.name}`);
    const steps = spec.steps.map((step, place) => this.#stepOf(step, place));
    const observer = {
      step: (event: StepEvent) => this.#onEvent(event),
      ended: (end: FlowEnd) => this.#onEnd(end),
    };
    this.#runner = new FlowRunner(
      host,
      context.root,
      [{ name: spec.name, steps, retryBudget: budgetOptions(spec.budget) }],
      observer,
      spec.max_open,
    );
    this.#table = new MessageTable(host.self, this.#runner.receives);
  }

  get exhausted(): boolean {
    return this.#isOver() && this.#underWay === 0 && this.#runner.open === 0;
  }

  get flowsOpen(): readonly number[] {
    return [...this.#open.values()].map(({ begun }) => begun);
  }

  get flowsToCome(): number {
    if (this.exhausted) return 0;
    const { arrivals, count } = this.#spec;
    const left = (count ?? Infinity) - this.#arrived;
    if (this.#heard === null) return arrivals || this.#started ? 0 : left;
    const { client, step } = this.#heard;
    const flows = client.#runner.open + client.flowsToCome;
    return Math.min(left, this.#underWay + flows * mostDone(client.#spec.steps, step));
  }

  get due(): boolean {
    const isComing = this.#spec.on === null && !this.#over;
    return isComing || this.#underWay > 0 || this.#runner.pausing > 0;
  }

  connect(clients: readonly Client[]): void {
    const { on } = this.#spec;
    for (const client of clients) {
      if (!(client instanceof FlowClient) || client.#spec.name !== on?.workload) continue;
      const step = client.#spec.steps.findIndex(({ name }) => name === on.step);
      client.#listeners.push({ client: this, process: this.#context.firstClient + this.#number, step });
      this.#heard = { client, step };
    }
  }

  start(): void {
    this.#started = true;
    const { on, count, stop } = this.#spec;
    if (on) return;
    if (this.#arrivals) this.#plan(this.#arrivals);
    else {
      this.#over = true;
      if (stop !== null && this.#host.now() >= stop * MICROSECONDS) return;
      for (let i = 0; i < (count ?? 0); i++) this.#begin(this.#arrived);
    }
  }

  /** The next flow arrives. */
  onEvent(): void {
    this.#begin(this.#arrived);
    if (this.#arrivals) this.#plan(this.#arrivals);
  }

  onStep(subject: number): void {
    this.#underWay--;
    const { count, stop } = this.#spec;
    if (!this.#started || this.#arrived >= (count ?? Infinity)) return;
    if (stop !== null && this.#host.now() >= stop * MICROSECONDS) return;
    this.#begin(subject);
  }

  onFinished(task: number, success: number): void {
    this.#table.hot(toClient.finished.code, this.#context.root, task, success);
  }

  onTimer(tag: number, argument: number): void {
    this.#runner.onTimer(tag, argument);
  }

  #isOver(): boolean {
    return this.#heard === null ? this.#over : this.#heard.client.exhausted;
  }

  #plan(arrivals: ArrivalProcess): void {
    const { count, stop } = this.#spec;
    const gap = this.#arrived < (count ?? Infinity) ? arrivals.next() : Infinity;
    const isLate = stop !== null && this.#host.now() + gap >= stop * MICROSECONDS;
    if (gap === Infinity || isLate) this.#over = true;
    else this.#context.kernel.scheduleAfter(gap, WORKLOAD_EVENT.arrival, this.#number, 0, 0);
  }

  #begin(about: number): void {
    const number = this.#arrived++;
    const now = this.#host.now();
    this.#open.set(number, { about, begun: now, entered: now });
    if (this.#runner.begin(this.#spec.name, number) > 0) return;
    this.#open.delete(number);
    this.#context.observer.flowEnded(this.#number, 'refused', 0);
  }

  #stepOf(step: FlowStepSpec, place: number): FlowStep {
    const { name, attempts, delay, from, otherwise, checkpoint, timeout = null } = step;
    const failure = { attempts, delay: Math.round(delay * MICROSECONDS), from, otherwise };
    return {
      kind: 'task',
      name,
      failure,
      checkpoint,
      ...(timeout === null ? {} : { timeout: Math.max(1, Math.round(timeout * MICROSECONDS)) }),
      create: (number) => this.#create(number, place),
    };
  }

  #create(number: number, step: number): number {
    const flow = this.#open.get(number) as OpenFlow;
    flow.entered = this.#host.now();
    const draws = this.#draws.select((flow.about * this.#spec.steps.length + step) % DRAWS);
    return this.#source.createFrom(draws, step, randomInteger(draws, COINS));
  }

  #onEvent(event: StepEvent): void {
    const { root, observer } = this.#context;
    const { events, steps } = this.#spec;
    const { kind } = event;
    const step = steps.findIndex(({ name }) => name === event.step);
    const { about, entered } = this.#open.get(event.subject) as OpenFlow;
    observer.flowStep(this.#number, step, kind, event.at - entered);
    if (!steps[step].emits.includes(kind)) return;
    const sent = { ...event, subject: about };
    if (events === 'root') this.#send(root, step, sent);
    if (kind !== 'done') return;
    for (const { client, process, step: wanted } of this.#listeners) {
      if (wanted !== step) continue;
      client.#underWay++;
      this.#send(process, step, sent);
    }
  }

  #send(to: number, step: number, event: StepEvent): void {
    const bytes = eventBytes(event);
    this.#context.observer.flowEvent(bytes);
    const kind = STEP_EVENT_KINDS.indexOf(event.kind);
    this.#host.post(to, listening.event, event.subject, step, kind, bytes);
  }

  #onEnd({ subject, completed, at }: FlowEnd): void {
    const { begun } = this.#open.get(subject) as OpenFlow;
    this.#open.delete(subject);
    this.#context.observer.flowEnded(this.#number, completed ? 'completed' : 'failed', at - begun);
  }
}
