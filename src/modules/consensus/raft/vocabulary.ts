/** What replicas say to each other (paper, figure 2). */
import { type Codec, type Reader, type Writer, wordSize, wordsSize } from '../../codec.ts';
import { fact, facts } from '../../facts.ts';
import { cold, hot, vocabulary } from '../../vocabulary.ts';

/** New entries for a follower, or none, to find out where the logs agree. */
export interface AppendEntries {
  readonly term: number;
  /** Position of the entry before the first of these. */
  readonly previousIndex: number;
  readonly previousTerm: number;
  /** The leader's commit index. */
  readonly commit: number;
  /** Terms of the entries. */
  readonly terms: Float64Array;
  /** Their data, as they are in the log. */
  readonly data: readonly Uint8Array[];
}

/** A piece of a snapshot, for a follower that lacks entries which the leader's log has no more. */
export interface InstallSnapshot {
  readonly term: number;
  /** Position of the last entry that the snapshot holds. */
  readonly index: number;
  readonly lastTerm: number;
  /** Bytes of the whole, and the checksum at its end. */
  readonly size: number;
  readonly checksum: number;
  /** Where the piece begins. */
  readonly offset: number;
  readonly chunk: Uint8Array;
}

const entrySize = (term: number, data: Uint8Array) => wordSize(term) + wordSize(data.length) + data.length;

const appendEntriesCodec: Codec<AppendEntries> = {
  size({ term, previousIndex, previousTerm, commit, terms, data }) {
    let size = wordSize(term) + wordSize(previousIndex) + wordSize(previousTerm) + wordSize(commit);
    for (let entry = 0; entry < terms.length; entry++) size += entrySize(terms[entry], data[entry]);
    return size;
  },
  write({ term, previousIndex, previousTerm, commit, terms, data }, to) {
    to.word(term);
    to.word(previousIndex);
    to.word(previousTerm);
    to.word(commit);
    for (let entry = 0; entry < terms.length; entry++) {
      to.word(terms[entry]);
      writeBytes(data[entry], to);
    }
  },
  read(from) {
    const term = from.word();
    const previousIndex = from.word();
    const previousTerm = from.word();
    const commit = from.word();
    const terms: number[] = [];
    const data: Uint8Array[] = [];
    while (from.left > 0) {
      terms.push(from.word());
      data.push(readBytes(from));
    }
    return { term, previousIndex, previousTerm, commit, terms: Float64Array.from(terms), data };
  },
};

const installSnapshotCodec: Codec<InstallSnapshot> = {
  size({ term, index, lastTerm, size, checksum, offset, chunk }) {
    return wordsSize([term, index, lastTerm, size, checksum, offset, chunk.length]) + chunk.length;
  },
  write({ term, index, lastTerm, size, checksum, offset, chunk }, to) {
    for (const word of [term, index, lastTerm, size, checksum, offset]) to.word(word);
    writeBytes(chunk, to);
  },
  read(from) {
    const [term, index, lastTerm] = [from.word(), from.word(), from.word()];
    const [size, checksum, offset] = [from.word(), from.word(), from.word()];
    return { term, index, lastTerm, size, checksum, offset, chunk: readBytes(from) };
  },
};

function writeBytes(bytes: Uint8Array, to: Writer): void {
  to.word(bytes.length);
  for (const byte of bytes) to.u8(byte);
}

function readBytes(from: Reader): Uint8Array {
  const length = from.word();
  const bytes: number[] = [];
  // One byte at a time: a length that is not true runs into the end of the message and takes no memory.
  while (bytes.length < length) bytes.push(from.u8());
  return Uint8Array.from(bytes);
}

export const raft = vocabulary('raft', {
  /**
   * `isPreVote` is 1 where it is only asked what would be answered; `term` is then the one that would follow. `isTransfer` is 1 where the
   * leader itself has asked the candidate to take over.
   */
  requestVote: hot(['term', 'lastIndex', 'lastTerm', 'isPreVote', 'isTransfer'], 50, 'acknowledge'),
  /** In answer. A granted pre-vote repeats the term that was asked about. */
  vote: hot(['term', 'isGranted', 'isPreVote'], 50, 'acknowledge'),
  appendEntries: cold<AppendEntries>(appendEntriesCodec, 50, 'submit', 16),
  /** The sender's log is the leader's up to `match`, and durable so far. */
  appended: hot(['term', 'match'], 50, 'acknowledge'),
  /** There is no such entry before the entries that came; the last one that can be the leader's. Or the leader's term is over. */
  refused: hot(['term', 'previousIndex', 'hintIndex', 'hintTerm'], 50, 'acknowledge'),
  /** The leader lives. `commit` is not beyond what the receiver has acknowledged. */
  heartbeat: hot(['term', 'commit', 'round'], 50, 'heartbeat', { isHeartbeat: true }),
  heartbeatHeard: hot(['term', 'round'], 50, 'heartbeat'),
  installSnapshot: cold<InstallSnapshot>(installSnapshotCodec, 50, 'submit', 16),
  /** So many bytes of the snapshot at `index` have come, from the first on. Of a whole one, `appended` tells. */
  snapshotReceived: hot(['term', 'index', 'received'], 50, 'acknowledge'),
  /** The leader asks the receiver to stand for election at once. */
  timeoutNow: hot(['term'], 50, 'acknowledge'),
});

export const raftFacts = facts('raft', {
  /** The log has been cut behind a snapshot of so many bytes. */
  logCut: fact(['index', 'bytes']),
  /** A snapshot has taken the place of the log and of the state. */
  snapshotInstalled: fact(['index', 'bytes']),
  /** A snapshot that came from `leader` is not what was sent, or was damaged there; it is asked for again. */
  snapshotDamaged: fact(['index', 'leader']),
  /** What was durable has been found damaged at the start: this replica takes no part any more. */
  storeDamaged: fact([]),
});
