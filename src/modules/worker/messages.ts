/** What workers send. */
import { type ANSWER, MESSAGE, type ProcessId, type Result } from '../ports.ts';
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
    this.#machine.send(self, to, MESSAGE.assigned, task, token, answer);
  }

  result(self: number, task: number, token: number, result: Result): void {
    this.#machine.send(self, this.#machine.coordinator(self), MESSAGE.result, task, token, result);
  }

  /** @param latency microseconds that a task would take which came now, 0 for unknown */
  probed(self: number, to: ProcessId, inFlight: number, latency: number): void {
    this.#machine.send(self, to, MESSAGE.probed, 0, inFlight, latency);
  }

  /** @param upTo number of the reservation up to which tasks are pulled @param life of the coordinator that made it */
  pull(self: number, upTo: number, life: number): void {
    this.#machine.send(self, this.#machine.coordinator(self), MESSAGE.ask, upTo, life, 0);
  }

  /** @param atOnce what the worker has is lost; otherwise it goes when all of that is done */
  leave(self: number, atOnce: boolean): void {
    const machine = this.#machine;
    machine.send(
      self,
      machine.coordinator(self),
      MESSAGE.leave,
      machine.incarnation(self),
      atOnce ? 1 : 0,
      0,
    );
  }

  /** A heartbeat among other messages, in their order. */
  heartbeat(self: number): void {
    const machine = this.#machine;
    const process = this.#firstProcess + self;
    machine.send(self, machine.coordinator(self), MESSAGE.heartbeat, process, machine.incarnation(self), 0);
  }
}
