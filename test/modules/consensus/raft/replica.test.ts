/** One replica, message by message: what it says, and when it says so. */
import { describe, expect, test } from 'vitest';
import { Lone, SYNC, TIMEOUT } from './network/lone.ts';

describe('a follower', () => {
  test('votes once its vote is durable, and refuses at once', () => {
    const one = new Lone(3);
    one.tell(1, 'requestVote', 1, 0, 0, 0);
    expect(one.sent).toEqual([]);
    one.run(SYNC);
    expect(one.sent).toEqual(['vote 1 1 1 0']);
    one.tell(2, 'requestVote', 1, 9, 9, 0);
    expect(one.sent).toEqual(['vote 2 1 0 0']);
    // The same answer for the same candidate.
    one.tell(1, 'requestVote', 1, 0, 0, 0);
    expect(one.sent).toEqual(['vote 1 1 1 0']);
  });

  test('keeps term and vote through a crash, and has said nothing of those it has lost', () => {
    const one = new Lone(3);
    one.tell(1, 'requestVote', 4, 0, 0, 0);
    one.run(SYNC);
    one.crash();
    one.restart();
    expect(one.replica.status).toMatchObject({ term: 4, role: 'follower', leader: null });
    one.tell(2, 'requestVote', 4, 9, 3, 0);
    expect(one.sent).toEqual(['vote 1 4 1 0', 'vote 2 4 0 0']);
    one.tell(1, 'requestVote', 5, 0, 0, 0);
    one.crash();
    one.run(SYNC);
    one.restart();
    expect(one.sent).toEqual([]);
    expect(one.replica.status.term).toBe(4);
  });

  test('acknowledges entries once they are durable, up to the last that came', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1, 1]);
    expect(one.sent).toEqual([]);
    one.run(2 * SYNC);
    expect(one.sent).toEqual(['appended 1 1 3']);
    // A late request that the log has already removes nothing, and says nothing of what is behind it.
    one.append(1, 1, [0, 0], [1]);
    expect(one.sent).toEqual(['appended 1 1 1']);
    expect(one.log).toEqual([1, 1, 1]);
  });

  test('removes what contradicts, and nothing for a leader of an earlier term', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1, 1]);
    one.append(2, 3, [1, 1], [3]);
    expect(one.log).toEqual([1, 3]);
    one.run(3 * SYNC);
    one.sent;
    one.append(1, 1, [0, 0], [1, 1, 1, 1]);
    one.tell(1, 'heartbeat', 1, 9, 1);
    expect(one.sent).toEqual(['refused 1 3 0 0 0', 'refused 1 3 0 0 0']);
    expect(one.log).toEqual([1, 3]);
    expect(one.replica.status).toMatchObject({ commitIndex: 0, leader: 2, term: 3 });
  });

  test('says where its log can be the same when an entry is missing', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1]);
    one.run(3 * SYNC);
    one.sent;
    one.append(2, 5, [7, 4], [5]);
    expect(one.sent).toEqual(['refused 2 5 7 2 1']);
  });

  test('applies what is committed in order and once, whatever comes twice', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1, 1], 2);
    one.append(1, 1, [0, 0], [1, 1, 1], 1);
    one.tell(1, 'heartbeat', 1, 3, 1);
    one.tell(1, 'heartbeat', 1, 2, 1);
    expect(one.heard).toEqual(['apply 1: 1', 'apply 2: 2', 'apply 3: 3']);
    expect(one.replica.status).toMatchObject({ commitIndex: 3, appliedIndex: 3 });
  });

  test('does not hear a candidate while it hears a leader', () => {
    const one = new Lone(3);
    one.tell(1, 'heartbeat', 2, 0, 1);
    one.sent;
    one.tell(2, 'requestVote', 9, 9, 9, 0);
    one.tell(2, 'requestVote', 9, 9, 9, 1);
    expect(one.sent).toEqual(['vote 2 2 0 1']);
    expect(one.replica.status.term).toBe(2);
  });

  test('does not set another timer when one is called that it has cancelled', () => {
    const one = new Lone(3);
    one.tell(1, 'heartbeat', 1, 0, 1);
    one.run(SYNC);
    const before = one.timers;
    one.machine.call((module) => module.onTimer(0, 0));
    expect(one.timers).toBe(before);
  });

  test('with a damaged log takes no part, in this life and in later ones', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1]);
    one.run(3 * SYNC);
    one.sent;
    for (const damagedFrom of [1, undefined]) {
      one.crash();
      one.restart(damagedFrom);
      one.run(SYNC);
      one.tell(2, 'requestVote', 5, 9, 9, 0);
      one.append(1, 1, [2, 1], [1]);
      one.run(5 * TIMEOUT);
      expect(one.sent).toEqual([]);
      expect(one.replica.status.role).toBe('damaged');
      expect(one.propose(1)).toBe('not leader');
    }
  });
});

describe('a candidate', () => {
  test('asks before it begins a term, and begins it with a durable vote for itself', () => {
    const one = new Lone(5);
    one.run(TIMEOUT);
    expect(one.sent).toEqual([1, 2, 3, 4].map((peer) => `requestVote ${peer} 1 0 0 1 0`));
    expect(one.replica.status).toMatchObject({ role: 'pre-candidate', term: 0 });
    one.tell(1, 'vote', 1, 1, 1);
    // Granted twice by one is granted by one.
    one.tell(1, 'vote', 1, 1, 1);
    expect(one.replica.status.role).toBe('pre-candidate');
    one.tell(2, 'vote', 1, 1, 1);
    expect(one.replica.status).toMatchObject({ role: 'candidate', term: 1 });
    expect(one.sent).toEqual([]);
    one.run(SYNC);
    expect(one.sent).toEqual([1, 2, 3, 4].map((peer) => `requestVote ${peer} 1 0 0 0 0`));
    // Grants of the round before are no votes, nor are those of another term.
    one.tell(3, 'vote', 1, 1, 1);
    one.tell(4, 'vote', 0, 1, 0);
    one.tell(1, 'vote', 1, 1, 0);
    expect(one.replica.status.role).toBe('candidate');
    one.tell(2, 'vote', 1, 1, 0);
    expect(one.replica.status).toMatchObject({ role: 'leader', leader: 0 });
  });

  test('does not count what was granted for an earlier term', () => {
    const one = new Lone(3);
    one.tell(1, 'heartbeat', 1, 0, 1);
    one.run(TIMEOUT);
    one.tell(1, 'vote', 1, 1, 1);
    expect(one.replica.status).toMatchObject({ role: 'pre-candidate', term: 1 });
    one.tell(1, 'vote', 2, 1, 1);
    expect(one.replica.status).toMatchObject({ role: 'candidate', term: 2 });
    one.tell(1, 'vote', 1, 1, 0);
    expect(one.replica.status.role).toBe('candidate');
  });

  test('begins a term at once without PreVote', () => {
    const one = new Lone(3, { preVote: false });
    one.run(TIMEOUT + SYNC);
    expect(one.sent).toEqual(['requestVote 1 1 0 0 0 0', 'requestVote 2 1 0 0 0 0']);
    one.run(TIMEOUT);
    expect(one.replica.status.term).toBe(2);
  });

  test('gives up when it cannot win, and follows a leader of its term', () => {
    const one = new Lone(3);
    one.run(TIMEOUT);
    one.tell(1, 'vote', 0, 0, 1);
    expect(one.replica.status.role).toBe('pre-candidate');
    one.tell(2, 'vote', 0, 0, 1);
    expect(one.replica.status.role).toBe('follower');
    one.run(TIMEOUT);
    one.tell(1, 'heartbeat', 0, 0, 1);
    expect(one.replica.status).toMatchObject({ role: 'follower', leader: 1 });
  });
});

describe('a leader', () => {
  test('begins with an entry of its own, and counts itself when that is durable', () => {
    const one = new Lone(3);
    one.lead([]);
    one.tell(1, 'vote', 1, 1, 1);
    one.run(SYNC);
    one.tell(1, 'vote', 1, 1, 0);
    expect(one.sent.slice(-2)).toEqual(['appendEntries 1 1 0 0 0 [1]', 'appendEntries 2 1 0 0 0 [1]']);
    one.tell(1, 'appended', 1, 1);
    expect(one.replica.status.commitIndex).toBe(0);
    one.run(SYNC);
    expect(one.replica.status.commitIndex).toBe(1);
  });

  test('does not take an entry for durable because one that it has removed is', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1, 1]);
    one.append(2, 3, [1, 1], [3]);
    one.run(TIMEOUT);
    one.tell(1, 'vote', 4, 1, 1);
    one.run(SYNC);
    one.tell(1, 'vote', 4, 1, 0);
    one.tell(1, 'appended', 4, 3);
    expect(one.replica.status).toMatchObject({ role: 'leader', commitIndex: 0 });
    one.run(SYNC);
    expect(one.replica.status.commitIndex).toBe(3);
  });

  test('does not count acknowledgements of earlier terms', () => {
    const one = new Lone(3);
    one.append(2, 3, [0, 0], [1]);
    one.run(3 * SYNC);
    const term = one.lead();
    one.tell(1, 'appended', term - 1, 2);
    expect(one.replica.status.commitIndex).toBe(0);
    one.tell(1, 'appended', term, 2);
    expect(one.replica.status.commitIndex).toBe(2);
  });

  test('tells followers of no more commits than they are known to have', () => {
    const one = new Lone(3);
    const beats: string[] = [];
    one.lead();
    one.onLeave = (message) => {
      if (message.startsWith('heartbeat ')) beats.push(message);
    };
    one.tell(1, 'appended', 1, 1);
    one.run(TIMEOUT / 3);
    expect(beats).toEqual(['heartbeat 1 1 1 1', 'heartbeat 2 1 0 1']);
  });

  test('is not needed for a majority', () => {
    const one = new Lone(3);
    one.run(TIMEOUT);
    one.tell(1, 'vote', 1, 1, 1);
    one.run(SYNC);
    one.tell(1, 'vote', 1, 1, 0);
    one.tell(1, 'appended', 1, 1);
    one.tell(2, 'appended', 1, 1);
    expect(one.replica.status.commitIndex).toBe(1);
  });

  test('commits entries of earlier terms with one of its own (paper, figure 8)', () => {
    const one = new Lone(5);
    one.append(1, 2, [0, 0], [1, 2]);
    one.run(3 * SYNC);
    const term = one.lead([1, 2]);
    for (const peer of [1, 2, 3, 4]) one.tell(peer, 'appended', term, 2);
    expect(one.replica.status.commitIndex).toBe(0);
    for (const peer of [1, 2]) one.tell(peer, 'appended', term, 3);
    expect(one.heard).toEqual(['apply 1: 1', 'apply 2: 2']);
    expect(one.replica.status.commitIndex).toBe(3);
  });

  test('sends in batches, as many as the window allows', () => {
    const one = new Lone(3, { batchEntries: 2, batchBytes: 8, window: 2 });
    one.lead();
    one.tell(1, 'appended', 1, 1);
    one.sent;
    for (let value = 1; value <= 7; value++) one.propose(value);
    one.run(0);
    expect(one.sent).toEqual(['appendEntries 1 1 1 1 1 [1 1]', 'appendEntries 1 1 3 1 1 [1 1]']);
    one.tell(1, 'appended', 1, 3);
    expect(one.sent).toEqual(['appendEntries 1 1 5 1 1 [1 1]']);
    one.tell(1, 'appended', 1, 7);
    expect(one.sent).toEqual(['appendEntries 1 1 7 1 1 [1]']);
    // Entries of more bytes than a message may have go one by one.
    one.tell(1, 'appended', 1, 8);
    for (let value = 1; value <= 2; value++) one.propose(value, 0, 0, 0, 0, 0, 0);
    one.run(0);
    expect(one.sent.map((message) => message.replace(/.* /, ''))).toEqual(['[1]', '[1]']);
    expect(one.propose(1, 2, 3, 4, 5, 6, 7, 8, 9)).toBe('too large');
  });

  test('goes back to where the logs agree, one try for a term, and sends again what was lost', () => {
    const one = new Lone(3);
    one.append(1, 4, [0, 0], [1, 1, 1, 4]);
    one.run(3 * SYNC);
    one.lead();
    one.tell(2, 'refused', 5, 4, 3, 2);
    expect(one.sent).toEqual(['appendEntries 2 5 3 1 0 [4 5]']);
    one.tell(2, 'refused', 5, 3, 1, 1);
    expect(one.sent).toEqual(['appendEntries 2 5 1 1 0 [1 1 4 5]']);
    // An old refusal says nothing.
    one.tell(2, 'refused', 5, 4, 0, 0);
    expect(one.sent).toEqual([]);
    one.tell(2, 'appended', 5, 5);
    one.propose(7);
    one.run(0);
    expect(one.sent).toEqual(['appendEntries 2 5 5 5 5 [5]']);
    one.tell(2, 'heartbeatHeard', 5, 1);
    expect(one.sent).toEqual([]);
    one.tell(2, 'heartbeatHeard', 5, 2);
    expect(one.sent).toEqual(['appendEntries 2 5 6 5 5 []']);
    one.tell(2, 'refused', 5, 6, 5, 5);
    expect(one.sent).toEqual(['appendEntries 2 5 5 5 5 [5]']);
  });

  test('refuses more than may be under way, and says what has become of the rest', () => {
    const one = new Lone(3, { openProposals: 2, openBytes: 5 });
    expect(one.propose(1)).toBe('not leader');
    one.lead();
    expect(one.propose(1, 1, 1)).toBe('ticket 1');
    expect(one.propose(2, 2, 2)).toBe('busy');
    expect(one.propose(2, 2)).toBe('ticket 2');
    expect(one.propose()).toBe('busy');
    one.run(2 * SYNC);
    one.tell(1, 'appended', 1, 2);
    expect(one.heard).toEqual(['apply 2: 1 1 1', 'committed 1']);
    expect(one.propose(3)).toBe('ticket 3');
    one.tell(2, 'heartbeat', 2, 0, 1);
    expect(one.heard.slice(2)).toEqual(['undecided 2', 'undecided 3']);
  });

  test('steps down when it has heard no majority for an election timeout', () => {
    const one = new Lone(3);
    one.lead();
    one.run(TIMEOUT / 2);
    one.tell(2, 'heartbeatHeard', 1, 1);
    one.run(TIMEOUT - SYNC);
    expect(one.replica.status.role).toBe('leader');
    one.run(TIMEOUT / 2);
    expect(one.replica.status).toMatchObject({ role: 'follower', term: 1, leader: null });
  });

  test('answers a read after a round of heartbeats that began later', () => {
    const one = new Lone(3);
    one.lead();
    expect(one.read()).toBe('not ready');
    one.tell(1, 'appended', 1, 1);
    expect(one.read()).toBe('ticket 1');
    one.run(0);
    // Two that come while a round is under way wait for the next one.
    expect(one.read()).toBe('ticket 2');
    expect(one.read()).toBe('ticket 3');
    one.tell(1, 'heartbeatHeard', 1, 1);
    expect(one.heard).toEqual(['read 1 true']);
    one.tell(2, 'heartbeatHeard', 1, 1);
    expect(one.heard).toEqual(['read 1 true']);
    one.tell(1, 'heartbeatHeard', 1, 2);
    expect(one.heard).toEqual(['read 1 true', 'read 2 true', 'read 3 true']);
    expect(one.read()).toBe('ticket 4');
    one.tell(2, 'heartbeat', 2, 0, 1);
    expect(one.heard.at(-1)).toBe('read 4 false');
  });

  test('alone waits for its disk, as it could forget that it has led, and lead once more in the same term', () => {
    const one = new Lone(1);
    one.appendConfiguration(0, 0, [0, 0], { voters: [0], learners: [1] });
    one.run(2 * SYNC);
    one.sent;
    one.run(TIMEOUT - 2 * SYNC);
    expect(one.replica.status).toMatchObject({ role: 'candidate', term: 1, commitIndex: 0 });
    expect(one.sent).toEqual([]);
    one.run(2 * SYNC);
    expect(one.replica.status).toMatchObject({ role: 'leader', term: 1, commitIndex: 2 });
    expect(one.sent).toEqual(['appendEntries 1 1 1 0 0 [1]']);
    expect(one.propose(5)).toBe('ticket 1');
    expect(one.heard).toEqual([]);
    one.run(2 * SYNC);
    expect(one.heard).toEqual(['apply 3: 5', 'committed 1']);
    expect(one.read()).toBe('ticket 2');
    one.run(0);
    expect(one.heard.at(-1)).toBe('read 2 true');
  });

  test('that hears another of its term says so', () => {
    const one = new Lone(3);
    one.lead();
    expect(() => one.tell(2, 'heartbeat', 1, 0, 1)).toThrow('processes 0 and 2 lead in term 1');
  });
});
