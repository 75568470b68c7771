/**
 * A coordinator: a dispatcher over its workers, a failure detector that watches them, and, below the root of a tree, the
 * duties of a worker towards the coordinator above (accept assignments, report results, send heartbeats).
 */

import { listening } from '../flows/vocabulary.ts';
import type { Module, Port, ProcessId, TaskDirectory } from '../ports.ts';
import type { Recovery } from '../recovery/recovery.ts';
import { Dispatcher } from '../scheduling/dispatcher.ts';
import type { DispatcherOwner } from '../scheduling/options.ts';
import {
  ANSWER,
  intake,
  RESULT,
  type Result,
  scheduling,
  schedulingFacts,
  toClient,
} from '../scheduling/vocabulary.ts';
import { WorkerTable } from '../scheduling/workers.ts';
import { type Receiver, receiver } from '../vocabulary.ts';
import { Reservations } from '../worker/reservations.ts';
import { toWorker } from '../worker/vocabulary.ts';
import type { CoordinatorOptions } from './coordinator-options.ts';
import { LoadReport } from './load-report.ts';
import { Presence } from './presence.ts';
import { createRecovery } from './recovering.ts';
import { RESULT_ROW, Uplink } from './uplink.ts';
import { healthFacts, MOST_ROOM } from './vocabulary.ts';
import { createDetector, type Watch } from './watch.ts';

/** Incarnation of a worker that has not been heard. */
const UNKNOWN = -1;

/** Ticket of a task whose client wants no message about its end. */
const SILENT = -1;

export class Coordinator implements Module, DispatcherOwner {
  readonly receives: readonly Receiver[];
  readonly #port: Port;
  readonly #options: CoordinatorOptions;
  readonly #workers: WorkerTable;
  readonly #dispatcher: Dispatcher;
  readonly #detector: Watch | null;
  readonly #uplink: Uplink | null;
  /** Only where the coordinator above probes. */
  readonly #load: LoadReport | null;
  /** Only where the coordinator above makes reservations here. */
  readonly #reservations: Reservations | null;
  readonly #presence: Presence;
  /** Only where workers are recovered. */
  readonly #recovery: Recovery | null;
  readonly #adopts: boolean;
  /** By worker, 1: told to the outside as suspected. */
  readonly #suspected: Uint8Array;

  constructor(port: Port, tasks: TaskDirectory, options: CoordinatorOptions) {
    this.#port = port;
    this.#options = options;
    this.#workers = new WorkerTable(options.workers, options.agentQueue);
    this.#adopts = options.adopts ?? false;
    if (this.#adopts) this.#workers.incarnation.fill(UNKNOWN);
    this.#suspected = new Uint8Array(options.workers.length);
    this.#presence = new Presence(
      port.scope('presence'),
      options.workers,
      options.parent,
      options.elastic ?? false,
    );
    for (let worker = 0; worker < this.#workers.count; worker++)
      if (!this.#presence.isHere(worker)) this.#workers.setTrusted(worker, false);
    this.#dispatcher = new Dispatcher(port, tasks, this.#workers, this, options.dispatcher);
    this.#uplink =
      options.parent === null
        ? null
        : new Uplink(
            port.scope('uplink', { onTimer: () => this.#uplink?.onTimer() }),
            this.#dispatcher.rows,
            options.dispatcher.ackTimeout,
            (owner, task, token, result) => port.post(owner, scheduling.result, task, token, result),
          );
    this.#load = this.#uplink && options.dispatcher.algorithm.probes ? new LoadReport(port) : null;
    this.#reservations =
      this.#uplink && options.dispatcher.algorithm.lateBinding ? new Reservations(1) : null;
    const watching = port.scope('detector', {
      onTimer: (tag, argument) => this.#detector?.onTimer(tag, argument),
    });
    this.#detector = createDetector(watching, options, {
      count: this.#workers.count,
      suspect: (worker) => this.#suspect(worker),
      trust: (worker) => this.#trust(worker),
      lives: (worker, life) => this.#hear(worker, life),
    });
    this.#recovery = createRecovery(port, this.#workers, this.#dispatcher, options.recovery ?? null);
    this.receives = [
      this.#asScheduler(),
      ...(options.parent === null ? this.#asRoot() : [this.#asWorker(options.parent)]),
      ...(this.#detector?.receives ?? []),
      ...(this.#recovery?.receives ?? []),
    ];
  }

  /** Tasks that wait here for a worker. */
  get waiting(): number {
    return this.#dispatcher.waiting;
  }

  get dispatcher(): Dispatcher {
    return this.#dispatcher;
  }

  /** Slots of trusted workers, less the tasks that are open here; least of all without anybody. */
  get room(): number {
    const { totalSlots, availableCount, count } = this.#workers;
    if (availableCount === 0) return -MOST_ROOM;
    return Math.floor((totalSlots * availableCount) / Math.max(1, count)) - this.#dispatcher.open;
  }

  start(): void {
    const { parent } = this.#options;
    if (parent !== null)
      this.#dispatcher.rows.forEach((task, attempt, result, ticket) => {
        if (attempt === RESULT_ROW) this.#uplink?.report(task, ticket, result as Result, parent);
      });
    this.#presence.recover();
    this.#detector?.start();
    this.#recovery?.start();
    this.#dispatcher.recover();
    if (this.#uplink && this.#options.heartbeatInterval > 0) this.#beat();
  }

  /** A heartbeat is due: all other timers are those of parts. */
  onTimer(): void {
    this.#beat();
  }

  /** What it hears from workers. */
  #asScheduler(): Receiver {
    const dispatcher = this.#dispatcher;
    return receiver(scheduling, {
      heartbeat: (from, incarnation) => this.#onHeartbeat(from, incarnation),
      assigned(_from, task, token, answer) {
        if (answer === ANSWER.begun) dispatcher.onKept(task, token);
        else if (answer === ANSWER.rejected) dispatcher.onRejected(task, token);
        else dispatcher.onAssigned(task, token, answer === ANSWER.here);
      },
      result: (from, task, token, result) => dispatcher.onResult(from, task, token, result as Result),
      probed: (from, inFlight, latency) => dispatcher.onProbed(from, inFlight, latency),
      pull: (from, upTo, epoch) => dispatcher.onPull(from, upTo, epoch),
      leave: (_from, worker, incarnation, atOnce) => this.#onLeave(worker, incarnation, atOnce === 1),
    });
  }

  /** What it hears from clients. */
  #asRoot(): Receiver[] {
    return [
      receiver(intake, {
        submit: (from, task, wants) => this.#dispatcher.accept(task, wants === 1 ? from : SILENT),
      }),
      // What flows tell the root takes its time, and nothing follows from it.
      receiver(listening, { event() {} }),
    ];
  }

  /** What it hears from the coordinator above. */
  #asWorker(parent: ProcessId): Receiver {
    return receiver(toWorker, {
      assign: (from, task, token) => this.#onAssign(from, task, token),
      cancel: (_from, task, token) => this.#onCancel(task, token),
      withdraw: (from, task, token) => this.#onWithdraw(from, task, token),
      acknowledged: (_from, task, token) => this.#uplink?.confirmed(task, token),
      probe: () => this.#load?.answer(parent, this.#dispatcher.open),
      reserve: (_from, total, epoch, again) => {
        this.#reservations?.made(0, total, epoch, again === 1);
        this.#ask(again === 1);
      },
      settled: (_from, upTo, epoch) => {
        this.#reservations?.answered(0, upTo, epoch);
        this.#ask(false);
      },
    });
  }

  /** The dispatcher has recorded a task's end: whoever gave it hears of it. */
  finished(task: number, ticket: number, result: Result): void {
    this.#load?.ended(task);
    const { parent, colleagues } = this.#options;
    if (this.#uplink && parent !== null) this.#uplink.report(task, ticket, result, parent);
    else if (!colleagues?.finished(task, ticket, result) && ticket !== SILENT)
      this.#port.post(ticket, toClient.finished, task, result === RESULT.success ? 1 : 0);
    this.#ask(false);
  }

  /** Asks above for as many tasks as there are free slots with trusted workers. `always`: to show that this coordinator lives. */
  #ask(always: boolean): void {
    if (!this.#reservations || this.#options.parent === null) return;
    if (!this.#reservations.ask(0, Math.max(0, this.room)) && !always) return;
    const { parent } = this.#options;
    this.#port.post(parent, scheduling.pull, this.#reservations.asked(0), this.#reservations.life(0));
  }

  #onAssign(from: ProcessId, task: number, attempt: number): void {
    this.#port.post(from, scheduling.assigned, task, attempt, ANSWER.here);
    if (this.#uplink?.renew(task, attempt)) return;
    if (!this.#dispatcher.has(task)) this.#load?.came(task, this.#dispatcher.open);
    this.#dispatcher.accept(task, attempt);
  }

  #onCancel(task: number, attempt: number): void {
    this.#uplink?.confirmed(task, attempt);
    this.#dispatcher.cancel(task, attempt);
    this.#returned(task);
  }

  #onWithdraw(from: ProcessId, task: number, attempt: number): void {
    const begun = this.#uplink?.renew(task, attempt) || !this.#dispatcher.giveBack(task, attempt);
    this.#port.post(from, scheduling.assigned, task, attempt, begun ? ANSWER.begun : ANSWER.absent);
    this.#returned(task);
  }

  /** A task may have gone back to the one above. */
  #returned(task: number): void {
    if (!this.#dispatcher.has(task)) this.#load?.forget(task);
    this.#ask(false);
  }

  #onHeartbeat(process: ProcessId, incarnation: number): void {
    const worker = this.#workers.indexOf(process);
    if (worker < 0) return;
    this.#hear(worker, incarnation);
    this.#detector?.heartbeat(worker);
  }

  /** A worker lives, in this incarnation. */
  #hear(worker: number, incarnation: number): void {
    // Most workers have never been restarted, and then there is nothing to look up.
    const known = incarnation > 0 || this.#adopts ? this.#workers.incarnation[worker] : 0;
    if (incarnation > known) {
      this.#workers.incarnation[worker] = incarnation;
      if (known !== UNKNOWN) {
        this.#port.report(schedulingFacts.restarted, this.#workers.process[worker]);
        this.#dispatcher.workerRestarted(worker);
        this.#recovery?.restarted(worker);
      }
      if (!this.#presence.isHere(worker)) this.#onJoin(worker);
    }
    this.#recovery?.heard(worker);
  }

  #onJoin(worker: number): void {
    this.#recovery?.joined(worker);
    if (!this.#recovery?.isHeld(worker)) this.#dispatcher.workerBack(worker);
    this.#presence.joined(worker);
    this.#ask(false);
  }

  #onLeave(process: ProcessId, incarnation: number, atOnce: boolean): void {
    const worker = this.#workers.indexOf(process);
    if (worker < 0 || incarnation < this.#workers.incarnation[worker]) return;
    this.#workers.incarnation[worker] = incarnation;
    const isNews = this.#presence.left(worker);
    this.#clear(worker);
    this.#recovery?.removed(worker);
    if (atOnce) this.#dispatcher.workerLost(worker);
    else if (isNews) this.#dispatcher.workerLeaves(worker);
    this.#presence.leaveIfEmpty(this.#workers.totalOutstanding);
  }

  #beat(): void {
    if (this.#options.parent === null) return;
    this.#port.post(this.#options.parent, scheduling.heartbeat, this.#presence.incarnation);
    this.#presence.leaveIfEmpty(this.#workers.totalOutstanding);
    this.#port.setTimer(this.#options.heartbeatInterval, 0, 0);
  }

  #suspect(worker: number): void {
    if (this.#presence.isHere(worker)) {
      this.#suspected[worker] = 1;
      this.#port.report(healthFacts.suspected, this.#workers.process[worker]);
      this.#presence.suspected(worker);
      this.#recovery?.suspected(worker);
    }
    this.#dispatcher.workerLost(worker);
    this.#presence.leaveIfEmpty(this.#workers.totalOutstanding);
  }

  /** The worker is no longer suspected, as far as anybody was told that it was. */
  #clear(worker: number): void {
    if (this.#suspected[worker] === 0) return;
    this.#suspected[worker] = 0;
    this.#port.report(healthFacts.trusted, this.#workers.process[worker]);
  }

  #trust(worker: number): void {
    this.#clear(worker);
    if (this.#presence.hasLeft(worker)) return;
    this.#recovery?.trusted(worker);
    this.#onJoin(worker);
  }
}
