/**
 * The dispatcher: takes tasks on, gives each to a worker that the distribution algorithm chooses, sees it through to a recorded
 * result, and gives it to another worker when the first is lost, too slow or fails. Every assignment carries a number (its
 * fencing token); only the result of the latest counts, so a task is never recorded twice, and it is in the ledger until
 * its end is recorded, so it is never lost. The ledger is durable: a restarted dispatcher goes on from its store.
 */
import { MESSAGE, OBSERVATION, type Port, REASON, type Reason, type TaskDirectory } from '../ports.ts';
import { algorithmContext, type DistributionAlgorithm } from './algorithm.ts';
import { ASSIGNMENT_TAG, Assignments } from './assignments.ts';
import { Ledger, STATE } from './ledger.ts';
import { LedgerStore } from './ledger-store.ts';
import type { DispatcherOptions, DispatcherOwner } from './options.ts';
import { REBALANCE_TAG, Rebalancer } from './rebalancer.ts';
import { WaitingRoom } from './waiting-room.ts';
import type { WorkerTable } from './workers.ts';

export type { DispatcherOptions, DispatcherOwner };

/** Timer tags, within the range that the owner forwards. */
const BACKOFF_TAG = Object.keys(ASSIGNMENT_TAG).length;
const FIRST_REBALANCE_TAG = BACKOFF_TAG + 1;
export const DISPATCHER_TAGS = FIRST_REBALANCE_TAG + Object.keys(REBALANCE_TAG).length;

export class Dispatcher {
  readonly #port: Port;
  readonly #options: DispatcherOptions;
  readonly #owner: DispatcherOwner;
  readonly #workers: WorkerTable;
  readonly #tasks: TaskDirectory;
  readonly #ledger = new Ledger();
  readonly #waiting: WaitingRoom;
  readonly #assignments: Assignments;
  readonly #algorithm: DistributionAlgorithm;
  readonly #store: LedgerStore;
  readonly #rebalancer: Rebalancer | null;

  constructor(
    port: Port,
    tasks: TaskDirectory,
    workers: WorkerTable,
    owner: DispatcherOwner,
    options: DispatcherOptions,
  ) {
    this.#port = port;
    this.#tasks = tasks;
    this.#workers = workers;
    this.#owner = owner;
    this.#options = options;
    this.#store = new LedgerStore(port.storage, this.#ledger);
    this.#waiting = new WaitingRoom(this.#ledger, tasks, options.algorithm.order);
    const context = algorithmContext(port, workers, tasks);
    this.#algorithm = options.algorithm.create(context, options.parameters);
    this.#assignments = new Assignments(port, this.#ledger, workers, this.#algorithm, options, {
      unconfirmed: (row) => this.#giveUp(row, REASON.unacknowledged),
      overdue: (row) => this.#giveUp(row, REASON.timeout),
    });
    const parts = { port, tasks, workers, ledger: this.#ledger, assignments: this.#assignments };
    this.#rebalancer = options.rebalance
      ? new Rebalancer(options.rebalance, {
          ...parts,
          firstTag: FIRST_REBALANCE_TAG,
          ackTimeout: options.ackTimeout,
          unanswered: (row) => this.#giveUp(row, REASON.unacknowledged),
        })
      : null;
  }

  /** Tasks that wait here for a worker. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Tasks taken on and not ended. */
  get open(): number {
    return this.#ledger.size;
  }

  /** Takes up what the durable store holds: the tasks of an earlier life. Their workers may still send results. */
  recover(): void {
    this.#store.recover((row, worker) => {
      if (worker < 0) {
        this.#waiting.enter(row, false);
        return;
      }
      this.#ledger.state[row] = STATE.sent;
      this.#assignments.bind(row, worker);
      this.#rebalancer?.wake();
    });
    this.#serve();
  }

  /** Takes a task on, or, when it is here already, notes a newer ticket. Sheds it when it would have to wait and too many do. */
  accept(task: number, ticket: number): void {
    const known = this.#ledger.find(task);
    if (known >= 0) {
      if (ticket <= this.#ledger.ticket[known]) return;
      this.#ledger.ticket[known] = ticket;
      this.#store.write(known);
      return;
    }
    const row = this.#ledger.add(task, ticket);
    this.#port.observe(OBSERVATION.accepted, task, 0);
    this.#store.write(row);
    this.#waiting.enter(row, false);
    this.#serve();
    if (this.#ledger.state[row] !== STATE.waiting || this.#waiting.size <= this.#options.queueLimit) return;
    this.#waiting.leave(row);
    this.#end(row, false, REASON.shed);
  }

  /** Whether a task is here. */
  has(task: number): boolean {
    return this.#ledger.find(task) >= 0;
  }

  /** A worker confirms an assignment, or says that it does not have the task: refused it, or gave it back when asked. */
  onAssigned(task: number, attempt: number, accepted: boolean): void {
    const row = this.#ledger.findAttempt(task, attempt);
    if (row < 0) return;
    if (this.#ledger.state[row] !== STATE.sent) {
      if (!accepted) this.#onReturned(row);
      return;
    }
    if (accepted) {
      this.#assignments.confirmed(row);
      this.#ledger.state[row] = STATE.held;
      return;
    }
    this.#assignments.release(row);
    this.#port.observe(OBSERVATION.retried, task, REASON.refused);
    this.#wait(row, this.#options.ackTimeout);
    this.#serve();
  }

  /** A worker that was asked to give a task back has begun it. */
  onKept(task: number, attempt: number): void {
    const row = this.#ledger.findAttempt(task, attempt);
    if (row >= 0) this.#rebalancer?.kept(row);
  }

  /** A worker reports the end of an attempt. It is confirmed whether or not it counts, so that the worker stops sending it. */
  onResult(from: number, task: number, attempt: number, success: boolean): void {
    this.#port.send(from, MESSAGE.recorded, task, attempt, 0);
    const row = this.#ledger.findAttempt(task, attempt);
    if (row < 0) {
      this.#port.observe(OBSERVATION.fenced, task, from);
      return;
    }
    const worker = this.#ledger.worker[row];
    const duration = this.#port.now() - this.#ledger.assignedAt[row];
    this.#assignments.release(row);
    this.#algorithm.finished?.(task, worker, success, duration);
    if (success) this.#end(row, true, REASON.failure);
    else if (this.#options.retryFailures) this.#retry(row, REASON.failure);
    else this.#end(row, false, REASON.failure);
    this.#serve();
  }

  /** A worker answered a probe. Strangers and those no longer trusted tell nothing. */
  onProbed(from: number, inFlight: number, latency: number): void {
    const worker = this.#workers.indexOf(from);
    if (worker < 0 || this.#workers.available[worker] === 0) return;
    this.#algorithm.probed?.(worker, inFlight, latency);
  }

  /** The worker is not to be trusted: it gets no more tasks, and all it has go elsewhere. */
  workerLost(worker: number): void {
    if (this.#workers.setAvailable(worker, false)) this.#algorithm.update(worker);
    this.#takeBack(worker);
    this.#serve();
  }

  /** The worker can be given tasks again. */
  workerBack(worker: number): void {
    if (!this.#workers.setAvailable(worker, true)) return;
    this.#algorithm.update(worker);
    this.#serve();
  }

  /** The worker has started afresh and has forgotten its tasks: they go to whoever is best now. */
  workerRestarted(worker: number): void {
    this.#takeBack(worker);
    this.#serve();
  }

  /** Whoever gave the task no longer wants it done here, under this ticket or any older one. */
  cancel(task: number, ticket: number): void {
    const row = this.#ledger.find(task);
    if (row < 0 || this.#ledger.ticket[row] > ticket) return;
    if (this.#ledger.state[row] === STATE.waiting) this.#waiting.leave(row);
    else if (this.#ledger.state[row] === STATE.backingOff) this.#port.cancelTimer(this.#ledger.backoff[row]);
    else this.#assignments.withdraw(row);
    this.#store.remove(row);
    this.#serve();
  }

  /** Whoever gave the task wants it back if nobody here has been given it. False when it is too late. */
  giveBack(task: number, ticket: number): boolean {
    const row = this.#ledger.find(task);
    if (row >= 0 && this.#ledger.worker[row] >= 0) return false;
    this.cancel(task, ticket);
    return true;
  }

  onTimer(tag: number, argument: number): void {
    if (tag === BACKOFF_TAG) this.#readmit(argument);
    else if (!this.#assignments.onTimer(tag)) this.#rebalancer?.onTimer(tag);
    this.#serve();
  }

  /** Gives waiting tasks to workers for as long as there are both. */
  #serve(): void {
    let blocked = 0;
    for (;;) {
      const row = this.#waiting.next(blocked);
      if (row < 0) return;
      const task = this.#ledger.task[row];
      const worker = this.#algorithm.choose(task);
      if (worker < 0) {
        blocked |= 1 << this.#tasks.requirement(task);
        continue;
      }
      this.#waiting.leave(row);
      this.#assign(row, worker);
    }
  }

  #assign(row: number, worker: number): void {
    const ledger = this.#ledger;
    const task = ledger.task[row];
    ledger.attempt[row] = this.#store.tokens.next();
    ledger.resends[row] = 0;
    ledger.state[row] = STATE.sent;
    this.#assignments.bind(row, worker);
    this.#store.write(row);
    this.#port.observe(OBSERVATION.assignment, task, this.#workers.process[worker]);
    this.#assignments.send(row);
    // After the message is on its way, so that a probe sent now finds the task there.
    this.#algorithm.assigned?.(task, worker);
    this.#rebalancer?.wake();
  }

  /** The worker does not have the row's task any more: it goes to the one that it was asked for, or to whoever is best now. */
  #onReturned(row: number): void {
    if (!this.#rebalancer) return;
    const worker = this.#rebalancer.returned(row);
    if (worker >= 0) this.#assign(row, worker);
    else this.#wait(row, 0);
    this.#serve();
  }

  /** The current attempt counts no more. */
  #giveUp(row: number, reason: Reason): void {
    this.#assignments.withdraw(row);
    this.#retry(row, reason);
  }

  #takeBack(worker: number): void {
    for (;;) {
      const row = this.#assignments.anyOf(worker);
      if (row < 0) return;
      this.#giveUp(row, REASON.workerLost);
    }
  }

  #retry(row: number, reason: Reason): void {
    const ledger = this.#ledger;
    ledger.spent[row]++;
    if (ledger.spent[row] >= this.#options.maxAttempts) {
      this.#end(row, false, reason);
      return;
    }
    this.#port.observe(OBSERVATION.retried, ledger.task[row], reason);
    const { backoff, backoffLimit } = this.#options;
    const ceiling = Math.min(backoffLimit, backoff * (1 << Math.min(30, ledger.spent[row] - 1)));
    this.#wait(row, ceiling > 0 ? Math.floor(this.#port.random() * ceiling) : 0);
  }

  /** Back to the waiting tasks, at once or after a delay. */
  #wait(row: number, delay: number): void {
    this.#store.write(row);
    if (delay > 0) {
      this.#ledger.state[row] = STATE.backingOff;
      this.#ledger.backoff[row] = this.#port.setTimer(delay, BACKOFF_TAG, row);
      return;
    }
    this.#readmit(row);
  }

  #readmit(row: number): void {
    this.#ledger.state[row] = STATE.waiting;
    this.#waiting.enter(row, true);
  }

  #end(row: number, success: boolean, reason: Reason): void {
    const task = this.#ledger.task[row];
    const ticket = this.#ledger.ticket[row];
    this.#store.remove(row);
    this.#port.observe(success ? OBSERVATION.completed : OBSERVATION.failed, task, success ? 0 : reason);
    this.#owner.finished(task, ticket, success);
  }
}
