/** The slots of workers: a task runs in one of them, its result is reported, and the slot goes to the next task that waits. */
import type { Result } from '../scheduling/vocabulary.ts';
import type { Heartbeats } from './heartbeats.ts';
import type { Hibernation } from './hibernation.ts';
import { type Holdings, PHASE } from './holdings.ts';
import type { WorkerMachine } from './machine.ts';
import type { WorkerOptions } from './options.ts';
import type { Patience } from './patience.ts';
import type { Pulls } from './pulls.ts';
import type { Queue } from './queue.ts';
import type { Reports } from './reports.ts';

/** The parts of the module that slots rest on; null: the workers have no such part. */
export interface SlotsParts {
  readonly holdings: Holdings;
  readonly queue: Queue;
  readonly patience: Patience;
  readonly reports: Reports;
  readonly pulls: Pulls | null;
  readonly hibernation: Hibernation | null;
  /** Only where executions hold them up. */
  readonly heartbeats: Heartbeats | null;
}

export class Slots {
  /** By worker: slots in use. */
  readonly used: Int32Array;
  readonly #machine: WorkerMachine;
  readonly #options: WorkerOptions;
  readonly #parts: SlotsParts;
  readonly #holdings: Holdings;

  constructor(machine: WorkerMachine, options: WorkerOptions, parts: SlotsParts) {
    this.#machine = machine;
    this.#options = options;
    this.#parts = parts;
    this.#holdings = parts.holdings;
    this.used = new Int32Array(options.count);
  }

  free(self: number): number {
    return this.#options.slots[self] - this.used[self];
  }

  /** A holding takes a free slot: its execution begins, or goes on where it was interrupted. */
  begin(row: number): void {
    const holdings = this.#holdings;
    const { executions } = this.#machine;
    const self = holdings.worker[row];
    this.#machine.cancelTimer(holdings.timer[row]);
    holdings.enter(row, PHASE.running);
    if (++this.used[self] === 1) {
      this.#parts.hibernation?.busy(self);
      this.#parts.heartbeats?.between(self);
    }
    if (holdings.suspended[row] === 1) {
      holdings.suspended[row] = 0;
      executions.resume(row);
    } else executions.begin(self, row, holdings.task[row]);
  }

  /** An execution has ended: its result is reported, and the slot is free. */
  ended(row: number, result: Result): void {
    const self = this.#holdings.worker[row];
    this.#release(self);
    this.#parts.reports.begin(row, result);
    const wasLast = this.used[self] === 0;
    this.fill(self);
    // What begins in a worker without any other has sent one already.
    if (!wasLast || this.used[self] === 0) this.#parts.heartbeats?.between(self);
  }

  /** Whether a task that has come takes the slot of a less urgent one. */
  preempt(row: number): boolean {
    const { worker, urgency } = this.#holdings;
    const running = this.#holdings.leastUrgent(worker[row], urgency[row]);
    if (running < 0) return false;
    this.#interrupt(running);
    this.begin(row);
    return true;
  }

  /** Free slots take tasks that wait; when none waits, others are pulled. */
  fill(self: number): void {
    const { queue, patience, pulls, hibernation } = this.#parts;
    if (this.#machine.isPaused(self) || hibernation?.isAwake(self) === false) return;
    while (this.free(self) > 0) {
      const row = this.#holdings.first(self, PHASE.queued);
      if (row < 0) {
        pulls?.pull(self, this.free(self), false);
        return;
      }
      if (patience.isLate(row)) continue;
      queue.left(row);
      this.begin(row);
    }
  }

  /** Drops a holding in whatever phase it is. */
  discard(row: number): void {
    const { phase, worker } = this.#holdings;
    const self = worker[row];
    const wasRunning = phase[row] === PHASE.running;
    this.#drop(row);
    if (wasRunning && this.used[self] === 0) this.#parts.hibernation?.idle(self);
  }

  /** The worker has crashed: all that it held is gone. */
  forget(self: number): void {
    for (const phase of [PHASE.queued, PHASE.running, PHASE.reporting]) {
      for (let row = this.#holdings.first(self, phase); row >= 0; row = this.#holdings.first(self, phase))
        this.#drop(row);
    }
  }

  /** A running execution leaves its slot to a more urgent task, and waits. */
  #interrupt(row: number): void {
    const { executions, facts } = this.#machine;
    const holdings = this.#holdings;
    const self = holdings.worker[row];
    const keeps = this.#options.preemption === 'keep';
    if (keeps) {
      holdings.suspended[row] = 1;
      executions.suspend(row);
    } else executions.abort(row);
    this.#release(self);
    this.#parts.queue.enterAgain(row);
    if (!keeps) this.#parts.patience.waits(row);
    facts.delayed(self, holdings.task[row]);
    facts.preempted(self, holdings.task[row]);
  }

  #release(self: number): void {
    if (--this.used[self] === 0) this.#parts.hibernation?.idle(self);
  }

  #drop(row: number): void {
    const { phase, worker, suspended, timer } = this.#holdings;
    const { executions } = this.#machine;
    if (phase[row] === PHASE.running) {
      this.used[worker[row]]--;
      executions.abort(row);
    } else {
      this.#machine.cancelTimer(timer[row]);
      if (phase[row] === PHASE.queued) {
        this.#parts.queue.left(row);
        if (suspended[row] === 1) executions.abort(row);
      }
    }
    this.#holdings.remove(row);
  }
}
