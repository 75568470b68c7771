/**
 * Who uses which keys of a process's durable store. Parts of one process share it, so every key has one owner here. Keys are whole
 * numbers from 0 to 2^31 - 1.
 */

/** Keys from `first` up to but not including `end`. */
export interface KeyRange {
  readonly first: number;
  readonly end: number;
}

export const KEYS = {
  /** The ledger's row of a task, or the row of its end: the key is the task. */
  tasks: { first: 0, end: 0x3f000000 },
  /** Where a task came from that another coordinator handed over: `first` + task. */
  origins: { first: 0x40000000, end: 0x7f000000 },
  /** How many submissions of a client have been taken on: `first` + client. */
  sessions: { first: 0x7f000000, end: 0x7ffffff0 },
  /** A pair: how often the module that the two replicate has been started. */
  starts: { first: 0x7ffffff9, end: 0x7ffffffa },
  /** A coordinator below another: its incarnation as a worker of that one. */
  incarnation: { first: 0x7ffffffa, end: 0x7ffffffb },
  /** The other of a pair: which batch of which stream has been applied here. */
  position: { first: 0x7ffffffb, end: 0x7ffffffc },
  /** A pair: who leads which generation. */
  configuration: { first: 0x7ffffffc, end: 0x7ffffffd },
  /** A peer: the latest change of its settings. */
  change: { first: 0x7ffffffd, end: 0x7ffffffe },
  /** A ring: the newest token that has been seen. */
  ring: { first: 0x7ffffffe, end: 0x7fffffff },
  /** How far numbers of assignments may have been used. */
  tokens: { first: 0x7fffffff, end: 0x80000000 },
} as const satisfies Record<string, KeyRange>;

/** Whether a key is one of these. */
export function isIn({ first, end }: KeyRange, key: number): boolean {
  return key >= first && key < end;
}
