/** What coordinators say about single tasks: assign, cancel, give back, acknowledged. */
import type { ProcessId } from '../ports.ts';
import { ANSWER, RESULT } from '../scheduling/vocabulary.ts';
import type { Departures } from './departures.ts';
import type { Hibernation } from './hibernation.ts';
import { type Holdings, PHASE } from './holdings.ts';
import type { WorkerMachine } from './machine.ts';
import type { Answer, WorkerMessages } from './messages.ts';
import type { WorkerOptions } from './options.ts';
import type { Patience } from './patience.ts';
import type { ProbeAnswers } from './probe-answers.ts';
import type { Queue } from './queue.ts';
import type { Slots } from './slots.ts';

/** The parts of the module that assignments rest on; null: the workers have no such part. */
export interface AssignmentsParts {
  readonly holdings: Holdings;
  readonly messages: WorkerMessages;
  readonly queue: Queue;
  readonly patience: Patience;
  readonly slots: Slots;
  readonly departures: Departures;
  readonly answers: ProbeAnswers | null;
  readonly hibernation: Hibernation | null;
}

export class Assignments {
  readonly #machine: WorkerMachine;
  readonly #options: WorkerOptions;
  readonly #parts: AssignmentsParts;

  constructor(machine: WorkerMachine, options: WorkerOptions, parts: AssignmentsParts) {
    this.#machine = machine;
    this.#options = options;
    this.#parts = parts;
  }

  /** A coordinator assigns a task. The worker says at once whether it takes it on. */
  assign(self: number, from: ProcessId, task: number, token: number): void {
    const { holdings, messages, slots, answers } = this.#parts;
    const { facts } = this.#machine;
    let known = holdings.find(task, self);
    if (known >= 0 && this.#hasFailedBefore(known, token)) {
      slots.discard(known);
      known = -1;
    }
    const answer = known < 0 ? this.#answer(self) : ANSWER.here;
    messages.assigned(self, from, task, token, answer);
    if (answer === ANSWER.rejected) facts.rejected(self, task);
    if (answer !== ANSWER.here) return;
    if (known >= 0) {
      // The same task again: its newer token replaces the older, and what has been done of it counts.
      if (token > holdings.token[known]) holdings.token[known] = token;
      return;
    }
    facts.accepted(self, task);
    const row = holdings.add(task, token, self, this.#urgency(task), this.#options.tasks.patienceEnd(task));
    answers?.arrived(row);
    this.#place(row);
  }

  /** The result of a task has been recorded, or counts for nothing: it need not be sent again. */
  acknowledged(self: number, task: number, token: number): void {
    const { holdings, departures } = this.#parts;
    const row = holdings.find(task, self);
    if (row < 0 || holdings.phase[row] !== PHASE.reporting || holdings.token[row] > token) return;
    this.#machine.cancelTimer(holdings.timer[row]);
    holdings.remove(row);
    departures.goIfDone(self);
  }

  /** The task is no longer wanted from this worker, whatever has become of it. */
  cancel(self: number, task: number, token: number): void {
    const { holdings, slots, departures } = this.#parts;
    const row = holdings.find(task, self);
    if (row < 0 || holdings.token[row] > token) return;
    slots.discard(row);
    slots.fill(self);
    departures.goIfDone(self);
  }

  /** The task is to be given back if it still waits. The worker says whether it was; a task that is not here need not be waited for. */
  withdraw(self: number, from: ProcessId, task: number, token: number): void {
    const { holdings, slots, messages, departures } = this.#parts;
    const row = holdings.find(task, self);
    if (row >= 0 && holdings.token[row] > token) return;
    const { phase, suspended } = holdings;
    const begun = row >= 0 && (phase[row] !== PHASE.queued || suspended[row] === 1);
    if (row >= 0 && !begun) slots.discard(row);
    messages.assigned(self, from, task, token, begun ? ANSWER.begun : ANSWER.absent);
    departures.goIfDone(self);
  }

  /** Whether a holding is a failure under an older token: whoever assigns the task anew knows of it, and wants it run again. */
  #hasFailedBefore(row: number, token: number): boolean {
    const { phase, result, token: held } = this.#parts.holdings;
    return phase[row] === PHASE.reporting && result[row] === RESULT.failure && token > held[row];
  }

  /** What the worker answers to a task that it does not have. */
  #answer(self: number): Answer {
    if (this.#parts.departures.isLeaving(self)) return ANSWER.absent;
    if (this.#hasCapacity(self)) return ANSWER.here;
    return this.#options.rejects[self] === 1 ? ANSWER.rejected : ANSWER.absent;
  }

  /** Whether a task could begin or wait. What waits for the worker to wake will fill its slots first. */
  #hasCapacity(self: number): boolean {
    const { slots, queue, hibernation } = this.#parts;
    const limit = this.#options.queueLimit[self];
    const waiting = queue.length[self];
    if (hibernation?.isAwake(self) === false) return waiting < this.#options.slots[self] + limit;
    return slots.free(self) > 0 || waiting < limit;
  }

  #urgency(task: number): number {
    const { order, tasks } = this.#options;
    if (order === 'arrival') return 0;
    return order === 'priority' ? tasks.priority(task) : tasks.rank(task);
  }

  /** A task that has been accepted begins, or waits. */
  #place(row: number): void {
    const { holdings, slots, queue, patience, hibernation } = this.#parts;
    if (patience.cameLate(row)) return;
    const self = holdings.worker[row];
    const isAwake = hibernation?.demand(self) ?? true;
    if (isAwake && slots.free(self) > 0) {
      slots.begin(row);
      return;
    }
    if (isAwake && this.#options.preemption !== null && slots.preempt(row)) return;
    queue.enter(row);
    patience.waits(row);
    this.#machine.facts.delayed(self, holdings.task[row]);
  }
}
