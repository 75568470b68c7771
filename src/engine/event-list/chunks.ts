/**
 * Lists of event records, in chunks of eight words: a link and up to seven records. Unlike a chain through the records
 * themselves, a list can be read without waiting for one record after the other to come from memory.
 *
 * A list that is being filled is named by its tail: the index of the word where the next record goes, or a multiple of 8 when
 * a new chunk is needed first, which is 0 for the empty list. The link of a chunk is the tail of the chunks before it. A
 * list that is being read is named by its first chunk, and then links lead forward.
 */

/** Words of a chunk: the link and the records. */
export const CHUNK_WORDS = 8;

const CHUNK = 8;
const WITHIN = CHUNK - 1;

export class Chunks {
  /** All chunks; chunk 0 is none. Replaced when it grows: read it afresh after every addition. */
  words: Int32Array;
  private free = 0;
  private fresh = CHUNK;

  constructor(records: number) {
    this.words = new Int32Array(Math.max(64, Math.ceil(records / 4)) * CHUNK);
  }

  /** Start a new chunk behind the list with this tail, a multiple of 8, and return the new tail. */
  extend(tail: number): number {
    let chunk = this.free;
    if (chunk === 0) chunk = this.takeFresh();
    else this.free = this.words[chunk];
    this.words[chunk] = tail;
    return chunk + 1;
  }

  /** Add a record and return the new tail. */
  append(tail: number, record: number): number {
    const place = (tail & WITHIN) === 0 ? this.extend(tail) : tail;
    this.words[place] = record;
    return place + 1;
  }

  /** Records in the list with this tail. */
  count(tail: number): number {
    let count = 0;
    for (let end = tail; end !== 0; end = this.words[(end - 1) & ~WITHIN]) count += (end - 1) & WITHIN;
    return count;
  }

  /** Turn a filled list, not empty, round for reading: returns its first chunk. Unused words of the last one become 0. */
  open(tail: number): number {
    const words = this.words;
    let end = tail;
    while ((end & WITHIN) !== 0) words[end++] = 0;
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

  /** Drop the records that `keep` does not want from a list being read; returns the tail of the rest. */
  filter(first: number, keep: (record: number) => boolean): number {
    let tail = 0;
    for (let chunk = first; chunk !== 0; chunk = this.release(chunk)) {
      for (let k = 1; k < CHUNK; k++) {
        const record = this.words[chunk + k];
        if (record === 0) break;
        if (keep(record)) tail = this.append(tail, record);
      }
    }
    return tail;
  }

  private takeFresh(): number {
    const chunk = this.fresh;
    if (chunk === this.words.length) this.grow();
    this.fresh = chunk + CHUNK;
    return chunk;
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }
}
