import { describe, test as example, expect } from 'vitest';
import { checksumOf, makeSnapshot } from '../../../../src/modules/consensus/raft/snapshot-content.ts';
import type { Snapshot } from '../../../../src/modules/ports.ts';
import { Lone, SYNC, TIMEOUT } from './network/lone.ts';
import { Network } from './network/network.ts';

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
