/**
 * Events that wait for the end of the present instant, first in, first out. All are due now, so that they need no order of time.
 */
import type { Fingerprint } from '../fingerprint.ts';
import type { EventHandler } from '../kernel-types.ts';
import type { Microseconds } from '../types.ts';

const WORDS = 4;

export class LastEvents {
  /** Events that wait. */
  count = 0;
  /** Four words each: kind, target, a, b. The first event is at `head`; the buffer is a ring. */
  private words = new Int32Array(16 * WORDS);
  /** Index of the first word of the first event. */
  private head = 0;

  add(kind: number, target: number, a: number, b: number): void {
    if (this.count * WORDS === this.words.length) this.grow();
    const { words } = this;
    const at = (this.head + this.count++ * WORDS) % words.length;
    words[at] = kind;
    words[at + 1] = target;
    words[at + 2] = a;
    words[at + 3] = b;
  }

  /** Takes out the first event, of which there must be one, notes it in `hash` and hands it to `handler`. */
  run(handler: EventHandler, hash: Fingerprint, ingredients: number, now: Microseconds): void {
    const { words, head: at } = this;
    const kind = words[at];
    const target = words[at + 1];
    const a = words[at + 2];
    const b = words[at + 3];
    this.head = (at + WORDS) % words.length;
    this.count--;
    if (ingredients !== 0) hash.event(ingredients, now, kind, target, a, b);
    handler(kind, target, a, b);
  }

  private grow(): void {
    const { words, head } = this;
    const larger = new Int32Array(words.length * 2);
    larger.set(words.subarray(head));
    larger.set(words.subarray(0, head), words.length - head);
    this.words = larger;
    this.head = 0;
  }
}
