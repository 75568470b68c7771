import { describe, test as example, expect } from 'vitest';
import { Lone, SYNC, TIMEOUT } from './network/lone.ts';
import { Network } from './network/network.ts';

/** A leader of 0, 1 and 2, whose first entry is committed. */
function leading(): Lone {
  const one = new Lone(3);
  one.lead();
  one.tell(1, 'appended', 1, 1);
  one.sent;
  return one;
}

/** The learner 3 has all of the log. */
function withLearner(): Lone {
  const one = leading();
  one.change([0, 1, 2], [3]);
  one.run(2 * SYNC);
  one.tell(1, 'appended', 1, 2);
  one.tell(3, 'appended', 1, 2);
  one.sent;
  return one;
}

describe('a leader', () => {
  example('changes nothing before it has committed an entry of its own', () => {
    const one = new Lone(3);
    expect(one.change([0, 1, 2], [3])).toBe('not leader');
    one.lead();
    expect(one.change([0, 1, 2], [3])).toBe('change pending');
    one.tell(1, 'appended', 1, 1);
    expect(one.change([])).toBe('no voters');
    expect(one.change([0, 1, 2, 3])).toBe('not caught up');
    expect(() => one.change([0, 1, 1])).toThrow('named twice');
    expect(one.change([0, 1, 2], [3])).toBe('ticket 1');
    expect(one.change([0, 1], [3])).toBe('change pending');
  });

  example('of a later term waits for its own entry, also where no change is under way', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1], 2);
    one.run(3 * SYNC);
    const term = one.lead();
    one.tell(1, 'appended', term, 2);
    // The log has no configuration of its own: the leader's entry is one.
    expect(one.change([0, 1])).toBe('change pending');
    one.tell(1, 'appended', term, 3);
    expect(one.change([0, 1])).toMatch('ticket');
    one.tell(1, 'appended', term, 4);
    one.tell(1, 'heartbeat', term + 1, 3, 1);
    expect(one.lead()).toBe(term + 2);
    expect(one.replica.members.voters).toEqual([0, 1]);
    one.run(2 * SYNC);
    one.tell(1, 'appended', term + 2, 4);
    expect(one.change([0, 1, 2])).toBe('change pending');
  });

  example('replicates to a learner at once, and does not count it', () => {
    const one = leading();
    one.change([0, 1, 2], [3]);
    one.run(0);
    expect(one.sent).toContain('appendEntries 3 1 2 1 1 []');
    one.run(2 * SYNC);
    one.tell(3, 'appended', 1, 2);
    expect(one.replica.status.commitIndex).toBe(1);
    one.tell(2, 'appended', 1, 2);
    expect(one.replica.status.commitIndex).toBe(2);
    expect(one.heard).toContain('committed 1');
  });

  example('counts a new voter as soon as the entry is there', () => {
    const one = withLearner();
    expect(one.change([0, 1, 2, 3])).toBe('ticket 2');
    expect(one.replica.members).toEqual({ voters: [0, 1, 2, 3], learners: [] });
    one.run(2 * SYNC);
    one.tell(1, 'appended', 1, 3);
    expect(one.replica.status.commitIndex).toBe(2);
    one.tell(3, 'appended', 1, 3);
    expect(one.replica.status.commitIndex).toBe(3);
  });

  example(
    'goes through a joint configuration when several come or go, and the change ends with its end',
    () => {
      const one = withLearner();
      expect(one.change([0, 3])).toBe('ticket 2');
      expect(one.replica.members).toEqual({ voters: [0, 3], outgoing: [0, 1, 2], learners: [] });
      one.run(2 * SYNC);
      one.tell(1, 'appended', 1, 3);
      expect(one.replica.status.commitIndex).toBe(2);
      expect(one.change([0, 1, 2])).toBe('change pending');
      one.tell(3, 'appended', 1, 3);
      expect(one.replica.status.commitIndex).toBe(3);
      expect(one.replica.members).toEqual({ voters: [0, 3], learners: [] });
      expect(one.heard).not.toContain('committed 2');
      one.sent;
      one.run(2 * SYNC);
      expect(one.sent.map((message) => message.split(' ')[1])).toEqual(['3']);
      one.tell(3, 'appended', 1, 4);
      expect(one.heard.at(-1)).toBe('committed 2');
    },
  );

  example('that is removed does not count itself, and goes when that is committed', () => {
    const one = leading();
    one.change([1, 2]);
    one.run(2 * SYNC);
    one.tell(1, 'appended', 1, 2);
    expect(one.replica.status).toMatchObject({ role: 'leader', commitIndex: 1 });
    one.sent;
    one.tell(2, 'appended', 1, 2);
    expect(one.replica.status).toMatchObject({ role: 'follower', commitIndex: 2 });
    expect(one.heard.at(-1)).toBe('committed 1');
    expect(one.sent).toEqual(['timeoutNow 1 1']);
    one.run(3 * TIMEOUT);
    expect(one.sent).toEqual([]);
  });

  example('gives up handing over to somebody who is no voter any more', () => {
    const one = leading();
    one.change([0, 1]);
    expect(one.transfer(2)).toBe('not a voter');
    expect(one.transfer(1)).toBe('begun');
    one.run(2 * SYNC);
    one.tell(1, 'appended', 1, 2);
    expect(one.change([0, 1, 2])).toBe('transferring');
  });
});

describe('a follower', () => {
  example(
    'has the configuration of its log, also while that is not committed, and the one before when it is removed',
    () => {
      const one = new Lone(3);
      one.appendConfiguration(1, 1, [0, 0], { voters: [0, 1, 2] });
      one.appendConfiguration(1, 1, [1, 1], { voters: [0, 1, 2, 3] });
      expect(one.replica.members.voters).toEqual([0, 1, 2, 3]);
      one.run(3 * SYNC);
      one.crash();
      one.restart();
      expect(one.replica.members.voters).toEqual([0, 1, 2, 3]);
      one.append(2, 2, [1, 1], [2]);
      expect(one.replica.members.voters).toEqual([0, 1, 2]);
    },
  );

  example('that joins does not stand before it votes, and votes for whoever asks', () => {
    const one = new Lone(3, { members: [] });
    one.run(3 * TIMEOUT);
    one.appendConfiguration(1, 1, [0, 0], { voters: [1, 2], learners: [0] });
    one.run(3 * TIMEOUT);
    expect(one.sent).toEqual(['appended 1 1 1']);
    one.tell(1, 'timeoutNow', 1);
    one.tell(2, 'requestVote', 2, 1, 1, 0, 0);
    one.run(SYNC);
    expect(one.sent).toEqual(['vote 2 2 1 0']);
  });

  example('that is removed stands as long as that may be unknown to the others', () => {
    const one = new Lone(3);
    one.appendConfiguration(1, 1, [0, 0], { voters: [0, 1, 2] });
    one.appendConfiguration(1, 1, [1, 1], { voters: [1, 2] });
    one.run(TIMEOUT + 3 * SYNC);
    expect(one.replica.status.role).toBe('pre-candidate');
    one.tell(1, 'heartbeat', 1, 2, 1);
    one.sent;
    one.run(3 * TIMEOUT);
    expect(one.sent).toEqual([]);
  });
});

example(
  'servers come and go one after the other until none of the first is left, and nothing is lost',
  () => {
    const network = new Network(5, 3, { snapshotBytes: 100 }, { spares: 3 });
    const settle = () => network.run(500_000);
    const change = (voters: number[], learners: number[] = []) => {
      const [leader] = network.leaders;
      expect(network.change(leader, { voters, learners })).toBeNull();
      settle();
    };
    settle();
    for (let count = 0; count < 9; count++) network.write(network.leaders[0]);
    change([0, 1, 2], [3, 4]);
    change([0, 1, 2, 3], [4]);
    change([1, 2, 3, 4]);
    change([1, 2, 3, 4], [5]);
    change([3, 4, 5]);
    settle();
    expect([3, 4, 5]).toContain(network.leaders[0].self);
    for (const self of [0, 1, 2]) network.crash(network.machines[self]);
    network.write(network.leaders[0]);
    settle();
    for (const self of [3, 4, 5]) {
      expect(network.value(self)).toBe(10);
      expect(network.replica(self).status.appliedIndex).toBe(network.oracle.committed);
    }
  },
);

example('servers that were removed and do not know it depose nobody', () => {
  for (const preVote of [true, false]) {
    const network = new Network(8, 4, { preVote });
    network.run(1_000_000);
    const [leader] = network.leaders;
    const gone = network.machines.find(
      ({ self }) => self !== leader.self,
    ) as (typeof network.machines)[number];
    network.isolate(gone);
    const voters = network.machines.map(({ self }) => self).filter((self) => self !== gone.self);
    expect(network.change(leader, { voters, learners: [] })).toBeNull();
    network.run(1_000_000);
    network.heal();
    network.run(3_000_000);
    expect(network.leaders).toEqual([leader]);
    expect(network.oracle.elections).toBe(1);
  }
});
