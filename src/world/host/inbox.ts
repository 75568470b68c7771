/** A first-in-first-out queue of a coordinator's pending work, in a ring. */

/** Codes of items that are not messages from the pool. */
export const ITEM = { heartbeat: -1, timer: -2, durable: -3 } as const;

/** Numbers per item: code, x, y, time of arrival. Side by side, so that an item is one look at memory. */
const WIDTH = 4;

export class Inbox {
  #ring = new Float64Array(16 * WIDTH);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param code a row of the message pool, or one of ITEM */
  push(code: number, x: number, y: number, at: number): void {
    if (this.#size * WIDTH === this.#ring.length) this.#grow();
    const ring = this.#ring;
    const place = (this.#head + this.#size++ * WIDTH) & (ring.length - 1);
    ring[place] = code;
    ring[place + 1] = x;
    ring[place + 2] = y;
    ring[place + 3] = at;
  }

  /** The oldest item's fields; without meaning when empty. */
  get code(): number {
    return this.#ring[this.#head];
  }

  get x(): number {
    return this.#ring[this.#head + 1];
  }

  get y(): number {
    return this.#ring[this.#head + 2];
  }

  /** When the oldest item came, in microseconds. */
  get at(): number {
    return this.#ring[this.#head + 3];
  }

  shift(): void {
    this.#head = (this.#head + WIDTH) & (this.#ring.length - 1);
    this.#size--;
  }

  #grow(): void {
    const old = this.#ring;
    this.#ring = new Float64Array(old.length * 2);
    this.#ring.set(old.subarray(this.#head));
    this.#ring.set(old.subarray(0, this.#head), old.length - this.#head);
    this.#head = 0;
  }
}
