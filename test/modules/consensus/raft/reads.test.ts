import { expect } from 'vitest';
import {
  confirmedRound,
  mayAnswerRead,
  readIndex,
  roundForRead,
} from '../../../../src/modules/consensus/raft/reads.ts';
import { testRule } from './mutants.ts';

testRule(
  'a new leader knows what to read once it has committed something',
  readIndex,
  (rule) => {
    expect(rule(7, 4, 4)).toBe(7);
    expect(rule(7, 3, 4)).toBeNull();
  },
  { 'the commit index is believed': (commit) => commit },
);

testRule(
  'a read waits for a round that begins after it, and for what it has to see',
  { roundForRead, mayAnswerRead, confirmedRound },
  (rule) => {
    // Round 3 is under way when the read arrives: who answers it may have done so before another was elected.
    const read = { index: 7, round: rule.roundForRead(3) };
    const confirmed = (...answered: number[]) =>
      rule.confirmedRound({ voters: [0, 1, 2, 3, 4] }, (process) => answered[process]);
    expect(rule.mayAnswerRead(read, confirmed(4, 3, 3, 3, 3), 7)).toBe(false);
    expect(rule.mayAnswerRead(read, confirmed(4, 4, 4, 0, 0), 7)).toBe(true);
    expect(rule.mayAnswerRead(read, confirmed(5, 4, 5, 0, 0), 6)).toBe(false);
    expect(rule.mayAnswerRead(read, confirmed(5, 5, 0, 0, 0), 9)).toBe(false);
  },
  {
    'the round under way will do': { roundForRead: (latest) => latest, mayAnswerRead, confirmedRound },
    'nobody is asked': {
      roundForRead,
      mayAnswerRead: (read, _, applied) => applied >= read.index,
      confirmedRound,
    },
    'what is not applied is read': {
      roundForRead,
      mayAnswerRead: (read, confirmed) => confirmed >= read.round,
      confirmedRound,
    },
    'one answer will do': {
      roundForRead,
      mayAnswerRead,
      confirmedRound: ({ voters }, answeredOf) => Math.max(...voters.map(answeredOf)),
    },
  },
);
