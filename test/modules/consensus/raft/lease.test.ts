import { describe, test as example, expect } from 'vitest';
import { heardAtStart, holdsLease, leaseEnd } from '../../../../src/modules/consensus/raft/lease.ts';
import { Rounds } from '../../../../src/modules/consensus/raft/rounds.ts';
import { testRule } from './mutants.ts';
import { Lone, SYNC, TIMEOUT } from './network/lone.ts';

testRule(
  'a lease ends an election timeout after the round was sent, less the drift of clocks',
  { leaseEnd, holdsLease },
  (rule) => {
    expect(rule.leaseEnd(1000, 150_000, 1)).toBe(151_000);
    expect(rule.leaseEnd(1000, 150_000, 1.5)).toBe(101_000);
    expect(rule.holdsLease(100_999, 101_000, false)).toBe(true);
    expect(rule.holdsLease(101_000, 101_000, false)).toBe(false);
    expect(rule.holdsLease(50_000, 101_000, true)).toBe(false);
  },
  {
    'clocks are believed': { leaseEnd: (sent, timeout) => leaseEnd(sent, timeout, 1), holdsLease },
    'whom the leader asks to take over has to wait': {
      leaseEnd,
      holdsLease: (now, end) => holdsLease(now, end, false),
    },
    'it lasts longer than it does': {
      leaseEnd,
      holdsLease: (now, end, hasAsked) => now <= end && !hasAsked,
    },
  },
);

testRule(
  'who starts may have answered a leader just before',
  heardAtStart,
  (rule) => {
    expect(rule(7, true)).toBe(7);
    expect(rule(7, false)).toBe(-Infinity);
  },
  { 'nothing was before': () => -Infinity, 'it waits in any case': (now) => now },
);

example('rounds are known by when they began, as long as that matters', () => {
  const rounds = new Rounds(100);
  expect(rounds.sentAt(0)).toBe(-Infinity);
  rounds.begin(10);
  rounds.begin(60);
  expect([0, 1, 2, 3].map((round) => rounds.sentAt(round))).toEqual([-Infinity, 10, 60, -Infinity]);
  rounds.begin(110);
  expect([1, 2, 3].map((round) => rounds.sentAt(round))).toEqual([-Infinity, 60, 110]);
  expect(rounds.latest).toBe(3);
});

/** A leader of three that has committed something, and has not begun a round. */
function leading(leaseDriftBound: number | null): Lone {
  const one = new Lone(3, { leaseDriftBound });
  one.lead();
  one.tell(1, 'appended', 1, 1);
  one.sent;
  return one;
}

/** Whether a read is answered with nobody asked. */
function answersAtOnce(one: Lone): boolean {
  const [, ticket] = one.read().split(' ');
  one.run(0);
  return one.heard.includes(`read ${ticket} true`);
}

/** The next heartbeat leaves now. */
const BEAT = TIMEOUT / 3;

describe('a leader', () => {
  example(
    'answers reads at once from the answer of a quorum until a timeout after the round was sent',
    () => {
      const one = leading(1.5);
      expect(answersAtOnce(one)).toBe(false);
      // The read has begun a round.
      const sentAt = one.now();
      one.run(BEAT / 2);
      one.tell(1, 'heartbeatHeard', 1, 1);
      expect(answersAtOnce(one)).toBe(true);
      one.run(sentAt + TIMEOUT / 1.5 - one.now() - 1);
      expect(answersAtOnce(one)).toBe(true);
      one.run(1);
      expect(answersAtOnce(one)).toBe(false);
      expect(answersAtOnce(leading(null))).toBe(false);
    },
  );

  example(
    'has no lease any more once it has asked somebody to take over, not even when that is given up',
    () => {
      const one = leading(1);
      answersAtOnce(one);
      one.tell(1, 'heartbeatHeard', 1, 1);
      expect(answersAtOnce(one)).toBe(true);
      one.transfer(2);
      // 2 has not been asked yet: it lacks an entry.
      expect(answersAtOnce(one)).toBe(true);
      one.tell(2, 'appended', 1, 1);
      expect(answersAtOnce(one)).toBe(false);
      for (let round = 2; round < 8; round++) {
        one.run(BEAT);
        one.tell(1, 'heartbeatHeard', 1, round);
      }
      expect(one.propose(1)).toMatch('ticket');
      expect(answersAtOnce(one)).toBe(false);
    },
  );
});

describe('a follower', () => {
  example('votes for nobody for a timeout after its start, as it may have answered a leader before', () => {
    const one = new Lone(3, { leaseDriftBound: 1 });
    one.tell(1, 'requestVote', 1, 0, 0, 0, 0);
    one.run(TIMEOUT - 1);
    one.tell(1, 'requestVote', 1, 0, 0, 0, 0);
    expect(one.sent).toEqual([]);
    one.tell(1, 'requestVote', 1, 0, 0, 0, 1);
    one.run(SYNC);
    expect(one.sent).toContain('vote 1 1 1 0');
  });

  example(
    'has no vote while it hears a leader, also where it is in the term of the candidate already',
    () => {
      const one = new Lone(3);
      // A candidate, refused by somebody of a later term, after it has heard a leader.
      one.run(TIMEOUT + SYNC);
      one.tell(1, 'heartbeat', 1, 0, 1);
      one.tell(2, 'vote', 3, 0, 0);
      one.sent;
      one.tell(2, 'requestVote', 3, 0, 0, 0, 0);
      one.run(SYNC);
      expect(one.sent).toEqual(['vote 2 3 0 0']);
      one.run(TIMEOUT);
      one.sent;
      one.tell(2, 'requestVote', 3, 0, 0, 0, 0);
      one.run(SYNC);
      expect(one.sent).toContain('vote 2 3 1 0');
    },
  );
});
