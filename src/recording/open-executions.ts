/**
 * Which tasks are being executed. A task may run several times at once, where one agent is thought lost and works on, and may
 * still run when it has long ended: neither makes more tasks executed than there are.
 */

/** In a task's word: its end is recorded; an execution of it has succeeded. Below these, the number of its executions under way. */
const ENDED = 1 << 15;
const SUCCEEDED = 1 << 14;
const COUNT = SUCCEEDED - 1;

export class OpenExecutions {
  #words = new Uint16Array(1024);
  /** By task that has not ended: executions that nobody will need, whatever becomes of it. */
  #vain = new Uint16Array(1024);
  /** Tasks that have not ended and of which at least one execution is under way. */
  tasks = 0;

  /** An execution begins. False when its task has ended already, so that nobody needs it. */
  begin(task: number): boolean {
    if (task >= this.#words.length) this.#grow(task + 1);
    if ((this.#words[task] & ~SUCCEEDED) === 0) this.tasks++;
    this.#words[task]++;
    return this.#words[task] < ENDED;
  }

  /**
   * An execution is over, or suspended.
   * @param inVain it has ended without a result
   * @returns whether it turns out now that nobody needs it: not where its task has ended, which had settled it before
   */
  finish(task: number, inVain = false): boolean {
    this.#words[task]--;
    if ((this.#words[task] & ~SUCCEEDED) === 0) this.tasks--;
    return inVain && this.waste(task);
  }

  /**
   * Nobody will need an execution of the task: another one has succeeded before, or what was suspended will not go on.
   * @returns as `finish`
   */
  waste(task: number): boolean {
    if (this.#words[task] >= ENDED) return false;
    this.#vain[task]++;
    return true;
  }

  /** An execution of the task has succeeded. False when that is not the first: what it does has been done again. */
  succeed(task: number): boolean {
    const isFirst = (this.#words[task] & SUCCEEDED) === 0;
    this.#words[task] |= SUCCEEDED;
    return isFirst;
  }

  /** Whether an execution of the task is under way. */
  isUnderWay(task: number): boolean {
    return task < this.#words.length && (this.#words[task] & COUNT) > 0;
  }

  /** The task's end is recorded. @returns how many of its executions were known to be in vain */
  end(task: number): number {
    if (task >= this.#words.length) this.#grow(task + 1);
    if (this.#words[task] < ENDED && (this.#words[task] & COUNT) > 0) this.tasks--;
    this.#words[task] |= ENDED;
    return this.#vain[task];
  }

  #grow(length: number): void {
    const larger = new Uint16Array(Math.max(length, this.#words.length * 2));
    larger.set(this.#words);
    this.#words = larger;
    const vain = new Uint16Array(larger.length);
    vain.set(this.#vain);
    this.#vain = vain;
  }
}
