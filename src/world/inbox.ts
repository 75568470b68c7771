/** A first-in-first-out queue of a coordinator's pending work, in a ring of typed arrays. */

/** Codes of items that are not messages from the pool. */
export const ITEM = { heartbeat: -1, timer: -2 } as const;

export class Inbox {
  #code = new Int32Array(16);
  #x = new Int32Array(16);
  #y = new Int32Array(16);
  #at = new Float64Array(16);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param code a row of the message pool, or one of ITEM */
  push(code: number, x: number, y: number, at: number): void {
    if (this.#size === this.#code.length) this.#grow();
    const place = (this.#head + this.#size++) & (this.#code.length - 1);
    this.#code[place] = code;
    this.#x[place] = x;
    this.#y[place] = y;
    this.#at[place] = at;
  }

  /** The oldest item's fields; undefined values when empty. */
  get code(): number {
    return this.#code[this.#head];
  }

  get x(): number {
    return this.#x[this.#head];
  }

  get y(): number {
    return this.#y[this.#head];
  }

  /** When the oldest item came, in microseconds. */
  get at(): number {
    return this.#at[this.#head];
  }

  shift(): void {
    this.#head = (this.#head + 1) & (this.#code.length - 1);
    this.#size--;
  }

  #grow(): void {
    this.#code = unrolled(this.#code, this.#head);
    this.#x = unrolled(this.#x, this.#head);
    this.#y = unrolled(this.#y, this.#head);
    this.#at = unrolled(this.#at, this.#head);
    this.#head = 0;
  }
}

/** A full ring's content from its head on, in an array twice as long. */
function unrolled<A extends Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(ring: A, head: number): A {
  const larger = new (ring.constructor as new (length: number) => A)(ring.length * 2);
  larger.set(ring.subarray(head));
  larger.set(ring.subarray(0, head), ring.length - head);
  return larger;
}
