/** What workers hear: each message goes to the handler of its kind. */
import { MESSAGE, MESSAGE_NAMES, type MessageKind, type ProcessId } from '../ports.ts';

export interface WorkerHandlers {
  assign(self: number, from: ProcessId, task: number, token: number): void;
  acknowledged(self: number, task: number, token: number): void;
  cancel(self: number, task: number, token: number): void;
  withdraw(self: number, from: ProcessId, task: number, token: number): void;
  probe(self: number, from: ProcessId): void;
  reserve(self: number, total: number, life: number, again: boolean): void;
  settled(self: number, upTo: number, life: number): void;
  lead(self: number, generation: number, leader: ProcessId): void;
  ballot(self: number, from: ProcessId, generation: number, ballot: number, isVote: boolean): void;
}

/** @throws Error when workers know no message of this kind */
export function receive(
  on: WorkerHandlers,
  self: number,
  from: ProcessId,
  kind: MessageKind,
  a: number,
  b: number,
  c: number,
): void {
  if (kind === MESSAGE.assign) on.assign(self, from, a, b);
  else if (kind === MESSAGE.recorded) on.acknowledged(self, a, b);
  else if (kind === MESSAGE.cancel) {
    if (c === 1) on.withdraw(self, from, a, b);
    else on.cancel(self, a, b);
  } else if (kind === MESSAGE.probe) on.probe(self, from);
  else if (kind === MESSAGE.reserve) on.reserve(self, a, b, c === 1);
  else if (kind === MESSAGE.answered) on.settled(self, a, b);
  else if (kind === MESSAGE.lead) on.lead(self, a, b);
  else if (kind === MESSAGE.ballot) on.ballot(self, from, a, b, c === 1);
  else
    throw new Error(`worker ${self} knows no message "${MESSAGE_NAMES[kind]}", which process ${from} sent`);
}
