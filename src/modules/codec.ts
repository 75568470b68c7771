/** How typed messages become bytes: what a codec writes and reads, and a writer and a reader over an array of bytes. */

/** Thrown by a reader when the bytes are not what the codec wrote. */
export class MalformedBytesError extends Error {
  override readonly name = 'MalformedBytesError';
}

/** Fields in the order in which they are written. Integers are little-endian. */
export interface Writer {
  /** One byte, 0 to 255. */
  u8(value: number): void;
  /** Four bytes, -2^31 to 2^31 - 1. */
  i32(value: number): void;
  /** Any safe integer: four bytes, or twelve where those are too few. */
  word(value: number): void;
  /** Any safe integer: eight bytes. */
  wide(value: number): void;
}

export interface Reader {
  u8(): number;
  i32(): number;
  word(): number;
  wide(): number;
  /** Bytes that are left. */
  readonly left: number;
}

/** The form of a message of one kind on the wire. What is read equals what was written. */
export interface Codec<M> {
  /** Bytes that `write` appends. */
  size(message: M): number;
  write(message: M, to: Writer): void;
  /** @throws MalformedBytesError */
  read(from: Reader): M;
}

/** In place of a word of four bytes: the value follows in eight. No word of four bytes has this value. */
const ESCAPE = -0x80000000;

/** Bytes that `Writer.word` takes for a value. */
export function wordSize(value: number): number {
  return value > ESCAPE && value <= 0x7fffffff ? 4 : 12;
}

/** The same for several. */
export function wordsSize(values: ArrayLike<number>): number {
  let size = 0;
  for (let i = 0; i < values.length; i++) size += wordSize(values[i]);
  return size;
}

/** All that a reader has left, as words. */
export function wordsLeft(from: Reader): Float64Array {
  const words: number[] = [];
  while (from.left > 0) words.push(from.word());
  return Float64Array.from(words);
}

export class ByteWriter implements Writer {
  #view = new DataView(new ArrayBuffer(64));
  #length = 0;

  /** What has been written. Valid until the next write. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  u8(value: number): void {
    checkRange(value, 0, 0xff);
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
  }

  i32(value: number): void {
    checkRange(value, -0x80000000, 0x7fffffff);
    const at = this.#grow(4);
    this.#view.setInt32(at, value, true);
  }

  word(value: number): void {
    if (wordSize(value) === 4) this.i32(value);
    else {
      this.i32(ESCAPE);
      this.wide(value);
    }
  }

  wide(value: number): void {
    checkRange(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    const at = this.#grow(8);
    // A double holds every safe integer exactly.
    this.#view.setFloat64(at, value, true);
  }

  /** Makes room for so many bytes and says where they begin. The view may be another one afterwards. */
  #grow(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#view.byteLength) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#view.byteLength));
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

export class ByteReader implements Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  word(): number {
    const value = this.i32();
    return value === ESCAPE ? this.wide() : value;
  }

  wide(): number {
    const value = this.#view.getFloat64(this.#take(8), true);
    if (!Number.isSafeInteger(value)) throw new MalformedBytesError(`${value} is no safe integer`);
    return value;
  }

  #take(count: number): number {
    if (this.left < count)
      throw new MalformedBytesError(`${count} bytes are to be read, ${this.left} are left`);
    const at = this.#at;
    this.#at += count;
    return at;
  }
}

function checkRange(value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new RangeError(`${value} is no whole number from ${least} to ${most}`);
}
