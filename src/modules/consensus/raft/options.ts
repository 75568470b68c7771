/** Settings of a replica. All replicas of a group have the same, but for `members` of those that join later. */
import type { ProcessId } from '../../ports.ts';

export interface RaftOptions {
  /**
   * Distinct. Those that vote until the log says otherwise; none for a replica that is to be added to others. All that begin together have
   * the same.
   */
  readonly members: readonly ProcessId[];
  /** Microseconds: the shortest election timeout. */
  readonly electionTimeout: number;
  /** Microseconds: timeouts are drawn uniformly from `electionTimeout` up to so much more. */
  readonly electionSpread: number;
  /** Microseconds between heartbeats of a leader: half the election timeout, or less. */
  readonly heartbeatInterval: number;
  /** Whether a candidate asks whether it would be voted for before it begins a term (dissertation, 9.6). */
  readonly preVote: boolean;
  /**
   * How many times faster than any other the clock of a member may run, 1 or more, for reads that ask nobody while the leader has a lease
   * (dissertation, 6.4.1): where clocks keep no such bound, they may be stale. null: every read asks a quorum. All members have the same.
   */
  readonly leaseDriftBound: number | null;
  /** Entries in one message. */
  readonly batchEntries: number;
  /** Bytes of entries in one message, and of one command. */
  readonly batchBytes: number;
  /** Messages with entries to one follower that are not answered yet. */
  readonly window: number;
  /** Proposals under way, and reads under way. */
  readonly openProposals: number;
  /** Bytes of the proposals under way. */
  readonly openBytes: number;
  /** Bytes of applied entries, at least, behind which the log is cut. */
  readonly snapshotBytes: number;
  /** The same as a multiple of the latest snapshot: 4 makes writing snapshots a quarter of writing the log (dissertation, 5.1.3). */
  readonly snapshotFactor: number;
  /** Bytes of a snapshot in one message. */
  readonly chunkBytes: number;
}

/** Shortest election timeout of 150 ms and a spread as large (paper, 9.3); 256 messages in flight, of up to 1 MiB. */
export const RAFT_DEFAULTS: Omit<RaftOptions, 'members'> = {
  electionTimeout: 150_000,
  electionSpread: 150_000,
  heartbeatInterval: 50_000,
  preVote: true,
  leaseDriftBound: null,
  batchEntries: 1024,
  batchBytes: 2 ** 20,
  window: 256,
  openProposals: 65_536,
  openBytes: 2 ** 26,
  snapshotBytes: 2 ** 20,
  snapshotFactor: 4,
  chunkBytes: 2 ** 18,
};
