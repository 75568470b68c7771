import { describe, expect, test } from 'vitest';
import { scheduling, TASKS } from '../../../src/modules/scheduling/vocabulary.ts';
import { scopeHash } from '../../../src/modules/scopes.ts';
import type { ReplicatedBatch } from '../../../src/modules/standby/batch.ts';
import { pairing, sessions } from '../../../src/modules/standby/vocabulary.ts';
import type { Sent } from '../port.ts';
import { CLIENT, FIRST, Pair, SECOND } from './support.ts';

const submission = (task: number) => ({ to: FIRST, kind: sessions.submit, words: [task, task, 0] });

/** A batch of the first stream of the first generation. */
const batchOf = (number: number, writes: readonly number[] = []): Sent => {
  const message = { generation: 0, stream: 1, number, flags: 0, made: 0, writes: Float64Array.from(writes) };
  return { to: SECOND, kind: pairing.replicate, words: [], message };
};

/** Writes that a batch holds. */
const writesOf = ({ message }: Sent) => (message as ReplicatedBatch).writes.length / 6;

/** A pair in which the standby has a copy of the empty store. */
function quietPair(): Pair {
  const pair = new Pair();
  pair.settle();
  pair.first.port.takeObserved();
  return pair;
}

describe('in step', () => {
  test('a submission leads to nothing before the standby has it', () => {
    const { first, second } = quietPair();
    expect(first.hear(CLIENT, 'submit', 7, 0, 1)).toEqual([`replicate ${SECOND} 0 1 2`]);
    expect(first.port.takeObserved()).toEqual(['accepted 7', 'assignment 7 10']);
    // The last write of each row counts: how many submissions the client has made, how far numbers may be used, the assignment.
    expect(second.rows(TASKS).has(7)).toBe(false);
    expect(first.hear(SECOND, 'replicated', 0, 1, 2)).toEqual(['assign 10 7 1 0', `accepted ${CLIENT} 1 0`]);
  });

  test('a batch has for each write a table, a key and four fields', () => {
    const { first } = quietPair();
    first.receive(CLIENT, { to: FIRST, kind: sessions.submit, words: [7, 0, 0] });
    const [taken, tasks, tokens] = ['pair-sessions', TASKS, 'tokens'].map(scopeHash);
    expect(first.port.take()).toEqual([
      `replicate ${SECOND} 0 1 2 0 0 [${taken} ${CLIENT} 1 0 0 0 ${tasks} 7 0 0 -1 0 ${tokens} 0 1024 0 0 0 ${tasks} 7 1 1 -1 0]`,
    ]);
  });

  test('the standby has the rows of the leader once it has confirmed', () => {
    const pair = quietPair();
    pair.first.hear(CLIENT, 'submit', 7, 0, 1);
    // `hear` has taken the batch: it is sent again after a heartbeat, as if it had been lost.
    pair.first.port.advance(1_000_000, () => {});
    pair.first.crash();
    pair.settle();
    for (const path of [TASKS, 'tokens', 'pair-sessions']) {
      expect(pair.first.rows(path).size).toBe(1);
      expect(pair.second.rows(path)).toEqual(pair.first.rows(path));
    }
    expect(pair.second.rows(TASKS).get(7)).toEqual([1, 1, CLIENT, 0]);
  });

  test('the end of a task is announced, told and confirmed only when the standby has it', () => {
    const pair = quietPair();
    const { first } = pair;
    first.hear(CLIENT, 'submit', 7, 0, 1);
    first.hear(SECOND, 'replicated', 0, 1, 2);
    first.hear(10, 'assigned', 7, 1, 1);
    first.port.takeObserved();
    expect(first.hear(10, 'result', 7, 1, 1)).toEqual([`replicate ${SECOND} 0 1 3`]);
    expect(first.port.takeObserved()).toEqual([]);
    expect(first.hear(SECOND, 'replicated', 0, 1, 3)).toEqual(['acknowledged 10 7 1', `ended ${CLIENT} 7 1`]);
    expect(first.port.takeObserved()).toEqual(['completed 7']);
    // Its end stays until the client has heard of it.
    expect(first.rows(TASKS).get(7)).toEqual([-2, 1, CLIENT + 1, 0]);
    first.hear(CLIENT, 'settled', 7);
    expect(first.rows(TASKS).has(7)).toBe(false);
  });

  test('a client that has not heard is told again', () => {
    const { first } = quietPair();
    first.hear(CLIENT, 'submit', 7, 0, 1);
    first.hear(SECOND, 'replicated', 0, 1, 2);
    first.hear(10, 'result', 7, 1, 1);
    first.hear(SECOND, 'replicated', 0, 1, 3);
    expect(first.advance(1)).toContain(`ended ${CLIENT} 7 1`);
  });

  test('a few batches may be under way; what comes beyond them goes together in the next', () => {
    const { first } = quietPair();
    for (let task = 0; task < 8; task++)
      expect(first.hear(CLIENT, 'submit', task, task, 0)).toEqual([`replicate ${SECOND} 0 1 ${2 + task}`]);
    expect(first.hear(CLIENT, 'submit', 8, 8, 0)).toEqual([]);
    expect(first.hear(CLIENT, 'submit', 9, 9, 0)).toEqual([]);
    // Confirmations are for all up to a batch.
    expect(first.hear(SECOND, 'replicated', 0, 1, 3)).toEqual([
      'assign 10 0 1 0',
      `accepted ${CLIENT} 1 0`,
      'assign 11 1 2 0',
      `accepted ${CLIENT} 2 0`,
      `replicate ${SECOND} 0 1 10`,
    ]);
    const rest = first.hear(SECOND, 'replicated', 0, 1, 10);
    expect(rest.filter((line) => line.startsWith('accepted')).at(-1)).toBe(`accepted ${CLIENT} 10 0`);
  });

  test('the writes of one call are never parted', () => {
    const { first, second } = quietPair();
    for (let task = 0; task < 300; task++) {
      first.receive(CLIENT, submission(task));
      // A result is three writes, so that calls of two do not end where a batch is full.
      if (task === 20) first.receive(10, { to: FIRST, kind: scheduling.result, words: [0, 1, 1] });
    }
    const batches = first.port.takeSent();
    for (let taken = 1; taken < 10; ) {
      first.receive(SECOND, { to: FIRST, kind: pairing.replicated, words: [0, 1, ++taken] });
      batches.push(...first.port.takeSent().filter(({ kind }) => kind === pairing.replicate));
    }
    expect(batches.map(writesOf).slice(8)).toEqual([255, 256, 76, 1]);
    // After each, the standby has every task of which it has the submission counted. The last lets go of the one that has ended.
    for (const batch of batches.slice(0, -1)) {
      second.receive(FIRST, batch);
      const [counted] = second.rows('pair-sessions').get(CLIENT) ?? [];
      expect(second.rows(TASKS).size).toBe(counted ?? 0);
    }
  });

  test('batches that come early wait for their turn', () => {
    const { first, second } = quietPair();
    for (let task = 0; task < 3; task++) first.receive(CLIENT, submission(task));
    const [one, two, three] = first.port.takeSent();
    const answers = [three, one, three, two].map((batch) => {
      second.receive(FIRST, batch);
      return second.port.take();
    });
    expect(answers).toEqual([
      [`replicated ${FIRST} 0 1 1`],
      [`replicated ${FIRST} 0 1 2`],
      [`replicated ${FIRST} 0 1 2`],
      [`replicated ${FIRST} 0 1 4`],
    ]);
  });

  test('a submission that comes again is answered and not taken on again, one that comes too early is neither', () => {
    const { first } = quietPair();
    first.hear(CLIENT, 'submit', 7, 0, 0);
    first.hear(SECOND, 'replicated', 0, 1, 2);
    first.port.takeObserved();
    expect(first.hear(CLIENT, 'submit', 7, 0, 0)).toEqual([`accepted ${CLIENT} 1 0`]);
    expect(first.hear(CLIENT, 'submit', 9, 2, 0)).toEqual([`accepted ${CLIENT} 1 0`]);
    expect(first.port.takeObserved()).toEqual([]);
  });

  test('the standby sends workers and clients to the leader', () => {
    const { second } = quietPair();
    expect(second.hear(CLIENT, 'submit', 7, 0, 1)).toEqual([`lead ${CLIENT} 0 ${FIRST}`]);
    expect(second.hear(10, 'heartbeat', 0)).toEqual([`lead 10 0 ${FIRST}`]);
  });
});

describe('the standby falls silent', () => {
  test('the leader asks the witnesses, and with a majority goes on alone', () => {
    const { first } = quietPair();
    first.hear(CLIENT, 'submit', 7, 0, 1);
    expect(first.advance(3.5).filter((line) => line.startsWith('ballot'))).toEqual([]);
    expect(first.advance(4).filter((line) => line.startsWith('ballot'))).toEqual([
      'ballot 10 0 2 0',
      'ballot 11 0 2 0',
      'ballot 12 0 2 0',
    ]);
    first.port.takeObserved();
    expect(first.hear(10, 'witnessed', 0, 2, 0)).toEqual([]);
    expect(first.hear(11, 'witnessed', 0, 2, 0)).toEqual([
      'ballot 10 0 2 1',
      'ballot 11 0 2 1',
      'ballot 12 0 2 1',
    ]);
    first.hear(10, 'witnessed', 0, 2, 2);
    // What was held back leaves: the assignment as often as it was sent meanwhile.
    expect([...new Set(first.hear(12, 'witnessed', 0, 2, 2))]).toEqual([
      'assign 10 7 1 0',
      `accepted ${CLIENT} 1 0`,
    ]);
    expect(first.port.takeObserved()).toEqual(['roleChanged 0 1']);
    expect(first.generation).toBe(1);
    // From now on nothing waits.
    expect(first.hear(CLIENT, 'submit', 8, 1, 0)).toEqual(['assign 11 8 2 0', `accepted ${CLIENT} 2 1`]);
  });

  test('the other is brought up to date when it comes back, and then effects wait for it again', () => {
    const pair = quietPair();
    const { first, second } = pair;
    first.advance(4);
    for (const witness of [10, 11]) first.hear(witness, 'witnessed', 0, 2, 0);
    for (const witness of [10, 11]) first.hear(witness, 'witnessed', 0, 2, 2);
    first.hear(CLIENT, 'submit', 7, 0, 1);
    first.port.takeObserved();
    first.receive(SECOND, { to: FIRST, kind: pairing.beat, words: [0, 0] });
    pair.settle();
    expect([first.generation, second.generation]).toEqual([2, 2]);
    expect(first.port.takeObserved()).toEqual(['roleChanged 2 2']);
    expect(second.rows(TASKS).get(7)).toEqual([1, 1, CLIENT, 0]);
    expect(first.hear(CLIENT, 'submit', 8, 1, 0)).toEqual([`replicate ${SECOND} 2 2 3`]);
  });

  test('the two are a pair again only when the whole copy has come', () => {
    const { first, second } = quietPair();
    first.advance(4);
    for (const witness of [10, 11]) first.hear(witness, 'witnessed', 0, 2, 0);
    for (const witness of [10, 11]) first.hear(witness, 'witnessed', 0, 2, 2);
    // More rows than one batch holds.
    for (let task = 0; task < 300; task++) first.receive(CLIENT, submission(task));
    first.port.take();
    first.receive(SECOND, { to: FIRST, kind: pairing.beat, words: [0, 0] });
    /** Carries the batches that wait to the standby, and its last answer back. */
    const carry = () => {
      const batches = first.port.takeSent().filter(({ kind }) => kind === pairing.replicate);
      for (const sent of batches) second.receive(FIRST, sent);
      const answer = second.port
        .takeSent()
        .filter(({ kind }) => kind === pairing.replicated)
        .at(-1);
      if (answer) first.receive(SECOND, answer);
      return batches.length;
    };
    expect(carry()).toBe(1);
    expect([first.generation, second.generation]).toEqual([1, 1]);
    expect(second.rows(TASKS).has(0)).toBe(false);
    expect(first.port.takeObserved()).not.toContain('roleChanged 2 2');
    expect(carry()).toBe(1);
    expect([first.generation, second.generation]).toEqual([2, 1]);
    expect(first.port.takeObserved()).toContain('roleChanged 2 2');
    expect(carry()).toBe(1);
    expect(second.generation).toBe(2);
    expect(second.rows(TASKS).has(299)).toBe(true);
  });

  test('without a majority it holds back what it has, and in the end takes nothing more on', () => {
    const { first } = quietPair();
    first.hear(CLIENT, 'submit', 7, 0, 1);
    first.advance(20);
    first.port.takeObserved();
    expect(first.hear(CLIENT, 'submit', 8, 1, 0)).toEqual([]);
    expect(first.port.takeObserved()).toEqual([]);
  });
});

describe('a worked takeover', () => {
  test('message by message', () => {
    const pair = quietPair();
    const { first, second } = pair;
    // One task has ended and its client has not heard, one is under way, one has come and is nowhere but here.
    first.hear(CLIENT, 'submit', 7, 0, 1);
    first.hear(SECOND, 'replicated', 0, 1, 2);
    const [tasks, tokens] = [TASKS, 'tokens'].map(scopeHash);
    const writes = [tasks, 7, -2, 1, CLIENT + 1, 0, tasks, 8, 5, 2, -1, 0, tokens, 0, 1024, 0, 0, 0];
    second.receive(FIRST, batchOf(2, writes));
    expect(second.port.take()).toEqual([`replicated ${FIRST} 0 1 2`]);
    // Silence. After the timeout and one beat more it asks for promises, then for votes.
    expect(second.advance(11).filter((line) => !line.startsWith('beat'))).toEqual([]);
    expect(second.advance(12)).toEqual([
      `beat ${FIRST} 0 0`,
      'ballot 10 0 3 0',
      'ballot 11 0 3 0',
      'ballot 12 0 3 0',
    ]);
    expect(second.hear(10, 'witnessed', 0, 3, 0)).toEqual([]);
    expect(second.hear(12, 'witnessed', 0, 3, 0)).toEqual([
      'ballot 10 0 3 1',
      'ballot 11 0 3 1',
      'ballot 12 0 3 1',
    ]);
    expect(second.hear(10, 'witnessed', 0, 3, 3)).toEqual([]);
    // It leads: it tells what it has from its predecessor, and that it leads; the task under way stays where it is.
    expect(second.hear(12, 'witnessed', 0, 3, 3)).toEqual([
      `ended ${CLIENT} 7 1`,
      `lead 10 1 ${SECOND}`,
      `lead 11 1 ${SECOND}`,
      `lead 12 1 ${SECOND}`,
    ]);
    expect(second.port.takeObserved()).toEqual(['roleChanged 1 1', 'reported 7 -1']);
    expect(second.hear(11, 'result', 8, 5, 1)).toEqual(['acknowledged 11 8 5']);
    expect(second.port.takeObserved()).toEqual(['completed 8']);
    // Numbers of assignments go on above those that its predecessor may have used.
    expect(second.hear(CLIENT, 'submit', 9, 0, 0)).toEqual(['assign 10 9 1025 0', `accepted ${CLIENT} 1 1`]);
    // Workers that have not been heard from are told again.
    expect(second.advance(13).filter((line) => line.startsWith('lead'))).toEqual([
      `lead 10 1 ${SECOND}`,
      `lead 12 1 ${SECOND}`,
    ]);
    // The first comes back, finds that it leads no more, and is brought up to date.
    first.crash();
    expect(first.leads).toBe(true);
    pair.settle();
    expect(first.hear(SECOND, 'beat', 1, 1)).toEqual([]);
    expect([first.leads, first.generation]).toEqual([false, 1]);
    second.receive(FIRST, { to: SECOND, kind: pairing.beat, words: [1, 0] });
    pair.settle();
    expect([first.generation, second.generation]).toEqual([2, 2]);
    expect(first.rows(TASKS).get(9)).toEqual([1025, 1, -1, 0]);
    expect(first.rows(TASKS).has(8)).toBe(false);
  });

  test('a standby that has been left behind may not take over', () => {
    const { second } = quietPair();
    second.hear(FIRST, 'beat', 1, 1);
    expect(second.advance(60).filter((line) => line.startsWith('ballot'))).toEqual([]);
  });

  test('a leader that was silent for long is not listened to when it wakes', () => {
    const pair = quietPair();
    const { first, second } = pair;
    second.advance(12);
    for (const witness of [10, 11]) second.hear(witness, 'witnessed', 0, 3, 0);
    for (const witness of [10, 11]) second.hear(witness, 'witnessed', 0, 3, 3);
    first.hear(CLIENT, 'submit', 7, 0, 0);
    second.receive(FIRST, batchOf(2));
    expect(second.port.take()).toEqual([]);
  });
});
