/**
 * What must hold of replicas at every moment (paper, figure 3), judged from outside: by logs, by what is on disks, by messages that leave,
 * and by what state machines are given.
 */

import { isQuorum } from '../../../../../src/modules/consensus/quorum/configuration.ts';
import { raft } from '../../../../../src/modules/consensus/raft/vocabulary.ts';
import type { ReplicatedLog } from '../../../../../src/modules/consensus/replicated-log.ts';
import type { ProcessId } from '../../../../../src/modules/ports.ts';
import type { Sent } from '../../../port.ts';
import type { Machine } from './machine.ts';

interface Committed {
  readonly term: number;
  readonly data: string;
}

const text = (data: Uint8Array | undefined) => Buffer.from(data ?? []).toString('hex');

/** Entries of other kinds are the protocol's. */
const isCommand = (data: string) => data.startsWith('01');

export class Oracle {
  readonly #machines: readonly Machine[];
  readonly #replicaOf: (machine: Machine) => ReplicatedLog;
  readonly #leaders = new Map<number, ProcessId>();
  readonly #votes = new Map<string, ProcessId>();
  /** By index and term: what the entry is, and the term of the one before it. */
  readonly #entries = new Map<string, string>();
  /** From index 1 on. */
  readonly #committed: Committed[] = [];
  /** By life: what it had committed and applied. */
  readonly #seen = new Map<string, { commit: number; applied: number; term: number }>();

  constructor(machines: readonly Machine[], replicaOf: (machine: Machine) => ReplicatedLog) {
    this.#machines = machines;
    this.#replicaOf = replicaOf;
  }

  get committed(): number {
    return this.#committed.length;
  }

  /** Committed configurations. */
  get changes(): number {
    return this.#committed.filter(({ data }) => data.startsWith('02')).length;
  }

  get elections(): number {
    return this.#leaders.size;
  }

  /** Log matching: an entry of the same index and term is the same in all logs, and so is the one before it. */
  appended({ self, log }: Machine, index: number): void {
    const key = `${index} of term ${log.termAt(index)}`;
    const entry = `${text(log.entry(index))} after term ${log.termAt(index - 1)}`;
    const known = this.#entries.get(key);
    if (known !== undefined && known !== entry)
      throw new Error(`log matching: entry ${key} of ${self} is ${entry}, and elsewhere ${known}`);
    this.#entries.set(key, entry);
  }

  /** Nobody votes for two in one term. */
  left(from: ProcessId, { to, kind, words: [term, isGranted, isPreVote] }: Sent): void {
    if (kind !== raft.vote || isGranted === 0 || isPreVote === 1) return;
    const key = `${from} in term ${term}`;
    const before = this.#votes.get(key) ?? to;
    if (before !== to) throw new Error(`votes: ${key} votes for ${before} and for ${to}`);
    this.#votes.set(key, to);
  }

  /** Every command of the log is applied, in order; that the log is everybody's is seen when the call ends. */
  applied({ self, epoch, log }: Machine, index: number, command: Uint8Array): void {
    const seen = this.#of(self, epoch);
    if (index <= seen.applied)
      throw new Error(`state machine: ${self} applies ${index} after ${seen.applied}`);
    for (let between = seen.applied + 1; between < index; between++) {
      const data = between < log.first ? this.#committed[between - 1].data : text(log.entry(between));
      if (isCommand(data)) throw new Error(`state machine: ${self} does not apply ${between}`);
    }
    if (text(log.entry(index)) !== `01${text(command)}`)
      throw new Error(`state machine: ${self} applies ${text(command)} at ${index}`);
    seen.applied = index;
  }

  /** A snapshot stands for what is committed, and never for less than was applied. */
  restored({ self, epoch }: Machine, index: number): void {
    const seen = this.#of(self, epoch);
    if (index <= seen.applied)
      throw new Error(`state machine: ${self} goes back from ${seen.applied} to ${index}`);
    if (index > this.committed)
      throw new Error(`snapshot: ${self} has one at ${index}, which is not committed`);
    seen.applied = index;
    seen.commit = index;
  }

  /** Only what is applied is cut off. The entries are looked at before they go. */
  cutting(machine: Machine, index: number): void {
    const seen = this.#of(machine.self, machine.epoch);
    for (let at = seen.commit + 1; at <= index; at++) this.#commits(machine, at);
    seen.commit = Math.max(seen.commit, index);
  }

  called(machine: Machine): void {
    const { self, epoch } = machine;
    const { role, term, commitIndex } = this.#replicaOf(machine).status;
    const seen = this.#of(self, epoch);
    if (commitIndex < seen.commit || term < seen.term)
      throw new Error(`${self} goes back from commit ${seen.commit}, term ${seen.term}`);
    if (role === 'leader') this.#leads(machine, term);
    for (let index = seen.commit + 1; index <= commitIndex; index++) this.#commits(machine, index);
    seen.commit = commitIndex;
    seen.term = term;
  }

  /** Election safety and leader completeness. */
  #leads({ self, log }: Machine, term: number): void {
    const known = this.#leaders.get(term);
    if (known === self) return;
    if (known !== undefined) throw new Error(`election safety: ${known} and ${self} lead in term ${term}`);
    this.#leaders.set(term, self);
    for (const [place, entry] of this.#committed.entries()) {
      // What is compacted was committed: that is looked at when a snapshot is made, and when one is installed.
      if (place + 1 < log.first) continue;
      if (entry.term < term && log.termAt(place + 1) !== entry.term)
        throw new Error(`leader completeness: ${self} leads in term ${term} without entry ${place + 1}`);
    }
  }

  /** State machine safety; and what is committed first is on the disks of a quorum. */
  #commits(machine: Machine, index: number): void {
    const { self, log } = machine;
    const entry = { term: log.termAt(index) ?? -1, data: text(log.entry(index)) };
    const known = this.#committed[index - 1];
    if (known !== undefined && (known.term !== entry.term || known.data !== entry.data))
      throw new Error(`state machine safety: ${self} commits another entry at ${index}`);
    if (known !== undefined) return;
    this.#committed.push(entry);
    const has = (process: ProcessId) => this.#machines[process].durableTermAt(index) === entry.term;
    if (!isQuorum(this.#replicaOf(machine).members, has)) {
      const copies = this.#machines.filter((one) => has(one.self)).length;
      throw new Error(`durability: ${self} commits ${index}, which ${copies} disks have`);
    }
  }

  #of(self: ProcessId, epoch: number): { commit: number; applied: number; term: number } {
    const key = `${self} ${epoch}`;
    const seen = this.#seen.get(key) ?? { commit: 0, applied: 0, term: 0 };
    this.#seen.set(key, seen);
    return seen;
  }
}
