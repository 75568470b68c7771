/**
 * Events that wait for the end of the present instant, first in, first out. All are due now, so that they need no order of time.
 */
const WORDS = 4;

export class LastEvents {
  /** Events that wait. */
  count = 0;
  /** Four words each: kind, target, a, b. The first event is at `head`; the buffer is a ring. */
  words = new Int32Array(16 * WORDS);
  /** Index of the first word of the first event. */
  head = 0;

  add(kind: number, target: number, a: number, b: number): void {
    if (this.count * WORDS === this.words.length) this.grow();
    const { words } = this;
    const at = (this.head + this.count++ * WORDS) % words.length;
    words[at] = kind;
    words[at + 1] = target;
    words[at + 2] = a;
    words[at + 3] = b;
  }

  /** Takes out the first event: the index of its first word, valid until the next call of `add`. There must be one. */
  take(): number {
    const at = this.head;
    this.head = (at + WORDS) % this.words.length;
    this.count--;
    return at;
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
