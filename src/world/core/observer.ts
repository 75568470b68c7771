/**
 * What a world tells whoever watches it. Calls come in the order of virtual time; the world's `now` and task table can be
 * read during a call.
 */
import type { Microseconds } from '../../engine/types.ts';
import type { Subscriptions } from '../../modules/facts.ts';
import type { StepEventKind } from '../../modules/flows/types.ts';
import type { Health } from '../../modules/health/states/vocabulary.ts';
import type { Reason } from '../../modules/scheduling/vocabulary.ts';
import type { SprintReport } from '../../modules/sprints/types.ts';
import type { RoleChange } from '../../modules/standby/vocabulary.ts';
import type { Kind } from '../../modules/vocabulary.ts';
import type { GateDecision, RollbackReason } from '../../modules/workflow/vocabulary.ts';
import type { TaskTable } from './task-table.ts';

export type { SprintReport, StepEventKind };

/** What an observer may read of the world that it watches. */
export interface WorldView {
  readonly now: Microseconds;
  readonly tasks: TaskTable;
  /** What modules report. Who subscribes while the observer is being made hears of a fact before the world has. */
  readonly facts: Subscriptions;
}

/** What agents are doing, for counts over time. absent: not started, or retired. hibernated: suspended, with nothing to do. */
export const AGENT_STATE = { idle: 0, busy: 1, paused: 2, failed: 3, absent: 4, hibernated: 5 } as const;
export type AgentState = (typeof AGENT_STATE)[keyof typeof AGENT_STATE];

/** What becomes of waves that gates decide on; the words are those of `waveFacts`. */
export type RolloutEvent =
  | {
      readonly kind: 'gate.decided';
      readonly wave: number;
      readonly decision: GateDecision;
      readonly looked: number;
      readonly failures: number;
    }
  | { readonly kind: 'rollback.started'; readonly wave: number; readonly reason: RollbackReason }
  | { readonly kind: 'undo.started'; readonly wave: number; readonly tasks: number }
  | { readonly kind: 'undo.ended'; readonly wave: number; readonly left: number }
  | { readonly kind: 'rollback.ended'; readonly left: number };

export type FlowOutcome = 'completed' | 'failed' | 'refused';

/** How an execution ended. */
export const OUTCOME = { success: 0, failure: 1, aborted: 2 } as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** What is wrong with an agent; of several the first in this order. held: its messages are. cut: it is cut off from who watches it. */
export type Ailment = 'crash' | 'pause' | 'held' | 'slow' | 'cut' | 'none';

export interface WorldObserver {
  /** A client hands a task in. */
  taskSubmitted(task: number): void;
  /** The root coordinator has it. */
  taskAccepted(task: number): void;
  /** The token of a ring has come to a member, so long after the last time; -1: it was never there. */
  tokenCame(interval: number): void;
  /** A token was lost, and another has been made. */
  tokenMade(): void;
  /** A peer works by other settings, so long after that was decided. */
  settingsChanged(change: number, delay: number): void;
  /** A coordinator has given the task to another coordinator, below it, or beside it: handed it over. */
  taskPassed(task: number, coordinator: number, isHandover: boolean): void;
  /** An agent has been told, for the first time. */
  taskAssigned(task: number, agent: number): void;
  /** A task has come to a coordinator or an agent and finds nobody, or no slot, to begin it: it waits there. */
  taskDelayed(task: number): void;
  /** An agent without room has turned the task away. */
  taskRejected(task: number, agent: number): void;
  /** A coordinator gives the task away, to an agent or another coordinator. */
  taskPlaced(task: number): void;
  taskStarted(task: number, agent: number): void;
  /** A task with an affinity key starts where the key's state is held, or is not. Only where that makes a difference. */
  cacheAsked(task: number, agent: number, hit: boolean): void;
  executionEnded(task: number, agent: number, outcome: Outcome): void;
  /** An execution has left its slot, to be resumed later, or never. */
  executionSuspended(task: number, agent: number): void;
  executionResumed(task: number, agent: number): void;
  /** A suspended execution will not be resumed. */
  executionDropped(task: number, agent: number): void;
  /** A running task had to wait for a more urgent one: its execution was suspended, or ended as aborted. */
  taskPreempted(task: number, agent: number): void;
  /** The root has recorded the result. */
  taskCompleted(task: number): void;
  taskFailed(task: number, reason: Reason): void;
  /** The root has recorded that the task gave up. */
  taskAbandoned(task: number): void;
  /** The task's agent is known to be lost since `faultAt`, where the reason is that. */
  taskRetried(task: number, reason: Reason): void;
  /** The retry just told of waits so many microseconds before the task may be assigned again. */
  taskBackingOff(task: number, delay: Microseconds): void;
  /** A result was turned away by its token. */
  taskFenced(task: number, agent: number): void;
  /** A task of a lost agent runs again: microseconds since the loss was noticed, and since it happened (-1: it never did). */
  taskRecovered(task: number, sinceDetection: number, sinceFault: number): void;
  /** A coordinator has looked at the loads of its workers. */
  rebalanced(): void;
  /** A task that waited at one worker (an agent, or a coordinator below) has gone to another, `worker`. */
  taskMoved(task: number, worker: number): void;
  /** A worker was asked for a task back and had begun it. */
  moveRefused(task: number, worker: number): void;
  /** A task waiting at an agent: +1 it came, -1 it left. */
  queuedAtAgents(change: number): void;
  /** An agent has been created: microseconds since its request, and since its turn came; pooled: out of a spare. */
  agentSpawned(agent: number, latency: number, boot: number, pooled: boolean): void;
  /** Bytes that agents and spares hold from now on; only where agents are spawned. */
  agentMemory(bytes: number): void;
  agentsChanged(state: AgentState, count: number): void;
  /** A coordinator no longer trusts a process that really is down, this long after it went down; `paused`: it only stands still. */
  failureDetected(process: number, delay: number, paused: boolean): void;
  /** A process runs again that was down for so long without anybody suspecting it; `paused`: it only stood still. */
  failureMissed(process: number, downFor: Microseconds, paused: boolean): void;
  /**
   * A coordinator no longer trusts a process that is up; `reachable`: messages between them were not cut off. Where they were, so long ago
   * (-1 where not). `wasHit`: a fault has hit the process before (default false).
   */
  falselySuspected(process: number, reachable: boolean, cutFor: Microseconds, wasHit?: boolean): void;
  /** A coordinator no longer trusts a process that is up, but whose messages have been held for so long. */
  slownessDetected(process: number, delay: Microseconds): void;
  /** A process that was suspected although it was up and reachable is trusted again, or forgotten, or has really gone down. */
  mistakeEnded(process: number): void;
  trusted(process: number): void;
  /** One of a pair of coordinators announces a change of their roles. */
  roleChanged(process: number, change: RoleChange): void;
  /** The standby that took over has assigned its first task: microseconds since the one before went down or was cut off. */
  tookOver(process: number, sinceFault: Microseconds): void;
  suspectedCount(count: number): void;
  /**
   * A coordinator holds an agent to be in another state of health, one of HEALTH. `ailment`: what is really wrong with it, and for how long
   * that has been so (-1 where nothing is).
   */
  healthChanged(agent: number, from: Health, to: Health, ailment: Ailment, since: Microseconds): void;
  /** The response time of a healthy agent has risen by so much that it is expected not to be healthy within so many microseconds. */
  degradationPredicted(agent: number, percent: number, horizon: Microseconds): void;
  heartbeatHandled(sojourn: number): void;
  /** Any message but a heartbeat that came on the direct way. */
  messageHandled(kind: Kind, sojourn: number): void;
  /** One occurrence of a fault; those under an mtbf schedule are too many to be told one by one. */
  faultBegan(fault: number, occurrence: number, processes: number): void;
  faultEnded(fault: number, occurrence: number): void;
  waveStarted(workload: number, wave: number): void;
  waveEnded(workload: number, wave: number, passed: boolean): void;
  /** A gate has decided, or waves are being undone. */
  rollout(workload: number, event: RolloutEvent): void;
  sprintEnded(workload: number, report: SprintReport): void;
  /** A step of a flow has come to something, this long after its task was handed in; kinds as in STEP_EVENT_KINDS. */
  flowStep(workload: number, step: number, kind: StepEventKind, took: number): void;
  /** A flow has ended, this long after it began; `refused`: too many were open, and it never began. */
  flowEnded(workload: number, outcome: FlowOutcome, took: number): void;
  /** An event of a step was sent to one listener. */
  flowEvent(bytes: number): void;
  /** The warm-up is over: everything measured so far is to be forgotten. */
  warm(): void;
}
