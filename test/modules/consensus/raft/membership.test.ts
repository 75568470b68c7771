import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { isQuorum, membersOf } from '../../../../src/modules/consensus/quorum/configuration.ts';
import { afterCatchUp, beginCatchUp, isCaughtUp } from '../../../../src/modules/consensus/raft/catch-up.ts';
import { Configurations } from '../../../../src/modules/consensus/raft/configurations.ts';
import { configurationEntry, configurationOf } from '../../../../src/modules/consensus/raft/entries.ts';
import {
  firstStep,
  type LeaderState,
  lastStep,
  mayCampaign,
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

testRule(
  'one server comes or goes in one step, more in two',
  firstStep,
  (rule) => {
    const members = (...voters: number[]) => ({ voters, learners: [9] });
    expect(rule(leader(), members(1, 2, 3))).toEqual({ voters: [1, 2, 3], learners: [9] });
    const joint = rule(leader(), members(1, 2, 5));
    expect(joint).toEqual({ voters: [1, 2, 5], outgoing: [1, 2, 3, 4], learners: [9] });
    expect(lastStep(joint)).toEqual({ voters: [1, 2, 5], learners: [9] });
  },
  {
    'all in one step': (_, members) => members,
    'who goes is asked no more': (given, members) => ({ ...firstStep(given, members), outgoing: undefined }),
  },
);

testRule(
  'who votes may stand, and who has voted while the others may not know that it goes',
  mayCampaign,
  (rule) => {
    const [two, three] = [{ voters: [2, 3] }, { voters: [1, 2, 3], learners: [4] }];
    expect(rule(2, two, null, true)).toBe(true);
    expect(rule(1, two, three, false)).toBe(true);
    expect(rule(1, two, three, true)).toBe(false);
    expect(rule(1, two, null, false)).toBe(false);
    expect(rule(4, three, two, false)).toBe(false);
    expect(rule(1, JOINT, null, true)).toBe(true);
  },
  {
    'the latest configuration alone counts': (self, latest) => mayCampaign(self, latest, null, true),
    'who is removed stands for ever': (self, latest, previous) => mayCampaign(self, latest, previous, false),
    'learners stand': (self, latest) => membersOf(latest).includes(self),
  },
);

testRule(
  'a learner may vote once a round of replication takes less than an election timeout',
  { afterCatchUp, isCaughtUp },
  (rule) => {
    let round = beginCatchUp(100, 0);
    expect(rule.isCaughtUp(round, 0, 150)).toBe(false);
    round = rule.afterCatchUp(round, 60, 120, 100);
    expect(round.target).toBe(100);
    round = rule.afterCatchUp(round, 100, 120, 400);
    expect(round).toEqual({ target: 120, since: 400, took: 400 });
    expect(rule.isCaughtUp(round, 400, 150)).toBe(false);
    round = rule.afterCatchUp(round, 125, 125, 500);
    expect(round).toEqual({ target: null, since: 500, took: 100 });
    // Nothing is to be done, however long that lasts.
    expect(rule.isCaughtUp(round, 9_999, 150)).toBe(true);
    round = rule.afterCatchUp(round, 126, 130, 10_000);
    expect(rule.isCaughtUp(round, 10_149, 150)).toBe(true);
    expect(rule.isCaughtUp(round, 10_150, 150)).toBe(false);
  },
  {
    'the end of a round is the end of the log': {
      afterCatchUp: (round, match, lastIndex, now) =>
        match < lastIndex ? round : afterCatchUp(round, match, lastIndex, now),
      isCaughtUp,
    },
    'a round that goes on does not matter': {
      afterCatchUp,
      isCaughtUp: (round, _, timeout) => round.took < timeout,
    },
    'one round is enough': { afterCatchUp, isCaughtUp: (round) => round.took < Infinity },
  },
);

const processes = fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 5 });
const configurations = fc.record(
  { voters: processes, learners: processes, outgoing: processes },
  { requiredKeys: ['voters', 'learners'] },
);

test.prop([configurations])('an entry holds a configuration', (configuration) => {
  expect(configurationOf(configurationEntry(configuration))).toEqual(configuration);
});

test.prop([fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 20 })), { maxLength: 20 })])(
  'the configuration in force is the last one in the log, whatever was appended, removed and compacted',
  (steps) => {
    const kept = new Configurations({ voters: [] });
    // The same as a plain list: by index, the voter that is in force from there on.
    let log = [0];
    let first = 0;
    for (const [step, at] of steps) {
      const place = Math.min(log.length, first + 1 + at);
      if (step === 0) {
        kept.add(log.length, { voters: [log.length] });
        log.push(log.length);
      } else if (step === 1) {
        kept.truncateFrom(place);
        log = log.slice(0, place);
      } else if (place < log.length) {
        kept.compactTo(place);
        first = place;
      }
      expect(kept.latest.voters[0] ?? 0).toBe(log.at(-1));
      for (let index = first; index < log.length; index++)
        expect(kept.at(index).voters[0] ?? 0).toBe(log[index]);
    }
  },
);

/** Every change of one server, and every joint one: quorums of both share a server that says no to one of two leaders. */
test.prop([
  fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1 }),
  fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1 }),
  fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
])('no quorum of a configuration is apart from one of the next', (voters, next, side) => {
  const old = { voters };
  const step = firstStep(leader({ configuration: old }), { voters: next, learners: [] });
  const one = isQuorum(old, (process) => side[process]);
  const other = isQuorum(step, (process) => !side[process]);
  expect(one && other).toBe(false);
});
