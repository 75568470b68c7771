import { expect } from 'vitest';
import {
  type LeaderState,
  mayChange,
  mayChangeOne,
  mayLeaveJoint,
  mayRetire,
} from '../../../../src/modules/consensus/raft/membership.ts';
import { testRule } from './mutants.ts';

const leader = (changes: Partial<LeaderState> = {}): LeaderState => ({
  currentTerm: 4,
  commitIndex: 9,
  commitTerm: 4,
  configuration: { voters: [1, 2, 3, 4] },
  configurationIndex: 5,
  ...changes,
});
const JOINT = { outgoing: [1, 2, 3, 4], voters: [3, 4, 5] };

testRule(
  'one server comes or goes at a time, after an entry of the own term',
  mayChangeOne,
  (rule) => {
    expect(rule(leader(), [1, 2, 3])).toBe('allowed');
    expect(rule(leader(), [1, 2, 3, 4, 5])).toBe('allowed');
    expect(rule(leader(), [1, 2, 3, 5])).toBe('more than one server');
    expect(rule(leader(), [1, 2])).toBe('more than one server');
    expect(rule(leader({ configurationIndex: 10 }), [1, 2, 3])).toBe('change pending');
    // Two leaders in turn, each without an entry of its own, could each take another server away.
    expect(rule(leader({ commitTerm: 3 }), [1, 2, 3])).toBe('nothing committed in term');
    expect(rule(leader({ configuration: JOINT }), [3, 4, 5])).toBe('joint');
    expect(rule(leader({ configuration: { voters: [1] } }), [])).toBe('no voters');
  },
  {
    'the own term does not matter': (given, voters) =>
      mayChangeOne({ ...given, commitTerm: given.currentTerm }, voters),
    'pending changes do not matter': (given, voters) =>
      mayChangeOne({ ...given, configurationIndex: 0 }, voters),
    'only the number of servers counts': (given, voters) => {
      const decision = mayChange(given, voters);
      const difference = Math.abs(voters.length - given.configuration.voters.length);
      return decision === 'allowed' && difference > 1 ? 'more than one server' : decision;
    },
  },
);

testRule(
  'a joint configuration is entered by way of no other, and left when it is committed',
  { mayChange, mayLeaveJoint },
  (rule) => {
    expect(rule.mayChange(leader(), [5, 6, 7])).toBe('allowed');
    expect(rule.mayChange(leader({ configuration: JOINT }), [5])).toBe('joint');
    expect(rule.mayChange(leader({ configuration: JOINT, configurationIndex: 10 }), [5])).toBe(
      'change pending',
    );
    expect(rule.mayChange(leader({ commitTerm: 3 }), [5])).toBe('nothing committed in term');
    expect(rule.mayLeaveJoint(leader())).toBe(false);
    expect(rule.mayLeaveJoint(leader({ configuration: JOINT }))).toBe(true);
    expect(rule.mayLeaveJoint(leader({ configuration: JOINT, configurationIndex: 10 }))).toBe(false);
    expect(rule.mayLeaveJoint(leader({ configuration: JOINT, commitTerm: 3 }))).toBe(false);
  },
  {
    'it is left when it is appended': {
      mayChange,
      mayLeaveJoint: (given) => mayLeaveJoint({ ...given, configurationIndex: 0 }),
    },
    'a new leader leaves at once what it found': {
      mayChange,
      mayLeaveJoint: (given) => mayLeaveJoint({ ...given, commitTerm: given.currentTerm }),
    },
    'joint configurations can be changed': {
      mayChange: (given, voters) =>
        mayChange({ ...given, configuration: { voters: given.configuration.voters } }, voters),
      mayLeaveJoint,
    },
  },
);

testRule(
  'a leader that is no member goes when that is committed',
  mayRetire,
  (rule) => {
    const removed = { configuration: { voters: [2] }, configurationIndex: 9 };
    expect(rule(leader(removed), 1)).toBe(true);
    // The message to 2 may be lost: then 2 needs the vote of 1.
    expect(rule(leader({ ...removed, configurationIndex: 10 }), 1)).toBe(false);
    expect(rule(leader(removed), 2)).toBe(false);
    expect(rule(leader({ configuration: JOINT }), 1)).toBe(false);
  },
  {
    'it goes when that is appended': (given, self) => mayRetire({ ...given, configurationIndex: 0 }, self),
    'it goes from joint configurations': (given, self) =>
      mayRetire({ ...given, configuration: { voters: given.configuration.voters } }, self),
    'it goes whoever it is': (given) => given.configurationIndex <= given.commitIndex,
  },
);
