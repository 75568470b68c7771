/**
 * Listens to a world and keeps what a run reports: counts, distributions, gauges over time, waves, faults and, if wanted, a log.
 */
import type { Microseconds } from '../engine/types.ts';
import { REASON, REASON_NAMES, type Reason } from '../modules/scheduling/vocabulary.ts';
import type { AgentState, Outcome, SprintReport, WorldObserver, WorldView } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { BacklogRecorder } from './backlog.ts';
import { AGENT_STATES } from './columns.ts';
import { CountingRecorder, type RecorderOptions } from './counting-recorder.ts';
import { EventLog } from './event-log.ts';
import { OpenExecutions } from './open-executions.ts';
import { SprintRecorder } from './sprints.ts';
import { FaultBands, Steps, Waves } from './stretches.ts';
import { TenantRecorder } from './tenants.ts';
import { TimeWeighted } from './time-weighted.ts';
import { Windows } from './windows.ts';

const OUTCOMES = ['success', 'failure', 'aborted'] as const;

export class RunRecorder extends CountingRecorder implements WorldObserver {
  readonly inSystem = new TimeWeighted();
  readonly queueDepth = new TimeWeighted();
  readonly running = new TimeWeighted();
  readonly backlog = new BacklogRecorder();
  readonly failedAgents = new TimeWeighted();
  readonly absentAgents = new TimeWeighted();
  readonly waves: Waves;
  readonly steps: Steps;
  readonly sprints: SprintRecorder;
  readonly faults: FaultBands;
  readonly tenants: TenantRecorder;
  readonly log: EventLog;
  readonly windows: Windows;
  /** Of the tasks submitted in the measured time: the first submission and the last end so far, -1 for none. */
  firstSubmission: Microseconds = -1;
  lastEnd: Microseconds = -1;
  /** Of any task, in the warm-up too; -1: none. */
  lastSubmission: Microseconds = -1;
  readonly #world: WorldView;
  readonly #spec: WorldSpec;
  readonly #logging: boolean;
  #open = 0;
  #executing = 0;
  readonly #executed = new OpenExecutions();
  #queuedAtAgents = 0;

  constructor(world: WorldView, options: RecorderOptions) {
    super(world, options);
    this.#world = world;
    this.#spec = options.spec;
    this.#logging = options.logLimit > 0;
    this.log = new EventLog(options.logLimit);
    this.tenants = new TenantRecorder(options.spec, options.exact ?? new Set());
    this.waves = new Waves(options.spec);
    this.steps = new Steps(options.spec);
    this.sprints = new SprintRecorder(options.spec);
    this.faults = new FaultBands(options.spec);
    this.windows = new Windows(options.windows ?? [], this.timeline);
    this.declared.attach(this);
  }

  taskSubmitted(task: number): void {
    const { now, tasks } = this.#world;
    this.counts.submitted++;
    if (this.firstSubmission < 0) this.firstSubmission = now;
    this.lastSubmission = now;
    this.#open++;
    this.backlog.submitted(now);
    this.timeline.count(this.columns.submitted, now);
    this.#levels();
    const workload = tasks.workload[task];
    if (this.#spec.workloads[workload].kind === 'dag') this.steps.submitted(workload, tasks.step[task], now);
    if (this.#logging) this.note('task.submitted', task, -1);
  }

  taskAssigned(task: number, agent: number): void {
    const { now, tasks } = this.#world;
    if (this.#counts(task)) this.durations['assignment.latency'].record(now - tasks.submittedAt[task]);
    if (this.#logging) this.note('task.assigned', task, agent);
  }

  taskStarted(task: number, agent: number): void {
    this.counts.executions++;
    this.delays.ended(task, this.#world.now);
    if (!this.#executed.begin(task)) this.counts.wasted++;
    this.latencyParts.started(task, agent);
    this.#executes(1);
    if (this.#logging) this.note('task.started', task, agent);
  }

  executionEnded(task: number, agent: number, outcome: Outcome): void {
    if (this.#executed.finish(task, OUTCOMES[outcome] !== 'success')) this.counts.wasted++;
    if (OUTCOMES[outcome] === 'success' && !this.#executed.succeed(task)) {
      this.counts.repeated++;
      if (this.#executed.waste(task)) this.counts.wasted++;
    }
    this.latencyParts.ended(task, agent, OUTCOMES[outcome]);
    this.#executes(-1);
    if (this.#logging) this.note(`execution.${OUTCOMES[outcome]}`, task, agent);
  }

  executionSuspended(task: number, agent: number): void {
    this.#executed.finish(task);
    this.latencyParts.suspended(task, agent);
    this.#executes(-1);
  }

  executionDropped(task: number): void {
    if (this.#executed.waste(task)) this.counts.wasted++;
  }

  executionResumed(task: number, agent: number): void {
    this.delays.ended(task, this.#world.now);
    this.#executed.begin(task);
    this.latencyParts.resumed(task, agent);
    this.#executes(1);
  }

  taskCompleted(task: number): void {
    const { now, tasks } = this.#world;
    this.#ended(task, this.columns.completed, 1);
    this.counts.completions++;
    this.latencyParts.completed(task, this.#counts(task));
    if (this.#counts(task)) {
      this.counts.completed++;
      this.counts.work += tasks.demand[task];
      this.passes.completed(task);
      this.delays.completed(task);
      this.durations['task.latency'].record(now - tasks.submittedAt[task]);
      this.durations['task.wait'].record(tasks.startedAt[task] - tasks.submittedAt[task]);
      this.durations['task.service'].record(tasks.executedAt[task] - tasks.startedAt[task]);
    }
    const since = tasks.submittedAt[task];
    const latency = this.#counts(task) ? now - since : -1;
    this.tenants.completed(tasks.workload[task], latency, tasks.startedAt[task] - since);
    this.#inStretch(task, 'completed');
    if (this.#logging) this.note('task.completed', task, -1);
  }

  taskFailed(task: number, reason: Reason): void {
    this.#lost(task, this.columns.failed);
    if (this.#logging) this.note(`task.failed.${REASON_NAMES[reason]}`, task, -1);
    if (!this.#counts(task)) return;
    this.counts.failed++;
    if (reason === REASON.shed) this.counts.shed++;
    if (reason === REASON.refused) this.counts.rejected++;
    if (reason === REASON.timeout) this.#timedOut(task);
    this.usedUp(reason, true);
  }

  taskAbandoned(task: number): void {
    const { now, tasks } = this.#world;
    this.#lost(task, this.columns.abandoned);
    if (this.#logging) this.note('task.abandoned', task, -1);
    if (!this.#counts(task)) return;
    this.counts.abandoned++;
    this.durations['task.abandonment'].record(now - tasks.submittedAt[task]);
  }

  /** Whoever waits for its wave or step has no use for a task that gave up, as of one that failed. */
  #lost(task: number, column: number): void {
    this.#ended(task, column, 0);
    this.latencyParts.forget(task);
    this.#inStretch(task, 'failed');
  }

  taskRetried(task: number, reason: Reason): void {
    if (reason === REASON.refused) {
      this.delays.turnedAway(task);
      return;
    }
    this.counts.retried++;
    this.latencyParts.retried(task, reason);
    if (reason === REASON.timeout) this.#timedOut(task);
    this.usedUp(reason, false);
    this.timeline.count(this.columns.retried, this.#world.now);
    this.#inStretch(task, 'retried');
    if (this.#logging) this.note(`task.retried.${REASON_NAMES[reason]}`, task, -1);
  }

  queuedAtAgents(change: number): void {
    this.#queuedAtAgents += change;
    this.#levels();
  }

  agentsChanged(state: AgentState, count: number): void {
    const { now } = this.#world;
    this.timeline.set(this.columns.agents[state], now, count);
    if (AGENT_STATES[state] === 'failed') this.failedAgents.set(now, count);
    else if (AGENT_STATES[state] === 'absent') this.absentAgents.set(now, count);
    else if (AGENT_STATES[state] === 'hibernated') this.spawning.hibernated.set(now, count);
  }

  faultBegan(fault: number, occurrence: number, processes: number): void {
    this.faults.began(fault, occurrence, processes, this.#world.now);
    if (this.#logging) this.#writeFault('fault.began', fault, this.faults.hit(fault, processes));
  }

  faultEnded(fault: number, occurrence: number): void {
    this.faults.ended(fault, occurrence, this.#world.now);
    if (this.#logging) this.#writeFault('fault.ended', fault, null);
  }

  waveStarted(workload: number, wave: number): void {
    this.waves.started(workload, wave, this.#world.now);
    if (this.#logging) this.log.record(this.#world.now, 'wave.started', { workload, wave });
  }

  waveEnded(workload: number, wave: number, passed: boolean): void {
    this.waves.ended(workload, wave, this.#world.now);
    if (this.#logging)
      this.log.record(this.#world.now, 'wave.ended', { workload, wave, passed: passed ? 1 : 0 });
  }

  sprintEnded(workload: number, report: SprintReport): void {
    this.sprints.ended(workload, report);
    if (this.#logging) this.log.record(this.#world.now, 'sprint.ended', { workload, sprint: report.sprint });
  }

  warm(): void {
    const { now } = this.#world;
    this.forgetCounts();
    for (const sample of Object.values(this.durations)) sample.clear();
    this.tenants.warm();
    this.spawning.warm(now);
    const { inSystem, queueDepth, running, failedAgents, absentAgents } = this;
    for (const gauge of [inSystem, queueDepth, running, failedAgents, absentAgents]) gauge.reset(now);
    this.firstSubmission = -1;
    this.lastEnd = -1;
  }

  /** Whether the task was submitted in the measured time. */
  #counts(task: number): boolean {
    return this.#world.tasks.submittedAt[task] >= this.measuredFrom;
  }

  #timedOut(task: number): void {
    this.counts.timeouts++;
    if (this.#executed.isUnderWay(task)) this.counts.timeoutsRunning++;
  }

  /** @param needed executions without which the task would not have ended so */
  #ended(task: number, column: number, needed: number): void {
    const { now, tasks } = this.#world;
    this.#open--;
    const wasted = this.#executed.end(task);
    if (this.#counts(task)) this.lastEnd = now;
    if (column >= 0) this.timeline.count(column, now);
    this.#levels();
    this.counts.wasted += tasks.executions[task] - needed - wasted;
  }

  #executes(change: number): void {
    this.#executing += change;
    this.running.set(this.#world.now, this.#executing);
    this.#levels();
  }

  #levels(): void {
    const { now } = this.#world;
    const depth = this.#open - this.#executed.tasks;
    this.inSystem.set(now, this.#open);
    this.queueDepth.set(now, depth);
    this.backlog.levels(now, this.#open, depth);
    this.windows.levels(now, this.#open, depth);
    this.timeline.set(this.columns.waiting, now, Math.max(0, depth - this.#queuedAtAgents));
    this.timeline.set(this.columns.queued, now, this.#queuedAtAgents);
    this.timeline.set(this.columns.running, now, this.#executing);
  }

  #inStretch(task: number, field: 'completed' | 'failed' | 'retried'): void {
    const { tasks } = this.#world;
    const workload = tasks.workload[task];
    const { kind } = this.#spec.workloads[workload];
    const { now } = this.#world;
    if (kind === 'waves') this.waves.count(workload, tasks.step[task], field, now);
    else if (kind === 'dag') this.steps.count(tasks, task, field, now);
  }

  #writeFault(event: string, fault: number, processes: number | null): void {
    this.log.record(this.#world.now, event, { fault: this.#spec.faults[fault].name, processes });
  }

  protected override note(event: string, task: number, process: number): void {
    if (this.#logging) this.log.about(this.#world.now, event, task, process);
  }
}
