/** So many things at a time; of those that wait, the one with the lowest number is next. */
export class Slots {
  #free: number;
  readonly #waiting: { readonly priority: number; readonly start: () => void }[] = [];

  /** @param count at least 1 */
  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Does the work once there is a place for it.
   * @throws the reason of the signal where it is aborted before that
   */
  async use<Result>(priority: number, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.#take(priority);
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      this.#give();
    }
  }

  #take(priority: number): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((start) => {
      const after = this.#waiting.findIndex((other) => other.priority > priority);
      this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, { priority, start });
    });
  }

  #give(): void {
    const next = this.#waiting.shift();
    if (next) next.start();
    else this.#free++;
  }
}
