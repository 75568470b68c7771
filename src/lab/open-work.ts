/**
 * What had not ended when a run did, as ages: of tasks, of recoveries, of failures that nobody had noticed, of agents being created, of
 * changes under way. Figures over such things are bounded; every other figure is one over time, and exact at the end of the run by its
 * definition (throughput, utilization, queues, messages, counts of events: executions, retries, timeouts, suspicions).
 */

import type { Figure } from '../recording/bounds.ts';
import type { Unnoticed } from '../recording/declare.ts';
import type { OpenFlows } from '../recording/flows.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { ascending, MOST_UNKNOWN, type Unended, unlimited, withUnknown } from '../recording/statistics.ts';
import { adaptation } from '../world/coordination/adaptation.ts';
import { takeovers } from '../world/coordination/takeovers.ts';
import { fleet } from '../world/fleet/provision.ts';
import { isImpatient } from '../world/plan/task-specs.ts';
import { EarliestStarts } from './earliest-starts.ts';
import { earlyEnd } from './early-end.ts';
import { givenUpOnTheWay } from './given-up.ts';
import { type LostTasks, tasksOfLostAgents } from './lost-agents.ts';
import type { MeasuredWorld } from './measured-world.ts';
import { noSuccess, type Obstruction } from './no-success.ts';
import { openFlows } from './open-flows.ts';
import { type OpenSprints, openSprints } from './open-sprints.ts';
import { hasMoreArrivals, mayFail, mayLoseAgents, successLimit, tasksToCome } from './prospects.ts';
import { measuredSubmissions, openSubmissions } from './submissions.ts';
import { lookForUnnoticed } from './unnoticed.ts';

export class OpenWork {
  /** Tasks of the measured time that have not ended, ascending. */
  readonly tasks: readonly number[];
  /** By workload: most tasks still to be submitted. */
  readonly toCome: readonly number[];
  /** Most tasks of the measured time that can still end. */
  readonly count: number;
  /** More is to be submitted, whether in known number or not. */
  readonly goesOn: boolean;
  readonly mayFail: boolean;
  readonly #world: MeasuredWorld;
  readonly #recorder: RunRecorder;
  readonly #isOwn: boolean;
  readonly #limit: number;
  /** Agents may still be lost while tasks are open. */
  readonly #mayLose: boolean;
  /** What conditions ask for again and again. */
  #submitted: number | undefined;
  #unnoticed: Unnoticed | undefined;
  #lost: LostTasks | undefined;
  /** Of all tasks, of which there may be millions. */
  readonly #known = new Map<string, Unended | null>();
  readonly #starts: EarliestStarts;

  /** @param isOwn modules of the user's own decide what happens */
  constructor(world: MeasuredWorld, recorder: RunRecorder, isOwn: boolean) {
    this.#world = world;
    this.#recorder = recorder;
    this.#isOwn = isOwn;
    this.#starts = new EarliestStarts(world);
    this.tasks = openSubmissions(world);
    this.toCome = world.progress === 'finished' ? world.spec.workloads.map(() => 0) : tasksToCome(world);
    const coming = this.#coming();
    this.count = this.tasks.length + coming;
    this.goesOn = coming > 0 || (world.progress !== 'finished' && hasMoreArrivals(world));
    this.mayFail = this.count > 0 && mayFail(world, isOwn, coming);
    this.#mayLose = this.count > 0 && mayLoseAgents(world, isOwn, coming);
    this.#limit = this.count > 0 ? successLimit(world, coming) : Infinity;
  }

  /** What keeps all tasks that have not ended, and all to come, from succeeding; null where one may. */
  get obstruction(): Obstruction | null {
    return noSuccess(this.#world, this.#isOwn, this.#coming());
  }

  /** Tasks of the measured time that have been submitted. */
  get submitted(): number {
    this.#submitted ??= measuredSubmissions(this.#world);
    return this.#submitted;
  }

  /** Most tasks of these workloads, of the measured time, that can still end. */
  countOf(workloads: ReadonlySet<number>): number {
    const { workload } = this.#world.parts.tasks;
    return this.#coming(workloads) + this.tasks.filter((task) => workloads.has(workload[task])).length;
  }

  /** Time from submission to the recorded result. @param workloads of these alone */
  latency(workloads?: ReadonlySet<number>): Unended | null {
    const { now } = this.#world;
    const { submittedAt } = this.#world.parts.tasks;
    return this.#once('latency', workloads, () =>
      this.#ofTasks((task) => now - submittedAt[task], workloads),
    );
  }

  /** Time from submission to the start of the execution that succeeds. @param workloads of these alone */
  wait(workloads?: ReadonlySet<number>): Unended | null {
    const { now, parts } = this.#world;
    const { submittedAt } = parts.tasks;
    const least = (task: number) => {
      const start = this.#starts.of(task);
      return (start < 0 ? now : start) - submittedAt[task];
    };
    return this.#once('wait', workloads, () => this.#ofTasks(least, workloads));
  }

  /**
   * Share of the tasks that had to wait for a slot. One that runs waits no more, unless it may be lost or interrupted. With late binding
   * that is not measured: a task waits at a coordinator until an agent asks for it, whether that one has a slot free or not.
   */
  get delayed(): Figure {
    const { now, spec, parts } = this.#world;
    if (parts.bindsLate) return null;
    const isFinal = !this.mayFail && !spec.scheduler.rebalance;
    const isSettled = (task: number) => isFinal && this.#starts.of(task) >= 0;
    return this.#recorder.delays.share(this.tasks, this.#coming(), now, isSettled, this.mayFail);
  }

  /** Of these, those that may give up. */
  get impatient(): number {
    const { spec, parts } = this.#world;
    if (!this.#isAnyImpatient) return 0;
    const coming = this.toCome.reduce(
      (sum, count, place) => sum + (isImpatient(spec.workloads[place]) ? count : 0),
      0,
    );
    return coming + this.tasks.filter((task) => parts.tasks.patienceEnd(task) < Infinity).length;
  }

  /** Time from submission until a task gives up: no less than its patience. Most of them need not. */
  get abandonment(): Unended | null {
    const { now, parts } = this.#world;
    if (!this.#isAnyImpatient) return null;
    const { submittedAt } = parts.tasks;
    const ages = this.tasks.flatMap((task) => {
      const end = parts.tasks.patienceEnd(task);
      return end < Infinity ? [Math.max(now, end) - submittedAt[task]] : [];
    });
    return withUnknown(ages, this.impatient - ages.length, true);
  }

  /** What the execution that succeeds takes. One that may still be lost says nothing of the next. */
  get service(): Unended | null {
    const { now, parts } = this.#world;
    const { startedAt, executedAt } = parts.tasks;
    const least = (task: number) => {
      if (this.mayFail) return 0;
      if (executedAt[task] >= 0) return executedAt[task] - startedAt[task];
      const start = this.#starts.of(task);
      return start < 0 ? 0 : now - start;
    };
    return this.#once('service', undefined, () => this.#ofTasks(least));
  }

  /** Time from submission to the first arrival of an assignment at an agent. */
  get assignment(): Unended | null {
    return this.#once('assignment', undefined, () => this.#assignment());
  }

  #assignment(): Unended | null {
    const { now, parts } = this.#world;
    const { submittedAt, assignedAt } = parts.tasks;
    const late = givenUpOnTheWay(this.#world, this.#recorder);
    const waiting = this.tasks.filter((task) => assignedAt[task] < 0);
    const ages = new Float64Array(waiting.length + late.length);
    for (let place = 0; place < waiting.length; place++) ages[place] = now - submittedAt[waiting[place]];
    ages.set(late, waiting.length);
    return withUnknown(ages, this.#coming(), this.mayFail || late.length > 0);
  }

  /** Coordinators that a task goes through. */
  get hops(): Unended | null {
    return this.#once('hops', undefined, () => {
      const passes = Float64Array.from(this.tasks, (task) => this.#recorder.passes.hopsOf(task));
      return withUnknown(passes, this.#coming(), this.mayFail, 1);
    });
  }

  /** Tasks of agents that went down that have not run again. */
  get lost(): number {
    const { lost, stranded } = this.#lostTasks;
    return lost.length + stranded.length;
  }

  /** Since tasks were taken back from an agent that was thought lost, and wait to run again; and what may still be taken back. */
  get recovery(): Unended | null {
    const { lostAt } = this.#world.parts.tasks;
    const { lost, stranded } = this.#lostTasks;
    const ages = lost.map((task) => this.#world.now - lostAt[task]);
    return this.#withLosses([...ages, ...stranded.map(() => 0)]);
  }

  /** Since the agent of a task went down that does not run again yet. */
  get failover(): Unended | null {
    const { now, parts } = this.#world;
    const { faultAt, agent } = parts.tasks;
    const { lost, stranded } = this.#lostTasks;
    const ages = lost.filter((task) => faultAt[task] >= 0).map((task) => now - faultAt[task]);
    const unnoticed = stranded.map((task) => now - parts.processes.stoppedAt[agent[task]]);
    return this.#withLosses([...ages, ...unnoticed]);
  }

  /** Every attempt that an open task has left may be lost with its agent. Below a tree of coordinators each has attempts of its own. */
  #withLosses(ages: readonly number[]): Unended | null {
    if (!this.#mayLose) return withUnknown(ages, 0, true);
    const { coordination, retry } = this.#world.spec;
    const losses = this.count * retry.max_attempts;
    return withUnknown(ages, coordination.topology === 'star' ? losses : Infinity, true);
  }

  /** Since processes went down or were paused of which nobody has noticed; they may come back before anybody does. */
  get detection(): Unended | null {
    const { crash, pause, more } = this.unnoticed;
    const ages = [...crash, ...pause];
    return withUnknown(ages, more ? Infinity : 0, true);
  }

  /** What stops or cuts off processes of which nobody has noticed. */
  get unnoticed(): Unnoticed {
    const isEarly = earlyEnd(this.#world) !== null;
    this.#unnoticed ??= lookForUnnoticed(this.#world, isEarly || this.count > 0 || this.goesOn);
    return this.#unnoticed;
  }

  /** Of agents that were asked for and are not up: since the request, and since their turn came. They may be given up. */
  get spawning(): { readonly latency: Unended | null; readonly boot: Unended | null } {
    const { now } = this.#world;
    const starting = this.#world.part(fleet)?.starting ?? [];
    const since = (time: number) => (time < 0 ? 0 : now - time);
    return {
      latency: withUnknown(
        starting.map(({ requestedAt }) => since(requestedAt)),
        0,
        true,
      ),
      boot: withUnknown(
        starting.map(({ begunAt }) => since(begunAt)),
        0,
        true,
      ),
    };
  }

  /** Since the latest change of how peers work together was decided, for each of them that has not made it; it may never. */
  get changes(): Unended | null {
    const { now } = this.#world;
    const pending = this.#world.part(adaptation)?.pending ?? [];
    return withUnknown(
      pending.map((askedAt) => now - askedAt),
      0,
      true,
    );
  }

  /** Since the fault after which one coordinator took over from another, and has not assigned a task. */
  get takeover(): Unended {
    const since = this.#world.part(takeovers)?.faultAt ?? -1;
    return unlimited(Float64Array.from(since < 0 ? [] : [this.#world.now - since]), true);
  }

  /** Flows that have not ended, by workload. */
  get flows(): readonly OpenFlows[] {
    return openFlows(this.#world);
  }

  get sprints(): OpenSprints {
    return openSprints(this.#world, this.#recorder);
  }

  get #isAnyImpatient(): boolean {
    return this.#world.spec.workloads.some(isImpatient);
  }

  /** Asked of all tasks again and again. @param workloads of these alone, which is not kept */
  #once(
    name: string,
    workloads: ReadonlySet<number> | undefined,
    find: () => Unended | null,
  ): Unended | null {
    if (workloads) return find();
    let found = this.#known.get(name);
    if (found === undefined) {
      found = find();
      this.#known.set(name, found);
    }
    return found;
  }

  #ofTasks(least: (task: number) => number, workloads?: ReadonlySet<number>): Unended | null {
    const { workload, submittedAt, assignedAt } = this.#world.parts.tasks;
    const tasks = workloads ? this.tasks.filter((task) => workloads.has(workload[task])) : this.tasks;
    const known = this.#coming(workloads);
    if (tasks.length + known === 0) return null;
    const more = known > MOST_UNKNOWN;
    const coming = more ? 0 : known;
    // There may be millions of them, and somebody may wait for the end of an interrupted run.
    const leasts = new Float64Array(coming + tasks.length);
    const most = new Float64Array(coming + tasks.length).fill(Infinity);
    for (let place = 0; place < tasks.length; place++) {
      const task = tasks[place];
      leasts[coming + place] = least(task);
      if (assignedAt[task] >= 0) most[place] = assignedAt[task] - submittedAt[task] + this.#limit;
    }
    const bounds = { least: ascending(leasts), most: ascending(most), mayDrop: this.mayFail };
    return more ? { ...bounds, more } : bounds;
  }

  /** Most tasks that are still to be submitted. @param workloads of these alone */
  #coming(workloads?: ReadonlySet<number>): number {
    return this.toCome.reduce(
      (sum, coming, place) => (workloads && !workloads.has(place) ? sum : sum + coming),
      0,
    );
  }

  get #lostTasks(): LostTasks {
    this.#lost ??= tasksOfLostAgents(this.#world);
    return this.#lost;
  }
}
