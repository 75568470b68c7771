/**
 * Which tasks are being executed. A task may run several times at once, where one agent is thought lost and works on, and may
 * still run when it has long ended: neither makes more tasks executed than there are.
 */

/** In a task's word: its end is recorded. Below it, the number of its executions under way. */
const ENDED = 1 << 15;

export class OpenExecutions {
  #words = new Uint16Array(1024);
  /** Tasks that have not ended and of which at least one execution is under way. */
  tasks = 0;

  /** An execution begins. False when its task has ended already, so that nobody needs it. */
  begin(task: number): boolean {
    if (task >= this.#words.length) this.#grow(task + 1);
    if (this.#words[task] === 0) this.tasks++;
    this.#words[task]++;
    return this.#words[task] < ENDED;
  }

  /** An execution is over. */
  finish(task: number): void {
    this.#words[task]--;
    if (this.#words[task] === 0) this.tasks--;
  }

  /** Whether an execution of the task is under way. */
  isUnderWay(task: number): boolean {
    return task < this.#words.length && (this.#words[task] & ~ENDED) > 0;
  }

  /** The task's end is recorded. */
  end(task: number): void {
    if (task >= this.#words.length) this.#grow(task + 1);
    if (this.#words[task] > 0 && this.#words[task] < ENDED) this.tasks--;
    this.#words[task] |= ENDED;
  }

  #grow(length: number): void {
    const larger = new Uint16Array(Math.max(length, this.#words.length * 2));
    larger.set(this.#words);
    this.#words = larger;
  }
}
