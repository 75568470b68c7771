/** Executions of tasks that have not ended, each with what its task had spent by part when it began. Rows are used again. */
import { BEFORE } from './latency-part.ts';

const NONE = -1;

export class ExecutionStarts {
  agent = new Int32Array(64);
  /** Time at which it began. */
  start = new Float64Array(64);
  /** 1 where its coordinator no longer counts on it. */
  givenUp = new Uint8Array(64);
  suspended = new Uint8Array(64);
  /** Next execution of the same task, or next free row; -1 for none. */
  next = new Int32Array(64);
  /** Microseconds of its task by part, BEFORE numbers a row. */
  #spent = new Float64Array(64 * BEFORE);
  #free = NONE;
  #used = 0;

  /** @param spent where the parts of the task are, from `from` on */
  add(agent: number, start: number, next: number, spent: Float64Array, from: number): number {
    const row = this.#take();
    this.agent[row] = agent;
    this.start[row] = start;
    this.givenUp[row] = 0;
    this.suspended[row] = 0;
    this.next[row] = next;
    for (let part = 0; part < BEFORE; part++) this.#spent[row * BEFORE + part] = spent[from + part];
    return row;
  }

  remove(row: number): void {
    this.next[row] = this.#free;
    this.#free = row;
  }

  /** Microseconds that the task had spent on a part when the execution began. */
  spent(row: number, part: number): number {
    return this.#spent[row * BEFORE + part];
  }

  #take(): number {
    const row = this.#free;
    if (row !== NONE) {
      this.#free = this.next[row];
      return row;
    }
    if (this.#used === this.agent.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const { agent, start, givenUp, suspended, next } = this;
    const length = agent.length * 2;
    this.agent = larger(agent, new Int32Array(length));
    this.start = larger(start, new Float64Array(length));
    this.givenUp = larger(givenUp, new Uint8Array(length));
    this.suspended = larger(suspended, new Uint8Array(length));
    this.next = larger(next, new Int32Array(length));
    this.#spent = larger(this.#spent, new Float64Array(length * BEFORE));
  }
}

/** What is in a typed array, in one that has more room. */
export function larger<A extends { set(from: A): void }>(from: A, into: A): A {
  into.set(from);
  return into;
}
