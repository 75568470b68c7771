/**
 * Which worker has which task, with the two deadlines that go with it: the assignment is sent until it is confirmed, and the
 * result must come. Keeps the workers' load and the algorithm's indexes up to date.
 */

import { DeadlineList } from '../collections/deadline-list.ts';
import { LinkedLists } from '../collections/linked-lists.ts';
import type { Port, ProcessId } from '../ports.ts';
import { OUTCOME, type Outcome } from '../routes/vocabulary.ts';
import { toWorker } from '../worker/vocabulary.ts';
import type { DistributionAlgorithm } from './algorithm.ts';
import type { Compartments } from './compartments.ts';
import type { Ledger } from './ledger.ts';
import type { WorkerTable } from './workers.ts';

export interface AssignmentTimes {
  /** Microseconds after which an unconfirmed assignment is sent again. */
  readonly ackTimeout: number;
  /** Microseconds from assignment to result; Infinity for no timeout. */
  readonly timeout: number;
}

/** Hears of each attempt, by its row, when it begins and when it ends. */
export interface AttemptWatch {
  began(worker: number, row: number): void;
  /** It has begun, in an earlier life of this coordinator. */
  resumed(row: number): void;
  ended(worker: number, outcome: Outcome, row: number): void;
}

/** What happens to rows whose time is over, and who has an eye on how attempts end. */
export interface AssignmentListener {
  /** The assignment has been sent as often as it may be, and never confirmed. */
  unconfirmed(row: number): void;
  overdue(row: number): void;
  /** A worker has been given a task; each such attempt ends once. */
  readonly routes?: AttemptWatch | null;
  /** How many tasks of a kind are with workers. */
  readonly compartments?: Compartments | null;
}

/** How those who do the tasks are told: workers and neighbours hear different vocabularies. */
export interface AssignmentMessages {
  /** @param moved as in the ledger */
  assign(to: ProcessId, task: number, token: number, moved: number): void;
  cancel(to: ProcessId, task: number, token: number): void;
}

export function messagesToWorkers(port: Port): AssignmentMessages {
  return {
    assign: (to, task, token, moved) => port.post(to, toWorker.assign, task, token, moved),
    cancel: (to, task, token) => port.post(to, toWorker.cancel, task, token),
  };
}

/** An assignment is sent at most this often again before its worker counts as lost for it. */
const MAX_RESENDS = 5;
/** So often an assignment is sent in all before it is given up, each time after one more ack timeout. */
export const SENDINGS = 1 + MAX_RESENDS;

/** Timer tags of the two deadlines. */
const TAG = { unconfirmed: 0, overdue: 1 } as const;

export class Assignments {
  readonly #port: Port;
  readonly #ledger: Ledger;
  readonly #workers: WorkerTable;
  readonly #algorithm: DistributionAlgorithm;
  readonly #listener: AssignmentListener;
  readonly #messages: AssignmentMessages;
  /** Rows by the worker that has them. */
  readonly #byWorker: LinkedLists;
  readonly #unconfirmed: DeadlineList;
  readonly #overdue: DeadlineList | null;

  /** @param port a scope of its own: its timers are those of assignments */
  constructor(
    port: Port,
    ledger: Ledger,
    workers: WorkerTable,
    algorithm: DistributionAlgorithm,
    times: AssignmentTimes,
    listener: AssignmentListener,
    messages: AssignmentMessages,
  ) {
    this.#port = port;
    this.#ledger = ledger;
    this.#workers = workers;
    this.#algorithm = algorithm;
    this.#listener = listener;
    this.#messages = messages;
    const rows = ledger.rows;
    this.#byWorker = new LinkedLists(workers.count, rows);
    this.#unconfirmed = new DeadlineList(port, times.ackTimeout, TAG.unconfirmed, rows, (row) =>
      this.#sendAgain(row),
    );
    this.#overdue = Number.isFinite(times.timeout)
      ? new DeadlineList(port, times.timeout, TAG.overdue, rows, (row) => listener.overdue(row))
      : null;
  }

  /** Address of a worker. */
  process(worker: number): number {
    return this.#workers.process[worker];
  }

  /** The row's task goes to a worker: both deadlines start. */
  bind(row: number, worker: number): void {
    this.#ledger.worker[row] = worker;
    this.#ledger.assignedAt[row] = this.#port.now();
    this.#byWorker.reserve(0, this.#ledger.rows);
    this.#byWorker.append(worker, row);
    this.#workers.addOutstanding(worker, 1);
    this.#algorithm.bound?.(this.#ledger.task[row], worker);
    this.#algorithm.update(worker);
    this.#listener.routes?.began(worker, row);
    this.#listener.compartments?.began(this.#ledger.task[row]);
    this.#overdue?.start(row);
    this.#unconfirmed.start(row);
  }

  /** The row's task has been with a worker since an earlier life of this coordinator: both deadlines start anew. */
  resume(row: number, worker: number): void {
    this.bind(row, worker);
    this.#listener.routes?.resumed(row);
  }

  /** The worker no longer has the row's task, and no deadline runs for it. @param outcome of the attempt, if that is known */
  release(row: number, outcome: Outcome = OUTCOME.unknown): void {
    const worker = this.#ledger.worker[row];
    this.#byWorker.remove(row);
    this.#ledger.worker[row] = -1;
    this.#workers.addOutstanding(worker, -1);
    this.#algorithm.released?.(this.#ledger.task[row], worker);
    this.#algorithm.update(worker);
    this.#overdue?.stop(row);
    this.#unconfirmed.stop(row);
    this.#listener.compartments?.ended(this.#ledger.task[row]);
    this.#listener.routes?.ended(worker, outcome, row);
  }

  confirmed(row: number): void {
    this.#unconfirmed.stop(row);
  }

  /** Tells the worker of its task. */
  send(row: number): void {
    const { task, attempt, worker, moved } = this.#ledger;
    this.#messages.assign(this.#workers.process[worker[row]], task[row], attempt[row], moved[row]);
  }

  /** Tells the worker to drop the attempt, and forgets that it has it. @param outcome as of `release` */
  withdraw(row: number, outcome?: Outcome): void {
    const { task, attempt, worker } = this.#ledger;
    this.#messages.cancel(this.#workers.process[worker[row]], task[row], attempt[row]);
    this.release(row, outcome);
  }

  /** A row that the worker has, -1 when it has none. */
  anyOf(worker: number): number {
    return this.#byWorker.first(worker);
  }

  /** The row that the worker has got last, -1 when it has none; `before` leads on from there. */
  lastOf(worker: number): number {
    return this.#byWorker.last(worker);
  }

  /** The row that the same worker got before this one, -1 for none. */
  before(row: number): number {
    return this.#byWorker.previous(row);
  }

  onTimer(tag: number): void {
    if (tag === TAG.unconfirmed) this.#unconfirmed.onTimer();
    else this.#overdue?.onTimer();
  }

  #sendAgain(row: number): void {
    if (this.#ledger.resends[row] >= MAX_RESENDS) {
      this.#listener.unconfirmed(row);
      return;
    }
    this.#ledger.resends[row]++;
    this.#unconfirmed.start(row);
    this.send(row);
  }
}
