/**
 * Which worker has which task, with the two deadlines that go with it: the assignment must be confirmed, and the result must
 * come. Keeps the workers' load and the algorithm's indexes up to date.
 */
import { DeadlineList } from '../collections/deadline-list.ts';
import { LinkedLists } from '../collections/linked-lists.ts';
import type { Port } from '../ports.ts';
import type { DistributionAlgorithm } from './algorithm.ts';
import type { Ledger } from './ledger.ts';
import type { WorkerTable } from './workers.ts';

export interface AssignmentTimes {
  /** Microseconds after which an unconfirmed assignment is sent again. */
  readonly ackTimeout: number;
  /** Microseconds from assignment to result; Infinity for no timeout. */
  readonly timeout: number;
}

/** What happens to rows whose time is over. */
export interface AssignmentListener {
  unconfirmed(row: number): void;
  overdue(row: number): void;
}

/** Timer tags of the two deadlines. */
export const ASSIGNMENT_TAG = { unconfirmed: 0, overdue: 1 } as const;

export class Assignments {
  readonly #port: Port;
  readonly #ledger: Ledger;
  readonly #workers: WorkerTable;
  readonly #algorithm: DistributionAlgorithm;
  /** Rows by the worker that has them. */
  readonly #byWorker: LinkedLists;
  readonly #unconfirmed: DeadlineList;
  readonly #overdue: DeadlineList | null;

  constructor(
    port: Port,
    ledger: Ledger,
    workers: WorkerTable,
    algorithm: DistributionAlgorithm,
    times: AssignmentTimes,
    listener: AssignmentListener,
  ) {
    this.#port = port;
    this.#ledger = ledger;
    this.#workers = workers;
    this.#algorithm = algorithm;
    const rows = ledger.rows;
    this.#byWorker = new LinkedLists(workers.count, rows);
    this.#unconfirmed = new DeadlineList(port, times.ackTimeout, ASSIGNMENT_TAG.unconfirmed, rows, (row) =>
      listener.unconfirmed(row),
    );
    this.#overdue = Number.isFinite(times.timeout)
      ? new DeadlineList(port, times.timeout, ASSIGNMENT_TAG.overdue, rows, (row) => listener.overdue(row))
      : null;
  }

  /** The row's task goes to a worker: both deadlines start. */
  bind(row: number, worker: number): void {
    this.#ledger.worker[row] = worker;
    this.#ledger.assignedAt[row] = this.#port.now();
    this.#byWorker.reserve(0, this.#ledger.rows);
    this.#byWorker.append(worker, row);
    this.#workers.addOutstanding(worker, 1);
    this.#algorithm.update(worker);
    this.#overdue?.start(row);
    this.#unconfirmed.start(row);
  }

  /** The worker no longer has the row's task, and no deadline runs for it. */
  release(row: number): void {
    const worker = this.#ledger.worker[row];
    this.#byWorker.remove(row);
    this.#ledger.worker[row] = -1;
    this.#workers.addOutstanding(worker, -1);
    this.#algorithm.update(worker);
    this.#overdue?.stop(row);
    this.#unconfirmed.stop(row);
  }

  confirmed(row: number): void {
    this.#unconfirmed.stop(row);
  }

  /** The assignment was sent again. */
  sentAgain(row: number): void {
    this.#unconfirmed.start(row);
  }

  /** A row that the worker has, -1 when it has none. */
  anyOf(worker: number): number {
    return this.#byWorker.first(worker);
  }

  /** False when the tag is not one of ASSIGNMENT_TAG. */
  onTimer(tag: number): boolean {
    if (tag === ASSIGNMENT_TAG.unconfirmed) this.#unconfirmed.onTimer();
    else if (tag === ASSIGNMENT_TAG.overdue) this.#overdue?.onTimer();
    else return false;
    return true;
  }
}
