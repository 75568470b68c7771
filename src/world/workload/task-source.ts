/**
 * Creates the tasks of one workload. Everything random about a task is drawn here, from streams named after the workload, in
 * the order of its tasks: whatever the scheduler does, the same tasks come with the same demands.
 */

import { randomInteger } from '../../engine/random/draws.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { RandomSource, Sampler } from '../../engine/types.ts';
import { createDurationSampler, type DurationSampler } from '../../engine/variates/duration.ts';
import { createSampler } from '../../engine/variates/sampler.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { TaskSpec, TraceValues } from '../spec/spec.ts';

/** A task specification with its samplers, and its number among all of the world. */
interface Template {
  readonly number: number;
  readonly service: DurationSampler;
  readonly priority: Sampler;
  readonly payload: Sampler;
  readonly affinityKeys: number;
  readonly coldStart: DurationSampler | null;
  readonly patience: DurationSampler | null;
  readonly requirement: number;
}

/** Where the values of a task are drawn from, besides its work. */
interface Draws {
  readonly priority: RandomSource;
  readonly payload: RandomSource;
  readonly affinity: RandomSource;
  readonly cold: RandomSource;
  readonly patience: RandomSource;
}

export class TaskSource {
  readonly #tasks: TaskTable;
  readonly #workload: number;
  readonly #templates: readonly Template[];
  readonly #service: RandomSource;
  readonly #own: Draws;
  /** Tasks created and passed over so far. */
  created = 0;

  /**
   * @param firstTemplate number of the first of `specs` among all task specifications of the world
   * @param requirements for each of `specs`, the number of its set of capabilities
   */
  constructor(
    tasks: TaskTable,
    streams: Streams,
    workload: number,
    name: string,
    specs: readonly TaskSpec[],
    firstTemplate: number,
    requirements: readonly number[],
  ) {
    this.#tasks = tasks;
    this.#workload = workload;
    this.#service = streams.stream('service demand', name);
    this.#own = {
      priority: streams.stream('priority', name),
      payload: streams.stream('payload', name),
      affinity: streams.stream('affinity key', name),
      cold: streams.stream('cold start', name),
      patience: streams.stream('patience', name),
    };
    this.#templates = specs.map((spec, i) => ({
      number: firstTemplate + i,
      service: createDurationSampler(spec.service),
      priority: createSampler(spec.priority),
      payload: createSampler(spec.payload),
      affinityKeys: spec.affinity_keys,
      coldStart: spec.cold_start ? createDurationSampler(spec.cold_start) : null,
      patience: spec.patience ? createDurationSampler(spec.patience) : null,
      requirement: requirements[i],
    }));
  }

  /** Microseconds of work of the next item, for tasks that carry several. */
  drawWork(step: number): number {
    return this.#templates[step].service.next(this.#service);
  }

  /** A task that does the work of several items, and carries the payload of each. @param work microseconds */
  createBatch(items: number, work: number): number {
    const { payload } = this.#templates[0];
    let given = 0;
    for (let i = 1; i < items; i++) given += Math.round(payload.sample(this.#own.payload));
    return this.#add(0, work, given, this.created, this.#own);
  }

  /**
   * A task whose work and priority have been drawn before. The workload has one task specification.
   * @param demand seconds of work, at least 0
   */
  createItem(demand: number, priority: number): number {
    const task = this.create(0, demand);
    this.#tasks.priority[task] = priority;
    return task;
  }

  /**
   * @param step which of the workload's task specifications, and which wave or step
   * @param demand seconds of work; negative: drawn
   * @param given bytes of others' results that travel with the task, besides its payload
   * @returns the task's number
   */
  create(step: number, demand: number, given = 0): number {
    const drawn = this.drawWork(step);
    const work = demand >= 0 ? Math.round(demand * 1e6) : drawn;
    return this.#add(step, work, given, this.created, this.#own);
  }

  /** A task of a record of a trace: what the record says stands, and all else is drawn as ever. @param demand as for `create` */
  createRecord(demand: number, { priorities, payloads, affinities }: TraceValues, record: number): number {
    const task = this.create(0, demand);
    const tasks = this.#tasks;
    if (priorities && priorities[record] > 0) tasks.priority[task] = priorities[record];
    if (payloads && payloads[record] >= 0) tasks.payload[task] = Math.round(payloads[record]);
    if (affinities) tasks.affinity[task] = affinities[record];
    return task;
  }

  /** Passes over the values of a task that need not be created, so that those after it have theirs. */
  skip(step: number): void {
    const { priority, payload, affinityKeys, coldStart, patience } = this.#templates[step];
    this.drawWork(step);
    this.created++;
    priority.sample(this.#own.priority);
    payload.sample(this.#own.payload);
    if (affinityKeys > 0) randomInteger(this.#own.affinity, affinityKeys);
    coldStart?.next(this.#own.cold);
    patience?.next(this.#own.patience);
  }

  /**
   * A task whose values come from one source, where the order of tasks depends on what becomes of others.
   * @param index the task's number for the coins of failures, 0 .. 2^31 - 1
   */
  createFrom(draw: RandomSource, step: number, index: number): number {
    const work = this.#templates[step].service.next(draw);
    return this.#add(step, work, 0, index, {
      priority: draw,
      payload: draw,
      affinity: draw,
      cold: draw,
      patience: draw,
    });
  }

  #add(step: number, work: number, given: number, index: number, draws: Draws): number {
    const template = this.#templates[step];
    const tasks = this.#tasks;
    this.created++;
    const task = tasks.add(this.#workload, index, template.number, step);
    tasks.demand[task] = work;
    tasks.priority[task] = Math.max(1, Math.min(10, Math.round(template.priority.sample(draws.priority))));
    tasks.payload[task] = Math.round(template.payload.sample(draws.payload)) + given;
    tasks.requirement[task] = template.requirement;
    tasks.affinity[task] =
      template.affinityKeys > 0 ? 1 + randomInteger(draws.affinity, template.affinityKeys) : 0;
    if (template.coldStart) tasks.cold[task] = template.coldStart.next(draws.cold);
    if (template.patience) tasks.setPatience(task, template.patience.next(draws.patience));
    return task;
  }
}
