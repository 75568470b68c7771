/**
 * What modules announce, turned into facts about tasks and processes: the record of a run is what the root coordinator says, or
 * of peers the home of each task, checked by the oracle.
 */
import type { Kernel } from '../../engine/kernel.ts';
import { OBSERVATION, type ObservationKind } from '../../modules/ports.ts';
import { REASON, type Reason } from '../../modules/scheduling/vocabulary.ts';
import type { RoleChange } from '../../modules/standby/vocabulary.ts';
import type { Adaptation } from '../coordination/adaptation.ts';
import type { Takeovers } from '../coordination/takeovers.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import { TASK_STATE, type TaskTable } from '../core/task-table.ts';
import type { Provision } from '../fleet/provision.ts';
import type { Network } from '../network/network.ts';
import type { Homes } from '../plan/homes.ts';
import type { Oracle } from './oracle.ts';

export interface AnnouncementsContext {
  readonly kernel: Kernel;
  readonly tasks: TaskTable;
  readonly processes: Processes;
  readonly network: Network;
  readonly oracle: Oracle;
  readonly observer: WorldObserver;
  readonly homes: Homes;
  readonly provision: Pick<Provision, 'plan'>;
  /** null where no coordinator stands by. */
  readonly takeovers: Takeovers | null;
  /** null where nothing changes while the run goes. */
  readonly adaptation: Adaptation | null;
  /** A task has ended for good. */
  taskEnded(): void;
}

export class Announcements {
  readonly #context: AnnouncementsContext;
  #suspected = 0;
  /** Ends that were recorded by one leader and told by another: task, and who told. */
  readonly #reported = new Map<number, number>();

  constructor(context: AnnouncementsContext) {
    this.#context = context;
  }

  observe(process: number, kind: ObservationKind, a: number, b: number): void {
    const { observer, processes, homes } = this.#context;
    switch (kind) {
      case OBSERVATION.accepted:
        if (homes.isHome(process, a)) observer.taskAccepted(a);
        return;
      case OBSERVATION.assignment:
        if (processes.isAgent(b)) this.#context.tasks.agent[a] = b;
        else observer.taskPassed(a, b, processes.parent[b] !== process);
        this.#context.takeovers?.assigned(process);
        observer.taskPlaced(a);
        return;
      case OBSERVATION.delayed:
        observer.taskDelayed(a);
        return;
      case OBSERVATION.completed:
        if (homes.isHome(process, a) && !this.#isToldAgain(process, a)) this.#completed(a);
        return;
      case OBSERVATION.failed:
        if (homes.isHome(process, a) && !this.#isToldAgain(process, a)) this.#failed(a, b as Reason);
        return;
      case OBSERVATION.retried:
        this.#retried(a, b as Reason);
        return;
      case OBSERVATION.backingOff:
        observer.taskBackingOff(a, b);
        return;
      case OBSERVATION.fenced:
        observer.taskFenced(a, b);
        return;
      case OBSERVATION.suspected:
        this.#suspect(process, a);
        return;
      case OBSERVATION.trusted:
        this.#trust(a);
        return;
      case OBSERVATION.waveStarted:
        observer.waveStarted(this.#workloadOf(process), a);
        this.#context.provision.plan?.waveStarted(a);
        return;
      case OBSERVATION.waveEnded:
        observer.waveEnded(this.#workloadOf(process), a, b === 1);
        this.#context.provision.plan?.waveEnded(process);
        return;
      case OBSERVATION.restarted:
        return;
      case OBSERVATION.rebalanced:
        observer.rebalanced();
        return;
      case OBSERVATION.moved:
        observer.taskMoved(a, b);
        return;
      case OBSERVATION.kept:
        observer.moveRefused(a, b);
        return;
      default:
        this.#ofPair(process, kind, a, b);
        this.#ofPeers(process, kind, a, b);
    }
  }

  /** What only peers say. */
  #ofPeers(process: number, kind: ObservationKind, a: number, b: number): void {
    const { observer, adaptation } = this.#context;
    if (kind === OBSERVATION.tokenCame) observer.tokenCame(b);
    else if (kind === OBSERVATION.tokenMade) observer.tokenMade();
    else if (kind === OBSERVATION.adapted) adaptation?.adopted(process, a);
  }

  /** What only one of a pair of coordinators says. */
  #ofPair(process: number, kind: ObservationKind, a: number, b: number): void {
    const { tasks, takeovers, processes, oracle } = this.#context;
    if (kind === OBSERVATION.roleChanged) {
      oracle.generationBegan(b);
      if (takeovers?.changed(process, a as RoleChange)) this.forget(processes.suspected.keys());
    } else if (kind === OBSERVATION.reported && tasks.state[a] === TASK_STATE.submitted) {
      this.#reported.set(a, process);
      if (b < 0) this.#completed(a);
      else this.#failed(a, b as Reason);
    }
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
    this.#context.provision.plan?.completed(tasks.agent[task]);
    if (open) this.#context.taskEnded();
  }

  #failed(task: number, reason: Reason): void {
    const { oracle, tasks, observer, kernel } = this.#context;
    const gaveUp = reason === REASON.abandoned;
    if (!(gaveUp ? oracle.abandoned(task, kernel.now > tasks.patienceEnd(task)) : oracle.failed(task)))
      return;
    tasks.state[task] = gaveUp ? TASK_STATE.abandoned : TASK_STATE.failed;
    if (gaveUp) observer.taskAbandoned(task);
    else observer.taskFailed(task, reason);
    this.#context.taskEnded();
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

  #suspect(by: number, process: number): void {
    const { processes, kernel, network, observer } = this.#context;
    processes.suspected[process] = 1;
    observer.suspectedCount(++this.#suspected);
    const since = processes.stoppedAt[process];
    if (since >= 0) observer.failureDetected(process, kernel.now - since);
    else observer.falselySuspected(process, !network.isCut(process, by));
  }

  #trust(process: number): void {
    this.#context.processes.suspected[process] = 0;
    this.#context.observer.suspectedCount(--this.#suspected);
    this.#context.observer.trusted(process);
  }

  /** A coordinator crashed, and forgot whom it suspected; one that stands by suspects nobody. */
  crashed(process: number, watched: Iterable<number>): void {
    const { takeovers } = this.#context;
    if (!takeovers || takeovers.leader === process) this.forget(watched);
  }

  /** Nobody suspects these any more. */
  forget(processes: Iterable<number>): void {
    for (const process of processes) {
      if (this.#context.processes.suspected[process] === 0) continue;
      this.#context.processes.suspected[process] = 0;
      this.#context.observer.suspectedCount(--this.#suspected);
    }
  }

  #workloadOf(process: number): number {
    const { agents, coordinators } = this.#context.processes;
    return process - agents - coordinators;
  }
}
