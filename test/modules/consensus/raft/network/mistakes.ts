/**
 * Mistakes in rules that make replicas go wrong as their users see it: a history that is not linearizable, state machines that are given
 * different commands, a crash, or no progress after healing. Each is planted in the module that holds the rule. Those that need a schedule
 * too rare for chance are in the tests of the rules, by worked examples.
 */
import type * as configuration from '../../../../../src/modules/consensus/quorum/configuration.ts';
import type * as configurations from '../../../../../src/modules/consensus/raft/configurations.ts';
import type * as lease from '../../../../../src/modules/consensus/raft/lease.ts';
import type * as membership from '../../../../../src/modules/consensus/raft/membership.ts';
import type * as reads from '../../../../../src/modules/consensus/raft/reads.ts';
import type * as snapshot from '../../../../../src/modules/consensus/raft/snapshot.ts';
import type * as votes from '../../../../../src/modules/consensus/raft/votes.ts';
import type * as sessions from '../../../../../src/modules/consensus/session-table.ts';

export interface Mistake {
  readonly name: string;
  /** Below `src/modules/consensus`. */
  readonly file: string;
  /** What the module has instead. */
  // biome-ignore lint/suspicious/noExplicitAny: each module has a type of its own
  readonly plant: (module: any) => object;
}

function mistake<M extends object>(file: string, name: string, plant: (module: M) => Partial<M>): Mistake {
  return { file, name, plant };
}

export const MISTAKES: readonly Mistake[] = [
  // Snapshots.
  mistake<typeof snapshot>('raft/snapshot.ts', 'an older snapshot is installed', () => ({
    decideSnapshot: () => 'replace',
  })),
  mistake<typeof snapshot>(
    'raft/snapshot.ts',
    'a snapshot is taken for the log that has its index',
    ({ decideSnapshot }) => ({
      decideSnapshot: (log, commitIndex, last) =>
        last.index <= log.lastIndex && last.index > commitIndex
          ? 'keepSuffix'
          : decideSnapshot(log, commitIndex, last),
    }),
  ),
  mistake<typeof snapshot>('raft/snapshot.ts', 'a follower never forgets pieces', ({ afterChunkAnswer }) => ({
    afterChunkAnswer: (acknowledged, _, received) => afterChunkAnswer(acknowledged, false, received),
  })),
  mistake<typeof snapshot>('raft/snapshot.ts', 'the entry before the next one is known', () => ({
    needsSnapshot: (next, log) => next < log.snapshotIndex,
  })),
  mistake<typeof sessions>('session-table.ts', 'sessions are no part of snapshots', ({ SessionTable }) => ({
    decideCall: (session, call) => {
      if (session !== undefined && call.serial < session.lowestUnanswered) return 'unknown';
      return session?.results.has(call.serial) ? 'repeat' : 'execute';
    },
    SessionTable: class extends SessionTable {
      override decide(call: sessions.SessionCall) {
        const decision = super.decide(call);
        if (decision !== 'unknown') return decision;
        this.open(call.session);
        return 'execute';
      }
      override write(to: Parameters<sessions.SessionTable['write']>[0]) {
        to.word(0);
      }
    },
  })),
  mistake<typeof configurations>(
    'raft/configurations.ts',
    'a snapshot brings no configuration',
    ({ Configurations }) => ({
      Configurations: class extends Configurations {
        override reset() {}
      },
    }),
  ),
  // Membership.
  mistake<typeof membership>(
    'raft/membership.ts',
    'members change while a change is under way',
    ({ mayChange }) => ({
      mayChange: (leader, voters) => mayChange({ ...leader, configurationIndex: 0 }, voters),
    }),
  ),
  mistake<typeof membership>('raft/membership.ts', 'several servers come and go in one step', () => ({
    firstStep: (_, members) => members,
  })),
  mistake<typeof membership>(
    'raft/membership.ts',
    'a joint configuration is left when it is appended',
    ({ mayLeaveJoint }) => ({
      mayLeaveJoint: (leader) => mayLeaveJoint({ ...leader, configurationIndex: 0 }),
    }),
  ),
  mistake<typeof configuration>(
    'quorum/configuration.ts',
    'a joint quorum is a majority of all',
    ({ isQuorum, quorumValue }) => {
      const united = ({ voters, outgoing = [] }: configuration.Configuration) => ({
        voters: [...new Set([...voters, ...outgoing])],
      });
      class Ballots {
        readonly #granted = new Map<number, boolean>();
        record(voter: number, isGranted: boolean) {
          if (!this.#granted.has(voter)) this.#granted.set(voter, isGranted);
        }
        outcome(of: configuration.Configuration) {
          if (isQuorum(united(of), (voter) => this.#granted.get(voter) === true)) return 'won';
          return isQuorum(united(of), (voter) => this.#granted.get(voter) !== false) ? 'open' : 'lost';
        }
      }
      return {
        isQuorum: (of, holds) => isQuorum(united(of), holds),
        quorumValue: (of, reachedBy) => quorumValue(united(of), reachedBy),
        Ballots: Ballots as unknown as typeof configuration.Ballots,
      };
    },
  ),
  mistake<typeof configuration>('quorum/configuration.ts', 'learners count', ({ quorumValue }) => ({
    quorumValue: ({ voters, learners = [], ...rest }, reachedBy) =>
      quorumValue({ ...rest, voters: [...voters, ...learners] }, reachedBy),
  })),
  mistake<typeof membership>(
    'raft/membership.ts',
    'a removed leader goes when that is appended',
    ({ mayRetire }) => ({
      mayRetire: (leader, self) => mayRetire({ ...leader, configurationIndex: 0 }, self),
    }),
  ),
  mistake<typeof membership>(
    'raft/membership.ts',
    'who is removed does not stand, whatever the others know',
    ({ mayCampaign }) => ({
      mayCampaign: (self, latest) => mayCampaign(self, latest, null, true),
    }),
  ),
  // Leases.
  mistake<typeof lease>('raft/lease.ts', 'a lease outlives the request to take over', ({ holdsLease }) => ({
    holdsLease: (now, end) => holdsLease(now, end, false),
  })),
  mistake<typeof lease>('raft/lease.ts', 'who leads has a lease', () => ({ holdsLease: () => true })),
  // Older rules, by the same judges.
  mistake<typeof votes>('raft/votes.ts', 'a vote is forgotten', ({ grantsVote }) => ({
    grantsVote: (voter, request) => grantsVote({ ...voter, votedFor: null }, request),
  })),
  mistake<typeof votes>('raft/votes.ts', 'logs are not compared', ({ grantsVote }) => ({
    grantsVote: (voter, request) => grantsVote({ ...voter, last: { index: 0, term: 0 } }, request),
  })),
  mistake<typeof reads>('raft/reads.ts', 'a read asks nobody', () => ({
    mayAnswerRead: (read, _, applied) => applied >= read.index,
  })),
  mistake<typeof reads>('raft/reads.ts', 'a new leader believes its commit index', () => ({
    readIndex: (commitIndex) => commitIndex,
  })),
];
