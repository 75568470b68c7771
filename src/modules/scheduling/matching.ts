/**
 * The tasks that wait, and the algorithm that finds a worker for each: at once, when one is open, or, with late binding, when a
 * worker asks.
 */

import type { Port, ProcessId, TaskDirectory } from '../ports.ts';
import { algorithmContext, type DistributionAlgorithm } from './algorithm.ts';
import { Compartments, type Partition, UNDIVIDED } from './compartments.ts';
import { FairRoom } from './fair-room.ts';
import type { Handovers } from './handovers.ts';
import { LateBinding } from './late-binding.ts';
import { type Ledger, STATE } from './ledger.ts';
import type { DispatcherOptions } from './options.ts';
import type { Patience } from './patience.ts';
import { RankedRoom } from './ranked-room.ts';
import { DelayShedding } from './shedding.ts';
import { schedulingFacts } from './vocabulary.ts';
import type { WaitingOrder } from './waiting-order.ts';
import { WaitingRoom } from './waiting-room.ts';
import type { WorkerTable } from './workers.ts';

const MICROSECONDS = 1e6;

export interface MatchingContext {
  readonly port: Port;
  readonly ledger: Ledger;
  readonly workers: WorkerTable;
  readonly tasks: TaskDirectory;
  readonly patience: Patience;
  /** A scope for late binding. Asked for once, and only where tasks are bound late. */
  lateBinding(): Port;
  /** A number that grows from life to life of the dispatcher. */
  nextLife(): number;
  /** A waiting task goes to a worker; it has left the waiting room. */
  assign(row: number, worker: number): void;
  /** A task has waited while waits were too long; it has left the waiting room. */
  shed(row: number): void;
}

function waitingOrder(
  options: DispatcherOptions,
  ledger: Ledger,
  tasks: TaskDirectory,
  partition: Partition,
): WaitingOrder {
  const { order } = options.algorithm;
  if (order === 'rank') return new RankedRoom(ledger, tasks, partition);
  return new (options.isFair ? FairRoom : WaitingRoom)(ledger, tasks, order, partition);
}

export class Matching {
  readonly algorithm: DistributionAlgorithm;
  /** null where any number of tasks of a kind may be with workers. */
  readonly compartments: Compartments | null;
  readonly #context: MatchingContext;
  readonly #waiting: WaitingOrder;
  readonly #late: LateBinding | null;
  /** null where tasks may wait for as long as it takes. */
  readonly #shedding: DelayShedding | null;
  /** Rows that have come since it was last said which of them have to wait. */
  readonly #fresh: number[] = [];

  constructor(options: DispatcherOptions, context: MatchingContext) {
    this.#context = context;
    const { port, ledger, workers, tasks } = context;
    const { algorithm: entry, parameters } = options;
    const algorithm = entry.create(algorithmContext(port, workers, tasks), parameters);
    this.compartments = options.bulkhead ? new Compartments(options.bulkhead, tasks) : null;
    this.#waiting = waitingOrder(options, ledger, tasks, this.compartments ?? UNDIVIDED);
    this.algorithm = algorithm;
    const { shedding = null } = options;
    this.#shedding = shedding?.kind === 'codel' ? new DelayShedding(shedding, ledger) : null;
    const settings = {
      ratio: Number(parameters.ratio ?? 2),
      window: Math.round(Number(parameters.window ?? 0) * MICROSECONDS),
    };
    const { ackTimeout } = options;
    const assign = (row: number, worker: number) => this.#assign(row, worker);
    this.#late = entry.lateBinding
      ? new LateBinding(settings, { ...context, port: context.lateBinding(), algorithm, ackTimeout, assign })
      : null;
  }

  /** Tasks that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** @param first ahead of all that are alike: for tasks that have waited before */
  enter(row: number, first: boolean): void {
    this.#fresh.push(row);
    this.#waiting.enter(row, first);
    this.#shedding?.entered(row, this.#context.port.now());
    this.#late?.entered(row);
  }

  leave(row: number): void {
    this.#context.patience.forget(row);
    this.#waiting.leave(row);
    this.#late?.left(row);
  }

  /** Gives waiting tasks to workers for as long as there are both. */
  serve(): void {
    if (this.#late) {
      this.#late.serve();
      return;
    }
    const { ledger, tasks } = this.#context;
    let blocked = 0;
    for (;;) {
      const row = this.#waiting.next(blocked);
      if (row < 0) return;
      const task = ledger.task[row];
      const worker = this.algorithm.choose(task);
      if (worker >= 0) this.#give(row, worker);
      else blocked |= 1 << tasks.requirement(task);
    }
  }

  /** Gives waiting tasks to neighbours for as long as there is one for the next of them. */
  handOver(handovers: Handovers): void {
    const { ledger, tasks } = this.#context;
    let blocked = 0;
    while (this.#waiting.size > 0) {
      const row = this.#waiting.next(blocked);
      if (row < 0) return;
      const task = ledger.task[row];
      const neighbour = handovers.options.choose(task);
      if (neighbour < 0) blocked |= 1 << tasks.requirement(task);
      else {
        this.#take(row);
        handovers.give(row, neighbour);
      }
    }
  }

  /** Says which of the tasks that have come are still here when all that can be given away have been, and has an eye on their patience. */
  tellDelayed(): void {
    if (this.#fresh.length === 0) return;
    const { port, ledger, patience } = this.#context;
    // With late binding a task waits for an agent to ask for it, be there a free slot or not, and nobody here can tell which it was.
    const isDelayed = !this.#late && this.size > 0;
    for (const row of this.#fresh) {
      if (ledger.state[row] !== STATE.waiting) continue;
      patience.watch(row);
      if (this.isHeldBack(row)) port.report(schedulingFacts.heldBack, ledger.task[row]);
      if (isDelayed) port.report(schedulingFacts.delayed, ledger.task[row]);
    }
    this.#fresh.length = 0;
  }

  /** Whether as many tasks of the row's kind are with workers as may be. */
  isHeldBack(row: number): boolean {
    const { compartments } = this;
    return compartments?.isFull(compartments.of(this.#context.ledger.task[row])) ?? false;
  }

  /** With late binding, tasks for which slots are free are here as well until they are asked for: so many. */
  get spareSlots(): number {
    if (!this.#late) return 0;
    const { ledger, workers } = this.#context;
    return Math.max(0, workers.availableSlots - (ledger.size - this.size));
  }

  /** An assignment is on its way. With late binding the algorithm has heard of it when it chose the reservation. */
  assigned(task: number, worker: number): void {
    if (!this.#late) this.algorithm.assigned?.(task, worker);
  }

  /** A worker has answered a probe. */
  probed(from: ProcessId, inFlight: number, latency: number): void {
    const worker = this.#trusted(from);
    if (worker >= 0) this.algorithm.probed?.(worker, inFlight, latency);
  }

  /** A worker asks for tasks. */
  pulled(from: ProcessId, upTo: number, epoch: number): void {
    const worker = this.#trusted(from);
    if (worker >= 0) this.#late?.asked(worker, upTo, epoch);
  }

  /** The worker is lost, or has forgotten everything. */
  lost(worker: number): void {
    this.#late?.lost(worker);
  }

  onTimer(tag: number): void {
    this.#late?.onTimer(tag);
  }

  /** The worker at an address, -1 for strangers and those no longer trusted: they tell nothing. */
  #trusted(from: ProcessId): number {
    const { workers } = this.#context;
    const worker = workers.indexOf(from);
    return worker >= 0 && workers.available[worker] === 1 ? worker : -1;
  }

  /** The next row goes to a worker that could take it, unless waiting takes too long. */
  #give(row: number, worker: number): void {
    const { port, shed } = this.#context;
    if (!this.#shedding?.drops(row, port.now(), this.size)) {
      this.#assign(row, worker);
      return;
    }
    this.leave(row);
    shed(row);
  }

  #assign(row: number, worker: number): void {
    this.#take(row);
    this.#context.assign(row, worker);
  }

  #take(row: number): void {
    this.#context.patience.forget(row);
    this.#waiting.serve(row);
    this.#late?.left(row);
  }
}
