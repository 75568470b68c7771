/** What workers hear. One instance serves many workers, so each handler is told whose message it is. */
import type { ProcessId } from '../ports.ts';
import { following, toWitness } from '../standby/vocabulary.ts';
import { type Receiver, receiver } from '../vocabulary.ts';
import { toWorker } from './vocabulary.ts';

export interface WorkerHandlers {
  assign(self: number, from: ProcessId, task: number, token: number): void;
  acknowledged(self: number, task: number, token: number): void;
  cancel(self: number, task: number, token: number): void;
  withdraw(self: number, from: ProcessId, task: number, token: number): void;
  probe(self: number, from: ProcessId): void;
  reserve(self: number, total: number, epoch: number, again: boolean): void;
  settled(self: number, upTo: number, epoch: number): void;
  lead(self: number, generation: number, leader: ProcessId): void;
  ballot(self: number, from: ProcessId, generation: number, ballot: number, isVote: boolean): void;
}

/** @param self the worker that the message at hand is for */
export function workerReceives(on: WorkerHandlers, self: () => number): Receiver[] {
  return [
    receiver(toWorker, {
      assign: (from, task, token) => on.assign(self(), from, task, token),
      acknowledged: (_from, task, token) => on.acknowledged(self(), task, token),
      cancel: (_from, task, token) => on.cancel(self(), task, token),
      withdraw: (from, task, token) => on.withdraw(self(), from, task, token),
      probe: (from) => on.probe(self(), from),
      reserve: (_from, total, epoch, again) => on.reserve(self(), total, epoch, again === 1),
      settled: (_from, upTo, epoch) => on.settled(self(), upTo, epoch),
    }),
    receiver(following, { lead: (_from, generation, leader) => on.lead(self(), generation, leader) }),
    receiver(toWitness, {
      ballot: (from, generation, ballot, isVote) => on.ballot(self(), from, generation, ballot, isVote === 1),
    }),
  ];
}
