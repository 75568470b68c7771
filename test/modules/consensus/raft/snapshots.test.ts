import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { isSnapshotDue, mayCut } from '../../../../src/modules/consensus/raft/compaction.ts';
import {
  afterChunkAnswer,
  isSameSnapshot,
  needsSnapshot,
  takesChunk,
} from '../../../../src/modules/consensus/raft/snapshot.ts';
import { makeSnapshot, openSnapshot } from '../../../../src/modules/consensus/raft/snapshot-content.ts';
import { logOf } from './logs.ts';
import { testRule } from './mutants.ts';

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
