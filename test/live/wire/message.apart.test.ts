import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { encodeFrame, FrameReader, LONGEST_FRAME } from '../../../src/live/wire/frames.ts';
import {
  decodeDescription,
  decodeFrame,
  encodeAcknowledgement,
  encodeDescription,
  encodeMessage,
  type LiveMessage,
  type TaskDescription,
} from '../../../src/live/wire/message.ts';
import { gossiping, tokenPassing } from '../../../src/modules/coordination/routing/vocabulary.ts';
import { intake } from '../../../src/modules/scheduling/vocabulary.ts';
import { type Kind, kinds } from '../../../src/modules/vocabulary.ts';

const safe = fc.maxSafeInteger();
const address = fc.nat(2 ** 31 - 1);
const sequence = fc.maxSafeNat();
const FIELDS = [
  ...['task', 'workload', 'index', 'template', 'step', 'demand', 'cold', 'payload', 'priority'],
  ...['requirement', 'affinity', 'submittedAt', 'patience', 'executions'],
];
const description = fc.record(
  Object.fromEntries(FIELDS.map((field) => [field, safe])),
) as fc.Arbitrary<unknown> & fc.Arbitrary<TaskDescription>;

const hotMessage: fc.Arbitrary<LiveMessage> = fc
  .constantFrom(...kinds.filter(({ hot }) => hot))
  .chain((kind) => {
    const words = kind.hot ? kind.words.length : 0;
    return fc.record({
      from: address,
      to: address,
      kind: fc.constant<Kind>(kind),
      content: fc.array(safe, { minLength: words, maxLength: words }),
      task: fc.option(description, { nil: undefined }),
      sequence,
    });
  });

describe('a message as a frame', () => {
  test.prop([hotMessage])('is read as it was written, whatever its kind and words', (message) => {
    expect(decodeFrame(encodeMessage(message))).toEqual({ message });
  });

  example('carries the value of a cold kind to the end of the frame', () => {
    const table = { wantsAnswer: true, change: 3, entries: Float64Array.of(1, 2 ** 40, -5) };
    const token = {
      ...{ number: 2 ** 33, serial: 7, round: 1, rooms: Int32Array.of(4, -1) },
      ...{ versions: Float64Array.of(2, 2 ** 35), rounds: Float64Array.of(0, 1) },
    };
    for (const [kind, content] of [
      [gossiping.table, table],
      [tokenPassing.token, token],
    ] as const) {
      const message = { from: 1, to: 2, kind: kind as Kind, content, task: undefined, sequence: 0 };
      expect(decodeFrame(encodeMessage(message))).toEqual({ message });
    }
  });

  example('has zeros for words that were left out, and none for words too many', () => {
    const message = { from: 1, to: 2, kind: intake.submit as Kind, sequence: 0 };
    for (const [given, read] of [
      [[5], [5, 0]],
      [
        [5, 1, 9, 9, 9, 9],
        [5, 1],
      ],
    ])
      expect(decodeFrame(encodeMessage({ ...message, content: given }))).toMatchObject({
        message: { content: read },
      });
  });

  test.prop([address, address, sequence])('is told from an acknowledgement', (from, to, number) => {
    const acknowledgement = { from, to, sequence: number };
    expect(decodeFrame(encodeAcknowledgement(acknowledgement))).toEqual({ acknowledgement });
  });

  test.prop([hotMessage, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 })])(
    'that was cut or lengthened is refused',
    (message, cut, more) => {
      const bytes = encodeMessage(message);
      expect(() => decodeFrame(bytes.subarray(0, cut % bytes.length))).toThrow();
      expect(() => decodeFrame(Uint8Array.from([...bytes, ...more]))).toThrow();
    },
  );

  test.prop([description])('has its description of a task alone too', (task) => {
    expect(decodeDescription(encodeDescription(task))).toEqual(task);
  });
});

describe('frames in a stream', () => {
  test.prop([
    fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 9 })),
  ])('come out whole, in whatever pieces the stream comes', (bodies, sizes) => {
    const stream = Buffer.concat(bodies.map(encodeFrame));
    const reader = new FrameReader();
    const found: number[][] = [];
    for (let at = 0, i = 0; at < stream.length; i++) {
      const size = sizes[i % Math.max(1, sizes.length)] ?? 5;
      found.push(...reader.push(stream.subarray(at, at + size)).map((body) => [...body]));
      at += size;
    }
    expect(found).toEqual(bodies.map((body) => [...body]));
  });

  example('end where a length makes no sense', () => {
    const header = Buffer.alloc(4);
    header.writeUInt32LE(LONGEST_FRAME + 1);
    expect(() => new FrameReader().push(header)).toThrow(RangeError);
  });
});
