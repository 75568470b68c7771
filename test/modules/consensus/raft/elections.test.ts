import { fc, test } from '@fast-check/vitest';
import { test as example, expect } from 'vitest';
import { isQuorum } from '../../../../src/modules/consensus/quorum/configuration.ts';
import { isUpToDate } from '../../../../src/modules/consensus/raft/log.ts';
import {
  decideTerm,
  keepsLeading,
  type TermOfMessage,
} from '../../../../src/modules/consensus/raft/terms.ts';
import { grantsVote, type VoteRequest, type Voter } from '../../../../src/modules/consensus/raft/votes.ts';
import { testRule } from './mutants.ts';

const at = (index: number, term: number) => ({ index, term });
const positions = fc.record({ index: fc.nat({ max: 5 }), term: fc.nat({ max: 5 }) });

testRule(
  'a log is as up to date as another by the term of its last entry, then by its length',
  isUpToDate,
  (rule) => {
    expect(rule(at(2, 3), at(9, 2))).toBe(true);
    expect(rule(at(9, 2), at(2, 3))).toBe(false);
    expect(rule(at(4, 3), at(5, 3))).toBe(false);
    expect(rule(at(5, 3), at(5, 3))).toBe(true);
  },
  {
    'logs are not compared': () => true,
    'only the length counts': (candidate, own) => candidate.index >= own.index,
    'only the term counts': (candidate, own) => candidate.term >= own.term,
    'both have to be as large': (candidate, own) =>
      candidate.term >= own.term && candidate.index >= own.index,
    'equal logs are refused': (candidate, own) =>
      candidate.term > own.term || (candidate.term === own.term && candidate.index > own.index),
  },
);

test.prop([positions, positions, positions])('logs are in a total order', (a, b, c) => {
  expect(isUpToDate(a, b) || isUpToDate(b, a)).toBe(true);
  if (isUpToDate(a, b) && isUpToDate(b, c)) expect(isUpToDate(a, c)).toBe(true);
  if (isUpToDate(a, b) && isUpToDate(b, a)) expect(a).toEqual(b);
});

const voter = (changes: Partial<Voter> = {}): Voter => ({
  term: 4,
  votedFor: null,
  last: at(7, 3),
  hearsLeader: false,
  ...changes,
});
const request = (changes: Partial<VoteRequest> = {}): VoteRequest => ({
  candidate: 2,
  term: 4,
  last: at(7, 3),
  isPreVote: false,
  isTransfer: false,
  ...changes,
});

testRule(
  'a vote goes to one candidate of a term, as often as it asks',
  grantsVote,
  (rule) => {
    expect(rule(voter(), request())).toBe(true);
    expect(rule(voter({ votedFor: 2 }), request())).toBe(true);
    expect(rule(voter({ votedFor: 1 }), request())).toBe(false);
    expect(rule(voter({ term: 5 }), request())).toBe(false);
    expect(rule(voter(), request({ last: at(6, 3) }))).toBe(false);
    // Who hears a leader.
    expect(rule(voter({ hearsLeader: true }), request())).toBe(false);
    expect(rule(voter({ hearsLeader: true }), request({ isTransfer: true }))).toBe(true);
    expect(rule(voter({ hearsLeader: true, votedFor: 2 }), request())).toBe(true);
  },
  {
    'a leader that is heard does not matter': (own, asked) =>
      grantsVote({ ...own, hearsLeader: false }, asked),
    'a transfer waits': (own, asked) => grantsVote(own, { ...asked, isTransfer: false }),
    'a vote is forgotten': (own, asked) => grantsVote({ ...own, votedFor: null }, asked),
    'a repeated request is refused': (own, asked) => own.votedFor === null && grantsVote(own, asked),
    'old terms get votes': (own, asked) => grantsVote({ ...own, term: asked.term }, asked),
    'logs are not compared': (own, asked) => grantsVote({ ...own, last: at(0, 0) }, asked),
  },
);

testRule(
  'a pre-vote is promised to all who could win, unless there is a leader',
  grantsVote,
  (rule) => {
    const ask = request({ term: 5, isPreVote: true });
    expect(rule(voter({ votedFor: 1 }), ask)).toBe(true);
    expect(rule(voter({ hearsLeader: true }), ask)).toBe(false);
    expect(rule(voter(), { ...ask, last: at(6, 3) })).toBe(false);
    expect(rule(voter({ term: 6 }), ask)).toBe(false);
    expect(rule(voter({ term: 5, votedFor: 1 }), ask)).toBe(false);
    expect(rule(voter({ term: 5 }), ask)).toBe(true);
  },
  {
    'it needs a vote that is left': (own, asked) =>
      grantsVote(own, asked) && (own.votedFor === null || own.votedFor === asked.candidate),
    'leaders do not matter': (own, asked) => grantsVote({ ...own, hearsLeader: false }, asked),
    'it is a vote': (own, asked) => grantsVote(own, { ...asked, isPreVote: false }),
  },
);

/** Of every choice of votes: in one term no two candidates have a majority, whatever is asked how often. */
test.prop([
  fc.array(fc.record({ voter: fc.nat({ max: 4 }), candidate: fc.nat({ max: 4 }) }), { maxLength: 40 }),
])('one term has one leader', (requests) => {
  const votedFor: (number | null)[] = [null, null, null, null, null];
  const granted = new Map<number, Set<number>>();
  for (const { voter: who, candidate } of requests) {
    if (!grantsVote(voter({ votedFor: votedFor[who] }), request({ candidate }))) continue;
    votedFor[who] = candidate;
    granted.set(candidate, (granted.get(candidate) ?? new Set()).add(who));
  }
  const five = { voters: [0, 1, 2, 3, 4] };
  const winners = [...granted.values()].filter((voters) => isQuorum(five, (one) => voters.has(one)));
  expect(winners.length).toBeLessThanOrEqual(1);
});

type DecideTerm = typeof decideTerm;

testRule<DecideTerm>(
  'a higher term is adopted, an old reply dropped, an old request answered',
  decideTerm,
  (rule) => {
    const message = (kind: TermOfMessage['kind'], term: number, more: Partial<TermOfMessage> = {}) =>
      rule(4, more.isTransfer !== undefined, { kind, term, ...more });
    expect(message('fromLeader', 5)).toBe('adopt');
    expect(message('leaderReply', 5)).toBe('adopt');
    expect(message('requestVote', 5)).toBe('adopt');
    expect(message('voteReply', 5, { isGranted: false })).toBe('adopt');
    expect(message('voteReply', 3, { isGranted: true })).toBe('ignore');
    expect(message('leaderReply', 3)).toBe('ignore');
    expect(message('fromLeader', 3)).toBe('refuse');
    expect(message('requestVote', 3, { isPreVote: true })).toBe('refuse');
    expect(message('voteReply', 4, { isGranted: true })).toBe('handle');
    // Pre-votes.
    expect(message('requestVote', 5, { isPreVote: true })).toBe('handle');
    expect(message('voteReply', 5, { isPreVote: true, isGranted: true })).toBe('handle');
    expect(message('voteReply', 5, { isPreVote: true, isGranted: false })).toBe('adopt');
    // While a leader is heard.
    expect(message('requestVote', 5, { isTransfer: false })).toBe('ignore');
    expect(message('requestVote', 5, { isTransfer: true })).toBe('adopt');
  },
  {
    'old grants count': (own, hears, given) =>
      given.kind === 'voteReply' && given.term < own ? 'handle' : decideTerm(own, hears, given),
    'pre-votes raise the term': (own, hears, given) => decideTerm(own, hears, { ...given, isPreVote: false }),
    'refused pre-votes do not raise the term': (own, hears, given) =>
      decideTerm(own, hears, { ...given, isGranted: true }),
    'old pre-votes are dropped': (own, hears, given) =>
      given.isPreVote && given.term < own ? 'ignore' : decideTerm(own, hears, given),
    'a leader that is heard does not matter': (own, _, given) => decideTerm(own, false, given),
    'a transfer waits for the timeout': (own, hears, given) =>
      decideTerm(own, hears, { ...given, isTransfer: false }),
  },
);

example('a leader steps down that has heard of fewer than a quorum, itself included', () => {
  const heard = (...those: number[]) =>
    keepsLeading({ voters: [1, 2, 3, 4, 5] }, 1, (one) => those.includes(one));
  expect(heard(2)).toBe(false);
  expect(heard(2, 3)).toBe(true);
  expect(heard(2, 6, 7)).toBe(false);
  // Of a configuration that it is no part of, it counts nobody for itself.
  expect(keepsLeading({ voters: [2, 3, 4] }, 1, (one) => one === 2)).toBe(false);
});
