/** What clients hear: each message goes to the handler of its kind. */
import { MESSAGE, MESSAGE_NAMES, type MessageKind, type ProcessId } from '../ports.ts';

export interface ClientHandlers {
  finished(from: ProcessId, task: number, success: number): void;
  accepted(from: ProcessId, count: number, generation: number): void;
  lead(generation: number, leader: ProcessId): void;
  event(subject: number): void;
}

/** @throws Error when clients know no message of this kind */
export function receive(
  on: ClientHandlers,
  from: ProcessId,
  kind: MessageKind,
  a: number,
  b: number,
  c: number,
): void {
  if (kind === MESSAGE.finished) on.finished(from, a, c);
  else if (kind === MESSAGE.accepted) on.accepted(from, a, b);
  else if (kind === MESSAGE.lead) on.lead(a, b);
  else if (kind === MESSAGE.event) on.event(a);
  else throw new Error(`clients know no message "${MESSAGE_NAMES[kind]}", which process ${from} sent`);
}
