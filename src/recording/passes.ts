/** How tasks travel through coordinators on their way to an agent. */

export class Passes {
  /** By task: times that one coordinator gave it to another. */
  #passes = new Int32Array(0);
  /** Since measuring began: such times, completed tasks, and coordinators that these went through. */
  count = 0;
  #tasks = 0;
  #hops = 0;

  passed(task: number): void {
    if (task >= this.#passes.length) {
      const larger = new Int32Array(Math.max(task + 1, this.#passes.length * 2));
      larger.set(this.#passes);
      this.#passes = larger;
    }
    this.#passes[task]++;
    this.count++;
  }

  completed(task: number): void {
    this.#tasks++;
    this.#hops += this.hopsOf(task);
  }

  /** Coordinators that a task has gone through so far. */
  hopsOf(task: number): number {
    return 1 + (task < this.#passes.length ? this.#passes[task] : 0);
  }

  warm(): void {
    this.count = 0;
    this.#tasks = 0;
    this.#hops = 0;
  }

  /** Completed tasks, and coordinators that they went through. */
  get hops(): { readonly count: number; readonly sum: number } {
    return { count: this.#tasks, sum: this.#hops };
  }
}
