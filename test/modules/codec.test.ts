import { fc, test } from '@fast-check/vitest';
import { test as example, expect } from 'vitest';
import { ByteReader, ByteWriter, MalformedBytesError } from '../../src/modules/codec.ts';
import { raft } from '../../src/modules/consensus/raft/vocabulary.ts';
import { gossiping, tokenPassing } from '../../src/modules/coordination/routing/vocabulary.ts';
import { swim } from '../../src/modules/health/swim/vocabulary.ts';
import { pairing } from '../../src/modules/standby/vocabulary.ts';
import { type Cold, fullName, kinds } from '../../src/modules/vocabulary.ts';

const word = fc.maxSafeInteger();
const i32 = fc.integer();
const words = fc.array(word, { maxLength: 12 }).map((values) => Float64Array.from(values));

/** Updates of a SWIM group, one after the other. */
const updates = fc
  .array(fc.tuple(i32, fc.integer({ min: 0, max: 2 }), i32, i32, i32), { maxLength: 6 })
  .map((list) => list.flat());
const gossip = fc.record({ sequence: word, incarnation: word, life: word, updates });

/** Messages of every cold kind, by its name. */
const MESSAGES = new Map<Cold<unknown>, fc.Arbitrary<unknown>>([
  [
    raft.installSnapshot as Cold<unknown>,
    fc.record({
      term: word,
      index: word,
      lastTerm: word,
      size: word,
      checksum: word,
      offset: word,
      chunk: fc.uint8Array({ maxLength: 9 }),
    }),
  ],
  [
    raft.appendEntries as Cold<unknown>,
    fc.array(fc.tuple(word, fc.uint8Array({ maxLength: 5 })), { maxLength: 4 }).chain((entries) =>
      fc.record({
        term: word,
        previousIndex: word,
        previousTerm: word,
        commit: word,
        terms: fc.constant(Float64Array.from(entries, ([term]) => term)),
        data: fc.constant(entries.map(([, data]) => data)),
      }),
    ),
  ],
  [
    pairing.replicate as Cold<unknown>,
    fc.record({ generation: word, stream: word, number: word, flags: i32, made: word, writes: words }),
  ],
  [gossiping.table as Cold<unknown>, fc.record({ wantsAnswer: fc.boolean(), change: word, entries: words })],
  [
    tokenPassing.token as Cold<unknown>,
    fc.array(fc.tuple(i32, word, word), { maxLength: 6 }).chain((members) =>
      fc.record({
        number: word,
        serial: word,
        round: word,
        rooms: fc.constant(Int32Array.from(members, ([room]) => room)),
        versions: fc.constant(Float64Array.from(members, ([, version]) => version)),
        rounds: fc.constant(Float64Array.from(members, ([, , round]) => round)),
      }),
    ),
  ],
  [swim.gossipPing as Cold<unknown>, gossip],
  [swim.gossipAck as Cold<unknown>, gossip],
  [swim.members as Cold<unknown>, fc.record({ updates })],
]);

example('every cold kind is tested here', () => {
  const cold = kinds.filter(({ hot }) => !hot).map(fullName);
  expect([...MESSAGES.keys()].map(fullName).sort()).toEqual(cold.sort());
});

for (const [kind, messages] of MESSAGES) {
  test.prop([messages])(
    `${fullName(kind)} is read as it was written, in as many bytes as it says`,
    (message) => {
      const writer = new ByteWriter();
      kind.codec.write(message, writer);
      expect(writer.bytes.length).toBe(kind.codec.size(message));
      const reader = new ByteReader(writer.bytes);
      expect(kind.codec.read(reader)).toEqual(message);
      expect(reader.left).toBe(0);
    },
  );

  test.prop([messages, fc.nat()])(
    `${fullName(kind)} cut short is malformed, or another message`,
    (message, cut) => {
      const writer = new ByteWriter();
      kind.codec.write(message, writer);
      const { bytes } = writer;
      // What has no bytes cannot be cut.
      fc.pre(bytes.length > 0);
      const reader = new ByteReader(bytes.subarray(0, cut % bytes.length));
      try {
        expect(kind.codec.read(reader)).not.toEqual(message);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedBytesError);
      }
    },
  );
}

example('a writer refuses what its field does not hold, and a reader what is no safe integer', () => {
  const writer = new ByteWriter();
  expect(() => writer.u8(256)).toThrow(RangeError);
  expect(() => writer.i32(2 ** 31)).toThrow(RangeError);
  expect(() => writer.wide(0.5)).toThrow(RangeError);
  writer.clear();
  writer.u8(7);
  expect([...writer.bytes]).toEqual([7]);
  const half = new Uint8Array(new Float64Array([0.5]).buffer);
  expect(() => new ByteReader(half).wide()).toThrow(MalformedBytesError);
  expect(new ByteReader(writer.bytes).u8()).toBe(7);
});
