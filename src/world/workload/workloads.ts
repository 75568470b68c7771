/**
 * The clients: each workload creates its tasks and hands them to the root coordinator, by arrivals, by a population that waits
 * for its answers, all at once, or through a workflow module (waves, graphs).
 */

import type { RandomSource } from '../../engine/types.ts';
import { createDurationSampler, type DurationSampler } from '../../engine/variates/duration.ts';
import { intake } from '../../modules/scheduling/vocabulary.ts';
import type { Host } from '../host/host.ts';
import { type ArrivalProcess, createArrivals } from '../plan/arrivals.ts';
import { BulkSizes, bulkMoments } from '../plan/bulk.ts';
import { timedArrivals } from '../plan/offered-load.ts';
import type { ClosedWorkloadSpec, OpenWorkloadSpec, TraceValues, WorkloadSpec } from '../spec/spec.ts';
import { Batches } from './batches.ts';
import { CachedRequests } from './cached-requests.ts';
import type { BatchCounts, Client, ClientContext } from './client.ts';
import { WORKLOAD_EVENT } from './events.ts';
import { FlowClient } from './flow-client.ts';
import { RecurrenceClient } from './recurrence-client.ts';
import { sprintsClient } from './sprint-client.ts';
import type { TaskSource } from './task-source.ts';
import { dagClient, wavesClient } from './workflow-clients.ts';

const MICROSECONDS = 1e6;

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
      return wavesClient(spec, host, source, context);
    case 'dag':
      return dagClient(spec, host, source, context);
    case 'recurrence':
      return new RecurrenceClient(spec, host, source, context.root);
    case 'sprints':
      return sprintsClient(spec, number, host, source, context);
    case 'flow':
      return new FlowClient(spec, number, host, source, context);
  }
}

function cachedRequests(
  { name, cache }: OpenWorkloadSpec | ClosedWorkloadSpec,
  host: Host,
  source: TaskSource,
  { root, streams }: ClientContext,
  answered: () => void,
): CachedRequests | null {
  return cache ? new CachedRequests(cache, name, host, source, root, streams, answered) : null;
}

class OpenClient implements Client {
  readonly total: number | null;
  readonly #number: number;
  readonly #host: Host;
  readonly #source: TaskSource;
  readonly #context: ClientContext;
  /** null: every arrival is a task. */
  readonly #batches: Batches | null;
  /** null: every request is executed. */
  readonly #cached: CachedRequests | null;
  #over = false;
  readonly #arrivals: ArrivalProcess;
  /** null: every arrival is one task. */
  readonly #bulk: BulkSizes | null;
  /** What records of a trace say of their tasks. */
  readonly #values: TraceValues | null;
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
    this.#arrivals = createArrivals(
      timedArrivals(spec.arrivals, [spec.task.service], context.groups, bulkMoments(spec.bulk).mean),
      context.streams,
      spec.name,
    );
    this.#bulk = spec.bulk ? new BulkSizes(spec.bulk, context.streams, spec.name) : null;
    this.#values = spec.arrivals.process === 'trace' ? (spec.arrivals.values ?? null) : null;
    this.#limit = spec.tasks ?? Infinity;
    this.#stop = spec.stop === null ? Infinity : Math.round(spec.stop * MICROSECONDS);
    const trace = spec.arrivals.process === 'trace' ? spec.arrivals.times.length : null;
    const isOpen = spec.stop !== null || spec.batch !== undefined || spec.cache !== undefined;
    this.total = isOpen ? null : trace === null ? spec.tasks : Math.min(trace, this.#limit);
    this.#batches = spec.batch ? new Batches(spec.batch, host, source, context.root) : null;
    this.#cached = cachedRequests(spec, host, source, context, () => {});
  }

  get exhausted(): boolean {
    return this.#over && !this.#batches?.counts.waiting && !this.#cached?.open;
  }

  get batches(): BatchCounts | undefined {
    return this.#batches?.counts;
  }

  get cached() {
    return this.#cached?.counts;
  }

  get due(): boolean {
    return !this.#over || Boolean(this.#batches?.counts.waiting);
  }

  start(): void {
    this.#plan();
  }

  onEvent(): void {
    const size = this.#bulk === null ? 1 : Math.min(this.#bulk.next(), this.#limit - this.#arrived);
    for (let i = 0; i < size; i++) this.#arrive();
    this.#plan();
  }

  /** Tasks, or items of batches, that have come. */
  get #arrived(): number {
    return this.#batches ? this.#batches.arrived : this.#source.created;
  }

  #arrive(): void {
    const { demand } = this.#arrivals;
    if (this.#batches) this.#batches.add(demand);
    else if (this.#cached) this.#cached.ask(demand);
    else this.#host.post(this.#context.root, intake.submit, this.#create(demand), 0);
  }

  #create(demand: number): number {
    const { record = -1 } = this.#arrivals;
    if (this.#values === null || record < 0) return this.#source.create(0, demand);
    return this.#source.createRecord(demand, this.#values, record);
  }

  onFinished(task: number, success: number): void {
    this.#cached?.onFinished(task, success);
  }

  warm(): void {
    this.#cached?.warm();
  }

  onTimer(tag: number, argument: number): void {
    this.#batches?.onTimer(tag, argument);
  }

  #plan(): void {
    const gap = this.#arrived < this.#limit ? this.#arrivals.next() : Infinity;
    if (this.#context.kernel.now + gap >= this.#stop || gap === Infinity) this.#over = true;
    else this.#context.kernel.scheduleAfter(gap, WORKLOAD_EVENT.arrival, this.#number, 0, 0);
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
  /** null: every request is executed. */
  readonly #cached: CachedRequests | null;
  /** Members that think, or have not begun to. */
  #thoughts: number;

  constructor(
    spec: ClosedWorkloadSpec,
    number: number,
    host: Host,
    source: TaskSource,
    context: ClientContext,
  ) {
    this.total = spec.cache ? null : spec.tasks;
    this.#population = spec.population;
    this.#thoughts = spec.population;
    this.#number = number;
    this.#host = host;
    this.#source = source;
    this.#context = context;
    this.#think = createDurationSampler(spec.think);
    this.#thinking = context.streams.stream('think time', spec.name);
    this.#limit = spec.tasks ?? Infinity;
    this.#cached = cachedRequests(spec, host, source, context, () => this.#answered());
  }

  get exhausted(): boolean {
    return this.#source.created >= this.#limit && !this.#cached?.open;
  }

  get cached() {
    return this.#cached?.counts;
  }

  get due(): boolean {
    return this.#thoughts > 0;
  }

  start(): void {
    for (let member = 0; member < this.#population; member++) this.#thinkFirst();
  }

  onEvent(): void {
    this.#thoughts--;
    if (this.#source.created >= this.#limit) return;
    if (this.#cached) this.#cached.ask(-1);
    else this.#host.post(this.#context.root, intake.submit, this.#source.create(0, -1), 1);
  }

  onFinished(task: number, success: number): void {
    if (this.#cached) this.#cached.onFinished(task, success);
    else this.#answered();
  }

  warm(): void {
    this.#cached?.warm();
  }

  onTimer(): void {}

  #answered(): void {
    this.#thoughts++;
    this.#thinkFirst();
  }

  #thinkFirst(): void {
    const thought = this.#think.next(this.#thinking);
    // Answers from a cache take no time: without a pause, time would stand still.
    const pause = this.#cached ? Math.max(1, thought) : thought;
    this.#context.kernel.scheduleAfter(pause, WORKLOAD_EVENT.thought, this.#number, 0, 0);
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
      this.#host.post(this.#context.root, intake.submit, this.#source.create(0, -1), 0);
    }
    this.exhausted = true;
  }

  onEvent(): void {}

  onFinished(): void {}

  onTimer(): void {}
}
