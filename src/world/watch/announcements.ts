/**
 * What modules announce, turned into facts about tasks and processes: the record of a run is what the root coordinator says, or
 * of peers the home of each task, checked by the oracle.
 */
import type { Kernel } from '../../engine/kernel.ts';
import { ringFacts } from '../../modules/coordination/routing/vocabulary.ts';
import type { Subscriptions } from '../../modules/facts.ts';
import { REASON, type Reason, schedulingFacts } from '../../modules/scheduling/vocabulary.ts';
import { standbyFacts } from '../../modules/standby/vocabulary.ts';
import { type GateDecision, type RollbackReason, waveFacts } from '../../modules/workflow/vocabulary.ts';
import type { RolloutEvent, WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import { TASK_STATE, type TaskTable } from '../core/task-table.ts';
import type { Homes } from '../plan/homes.ts';
import type { Oracle } from './oracle.ts';

export interface AnnouncementsContext {
  readonly kernel: Pick<Kernel, 'now'>;
  readonly tasks: TaskTable;
  readonly processes: Processes;
  readonly oracle: Oracle;
  readonly observer: WorldObserver;
  readonly homes: Homes;
  /** The success of a task has been recorded. */
  completed(task: number): void;
  /** A task has ended for good. */
  taskEnded(task: number): void;
}

export class Announcements {
  readonly #context: AnnouncementsContext;
  /** Ends that were recorded by one leader and told by another: task, and who told. */
  readonly #reported = new Map<number, number>();

  constructor(context: AnnouncementsContext) {
    this.#context = context;
  }

  /** Hears from now on of all that modules report. */
  subscribe(facts: Subscriptions): void {
    this.#hearOfTasks(facts);
    this.#hearOfAttempts(facts);
    this.#hearOfOthers(facts);
  }

  /** How tasks begin and end for their root or home. */
  #hearOfTasks(facts: Subscriptions): void {
    const { observer, processes, homes, tasks } = this.#context;
    const { accepted, assignment, delayed, completed, failed } = schedulingFacts;
    facts.on(accepted, (by, task) => {
      if (homes.isHome(by, task)) observer.taskAccepted(task);
    });
    facts.on(assignment, (by, task, process) => {
      if (processes.isAgent(process)) tasks.agent[task] = process;
      else observer.taskPassed(task, process, processes.parent[process] !== by);
      observer.taskPlaced(task);
    });
    facts.on(delayed, (_by, task) => observer.taskDelayed(task));
    facts.on(completed, (by, task) => {
      if (homes.isHome(by, task) && !this.#isToldAgain(by, task)) this.#completed(task);
    });
    facts.on(failed, (by, task, reason) => {
      if (homes.isHome(by, task) && !this.#isToldAgain(by, task)) this.#failed(task, reason as Reason);
    });
    facts.on(standbyFacts.reported, (by, task, reason) => this.#reportedEnd(by, task, reason));
  }

  #hearOfAttempts(facts: Subscriptions): void {
    const { observer } = this.#context;
    const { retried, backingOff, fenced, rebalanced, moved, kept } = schedulingFacts;
    facts.on(retried, (_by, task, reason) => this.#retried(task, reason as Reason));
    facts.on(backingOff, (_by, task, delay) => observer.taskBackingOff(task, delay));
    facts.on(fenced, (_by, task, worker) => observer.taskFenced(task, worker));
    facts.on(rebalanced, () => observer.rebalanced());
    facts.on(moved, (_by, task, worker) => observer.taskMoved(task, worker));
    facts.on(kept, (_by, task, worker) => observer.moveRefused(task, worker));
  }

  #hearOfOthers(facts: Subscriptions): void {
    const { observer } = this.#context;
    facts.on(waveFacts.waveStarted, (by, wave) => observer.waveStarted(this.#workloadOf(by), wave));
    facts.on(waveFacts.waveEnded, (by, wave, passed) =>
      observer.waveEnded(this.#workloadOf(by), wave, passed === 1),
    );
    this.#hearOfRollouts(facts);
    facts.on(ringFacts.tokenCame, (_by, _number, interval) => observer.tokenCame(interval));
    facts.on(ringFacts.tokenMade, () => observer.tokenMade());
  }

  #hearOfRollouts(facts: Subscriptions): void {
    const tell = (by: number, event: RolloutEvent) =>
      this.#context.observer.rollout(this.#workloadOf(by), event);
    const { gateDecided, rollbackStarted, undoStarted, undoEnded, rollbackEnded } = waveFacts;
    facts.on(gateDecided, (by, wave, decision, looked, failures) =>
      tell(by, { kind: 'gate.decided', wave, decision: decision as GateDecision, looked, failures }),
    );
    facts.on(rollbackStarted, (by, wave, reason) =>
      tell(by, { kind: 'rollback.started', wave, reason: reason as RollbackReason }),
    );
    facts.on(undoStarted, (by, wave, tasks) => tell(by, { kind: 'undo.started', wave, tasks }));
    facts.on(undoEnded, (by, wave, left) => tell(by, { kind: 'undo.ended', wave, left }));
    facts.on(rollbackEnded, (by, left) => tell(by, { kind: 'rollback.ended', left }));
  }

  /** One of a pair says how a task ended in an earlier life, or under the other. */
  #reportedEnd(by: number, task: number, reason: number): void {
    if (this.#context.tasks.state[task] !== TASK_STATE.submitted) return;
    this.#reported.set(task, by);
    if (reason < 0) this.#completed(task);
    else this.#failed(task, reason as Reason);
  }

  /** Whether the end that a process announces has been reported by the other of a pair, which took it over from there. */
  #isToldAgain(process: number, task: number): boolean {
    if (this.#reported.size === 0) return false;
    const by = this.#reported.get(task);
    return by !== undefined && by !== process;
  }

  #completed(task: number): void {
    const { oracle, tasks, observer } = this.#context;
    if (!oracle.completed(task)) return;
    const open = tasks.state[task] === TASK_STATE.submitted;
    tasks.state[task] = TASK_STATE.completed;
    observer.taskCompleted(task);
    this.#context.completed(task);
    if (open) this.#context.taskEnded(task);
  }

  #failed(task: number, reason: Reason): void {
    const { oracle, tasks, observer, kernel } = this.#context;
    const gaveUp = reason === REASON.abandoned;
    if (!(gaveUp ? oracle.abandoned(task, kernel.now > tasks.patienceEnd(task)) : oracle.failed(task)))
      return;
    tasks.state[task] = gaveUp ? TASK_STATE.abandoned : TASK_STATE.failed;
    if (gaveUp) observer.taskAbandoned(task);
    else observer.taskFailed(task, reason);
    this.#context.taskEnded(task);
  }

  #retried(task: number, reason: Reason): void {
    const { tasks, kernel, processes, observer } = this.#context;
    if (reason === REASON.workerLost) {
      const agent = tasks.agent[task];
      tasks.lostAt[task] = kernel.now;
      tasks.faultAt[task] = agent >= 0 ? processes.stoppedAt[agent] : -1;
    }
    observer.taskRetried(task, reason);
  }

  #workloadOf(process: number): number {
    const { agents, coordinators } = this.#context.processes;
    return process - agents - coordinators;
  }
}
