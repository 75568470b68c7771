import { describe, test as example, expect } from 'vitest';
import {
  isTransferOver,
  mayAskToLead,
  mayTransfer,
} from '../../../../src/modules/consensus/raft/transfer.ts';
import { testRule } from './mutants.ts';
import { Lone, SYNC, TIMEOUT } from './network/lone.ts';
import { Network } from './network/network.ts';

const THREE = { voters: [0, 1, 2] };

testRule(
  'a leader hands over to one other voter at a time',
  mayTransfer,
  (rule) => {
    expect(rule(THREE, 0, 1, false)).toBe('allowed');
    expect(rule(THREE, 0, 1, true)).toBe('transferring');
    expect(rule(THREE, 0, 0, false)).toBe('not a voter');
    expect(rule(THREE, 0, 3, false)).toBe('not a voter');
  },
  {
    'to anybody': (_, __, ___, isTransferring) => (isTransferring ? 'transferring' : 'allowed'),
    'to several at once': (configuration, self, target) => mayTransfer(configuration, self, target, false),
    'to itself': (configuration, _, target, isTransferring) =>
      mayTransfer(configuration, -1, target, isTransferring),
  },
);

testRule(
  'who lacks an entry is not asked',
  mayAskToLead,
  (rule) => {
    expect(rule(7, 7)).toBe(true);
    expect(rule(6, 7)).toBe(false);
  },
  { 'it is asked at once': () => true },
);

testRule(
  'it is given up after an election timeout, and when the target is no voter any more',
  isTransferOver,
  (rule) => {
    expect(rule(THREE, 1, 99, 100)).toBe(false);
    expect(rule(THREE, 1, 100, 100)).toBe(true);
    expect(rule({ voters: [0, 2] }, 1, 0, 100)).toBe(true);
  },
  {
    'it is never given up': ({ voters }, target) => !voters.includes(target),
    'voters are not looked at': (_, __, elapsed, timeout) => elapsed >= timeout,
  },
);

describe('a leader that hands over', () => {
  example('brings the target up to date, asks it, and takes no proposals meanwhile', () => {
    const one = new Lone(3);
    one.lead();
    one.tell(1, 'appended', 1, 1);
    one.tell(2, 'appended', 1, 1);
    one.propose(1);
    one.run(SYNC);
    one.sent;
    expect(one.transfer(2)).toBe('begun');
    expect(one.propose(2)).toBe('transferring');
    expect(one.transfer(1)).toBe('transferring');
    one.tell(1, 'appended', 1, 2);
    expect(one.sent).toEqual([]);
    one.tell(2, 'appended', 1, 2);
    expect(one.sent).toEqual(['timeoutNow 2 1']);
    // The request may be lost.
    one.tell(2, 'heartbeatHeard', 1, 1);
    expect(one.sent).toEqual(['timeoutNow 2 1']);
    expect(one.read()).toMatch('ticket');
    one.tell(2, 'requestVote', 2, 2, 1, 0, 1);
    one.run(SYNC);
    expect(one.sent).toEqual(['vote 2 2 1 0']);
    expect(one.replica.status).toMatchObject({ role: 'follower', term: 2 });
  });

  example('gives up after an election timeout, and takes proposals again', () => {
    const one = new Lone(3);
    one.lead();
    one.run(TIMEOUT / 3);
    one.transfer(2);
    one.tell(1, 'heartbeatHeard', 1, 1);
    one.run(TIMEOUT - SYNC);
    expect(one.propose(1)).toBe('transferring');
    one.tell(1, 'heartbeatHeard', 1, 2);
    one.run(TIMEOUT / 3 + SYNC);
    expect(one.propose(1)).toBe('ticket 1');
    expect(one.sent.filter((message) => message.startsWith('timeoutNow'))).toEqual([]);
  });

  example('hands over to whoever has most if nobody is named', () => {
    const one = new Lone(5);
    one.lead([1, 2]);
    expect(one.transfer(7)).toBe('not a voter');
    one.tell(3, 'appended', 1, 1);
    one.sent;
    expect(one.transfer()).toBe('begun');
    expect(one.sent).toEqual(['timeoutNow 3 1']);
    expect(new Lone(3).transfer(1)).toBe('not leader');
  });
});

describe('a follower', () => {
  example('that is asked to lead begins a term at once, and says why', () => {
    const one = new Lone(3);
    one.tell(1, 'heartbeat', 4, 0, 1);
    one.tell(1, 'timeoutNow', 3);
    one.run(SYNC);
    one.sent;
    expect(one.replica.status.role).toBe('follower');
    one.tell(1, 'timeoutNow', 4);
    one.tell(1, 'timeoutNow', 4);
    one.run(SYNC);
    expect(one.sent).toEqual(['requestVote 1 5 0 0 0 1', 'requestVote 2 5 0 0 0 1']);
  });

  example('votes for whom the leader has asked, though it hears the leader', () => {
    const one = new Lone(3);
    one.tell(1, 'heartbeat', 4, 0, 1);
    one.run(SYNC);
    one.sent;
    one.tell(2, 'requestVote', 5, 0, 0, 0, 0);
    one.run(SYNC);
    expect(one.sent).toEqual([]);
    one.tell(2, 'requestVote', 5, 0, 0, 0, 1);
    one.run(SYNC);
    expect(one.sent).toEqual(['vote 2 5 1 0']);
  });
});

example('leadership moves without a timeout, and nothing that was proposed is lost', () => {
  const network = new Network(3, 3);
  network.runUntil(() => network.leaders.length === 1, 1_000_000);
  const [first] = network.leaders;
  for (let count = 0; count < 5; count++) network.write(first);
  const target = network.machines[(first.self + 1) % 3];
  network.transfer(first, target);
  expect(network.runUntil(() => network.leaders[0] === target, 100_000)).toBe(true);
  network.run(100_000);
  for (const { self } of network.machines) expect(network.value(self)).toBe(5);
});
