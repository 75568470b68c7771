import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { isSnapshotDue, mayCut } from '../../../../src/modules/consensus/raft/compaction.ts';
import {
  afterChunkAnswer,
  isSameSnapshot,
  needsSnapshot,
  takesChunk,
} from '../../../../src/modules/consensus/raft/snapshot.ts';
import {
  checksumOf,
  makeSnapshot,
  openSnapshot,
} from '../../../../src/modules/consensus/raft/snapshot-content.ts';
import type { Snapshot } from '../../../../src/modules/ports.ts';
import { logOf } from './logs.ts';
import { testRule } from './mutants.ts';
import { Lone, SYNC, TIMEOUT } from './network/lone.ts';
import { Network } from './network/network.ts';

testRule(
  'a snapshot is due once the log is long enough, also by what the last one took',
  isSnapshotDue,
  (rule) => {
    expect(rule(99, 0, 100, 4)).toBe(false);
    expect(rule(100, 25, 100, 4)).toBe(true);
    expect(rule(100, 26, 100, 4)).toBe(false);
    expect(rule(104, 26, 100, 4)).toBe(true);
  },
  {
    'the last one does not matter': (applied, _, least) => applied >= least,
    'the least does not matter': (applied, previous, _, factor) => applied >= factor * previous,
  },
);

testRule(
  'a follower a little behind gets entries, and holds up nobody for ever',
  mayCut,
  (rule) => {
    expect(rule(false, 50, 100)).toBe(false);
    expect(rule(true, 0, 100)).toBe(true);
    expect(rule(false, 100, 100)).toBe(true);
  },
  { 'nobody is waited for': () => true, 'it waits for ever': (haveAll) => haveAll },
);

testRule(
  'a piece goes on where those before it end',
  takesChunk,
  (rule) => {
    expect(rule(0, 0, 4, 10)).toBe(true);
    expect(rule(4, 4, 4, 10)).toBe(true);
    expect(rule(4, 0, 4, 10)).toBe(false);
    expect(rule(4, 8, 2, 10)).toBe(false);
    expect(rule(8, 8, 4, 10)).toBe(false);
  },
  {
    'what comes twice is taken twice': (received, offset, length, size) =>
      offset <= received && takesChunk(received, received, length, size),
    'gaps do not matter': (received, offset, length, size) =>
      offset >= received && takesChunk(offset, offset, length, size),
    'there is no end': (received, offset) => received === offset,
  },
);

testRule(
  'an old answer does not begin anew what goes on',
  afterChunkAnswer,
  (rule) => {
    expect(rule(8, false, 12)).toBe(12);
    expect(rule(8, false, 8)).toBeNull();
    expect(rule(8, false, 4)).toBeNull();
    expect(rule(8, true, 8)).toBeNull();
    // The follower has been restarted.
    expect(rule(8, true, 0)).toBe(0);
  },
  {
    'every answer is believed': (_, __, received) => received,
    'followers do not forget': (acknowledged, _, received) => afterChunkAnswer(acknowledged, false, received),
  },
);

testRule(
  'whose next entry is cut off, or whose last one is not known, needs a snapshot',
  needsSnapshot,
  (rule) => {
    const log = logOf([1, 1, 2, 2], 2);
    expect(rule(1, log)).toBe(true);
    expect(rule(2, log)).toBe(true);
    expect(rule(3, log)).toBe(false);
    expect(rule(1, logOf([1]))).toBe(false);
  },
  { 'only the next entry matters': (next, log) => next < log.snapshotIndex },
);

const content = fc.record({
  index: fc.integer({ min: 1 }),
  term: fc.nat(),
  state: fc.uint8Array({ maxLength: 20 }),
  voters: fc.array(fc.nat(), { maxLength: 4 }),
  learners: fc.array(fc.nat(), { maxLength: 2 }),
  outgoing: fc.option(fc.array(fc.nat(), { maxLength: 4 }), { nil: undefined }),
});

test.prop([content])(
  'what a snapshot holds is found in it',
  ({ index, term, state, voters, outgoing, learners }) => {
    const configuration = outgoing === undefined ? { voters, learners } : { voters, outgoing, learners };
    const made = makeSnapshot(index, term, { configuration, state });
    expect(openSnapshot(made)).toEqual({ configuration, state });
    expect(openSnapshot({ ...made, index: index + 1 })).toBeNull();
    expect(openSnapshot({ ...made, term: term + 1 })).toBeNull();
  },
);

test.prop([content, fc.nat(), fc.nat({ max: 7 })])(
  'a bit that has changed is seen, and so is a missing end',
  (given, at, bit) => {
    const { index, term, state, voters } = given;
    const made = makeSnapshot(index, term, { configuration: { voters }, state });
    const data = Uint8Array.from(made.data);
    data[at % data.length] ^= 1 << bit;
    expect(openSnapshot({ ...made, data })).toBeNull();
    expect(openSnapshot({ ...made, data: made.data.subarray(0, at % made.data.length) })).toBeNull();
  },
);

test.prop([fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat())])(
  'pieces are of one snapshot only if all is the same',
  ([index, term, size, checksum]) => {
    const one = { index, term, size, checksum };
    expect(isSameSnapshot(one, { ...one })).toBe(true);
    for (const key of Object.keys(one) as (keyof typeof one)[])
      expect(isSameSnapshot(one, { ...one, [key]: one[key] + 1 })).toBe(false);
  },
);

const VOTERS = { voters: [0, 1, 2] };
const made = makeSnapshot(7, 2, { configuration: VOTERS, state: Uint8Array.of(9, 9) });

/** Pieces of eight bytes. */
function piece({ index, term: lastTerm, data }: Snapshot, offset: number, term = 3) {
  const chunk = data.subarray(offset, offset + 8);
  return { term, index, lastTerm, size: data.length, checksum: checksumOf(data), offset, chunk };
}

const OFFSETS = Array.from({ length: Math.ceil(made.data.length / 8) }, (_, place) => 8 * place);

describe('a follower', () => {
  example('takes pieces in order, and says what it has of all others', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1]);
    one.run(3 * SYNC);
    one.sent;
    for (const offset of [8, 0, 0, 16, 8]) one.install(1, piece(made, offset));
    expect(one.sent).toEqual([0, 8, 8, 8, 16].map((received) => `snapshotReceived 1 3 7 ${received}`));
    for (const offset of OFFSETS.slice(2)) one.install(1, piece(made, offset));
    expect(one.heard).toEqual(['restore 7: 9 9', `snapshotInstalled 7 ${made.data.length}`]);
    expect(one.replica.status).toMatchObject({ commitIndex: 7, appliedIndex: 7 });
    one.sent;
    expect(one.log).toEqual([]);
    one.run(2 * SYNC);
    expect(one.sent).toEqual(['appended 1 3 7']);
    // The last piece once more: the leader has not heard.
    one.install(1, piece(made, OFFSETS.at(-1) as number));
    expect(one.sent).toEqual(['appended 1 3 7']);
    one.append(1, 3, [7, 2], [3], 8);
    expect(one.heard.at(-1)).toBe('apply 8: 8');
  });

  example('goes on with the pieces of another leader, and begins anew with another snapshot', () => {
    const one = new Lone(3);
    one.install(1, piece(made, 0));
    one.install(2, piece(made, 0, 4));
    one.install(2, piece(made, 8, 4));
    const other = makeSnapshot(7, 2, { configuration: VOTERS, state: Uint8Array.of(8, 8) });
    one.install(2, piece(other, 16, 4));
    one.install(2, piece(made, 16, 4));
    one.install(2, piece(other, 0, 4));
    expect(one.sent).toEqual([
      'snapshotReceived 1 3 7 8',
      'snapshotReceived 2 4 7 8',
      'snapshotReceived 2 4 7 16',
      'snapshotReceived 2 4 7 0',
      'snapshotReceived 2 4 7 24',
      'snapshotReceived 2 4 7 8',
    ]);
  });

  example('does not install what is damaged, and asks for it again', () => {
    const one = new Lone(3);
    for (const offset of OFFSETS) {
      const { chunk, ...rest } = piece(made, offset);
      one.install(1, { ...rest, chunk: offset === 8 ? chunk.map((byte) => byte ^ 4) : chunk });
    }
    expect(one.sent.at(-1)).toBe('snapshotReceived 1 3 7 0');
    expect(one.heard).toEqual(['snapshotDamaged 7 1']);
    expect(one.replica.status.commitIndex).toBe(0);
    for (const offset of OFFSETS) one.install(1, piece(made, offset));
    expect(one.replica.status.commitIndex).toBe(7);
  });

  example('keeps what it has behind a snapshot, and ignores one that holds nothing new', () => {
    const one = new Lone(3);
    one.append(1, 2, [0, 0], [1, 1, 1, 1, 1, 1, 2, 2], 4);
    one.run(3 * SYNC);
    one.sent;
    one.install(1, piece(makeSnapshot(3, 1, { configuration: VOTERS, state: Uint8Array.of(3) }), 0));
    one.run(SYNC);
    expect(one.sent).toEqual(['appended 1 3 4']);
    one.install(1, piece(made, 0));
    one.run(SYNC);
    expect(one.sent).toEqual(['appended 1 3 7']);
    expect(one.log).toHaveLength(8);
    expect(one.replica.status).toMatchObject({ commitIndex: 7, appliedIndex: 7 });
    expect(one.heard).not.toContain('restore 3: 3');
  });

  example('refuses the pieces of a leader whose term is over', () => {
    const one = new Lone(3);
    one.tell(2, 'heartbeat', 5, 0, 1);
    one.sent;
    one.install(1, piece(made, 0));
    expect(one.sent).toEqual(['refused 1 5 0 0 0']);
  });

  example('has in its next life the old log or the snapshot, whole', () => {
    const one = new Lone(3);
    one.append(1, 1, [0, 0], [1, 1]);
    one.run(3 * SYNC);
    for (const offset of OFFSETS) one.install(1, piece(made, offset));
    one.sent;
    one.crash();
    one.restart();
    expect(one.heard).toEqual([]);
    expect(one.log).toEqual([1, 1]);
    for (const offset of OFFSETS) one.install(1, piece(made, offset));
    one.run(2 * SYNC);
    one.crash();
    one.restart();
    expect(one.heard).toEqual(['restore 7: 9 9']);
    expect(one.replica.status).toMatchObject({ commitIndex: 7, appliedIndex: 7 });
  });

  example('takes no part when its own snapshot is damaged, and tells', () => {
    const one = new Lone(3);
    for (const offset of OFFSETS) one.install(1, piece(made, offset));
    one.run(2 * SYNC);
    one.crash();
    one.machine.garbleSnapshot();
    one.restart();
    expect(one.heard).toEqual(['storeDamaged']);
    expect(one.replica.status.role).toBe('damaged');
    one.sent;
    one.run(2 * TIMEOUT);
    expect(one.sent).toEqual([]);
  });
});

/** A leader of three, whose log is cut at 3 while 2 has nothing of it. */
function leaderWithSnapshot(): Lone {
  const one = new Lone(3, { snapshotBytes: 40, chunkBytes: 16 });
  one.lead();
  one.propose(1);
  one.propose(2);
  one.run(2 * SYNC);
  one.run(TIMEOUT / 2);
  one.tell(1, 'appended', 1, 3);
  one.run(TIMEOUT / 2);
  one.tell(1, 'heartbeatHeard', 1, 1);
  // 2 has not been heard for an election timeout: the log does not wait for it.
  one.run(TIMEOUT / 4);
  one.tell(1, 'appended', 1, 3);
  one.sent;
  return one;
}

describe('a leader', () => {
  example('cuts its log when the followers that it hears have what goes', () => {
    const one = new Lone(3, { snapshotBytes: 40 });
    one.lead();
    one.propose(1);
    one.propose(2);
    one.run(2 * SYNC);
    one.tell(1, 'appended', 1, 3);
    expect(one.log).toEqual([1, 1, 1]);
    one.tell(2, 'appended', 1, 3);
    expect(one.log).toEqual([]);
    expect(one.heard.at(-1)).toMatch(/^logCut 3 /);
    expect(one.machine.log.snapshot).toMatchObject({ index: 3, term: 1 });
  });

  example('cuts it all the same when it grows as long again', () => {
    const one = new Lone(3, { snapshotBytes: 40 });
    one.lead();
    for (const value of [1, 2, 3, 4]) one.propose(value);
    one.run(2 * SYNC);
    one.tell(1, 'appended', 1, 3);
    one.tell(1, 'appended', 1, 4);
    expect(one.log).toHaveLength(5);
    one.tell(1, 'appended', 1, 5);
    expect(one.log).toHaveLength(5);
    for (const value of [5, 6, 7]) one.propose(value);
    one.run(2 * SYNC);
    one.tell(1, 'appended', 1, 8);
    expect(one.log.length).toBeLessThan(8);
  });

  example('sends the snapshot piece by piece to whoever is behind it, and entries again after it', () => {
    const one = leaderWithSnapshot();
    expect(one.log).toEqual([]);
    one.tell(2, 'refused', 1, 0, 0, 0);
    const size = one.machine.log.snapshot?.data.length as number;
    const sent = (offset: number) =>
      `installSnapshot 2 1 3 1 [${offset} to ${Math.min(offset + 16, size)} of ${size}]`;
    expect(one.sent).toEqual([sent(0)]);
    one.tell(2, 'snapshotReceived', 1, 3, 16);
    one.tell(2, 'snapshotReceived', 1, 3, 16);
    expect(one.sent).toEqual([sent(16)]);
    // Nothing comes back between two heartbeats: the piece, or its answer, is lost.
    one.tell(2, 'heartbeatHeard', 1, 2);
    expect(one.sent).toEqual([]);
    one.tell(2, 'heartbeatHeard', 1, 3);
    expect(one.sent).toEqual([sent(16)]);
    // It has been restarted.
    one.tell(2, 'snapshotReceived', 1, 3, 0);
    expect(one.sent).toEqual([sent(0)]);
    one.tell(2, 'snapshotReceived', 1, 2, 16);
    expect(one.sent).toEqual([]);
    one.propose(5);
    one.run(2 * SYNC);
    expect(one.sent).toEqual(['appendEntries 1 1 3 1 3 [1]']);
    one.tell(2, 'appended', 1, 3);
    expect(one.sent).toEqual(['appendEntries 2 1 3 1 3 [1]']);
  });
});

example('after a crash at any moment around the cut, nothing is missing and nothing comes twice', () => {
  for (let delay = 0; delay <= 6_000; delay += 250) {
    const network = new Network(11, 3, { snapshotBytes: 100 });
    network.runUntil(() => network.leaders.length === 1, 1_000_000);
    const [leader] = network.leaders;
    for (let count = 0; count < 6; count++) network.write(leader);
    network.runUntil(() => network.facts.some((fact) => fact.startsWith('logCut')), 1_000_000);
    network.run(delay);
    for (const machine of network.machines) network.crash(machine);
    for (const machine of network.machines) network.restart(machine);
    network.run(1_000_000);
    for (const { self } of network.machines) {
      expect(network.value(self)).toBe(6);
      expect(network.replica(self).status.appliedIndex).toBe(network.oracle.committed);
    }
  }
});
