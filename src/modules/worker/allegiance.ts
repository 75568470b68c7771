/**
 * Whom workers answer to under a pair of coordinators: the leader of the latest generation that they have heard of. Some workers are
 * witnesses as well, which decide who leads.
 */
import type { ProcessId } from '../ports.ts';
import type { WorkerMachine } from './machine.ts';
import type { WorkerMessages } from './messages.ts';
import type { Reports } from './reports.ts';

/** A witness: it promises and votes. */
export interface Voter {
  onBallot(from: ProcessId, generation: number, ballot: number, isVote: boolean): void;
}

export class Allegiance {
  readonly #machine: WorkerMachine;
  readonly #messages: WorkerMessages;
  readonly #reports: Reports;

  constructor(machine: WorkerMachine, messages: WorkerMessages, reports: Reports) {
    this.#machine = machine;
    this.#messages = messages;
    this.#reports = reports;
  }

  /**
   * A coordinator says that it leads, which the worker confirms with a heartbeat. A leader that the worker did not follow before is
   * told of all results that have not been acknowledged.
   */
  onLead(self: number, generation: number, leader: ProcessId): void {
    const machine = this.#machine;
    const before = machine.coordinator(self);
    const latest = machine.generation(self);
    const isNew = generation > latest && before !== leader;
    if (generation > latest) machine.follow(self, leader, generation);
    this.#messages.heartbeat(self);
    if (isNew) this.#reports.sendAll(self);
  }
}
