import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import {
  type AppendRequest,
  afterAcceptance,
  afterRejection,
  decideAppend,
  type Progress,
} from '../../../../src/modules/consensus/raft/append.ts';
import {
  followerCommit,
  heartbeatCommit,
  leaderCommit,
} from '../../../../src/modules/consensus/raft/commit.ts';
import { hasEntry, lastAtMost } from '../../../../src/modules/consensus/raft/log.ts';
import { decideSnapshot } from '../../../../src/modules/consensus/raft/snapshot.ts';
import { logOf, logTerms, twoLogs } from './logs.ts';
import { testRule } from './mutants.ts';

const request = (index: number, term: number, terms: number[], commit = 0): AppendRequest => ({
  previous: { index, term },
  terms,
  commit,
});

testRule(
  'a follower takes what is new, and removes what contradicts',
  decideAppend,
  (rule) => {
    const log = logOf([1, 1, 2]);
    // A late request whose entries are all there removes none of the later ones.
    expect(rule(log, 0, request(0, 0, [1]))).toEqual({
      isAccepted: true,
      truncateFrom: 0,
      skip: 1,
      match: 1,
      commit: 0,
    });
    expect(rule(log, 0, request(2, 1, [3, 3], 3))).toEqual({
      isAccepted: true,
      truncateFrom: 3,
      skip: 0,
      match: 4,
      commit: 3,
    });
    expect(rule(log, 0, request(1, 1, [1, 2, 2]))).toMatchObject({ truncateFrom: 0, skip: 2, match: 4 });
    // It has more than the leader is known to have: that is neither matched nor committed.
    expect(rule(log, 0, request(2, 1, [], 3))).toMatchObject({ match: 2, commit: 2 });
    expect(rule(log, 0, request(3, 3, [3], 4))).toEqual({
      isAccepted: false,
      rejected: 3,
      hint: { index: 3, term: 2 },
    });
    expect(rule(log, 0, request(9, 1, []))).toMatchObject({ isAccepted: false, hint: { index: 2, term: 1 } });
    // What is committed is the leader's, whatever an old request says.
    expect(rule(log, 3, request(0, 0, [1], 1))).toMatchObject({ truncateFrom: 0, match: 3, commit: 3 });
    expect(rule(log, 3, request(2, 1, [3]))).toMatchObject({ truncateFrom: 0, match: 3 });
  },
  {
    'everything behind the previous entry is removed first': (log, commit, asked) => {
      const decision = decideAppend(log, commit, asked);
      const truncateFrom = asked.previous.index + 1;
      return decision.isAccepted && truncateFrom <= log.lastIndex ? { ...decision, truncateFrom } : decision;
    },
    'its own last entry is told as matched': (log, commit, asked) => {
      const decision = decideAppend(log, commit, asked);
      return decision.isAccepted ? { ...decision, match: Math.max(log.lastIndex, decision.match) } : decision;
    },
    'all that it has is committed with the leader': (log, commit, asked) => {
      const decision = decideAppend(log, commit, asked);
      return decision.isAccepted ? { ...decision, commit: Math.min(asked.commit, log.lastIndex) } : decision;
    },
    'the previous entry is not compared': (log, commit, asked) =>
      decideAppend(log, commit, {
        ...asked,
        previous: {
          index: Math.min(asked.previous.index, log.lastIndex),
          term: log.termAt(Math.min(asked.previous.index, log.lastIndex)),
        },
      }),
  },
);

describe('two logs', () => {
  /** What a follower has after a request, in terms. */
  const apply = (terms: readonly number[], asked: AppendRequest): number[] => {
    const decision = decideAppend(logOf(terms), 0, asked);
    if (!decision.isAccepted) return [...terms];
    const kept = decision.truncateFrom > 0 ? terms.slice(0, decision.truncateFrom - 1) : terms;
    return [...kept, ...Array.from(asked.terms).slice(decision.skip)];
  };

  test.prop([twoLogs, fc.nat(), fc.nat()])('agree up to what is matched', ({ left, right }, from, length) => {
    const start = from % (left.length + 1);
    const entries = left.slice(start, start + (length % (left.length - start + 1)));
    const asked = request(start, logOf(left).termAt(start), entries);
    const decision = decideAppend(logOf(right), 0, asked);
    const after = apply(right, asked);
    if (!decision.isAccepted) return;
    expect(after.slice(0, decision.match)).toEqual(left.slice(0, decision.match));
    // The same again changes nothing.
    expect(apply(after, asked)).toEqual(after);
  });

  test.prop([twoLogs, fc.nat(), fc.nat()])(
    'agree on what is committed ever after',
    ({ left, right, shared }, from, to) => {
      const commit = to % (shared + 1);
      const start = from % (left.length + 1);
      const asked = { ...request(start, logOf(left).termAt(start), left.slice(start)), commit: left.length };
      const decision = decideAppend(logOf(right), commit, asked);
      if (!decision.isAccepted) return;
      if (decision.truncateFrom > 0) expect(decision.truncateFrom).toBeGreaterThan(shared);
      expect(decision.commit).toBeGreaterThanOrEqual(commit);
      expect(decision.commit).toBeLessThanOrEqual(Math.max(commit, decision.match));
    },
  );

  test.prop([twoLogs])(
    'come to agree after at most one rejection for each term',
    ({ left, right, shared }) => {
      const leader = logOf(left);
      let progress: Progress = { match: 0, next: left.length + 1, isProbing: true };
      for (let rejections = 0; ; rejections++) {
        const index = progress.next - 1;
        const decision = decideAppend(logOf(right), 0, request(index, leader.termAt(index), []));
        if (decision.isAccepted) {
          expect(index).toBeLessThanOrEqual(shared);
          break;
        }
        expect(rejections).toBeLessThan(new Set([...left, ...right]).size);
        const next = afterRejection(progress, decision.rejected, decision.hint, leader);
        if (!next) throw new Error('a rejection counts for nothing');
        expect(next.next).toBeLessThan(progress.next);
        progress = next;
      }
    },
  );

  test.prop([logTerms, fc.nat({ max: 10 }), fc.nat({ max: 6 })])(
    'the hint is the last entry of no later term',
    (terms, index, term) => {
      const log = logOf(terms);
      const found = lastAtMost(log, { index, term });
      expect(hasEntry(log, found)).toBe(true);
      expect(found.term).toBeLessThanOrEqual(term);
      for (let later = found.index + 1; later <= Math.min(index, terms.length); later++) {
        expect(log.termAt(later)).toBeGreaterThan(term);
      }
    },
  );
});

testRule(
  'what a follower has matched never falls, and counts for what was accepted only',
  { afterAcceptance, afterRejection },
  (rule) => {
    const progress = { match: 4, next: 9, isProbing: false };
    expect(rule.afterAcceptance(progress, 6)).toEqual({ match: 6, next: 9, isProbing: false });
    expect(rule.afterAcceptance(progress, 3)).toEqual({ match: 4, next: 9, isProbing: false });
    expect(rule.afterAcceptance(progress, 11)).toEqual({ match: 11, next: 12, isProbing: false });
    const log = logOf([1, 1, 1, 2, 2, 2, 2, 2]);
    const hint = { index: 6, term: 2 };
    expect(rule.afterRejection(progress, 8, hint, log)).toEqual({ match: 4, next: 7, isProbing: true });
    expect(rule.afterRejection(progress, 8, { index: 2, term: 1 }, log)).toMatchObject({ match: 4, next: 5 });
    // Of an older request.
    expect(rule.afterRejection(progress, 4, hint, log)).toBeNull();
    const probing = { match: 0, next: 9, isProbing: true };
    expect(rule.afterRejection(probing, 8, { index: 6, term: 1 }, log)).toMatchObject({ match: 0, next: 4 });
    expect(rule.afterRejection(probing, 5, hint, log)).toBeNull();
  },
  {
    'a rejection counts as matched': {
      afterAcceptance,
      afterRejection: (progress, rejected, hint, log) => {
        const next = afterRejection(progress, rejected, hint, log);
        return next && { ...next, match: hint.index };
      },
    },
    'a rejection lowers what is matched': {
      afterAcceptance,
      afterRejection: (progress, rejected, hint, log) =>
        afterRejection({ ...progress, match: Math.min(progress.match, hint.index) }, rejected, hint, log),
    },
    'an old answer lowers what is matched': {
      afterAcceptance: (progress, accepted) => afterAcceptance({ ...progress, match: 0 }, accepted),
      afterRejection,
    },
    'old rejections count': {
      afterAcceptance,
      afterRejection: (progress, rejected, hint, log) =>
        afterRejection({ ...progress, next: rejected + 1, isProbing: true }, rejected, hint, log),
    },
    'terms of the hint are not looked at': {
      afterAcceptance,
      afterRejection: (progress, rejected, hint, log) =>
        afterRejection(progress, rejected, { ...hint, term: Infinity }, log),
    },
  },
);

example('where the logs agree only before the snapshot, the next entry to send is compacted', () => {
  const log = logOf([1, 1, 3, 3, 3], 4);
  const probing = { match: 0, next: 6, isProbing: true };
  expect(afterRejection(probing, 5, { index: 2, term: 1 }, log)?.next).toBeLessThanOrEqual(log.snapshotIndex);
  expect(afterRejection(probing, 5, { index: 5, term: 2 }, log)?.next).toBeLessThanOrEqual(log.snapshotIndex);
});

testRule(
  'an entry is committed once a quorum has it, of the own term or before one that is',
  leaderCommit,
  (rule) => {
    const three = { voters: [1, 2, 3] };
    const match =
      (...values: number[]) =>
      (process: number) =>
        values[process - 1] ?? 0;
    // Entry 2 of term 2 is on a majority; a leader of term 4 has its own entry 3 nowhere else.
    const log = logOf([1, 2, 4]);
    expect(rule(1, 4, log, three, match(3, 2, 0))).toBe(1);
    expect(rule(1, 4, log, three, match(3, 3, 0))).toBe(3);
    expect(rule(3, 4, log, three, match(3, 2, 0))).toBe(3);
    // Followers may commit what the leader has not written yet.
    expect(rule(0, 4, log, three, match(2, 3, 3))).toBe(3);
    const joint = { outgoing: [1, 2, 3], voters: [3, 4, 5] };
    expect(rule(0, 4, log, joint, match(0, 0, 3, 3, 3))).toBe(0);
    expect(rule(0, 4, log, joint, match(3, 0, 3, 3, 0))).toBe(3);
  },
  {
    'the term does not matter': (commit, term, log, who, matchOf) =>
      leaderCommit(commit, term, { ...log, termAt: () => term }, who, matchOf),
    'a joint configuration is the union': (commit, term, log, who, matchOf) =>
      leaderCommit(
        commit,
        term,
        log,
        { voters: [...new Set([...(who.outgoing ?? []), ...who.voters])] },
        matchOf,
      ),
    'a joint configuration is the new one': (commit, term, log, who, matchOf) =>
      leaderCommit(commit, term, log, { voters: who.voters }, matchOf),
    'the commit index may fall': (_, term, log, who, matchOf) => leaderCommit(0, term, log, who, matchOf),
  },
);

testRule(
  'a heartbeat commits what a follower is known to have',
  { heartbeatCommit, followerCommit },
  (rule) => {
    expect(rule.heartbeatCommit(7, 5)).toBe(5);
    expect(rule.heartbeatCommit(4, 5)).toBe(4);
    expect(rule.followerCommit(3, 5)).toBe(5);
    expect(rule.followerCommit(5, 3)).toBe(5);
  },
  {
    'the follower is told all that is committed': { heartbeatCommit: (commit) => commit, followerCommit },
    'old heartbeats count': { heartbeatCommit, followerCommit: (_, told) => told },
  },
);

testRule(
  'a snapshot is installed only where it holds more than is committed',
  decideSnapshot,
  (rule) => {
    const log = logOf([1, 1, 2, 2]);
    expect(rule(log, 3, { index: 2, term: 1 })).toBe('ignore');
    expect(rule(log, 3, { index: 3, term: 2 })).toBe('ignore');
    expect(rule(log, 2, { index: 3, term: 2 })).toBe('keepSuffix');
    expect(rule(log, 2, { index: 3, term: 3 })).toBe('replace');
    expect(rule(log, 2, { index: 9, term: 3 })).toBe('replace');
  },
  {
    'older ones are installed': (log, _, last) => decideSnapshot(log, 0, last),
    'what is behind is thrown away': (_, commit, last) =>
      last.index <= commit ? 'ignore' : decideSnapshot(logOf([]), commit, last),
    'terms are not compared': (log, commit, last) =>
      decideSnapshot(log, commit, {
        ...last,
        term: last.index <= log.lastIndex ? log.termAt(last.index) : 0,
      }),
  },
);
