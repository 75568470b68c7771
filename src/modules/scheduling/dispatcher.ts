/**
 * The dispatcher: takes tasks on, gives each to a worker that the distribution algorithm chooses, sees it through to a recorded
 * result, and gives it to another worker when the first is lost, too slow or fails. Every assignment carries a number (its
 * fencing token); only the result of the latest counts, so a task is never recorded twice, and it is in the ledger until
 * its end is recorded, so it is never lost. The ledger is durable: a restarted dispatcher goes on from its store.
 */
import type { DurableStore, Port, ProcessId, TaskDirectory } from '../ports.ts';
import { toWorker } from '../worker/vocabulary.ts';
import { Admission } from './admission.ts';
import { Assignments, messagesToWorkers } from './assignments.ts';
import { Attempts } from './attempts.ts';
import { type Handovers, handoversOf } from './handovers.ts';
import { Ledger, STATE } from './ledger.ts';
import { LedgerStore } from './ledger-store.ts';
import { Matching } from './matching.ts';
import type { DispatcherOptions, DispatcherOwner } from './options.ts';
import { partsOf } from './parts.ts';
import { Patience, WAIT_TAG } from './patience.ts';
import type { Rebalancer } from './rebalancer.ts';
import { rebalancerOf } from './rebalancing.ts';
import { outcomeOf, outcomeOfLoss, type Routes, routesOf } from './routes.ts';
import { Tokens } from './tokens.ts';
import { REASON, RESULT, type Reason, type Result, schedulingFacts, TASKS } from './vocabulary.ts';
import type { WorkerTable } from './workers.ts';

export class Dispatcher {
  /** Its rows, by task. Those with a number below 0 in the first field belong to others. */
  readonly rows: DurableStore;
  readonly #port: Port;
  readonly #options: DispatcherOptions;
  readonly #workers: WorkerTable;
  readonly #ledger = new Ledger();
  readonly #matching: Matching;
  readonly #assignments: Assignments;
  readonly #store: LedgerStore;
  readonly #attempts: Attempts;
  /** null where all that are trusted are given tasks. */
  readonly #routes: Routes | null;
  readonly #rebalancer: Rebalancer | null;
  readonly #admission: Admission;
  /** null where there are no neighbours. */
  readonly handovers: Handovers | null;

  constructor(
    port: Port,
    tasks: TaskDirectory,
    workers: WorkerTable,
    owner: DispatcherOwner,
    options: DispatcherOptions,
  ) {
    this.#port = port;
    this.#workers = workers;
    this.#options = options;
    const serve = () => this.serve();
    const part = partsOf(port, serve);
    this.rows = port.scope(TASKS).storage;
    const tokens = new Tokens(port.scope('tokens').storage);
    this.#store = new LedgerStore(this.rows, tokens, this.#ledger);
    const waits = part('waits', (tag, row) => this.#onWaited(tag, row));
    const patience = new Patience({ waits, tasks, ledger: this.#ledger });
    const shared = { port, waits, tasks, workers, ledger: this.#ledger, patience, serve };
    this.#matching = new Matching(options, {
      ...shared,
      lateBinding: () => part('late-binding', (tag) => this.#matching.onTimer(tag)),
      nextLife: () => this.#store.tokens.next(),
      assign: (row, worker) => this.#assign(row, worker),
      shed: (row) => this.#attempts.shed(row, schedulingFacts.waitedTooLong),
    });
    const parts = { ...shared, store: this.#store, matching: this.#matching };
    this.#attempts = new Attempts(options, owner, parts);
    const { algorithm, compartments } = this.#matching;
    const givesUp = (reason: Reason) => (row: number) => this.#giveUp(row, reason);
    const unconfirmed = givesUp(REASON.unacknowledged);
    const routing = () => part('routes', (tag, worker) => this.#routes?.onTimer(tag, worker));
    this.#routes = routesOf(options, routing, parts, this.#matching);
    const ends = { unconfirmed, overdue: givesUp(REASON.timeout), routes: this.#routes, compartments };
    const messages = messagesToWorkers(port);
    const assigning = part('assignments', (tag) => this.#assignments.onTimer(tag));
    this.#assignments = new Assignments(assigning, this.#ledger, workers, algorithm, options, ends, messages);
    this.#rebalancer = rebalancerOf(options, () => ({
      ...parts,
      port: part('rebalancer', (tag) => this.#rebalancer?.onTimer(tag)),
      assignments: this.#assignments,
      ackTimeout: options.ackTimeout,
      unanswered: unconfirmed,
      // To the worker that it was asked for, or, where that is -1, to whoever is best now.
      released: (row, worker) => (worker < 0 ? this.#attempts.wait(row, 0) : this.#assign(row, worker, 1)),
      departed: (row, delay) => this.#attempts.wait(row, delay),
    }));
    const handing = () => part('handovers', (tag) => this.handovers?.assignments.onTimer(tag));
    this.handovers = handoversOf(options, handing, this.#ledger, this.#attempts, unconfirmed);
    const { handovers } = this;
    this.#admission = new Admission(options, { ...parts, attempts: this.#attempts, handovers });
  }

  /** Tasks that wait here for a worker. */
  get waiting(): number {
    return this.#matching.size;
  }

  /** More wait than may, since tasks that were with others have come back. */
  get isOverfull(): boolean {
    return this.waiting > this.#options.queueLimit;
  }

  /** Tasks taken on and not ended. */
  get open(): number {
    return this.#ledger.size;
  }

  /** Takes up what the durable store holds: the tasks of an earlier life. Their workers may still send results. */
  recover(): void {
    this.#routes?.start();
    this.#store.recover((row, worker, isAway) => {
      if (worker < 0) return this.#matching.enter(row, false);
      this.#ledger.state[row] = STATE.sent;
      if (isAway) this.handovers?.recover(row, worker);
      else this.#assignments.resume(row, worker);
      this.#rebalancer?.wake();
    });
    this.serve();
  }

  /** Gives waiting tasks to workers, and then to neighbours, for as long as there are both. */
  serve(): void {
    this.#matching.serve();
    if (this.handovers !== null) this.#matching.handOver(this.handovers);
    this.#matching.tellDelayed();
  }

  /** Takes a task on, or, when it is here already, notes a newer ticket. Sheds it when it would have to wait and too many do. */
  accept(task: number, ticket: number): void {
    this.#admission.accept(task, ticket);
  }

  /** Takes a task on as `accept` does; false when that would shed it. */
  offer(task: number, ticket: number): boolean {
    return this.#admission.offer(task, ticket);
  }

  /** Whether a task is here. */
  has(task: number): boolean {
    return this.#ledger.find(task) >= 0;
  }

  /** Whether a task is here and nobody has been given it. */
  isWaiting(task: number): boolean {
    const row = this.#ledger.find(task);
    return row >= 0 && this.#ledger.worker[row] < 0;
  }

  /** A worker confirms an assignment, or says that it does not have the task: refused it, or gave it back when asked. */
  onAssigned(task: number, attempt: number, accepted: boolean): void {
    const row = this.#ledger.findAttempt(task, attempt);
    if (row < 0) return;
    const isAway = this.#ledger.isAway(row);
    if (this.#ledger.state[row] !== STATE.sent && !isAway) {
      if (accepted || !this.#rebalancer) return;
      this.#rebalancer.returned(row);
      this.serve();
      return;
    }
    const books = this.#booksOf(row);
    if (accepted) {
      books.confirmed(row);
      this.#ledger.state[row] = STATE.held;
      return;
    }
    books.release(row);
    this.#port.report(schedulingFacts.retried, task, REASON.refused);
    // What a neighbour refuses it is not asked for again soon, so there is nothing to wait for.
    if (isAway) this.handovers?.options.refused(task);
    this.#attempts.wait(row, isAway ? 0 : this.#options.ackTimeout);
    this.serve();
    if (isAway) this.#admission.refused(row);
  }

  /** A worker without room has turned a task away, which costs the task an attempt. */
  onRejected(task: number, attempt: number): void {
    const row = this.#ledger.findAttempt(task, attempt);
    if (row < 0 || this.#ledger.state[row] !== STATE.sent) return;
    this.#assignments.release(row);
    this.#attempts.retry(row, REASON.refused);
    this.serve();
  }

  /** A worker that was asked to give a task back has begun it. */
  onKept(task: number, attempt: number): void {
    const row = this.#ledger.findAttempt(task, attempt);
    if (row >= 0) this.#rebalancer?.kept(row);
  }

  /** A worker reports the end of an attempt. It is confirmed whether or not it counts, so that the worker stops sending it. */
  onResult(from: ProcessId, task: number, attempt: number, result: Result): void {
    this.#port.post(from, toWorker.acknowledged, task, attempt);
    this.ended(from, task, attempt, result);
  }

  /** An attempt has ended with a worker or a neighbour, which has been told that this is known. */
  ended(from: ProcessId, task: number, attempt: number, result: Result): void {
    const row = this.#ledger.findAttempt(task, attempt);
    if (row < 0) {
      this.#port.report(schedulingFacts.fenced, task, from);
      return;
    }
    const worker = this.#ledger.worker[row];
    const took = this.#port.now() - this.#ledger.assignedAt[row];
    const isAway = this.#ledger.isAway(row);
    this.#booksOf(row).release(row, outcomeOf(result));
    if (!isAway && result !== RESULT.abandoned)
      this.#matching.algorithm.finished?.(task, worker, result === RESULT.success, took);
    this.#attempts.over(row, result, isAway);
    this.serve();
  }

  /** A worker answers a probe. */
  onProbed(from: ProcessId, inFlight: number, latency: number): void {
    this.#matching.probed(from, inFlight, latency);
    this.serve();
  }

  /** A worker asks for tasks, for its reservations up to a number. */
  onPull(from: ProcessId, upTo: number, epoch: number): void {
    this.#matching.pulled(from, upTo, epoch);
    this.serve();
  }

  /** The worker is not to be trusted: it gets no more tasks, and all it has go elsewhere. */
  workerLost(worker: number): void {
    this.workerLeaves(worker);
    this.#takeBack(worker);
    this.serve();
  }

  /** The worker gets no more tasks, and keeps those that it has. */
  workerLeaves(worker: number): void {
    if (this.#workers.setTrusted(worker, false)) this.#matching.algorithm.update(worker);
  }

  /**
   * The worker can be given tasks again.
   * @param most that it is to have at a time; Infinity: as many as it has room for; default: as before
   */
  workerBack(worker: number, most?: number): void {
    if (most !== undefined) this.#workers.setMost(worker, most);
    if (!this.#workers.setTrusted(worker, true) && most === undefined) return;
    this.#matching.algorithm.update(worker);
    this.serve();
  }

  /** The neighbour is not to be trusted: it gets no more tasks, and all it has come back. */
  neighbourLost(neighbour: number): void {
    this.handovers?.options.neighbours.setTrusted(neighbour, false);
    if (this.handovers) this.#takeAll(this.handovers.assignments, neighbour);
    this.serve();
  }

  /** The worker has started afresh and has forgotten its tasks: they go to whoever is best now. */
  workerRestarted(worker: number): void {
    this.#takeBack(worker);
    this.#routes?.restarted(worker);
    this.serve();
  }

  /** Whoever gave the task no longer wants it done here, under this ticket or any older one. */
  cancel(task: number, ticket: number): void {
    const row = this.#ledger.find(task);
    if (row < 0 || this.#ledger.ticket[row] > ticket) return;
    this.#rebalancer?.dropped(row);
    if (!this.#attempts.recall(row)) this.#booksOf(row).withdraw(row);
    this.#store.remove(row);
    this.serve();
  }

  /** Whoever gave the task wants it back if nobody here has been given it. False when it is too late. */
  giveBack(task: number, ticket: number): boolean {
    if (this.has(task) && !this.isWaiting(task)) return false;
    this.cancel(task, ticket);
    return true;
  }

  /** A row has waited for as long as it was to. */
  #onWaited(tag: number, row: number): void {
    if (tag === WAIT_TAG.patience) this.#attempts.impatient(row);
    else if (!this.#rebalancer?.arrived(row)) this.#attempts.rested(row);
  }

  /** Where it stands who has the row's task. */
  #booksOf(row: number): Assignments {
    return this.handovers !== null && this.#ledger.isAway(row)
      ? this.handovers.assignments
      : this.#assignments;
  }

  #assign(row: number, worker: number, moved = 0): void {
    const process = this.#workers.process[worker];
    const task = this.#ledger.task[row];
    this.#attempts.begin(row, worker, moved, this.#assignments);
    if (moved === 1) this.#port.report(schedulingFacts.moved, task, process);
    this.#assignments.send(row);
    // After the message is on its way, so that a probe sent now finds the task there.
    this.#matching.assigned(task, worker);
    this.#rebalancer?.wake();
  }

  /** The current attempt counts no more. */
  #giveUp(row: number, reason: Reason): void {
    this.#booksOf(row).withdraw(row, outcomeOfLoss(reason));
    this.#attempts.retry(row, reason);
  }

  #takeBack(worker: number): void {
    this.#matching.lost(worker);
    this.#takeAll(this.#assignments, worker);
  }

  #takeAll(books: Assignments, holder: number): void {
    for (let row = books.anyOf(holder); row >= 0; row = books.anyOf(holder))
      this.#giveUp(row, REASON.workerLost);
  }
}
