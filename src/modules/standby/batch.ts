/** A batch of writes to the store of a leading coordinator, as it travels to the standby. */
import { type Codec, type Reader, type Writer, wordSize, wordsLeft, wordsSize } from '../codec.ts';

/** Bits of `flags`: what a batch is besides its writes. */
export const FLAG = {
  /** It begins a copy of the whole store. */
  first: 1,
  /** Its writes are rows of the copy, to be put aside until the copy is complete. */
  copy: 2,
  /** It completes the copy, which takes the place of what was there: the store is that of the generation. */
  last: 4,
  /** With it the store is that of the generation, which begins. */
  pair: 8,
} as const;

export interface ReplicatedBatch {
  /** Of the sender, when it sent the batch. */
  readonly generation: number;
  /** Streams of one sender are numbered from 1, and the batches of a stream as well. */
  readonly stream: number;
  readonly number: number;
  readonly flags: number;
  /** Generation in which it was made. */
  readonly made: number;
  /** WRITE_WIDTH numbers for each write. */
  readonly writes: Float64Array;
}

/** Numbers of a write: the table of the row, which is negative where the row is removed, then key, a, b, c, d. */
export const WRITE_WIDTH = 6;

/** Batches that may be under way at a time. */
export const WINDOW = 8;

export const batchCodec: Codec<ReplicatedBatch> = {
  size({ generation, stream, number, made, writes }) {
    let size = 4;
    for (const word of [generation, stream, number, made]) size += wordSize(word);
    return size + wordsSize(writes);
  },
  write({ generation, stream, number, flags, made, writes }: ReplicatedBatch, to: Writer) {
    for (const word of [generation, stream, number]) to.word(word);
    to.i32(flags);
    to.word(made);
    for (const word of writes) to.word(word);
  },
  read(from: Reader) {
    const generation = from.word();
    const stream = from.word();
    const number = from.word();
    const flags = from.i32();
    const made = from.word();
    return { generation, stream, number, flags, made, writes: wordsLeft(from) };
  },
};
