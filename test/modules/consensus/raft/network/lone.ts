/** One replica that is fed by hand: 0 of some, with a disk that takes a millisecond. */
import type { Configuration } from '../../../../../src/modules/consensus/quorum/configuration.ts';
import { configurationEntry } from '../../../../../src/modules/consensus/raft/entries.ts';
import { RAFT_DEFAULTS, type RaftOptions } from '../../../../../src/modules/consensus/raft/options.ts';
import { Raft } from '../../../../../src/modules/consensus/raft/raft.ts';
import {
  type AppendEntries,
  type InstallSnapshot,
  raft,
} from '../../../../../src/modules/consensus/raft/vocabulary.ts';
import type { ProcessId } from '../../../../../src/modules/ports.ts';
import type { Kind } from '../../../../../src/modules/vocabulary.ts';
import { deliver, type Sent, tell } from '../../../port.ts';
import { EventQueue } from './events.ts';
import { Machine, type Surroundings } from './machine.ts';

/** Microseconds. */
export const SYNC = 1_000;
/** Timeouts are the shortest, as its luck is 0. */
export const TIMEOUT = RAFT_DEFAULTS.electionTimeout;

export class Lone implements Surroundings {
  readonly machine = new Machine(0, this);
  replica!: Raft;
  /** What the state machine has heard in this life. */
  readonly heard: string[] = [];
  /** Is told of each message that leaves, heartbeats included. */
  onLeave: (message: string) => void = () => {};
  #sent: string[] = [];
  readonly #events = new EventQueue();
  readonly #options: RaftOptions;
  #timers = 0;
  /** The state machine's: the last command. */
  #state: Uint8Array = new Uint8Array(0);

  constructor(size: number, options: Partial<RaftOptions> = {}) {
    this.#options = {
      ...RAFT_DEFAULTS,
      members: Array.from({ length: size }, (_, self) => self),
      ...options,
    };
    this.restart();
  }

  now(): number {
    return this.#events.now;
  }

  random(): number {
    return 0;
  }

  syncTime(): number {
    return SYNC;
  }

  later(machine: Machine, delay: number, act: () => void): number {
    const { epoch } = machine;
    this.#events.add(this.now() + delay, () => {
      if (machine.isUp && machine.epoch === epoch) act();
    });
    return ++this.#timers;
  }

  transmit(_: ProcessId, message: Sent): void {
    this.#sent.push(words(message));
    this.onLeave(words(message));
  }

  appended(): void {}

  called(): void {}

  cutting(): void {}

  reported(_: Machine, fact: string): void {
    this.heard.push(fact);
  }

  /** What has left since last asked for, heartbeats aside, as "kind to word word ...". */
  get sent(): string[] {
    const sent = this.#sent.filter((message) => !message.startsWith('heartbeat '));
    this.#sent = [];
    return sent;
  }

  crash(): void {
    this.machine.crash();
  }

  restart(damagedFrom?: number): void {
    this.heard.length = 0;
    this.machine.restart((port) => {
      this.replica = new Raft(port, this.#options, {
        apply: (index, command) => {
          this.heard.push(`apply ${index}: ${command.join(' ')}`);
          this.#state = command;
        },
        snapshot: () => this.#state,
        restore: (index, state) => this.heard.push(`restore ${index}: ${state.join(' ')}`),
        proposalEnded: (ticket, outcome) => this.heard.push(`${outcome} ${ticket}`),
        readEnded: (ticket, isCurrent) => this.heard.push(`read ${ticket} ${isCurrent}`),
      });
      return this.replica;
    }, damagedFrom);
  }

  run(duration: number): void {
    this.#events.run(this.now() + duration);
  }

  /** A hot message comes. */
  tell(from: ProcessId, name: string, ...given: number[]): void {
    this.machine.call((module) => tell(module, from, name, given));
  }

  /** Entries of these terms come, each a command of its index, behind an entry. */
  append(
    from: ProcessId,
    term: number,
    previous: readonly [number, number],
    terms: number[],
    commit = 0,
  ): void {
    const [previousIndex, previousTerm] = previous;
    const data = terms.map((_, place) => Uint8Array.of(1, previousIndex + 1 + place));
    const message = { term, previousIndex, previousTerm, commit, terms: Float64Array.from(terms), data };
    this.#deliver(from, raft.appendEntries as Kind, message);
  }

  /** A configuration comes, behind an entry. */
  appendConfiguration(
    from: ProcessId,
    term: number,
    [previousIndex, previousTerm]: readonly [number, number],
    configuration: Configuration,
  ): void {
    const terms = Float64Array.of(term);
    const data = [configurationEntry(configuration)];
    const message = { term, previousIndex, previousTerm, commit: 0, terms, data };
    this.#deliver(from, raft.appendEntries as Kind, message);
  }

  /** A piece of a snapshot comes. */
  install(from: ProcessId, message: InstallSnapshot): void {
    this.#deliver(from, raft.installSnapshot as Kind, message);
  }

  #deliver(from: ProcessId, kind: Kind, message: unknown): void {
    this.machine.call((module) => deliver(module, from, { to: 0, kind, words: [], message }));
  }

  /** Becomes the leader of the next term by the vote of 1, or of 1 and 2. What it sends and writes is done with. */
  lead(voters: readonly ProcessId[] = [1]): number {
    this.run(TIMEOUT);
    const term = this.replica.status.term + 1;
    for (const voter of voters) this.tell(voter, 'vote', term, 1, 1);
    this.run(SYNC);
    for (const voter of voters) this.tell(voter, 'vote', term, 1, 0);
    this.run(SYNC);
    this.#sent = [];
    return term;
  }

  propose(...command: number[]): string {
    let answer = '';
    this.machine.call(() => {
      const given = this.replica.propose(Uint8Array.from(command));
      answer = given.isAccepted ? `ticket ${given.ticket}` : given.reason;
    });
    return answer;
  }

  read(): string {
    let answer = '';
    this.machine.call(() => {
      const given = this.replica.read();
      answer = given.isAccepted ? `ticket ${given.ticket}` : given.reason;
    });
    return answer;
  }

  change(voters: readonly ProcessId[], learners: readonly ProcessId[] = []): string {
    let answer = '';
    this.machine.call(() => {
      const given = this.replica.changeMembers({ voters, learners });
      answer = given.isAccepted ? `ticket ${given.ticket}` : given.reason;
    });
    return answer;
  }

  transfer(to?: ProcessId): string {
    let answer = '';
    this.machine.call(() => {
      answer = this.replica.transferLeadership(to) ?? 'begun';
    });
    return answer;
  }

  /** Timers that it has set, and syncs. */
  get timers(): number {
    return this.#timers;
  }

  /** Terms of the entries in its log. */
  get log(): number[] {
    const { log } = this.machine;
    const length = log.last - log.first + 1;
    return Array.from({ length }, (_, place) => log.termAt(log.first + place) ?? Number.NaN);
  }
}

/** A message as "kind to word word ...": of entries, their terms in brackets; of a piece of a snapshot, where it begins and ends. */
export function words({ to, kind, words: hot, message }: Sent): string {
  if (kind.hot) return [kind.name, to, ...hot].join(' ');
  if (kind.code === raft.installSnapshot.code) {
    const { term, index, lastTerm, size, offset, chunk } = message as InstallSnapshot;
    return `${kind.name} ${to} ${term} ${index} ${lastTerm} [${offset} to ${offset + chunk.length} of ${size}]`;
  }
  const { term, previousIndex, previousTerm, commit, terms } = message as AppendEntries;
  return `${kind.name} ${to} ${term} ${previousIndex} ${previousTerm} ${commit} [${terms.join(' ')}]`;
}
