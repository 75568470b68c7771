/** The part of a recorder that only counts, measures and logs what it is told. */

import type { Microseconds } from '../engine/types.ts';
import { HEALTH_NAMES, type Health } from '../modules/health/states/vocabulary.ts';
import { routeFacts } from '../modules/routes/vocabulary.ts';
import { REASON, type Reason } from '../modules/scheduling/vocabulary.ts';
import type { RoleChange } from '../modules/standby/vocabulary.ts';
import type { Kind } from '../modules/vocabulary.ts';
import type { FlowOutcome, StepEventKind, WorldObserver, WorldView } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { ChangeRecorder } from './changes.ts';
import { addColumns, type Columns } from './columns.ts';
import { DeclaredMetrics } from './declared-metrics.ts';
import { Delays } from './delays.ts';
import { followEjected } from './ejected.ts';
import { FlowRecorder } from './flows.ts';
import { LatencyParts } from './latency-parts.ts';
import { DURATIONS, type DurationName } from './metrics.ts';
import { Noticing } from './noticing.ts';
import { Passes } from './passes.ts';
import { RoleRecorder } from './roles.ts';
import { type RunCounts, zeroCounts } from './run-counts.ts';
import { Sample } from './sample.ts';
import { SpawnRecorder } from './spawning.ts';
import { TimelineRecorder } from './timeline.ts';
import type { WindowRequest } from './windows.ts';

type Counted = Pick<
  WorldObserver,
  | 'taskAccepted'
  | 'taskPassed'
  | 'taskDelayed'
  | 'taskPlaced'
  | 'tokenCame'
  | 'tokenMade'
  | 'settingsChanged'
  | 'taskFenced'
  | 'falselySuspected'
  | 'slownessDetected'
  | 'mistakeEnded'
  | 'healthChanged'
  | 'degradationPredicted'
  | 'trusted'
  | 'rebalanced'
  | 'taskMoved'
  | 'moveRefused'
  | 'taskPreempted'
  | 'taskBackingOff'
  | 'agentMemory'
  | 'suspectedCount'
  | 'heartbeatHandled'
  | 'messageHandled'
  | 'cacheAsked'
  | 'roleChanged'
  | 'tookOver'
  | 'taskRecovered'
  | 'failureDetected'
  | 'failureMissed'
  | 'agentSpawned'
  | 'flowStep'
  | 'flowEnded'
  | 'flowEvent'
>;

export interface RecorderOptions {
  readonly spec: WorldSpec;
  /** Most lines of the event log; 0: no log. */
  readonly logLimit: number;
  /** Most intervals of the timeline. */
  readonly intervals: number;
  /** Durations whose quantiles are to be exact, so that every value is kept: `task.latency`. Default none. */
  readonly exact?: ReadonlySet<string>;
  /** Whether tasks may give up, which then has a column of the timeline. Default false. */
  readonly abandons?: boolean;
  /** Figures of stretches of time. Default none. */
  readonly windows?: readonly WindowRequest[];
}

export abstract class CountingRecorder implements Counted {
  readonly counts: RunCounts = zeroCounts();
  readonly declared: DeclaredMetrics;
  readonly durations: Readonly<Record<DurationName, Sample>>;
  readonly spawning = new SpawnRecorder();
  readonly passes = new Passes();
  readonly delays = new Delays();
  readonly noticing = new Noticing();
  readonly changes = new ChangeRecorder();
  readonly latencyParts: LatencyParts;
  readonly timeline: TimelineRecorder;
  readonly flows: FlowRecorder;
  readonly roles: RoleRecorder;
  /** Sweeps of outlier ejection, from the start of the run on, and those at which agents could be compared. */
  readonly sweeps = { all: 0, compared: 0 };
  /** Since when it measures. */
  protected measuredFrom: Microseconds = 0;
  protected readonly columns: Columns;
  readonly #view: WorldView;

  constructor(view: WorldView, { spec, exact = new Set(), intervals, abandons = false }: RecorderOptions) {
    this.#view = view;
    this.declared = new DeclaredMetrics(spec, view);
    this.latencyParts = new LatencyParts(view);
    this.timeline = new TimelineRecorder(intervals);
    this.columns = addColumns(this.timeline, spec, abandons);
    view.facts.on(routeFacts.swept, (_by, compared) => {
      this.sweeps.all++;
      if (compared > 0) this.sweeps.compared++;
    });
    const { ejected } = this.columns;
    if (ejected >= 0) followEjected(view, spec, (count) => this.timeline.set(ejected, view.now, count));
    this.flows = new FlowRecorder(spec, exact);
    this.roles = new RoleRecorder(spec);
    const names = Object.keys(DURATIONS) as DurationName[];
    this.durations = Object.fromEntries(names.map((name) => [name, new Sample(exact.has(name))])) as Record<
      DurationName,
      Sample
    >;
  }

  taskAccepted(): void {}

  /** An attempt has ended for a reason, and with the last one the task. */
  protected usedUp(reason: Reason, isLast: boolean): void {
    if (reason === REASON.workerLost) this.noticing.attemptLost(isLast);
    if (reason !== REASON.unacknowledged) return;
    this.counts.unacknowledged++;
    if (isLast) this.counts.unacknowledgedLast++;
  }

  taskRecovered(_task: number, sinceDetection: Microseconds, sinceFault: Microseconds): void {
    this.durations['recovery.time'].record(sinceDetection);
    if (sinceFault >= 0) this.durations['failover.time'].record(sinceFault);
  }

  failureDetected(process: number, delay: Microseconds, paused: boolean): void {
    this.noticing.noticed(paused);
    this.durations['detection.time'].record(delay);
    this.note('process.detected', -1, process);
  }

  failureMissed(_process: number, downFor: Microseconds, paused: boolean): void {
    this.noticing.missed(downFor, paused);
  }

  agentSpawned(agent: number, latency: Microseconds, boot: Microseconds): void {
    this.durations['spawn.latency'].record(latency);
    this.durations['spawn.boot'].record(boot);
    this.note('agent.spawned', -1, agent);
  }

  taskPassed(task: number, coordinator: number, isHandover: boolean): void {
    this.passes.passed(task);
    if (isHandover) this.note('task.handed_over', task, coordinator);
  }

  taskDelayed(task: number): void {
    this.delays.began(task, this.#view.now);
  }

  taskRejected(task: number, agent: number): void {
    this.note('task.rejected', task, agent);
  }

  taskPlaced(task: number): void {
    this.delays.ended(task, this.#view.now);
  }

  tokenCame(): void {}

  settingsChanged(change: number, delay: number): void {
    this.changes.changed(change, delay);
    this.note('settings.changed', -1, -1);
  }

  tokenMade(): void {
    this.note('token.made', -1, -1);
  }

  taskFenced(task: number, agent: number): void {
    this.note('task.fenced', task, agent);
  }

  slownessDetected(process: number): void {
    this.note('process.slow', -1, process);
  }

  falselySuspected(process: number, reachable: boolean): void {
    this.note(reachable ? 'process.falsely_suspected' : 'process.unreachable', -1, process);
  }

  mistakeEnded(): void {}

  healthChanged(agent: number, _from: Health, to: Health): void {
    this.note(`health.${HEALTH_NAMES[to]}`, -1, agent);
  }

  degradationPredicted(agent: number): void {
    this.note('health.predicted', -1, agent);
  }

  trusted(process: number): void {
    this.note('process.trusted', -1, process);
  }

  rebalanced(): void {}

  taskMoved(task: number, worker: number): void {
    this.note('task.moved', task, worker);
  }

  moveRefused(task: number, worker: number): void {
    this.note('task.kept', task, worker);
  }

  taskPreempted(task: number, agent: number): void {
    this.latencyParts.preempted(task);
    this.note('task.preempted', task, agent);
  }

  taskBackingOff(task: number, delay: Microseconds): void {
    this.latencyParts.backingOff(task, delay);
  }

  agentMemory(bytes: number): void {
    this.spawning.memory.set(this.#view.now, bytes);
    this.timeline.set(this.columns.memory, this.#view.now, bytes);
  }

  suspectedCount(count: number): void {
    this.timeline.set(this.columns.suspected, this.#view.now, count);
  }

  heartbeatHandled(sojourn: Microseconds): void {
    this.durations['heartbeat.latency'].record(sojourn);
    this.timeline.count(this.columns.heartbeats, this.#view.now);
  }

  messageHandled(_kind: Kind, sojourn: Microseconds): void {
    this.durations['coordination.latency'].record(sojourn);
    this.timeline.count(this.columns.messages, this.#view.now);
  }

  cacheAsked(): void {}

  roleChanged(process: number, change: RoleChange): void {
    this.note(`coordinator.${this.roles.changed(process, change, this.#view.now)}`, -1, process);
  }

  tookOver(process: number, sinceFault: Microseconds): void {
    this.roles.tookOver(sinceFault);
    this.note('coordinator.assigns', -1, process);
  }

  flowStep(workload: number, step: number, kind: StepEventKind, took: Microseconds): void {
    if (this.#began(took)) this.flows.step(workload, step, kind, took);
  }

  flowEnded(_workload: number, outcome: FlowOutcome, took: Microseconds): void {
    if (this.#began(took)) this.flows.ended(outcome, took);
  }

  flowEvent(bytes: number): void {
    this.flows.event(bytes);
  }

  /** Whether what took so long until now began in the measured time. */
  #began(took: Microseconds): boolean {
    return this.#view.now - took >= this.measuredFrom;
  }

  /** Counting begins anew. */
  protected forgetCounts(): void {
    Object.assign(this.counts, zeroCounts());
    this.declared.warm();
    this.passes.warm();
    this.delays.warm();
    this.changes.warm();
    this.noticing.warm();
    this.flows.warm();
    this.roles.warm();
    this.latencyParts.warm();
    this.measuredFrom = this.#view.now;
  }

  /** Writes an event to the log, where one is kept. */
  protected abstract note(event: string, task: number, process: number): void;
}
