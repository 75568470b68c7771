/** When the rounds of heartbeats of one leadership began. */
export class Rounds {
  /** Microseconds after which it does not matter any more. */
  readonly #kept: number;
  #latest = 0;
  /** Of the latest rounds, the last one last. */
  readonly #sentAt: number[] = [];

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** From 1; 0: none has begun. */
  get latest(): number {
    return this.#latest;
  }

  begin(now: number): void {
    while (this.#sentAt.length > 0 && this.#sentAt[0] <= now - this.#kept) this.#sentAt.shift();
    this.#sentAt.push(now);
    this.#latest++;
  }

  /** -Infinity: too long ago, or never. */
  sentAt(round: number): number {
    return this.#sentAt[round - (this.#latest - this.#sentAt.length) - 1] ?? -Infinity;
  }
}
