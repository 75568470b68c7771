/**
 * The coordinator's side of late binding (Ousterhout, Wendell, Zaharia and Stoica, Sparrow, 2013): tasks stay here; what the
 * algorithm distributes are reservations, for each batch of tasks at more workers than it has tasks. A reservation waits at its
 * worker, first come, first served; when it is up the worker asks, and gets the next task of the batch, or none when all are
 * gone. So a task goes to whoever of several is free first, and nobody has to know their loads.
 *
 * Reservations of a worker are counted, and a message says the total: it is repeated while there are some that the worker has
 * not asked for, and a worker that never answers loses them. A batch has always at least as many reservations as tasks waiting,
 * made or due, so that no task is forgotten when a worker is lost.
 */
import { DeadlineList } from '../collections/deadline-list.ts';
import { LinkedLists } from '../collections/linked-lists.ts';
import { grown } from '../collections/typed-arrays.ts';
import type { Port, TaskDirectory } from '../ports.ts';
import { toWorker } from '../worker/vocabulary.ts';
import type { DistributionAlgorithm } from './algorithm.ts';
import { Batches } from './batches.ts';
import type { Ledger } from './ledger.ts';
import type { WorkerTable } from './workers.ts';

export interface LateBindingOptions {
  /** Reservations for each task, at least 1; rounded up for all tasks of a batch. */
  readonly ratio: number;
  /** Microseconds for which tasks are gathered into a batch; 0: each is one of its own. */
  readonly window: number;
}

/** A worker that has been told so often and does not answer has lost its reservations. */
const MAX_SILENT = 5;
/** So often reservations are told of in all. */
export const SILENCES = 1 + MAX_SILENT;

const TAG = { batch: 0, repeat: 1 } as const;

export interface LateBindingContext {
  /** A scope of its own. */
  readonly port: Port;
  readonly ledger: Ledger;
  readonly workers: WorkerTable;
  readonly tasks: TaskDirectory;
  readonly algorithm: DistributionAlgorithm;
  /** Microseconds after which a total is told again. */
  readonly ackTimeout: number;
  /** A number that grows from life to life. */
  nextLife(): number;
  /** The waiting task goes to the worker; `left` is called in due course. */
  assign(row: number, worker: number): void;
}

export class LateBinding {
  readonly #context: LateBindingContext;
  readonly #options: LateBindingOptions;
  readonly #batches: Batches;
  /** 0 until the first reservation. */
  #life = 0;
  /** By worker: reservations made in this life, and those that are settled: answered, or void. */
  readonly #made: Int32Array;
  readonly #settled: Int32Array;
  /** How often each worker was told again without a word since. */
  readonly #silent: Uint8Array;
  /** Unsettled reservations by worker, in order, and the batch of each. */
  readonly #byWorker: LinkedLists;
  #batch = new Int32Array(16);
  readonly #free: number[] = [];
  #used = 0;
  /** By set of required capabilities: the batch that is being gathered, -1 for none. */
  readonly #gathering: Int32Array;
  #isGathering = false;
  readonly #repeats: DeadlineList;

  constructor(options: LateBindingOptions, context: LateBindingContext) {
    this.#context = context;
    this.#options = options;
    const { workers, tasks, port, ackTimeout } = context;
    const sets = tasks.requirements.length;
    this.#batches = new Batches(sets);
    this.#made = new Int32Array(workers.count);
    this.#settled = new Int32Array(workers.count);
    this.#silent = new Uint8Array(workers.count);
    this.#byWorker = new LinkedLists(workers.count, 16);
    this.#gathering = new Int32Array(sets).fill(-1);
    this.#repeats = new DeadlineList(port, ackTimeout, TAG.repeat, workers.count, (worker) =>
      this.#repeat(worker),
    );
  }

  /** A task has entered the waiting room. */
  entered(row: number): void {
    const { ledger, tasks, port } = this.#context;
    const requirement = tasks.requirement(ledger.task[row]);
    if (this.#options.window === 0) {
      const batch = this.#batches.create(requirement);
      this.#batches.add(batch, row, ledger.rows);
      this.#batches.seal(batch, this.#options.ratio);
      return;
    }
    if (this.#gathering[requirement] < 0) this.#gathering[requirement] = this.#batches.create(requirement);
    this.#batches.add(this.#gathering[requirement], row, ledger.rows);
    if (this.#isGathering) return;
    this.#isGathering = true;
    port.setTimer(this.#options.window, TAG.batch, 0);
  }

  /** A task has left the waiting room. */
  left(row: number): void {
    this.#batches.remove(row);
  }

  /** Makes the reservations that are due, as far as there are open workers. */
  serve(): void {
    const { algorithm, ledger } = this.#context;
    for (let requirement = 0; requirement < this.#gathering.length; requirement++) {
      for (let batch = this.#batches.due(requirement); batch >= 0; batch = this.#batches.due(requirement)) {
        const task = ledger.task[this.#batches.first(batch)];
        const worker = algorithm.choose(task);
        if (worker < 0) break;
        this.#reserve(batch, task, worker);
      }
    }
  }

  /** A worker asks for tasks, for its reservations up to a number. */
  asked(worker: number, upTo: number, life: number): void {
    if (life !== this.#life) return;
    this.#silent[worker] = 0;
    const last = Math.min(upTo, this.#made[worker]);
    while (this.#settled[worker] < last) {
      const batch = this.#settle(worker);
      const row = this.#batches.first(batch);
      if (row >= 0) this.#context.assign(row, worker);
      this.#batches.settled(batch);
    }
    const { port, workers } = this.#context;
    // After the assignments, so that the worker knows whether its slots are taken.
    port.post(workers.process[worker], toWorker.settled, this.#settled[worker], life);
    if (this.#byWorker.isEmpty(worker)) this.#repeats.stop(worker);
    else this.#repeats.start(worker);
  }

  /** The worker's reservations are void: it is lost, or has started afresh. */
  lost(worker: number): void {
    while (!this.#byWorker.isEmpty(worker)) this.#batches.settled(this.#settle(worker));
    this.#repeats.stop(worker);
  }

  onTimer(tag: number): void {
    if (tag === TAG.repeat) {
      this.#repeats.onTimer();
      return;
    }
    this.#isGathering = false;
    for (let requirement = 0; requirement < this.#gathering.length; requirement++) {
      if (this.#gathering[requirement] < 0) continue;
      this.#batches.seal(this.#gathering[requirement], this.#options.ratio);
      this.#gathering[requirement] = -1;
    }
  }

  #reserve(batch: number, task: number, worker: number): void {
    const { algorithm, workers } = this.#context;
    const reservation = this.#free.pop() ?? this.#used++;
    this.#batch = grown(this.#batch, reservation + 1);
    this.#byWorker.reserve(0, this.#batch.length);
    this.#batch[reservation] = batch;
    this.#byWorker.append(worker, reservation);
    this.#batches.reserved(batch);
    this.#made[worker]++;
    // A reservation is work to come, for whoever looks at loads.
    workers.addOutstanding(worker, 1);
    algorithm.update(worker);
    algorithm.assigned?.(task, worker);
    this.#tell(worker, false);
  }

  /** The worker's oldest reservation is over; says of which batch it was. */
  #settle(worker: number): number {
    const { workers, algorithm } = this.#context;
    const reservation = this.#byWorker.first(worker);
    this.#byWorker.remove(reservation);
    this.#free.push(reservation);
    this.#settled[worker]++;
    workers.addOutstanding(worker, -1);
    algorithm.update(worker);
    return this.#batch[reservation];
  }

  #tell(worker: number, again: boolean): void {
    if (this.#life === 0) this.#life = this.#context.nextLife();
    const { port, workers } = this.#context;
    port.post(workers.process[worker], toWorker.reserve, this.#made[worker], this.#life, again ? 1 : 0);
    // What is new does not put off what is to be told again.
    if (again || !this.#repeats.isRunning(worker)) this.#repeats.start(worker);
  }

  /** A worker that lives answers this, if only by asking for nothing new. */
  #repeat(worker: number): void {
    if (this.#silent[worker] < MAX_SILENT) {
      this.#silent[worker]++;
      this.#tell(worker, true);
      return;
    }
    this.#silent[worker] = 0;
    this.lost(worker);
  }
}
