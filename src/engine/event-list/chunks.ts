/**
 * Lists of event records, in chunks of eight words: a link and up to seven records. Unlike a chain through the records
 * themselves, a list can be read without waiting for one record after the other to come from memory.
 *
 * A list that is being filled is named by its tail: the index of the word where the next record goes, or a multiple of 8 when
 * a new chunk is needed first, which is 0 for the empty list. The link of a chunk is the tail of the chunks before it. A
 * list that is being read is named by its first chunk, and then links lead forward.
 */

/** Words of a chunk, a power of two: the link and the records. */
export const CHUNK_WORDS = 8;
const CHUNK = CHUNK_WORDS;

export class Chunks {
  words: Int32Array;
  private free = 0;
  private fresh = CHUNK;

  constructor(records: number) {
    this.words = new Int32Array(Math.max(64, Math.ceil(records / 4)) * CHUNK);
  }

  /** Start a new chunk behind the list with this tail, a multiple of 8, and return the new tail. */
  extend(tail: number): number {
    let chunk = this.free;
    if (chunk !== 0) {
      this.free = this.words[chunk];
    } else {
      if (this.fresh === this.words.length) this.grow();
      chunk = this.fresh;
      this.fresh += CHUNK;
    }
    this.words[chunk] = tail;
    return chunk + 1;
  }

  /** Turn a filled list, not empty, round for reading: returns its first chunk. Unused words of the last one become 0. */
  open(tail: number): number {
    const words = this.words;
    let end = tail;
    while ((end & (CHUNK - 1)) !== 0) words[end++] = 0;
    let next = 0;
    while (end !== 0) {
      const chunk = end - CHUNK;
      end = words[chunk];
      words[chunk] = next;
      next = chunk;
    }
    return next;
  }

  /** Give back a chunk and return the one after it. */
  release(chunk: number): number {
    const next = this.words[chunk];
    this.words[chunk] = this.free;
    this.free = chunk;
    return next;
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }
}
