/** What a replica is, whatever its role (paper, figure 2): the durable part, and what is known of commits. */
import type { Port, ProcessId, Snapshot } from '../../ports.ts';
import { type Configuration, isVoter, membersOf } from '../quorum/configuration.ts';
import type { Role } from '../replicated-log.ts';
import { Configurations } from './configurations.ts';
import { configurationOf } from './entries.ts';
import { heardAtStart } from './lease.ts';
import type { LogTerms, Position } from './log.ts';
import { mayCampaign } from './membership.ts';
import type { RaftOptions } from './options.ts';
import { raftFacts } from './vocabulary.ts';

/** Rows: the current term and the vote in it, in one, as they have to change together; and that the store was found damaged. */
const TERM_ROW = 0;
const DAMAGE_ROW = 1;
/** In the place of whom it has voted for. */
const NOBODY = -1;

export class ReplicaState {
  readonly port: Port;
  readonly options: RaftOptions;
  readonly configurations: Configurations;
  /** The log, as the rules look at it. */
  readonly terms: LogTerms;
  role: Role = 'follower';
  leader: ProcessId | null = null;
  commitIndex: number;
  #currentTerm = 0;
  #votedFor: ProcessId | null = null;
  #durableIndex: number;
  #heardAt: number;

  constructor(port: Port, options: RaftOptions) {
    this.port = port;
    this.options = options;
    this.configurations = new Configurations({ voters: options.members });
    const { log } = port;
    this.terms = {
      get snapshotIndex() {
        return log.first - 1;
      },
      get lastIndex() {
        return log.last;
      },
      termAt(index) {
        const term = log.termAt(index);
        if (term === undefined)
          throw new RangeError(`the log from ${log.first} to ${log.last} has no ${index}`);
        return term;
      },
    };
    this.commitIndex = log.first - 1;
    this.#durableIndex = log.last;
    this.#heardAt = heardAtStart(port.now(), options.leaseDriftBound !== null);
  }

  /** What an earlier life has left. */
  recover(): void {
    const { storage, log } = this.port;
    storage.forEach((key, term, votedFor) => {
      if (key === DAMAGE_ROW) this.role = 'damaged';
      if (key !== TERM_ROW) return;
      this.#currentTerm = term;
      this.#votedFor = votedFor === NOBODY ? null : votedFor;
    });
    if (log.damage !== null) this.foundDamage();
  }

  /** A vote or an acknowledged entry may be gone: whatever this replica said from now on could contradict it. */
  foundDamage(): void {
    this.port.storage.put(DAMAGE_ROW, 1, 0, 0, 0);
    this.role = 'damaged';
    this.port.report(raftFacts.storeDamaged);
  }

  /** @param base the configuration that the log begins with; null: that of the options */
  recoverConfigurations(base: Configuration | null): void {
    const { log } = this.port;
    if (base !== null) this.configurations.reset(log.first - 1, base);
    for (let index = log.first; index <= log.last; index++) this.#note(index, log.entry(index) as Uint8Array);
  }

  get configuration(): Configuration {
    return this.configurations.latest;
  }

  /** Those that a leader replicates to. */
  get peers(): readonly ProcessId[] {
    return membersOf(this.configuration).filter((member) => member !== this.port.self);
  }

  /** Those others that a candidate asks. */
  get electors(): readonly ProcessId[] {
    return this.peers.filter((peer) => isVoter(this.configuration, peer));
  }

  /** Whether this replica may stand for election. */
  get mayCampaign(): boolean {
    const { latest, previous, latestIndex } = this.configurations;
    return mayCampaign(this.port.self, latest, previous, latestIndex <= this.commitIndex);
  }

  get currentTerm(): number {
    return this.#currentTerm;
  }

  get votedFor(): ProcessId | null {
    return this.#votedFor;
  }

  /** Begins a term. */
  enterTerm(term: number, votedFor: ProcessId | null): void {
    this.#currentTerm = term;
    this.#votedFor = votedFor;
    this.port.storage.put(TERM_ROW, term, votedFor ?? NOBODY, 0, 0);
  }

  voteFor(candidate: ProcessId): void {
    if (this.#votedFor !== candidate) this.enterTerm(this.#currentTerm, candidate);
  }

  get last(): Position {
    const { lastIndex } = this.terms;
    return { index: lastIndex, term: this.terms.termAt(lastIndex) };
  }

  /** The entries up to here are durable. */
  get durableIndex(): number {
    return this.#durableIndex;
  }

  /** @param term of the entry that is durable: the one that is at its index now may be another */
  becameDurable(term: number, index: number): void {
    if (this.port.log.termAt(index) === term) this.#durableIndex = Math.max(this.#durableIndex, index);
  }

  /** @returns false when there is no room */
  append(term: number, data: Uint8Array): boolean {
    const { log } = this.port;
    if (!log.append(term, data)) return false;
    this.#note(log.last, data);
    return true;
  }

  #note(index: number, data: Uint8Array): void {
    const configuration = configurationOf(data);
    if (configuration !== null) this.configurations.add(index, configuration);
  }

  truncateFrom(index: number): void {
    this.port.log.truncateFrom(index);
    this.configurations.truncateFrom(index);
    this.#durableIndex = Math.min(this.#durableIndex, index - 1);
  }

  /** Puts a snapshot in the place of the log: all that it holds is committed. */
  install(snapshot: Snapshot, configuration: Configuration): void {
    this.port.log.install(snapshot);
    this.configurations.reset(snapshot.index, configuration);
    this.#durableIndex = Math.min(this.#durableIndex, snapshot.index - 1);
    this.commitIndex = snapshot.index;
  }

  /** Puts a snapshot in the place of the entries up to its index. */
  compactTo(snapshot: Snapshot): void {
    this.port.log.compactTo(snapshot);
    this.configurations.compactTo(snapshot.index);
  }

  heardLeader(leader: ProcessId): void {
    this.leader = leader;
    this.#heardAt = this.port.now();
  }

  /** Whether a leader was heard, or is here, within the shortest election timeout. */
  get hearsLeader(): boolean {
    if (this.role === 'leader') return true;
    return this.port.now() - this.#heardAt < this.options.electionTimeout;
  }
}
