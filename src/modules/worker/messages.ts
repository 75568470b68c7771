/** What workers send. */
import type { ProcessId } from '../ports.ts';
import { type ANSWER, type Result, scheduling } from '../scheduling/vocabulary.ts';
import type { WorkerMachine } from './machine.ts';

export type Answer = (typeof ANSWER)[keyof typeof ANSWER];

export class WorkerMessages {
  readonly #machine: WorkerMachine;
  readonly #firstProcess: ProcessId;

  constructor(machine: WorkerMachine, firstProcess: ProcessId) {
    this.#machine = machine;
    this.#firstProcess = firstProcess;
  }

  /** Where an assignment stands. */
  assigned(self: number, to: ProcessId, task: number, token: number, answer: Answer): void {
    this.#machine.post(self, to, scheduling.assigned, task, token, answer);
  }

  result(self: number, task: number, token: number, result: Result): void {
    this.#machine.post(self, this.#machine.coordinator(self), scheduling.result, task, token, result);
  }

  /** @param latency microseconds that a task would take which came now, 0 for unknown */
  probed(self: number, to: ProcessId, inFlight: number, latency: number): void {
    this.#machine.post(self, to, scheduling.probed, inFlight, latency);
  }

  /** @param upTo number of the reservation up to which tasks are pulled @param epoch of the coordinator that made it */
  pull(self: number, upTo: number, epoch: number): void {
    this.#machine.post(self, this.#machine.coordinator(self), scheduling.pull, upTo, epoch);
  }

  /** @param atOnce what the worker has is lost; otherwise it goes when all of that is done */
  leave(self: number, atOnce: boolean): void {
    const machine = this.#machine;
    const incarnation = machine.incarnation(self);
    const process = this.#firstProcess + self;
    machine.post(self, machine.coordinator(self), scheduling.leave, process, incarnation, atOnce ? 1 : 0);
  }

  /** A heartbeat among other messages, in their order. */
  heartbeat(self: number): void {
    const machine = this.#machine;
    machine.post(self, machine.coordinator(self), scheduling.heartbeat, machine.incarnation(self));
  }
}
