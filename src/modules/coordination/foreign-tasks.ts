/**
 * Tasks that neighbours have handed over: who gave each, and the duties of a worker towards that one. A task that came one way belongs
 * to whoever gave it until that is done with, and is refused when it comes another way.
 */
import type { Port, ProcessId } from '../ports.ts';
import type { Dispatcher } from '../scheduling/dispatcher.ts';
import type { Result } from '../scheduling/vocabulary.ts';
import { Origins } from './origins.ts';
import { Uplink } from './uplink.ts';
import { peering } from './vocabulary.ts';

export interface ForeignTasksOptions {
  /** Microseconds after which an unconfirmed result is sent again. */
  readonly ackTimeout: number;
  /** How much room there is here. */
  room(): number;
}

export class ForeignTasks {
  readonly #port: Port;
  readonly #options: ForeignTasksOptions;
  readonly #origins: Origins;
  readonly #uplink: Uplink;

  /** @param port a scope of its own: its rows are results by task */
  constructor(port: Port, options: ForeignTasksOptions) {
    this.#port = port;
    this.#options = options;
    this.#origins = new Origins(port.scope('origins').storage);
    this.#uplink = new Uplink(port, port.storage, options.ackTimeout, (owner, task, token, result) =>
      port.post(owner, peering.result, task, token, result, options.room()),
    );
  }

  /** Takes up what the store holds. */
  recover(): void {
    this.#origins.recover();
    this.#port.storage.forEach((task, _kind, result, ticket, owner) => {
      this.#uplink.report(task, ticket, result as Result, owner);
    });
  }

  /** Who handed the task over, -1 when it came from a client. */
  giverOf(task: number): ProcessId {
    return this.#origins.giverOf(task);
  }

  /** How often the task has been handed over. */
  hopsOf(task: number): number {
    return this.#origins.hopsOf(task);
  }

  onAssign(from: ProcessId, task: number, attempt: number, hops: number, dispatcher: Dispatcher): void {
    const reports = this.#uplink.ownerOf(task);
    const isHere = dispatcher.has(task);
    const isAnothers = reports >= 0 ? reports !== from : isHere && this.giverOf(task) !== from;
    let accepts = !isAnothers;
    if (accepts && reports < 0) {
      this.#origins.add(task, from, hops, attempt);
      accepts = dispatcher.offer(task, attempt);
      if (!accepts) this.#origins.remove(task);
    }
    this.#port.post(from, peering.assigned, task, attempt, accepts ? 1 : 0, this.#options.room());
    if (accepts && reports >= 0) this.#uplink.renew(task, attempt);
  }

  /**
   * Nobody is here to do anything, or too many tasks wait: those who gave tasks may have them back. To be said again until they take
   * them.
   */
  offerBack(dispatcher: Dispatcher): void {
    this.#origins.forEach((task, giver, attempt) => {
      if (dispatcher.isWaiting(task)) this.#offerBack(task, giver, attempt);
    });
  }

  /** The same for one task. False when it came from a client. */
  giveBack(task: number): boolean {
    const giver = this.giverOf(task);
    if (giver < 0) return false;
    this.#offerBack(task, giver, this.#origins.attemptOf(task));
    return true;
  }

  /** Whoever handed the task over wants it no more. */
  onCancel(from: ProcessId, task: number, attempt: number, dispatcher: Dispatcher): void {
    this.onRecorded(from, task, attempt);
    if (this.giverOf(task) !== from) return;
    dispatcher.cancel(task, attempt);
    if (!dispatcher.has(task)) this.#origins.remove(task);
  }

  /** Whoever handed the task over has recorded its result. */
  onRecorded(from: ProcessId, task: number, attempt: number): void {
    if (this.#uplink.ownerOf(task) === from) this.#uplink.confirmed(task, attempt);
  }

  /** A task has ended here. False when it is not a neighbour's. */
  finished(task: number, ticket: number, result: Result): boolean {
    const giver = this.giverOf(task);
    if (giver < 0) return false;
    this.#origins.remove(task);
    this.#uplink.report(task, ticket, result, giver);
    return true;
  }

  onTimer(): void {
    this.#uplink.onTimer();
  }

  #offerBack(task: number, giver: ProcessId, attempt: number): void {
    this.#port.post(giver, peering.assigned, task, attempt, 0, this.#options.room());
  }
}
