/**
 * Results on their way to whoever gave the task, each sent again until it is recorded there. Durable: a row with attempt -1 in
 * the store is a result that has not been confirmed.
 */
import { DeadlineList } from '../collections/deadline-list.ts';
import { IntegerMap } from '../collections/integer-map.ts';
import { grown } from '../collections/typed-arrays.ts';
import type { DurableStore, Port, ProcessId } from '../ports.ts';
import type { Result } from '../scheduling/vocabulary.ts';

/** In the store's first field: not an assignment but a result. */
export const RESULT_ROW = -1;

export class Uplink {
  readonly #storage: DurableStore;
  readonly #rows = new IntegerMap();
  readonly #free: number[] = [];
  #used = 0;
  #task = new Int32Array(16);
  #ticket = new Float64Array(16);
  #result = new Uint8Array(16);
  #owner = new Int32Array(16);
  readonly #tell: (owner: ProcessId, task: number, token: number, result: number) => void;
  readonly #unconfirmed: DeadlineList;

  /**
   * @param port a scope of its own: its timer is that of results
   * @param storage rows by task
   * @param tell sends a result to whoever gave the task
   */
  constructor(
    port: Port,
    storage: DurableStore,
    ackTimeout: number,
    tell: (owner: ProcessId, task: number, token: number, result: number) => void,
  ) {
    this.#storage = storage;
    this.#tell = tell;
    this.#unconfirmed = new DeadlineList(port, ackTimeout, 0, 16, (row) => this.#send(row));
  }

  /** Who gets the result of the task that is under way, -1 when none is. */
  ownerOf(task: number): ProcessId {
    const row = this.#rows.get(task);
    return row < 0 ? -1 : this.#owner[row];
  }

  /** Sends a result to its owner, under the ticket that came with the task. */
  report(task: number, ticket: number, result: Result, owner: ProcessId): void {
    const row = this.#free.pop() ?? this.#used++;
    if (row >= this.#task.length) {
      this.#task = grown(this.#task, row + 1);
      this.#ticket = grown(this.#ticket, row + 1);
      this.#result = grown(this.#result, row + 1);
      this.#owner = grown(this.#owner, row + 1);
    }
    this.#rows.set(task, row);
    this.#task[row] = task;
    this.#ticket[row] = ticket;
    this.#result[row] = result;
    this.#owner[row] = owner;
    this.#storage.put(task, RESULT_ROW, this.#result[row], ticket, owner);
    this.#send(row);
  }

  /**
   * The task was assigned again though its result is under way: the result goes out again, under the newest ticket that the
   * task has had. False when no result is under way.
   */
  renew(task: number, ticket: number): boolean {
    const row = this.#rows.get(task);
    if (row < 0) return false;
    if (ticket > this.#ticket[row]) {
      this.#ticket[row] = ticket;
      this.#storage.put(task, RESULT_ROW, this.#result[row], ticket, this.#owner[row]);
    }
    this.#send(row);
    return true;
  }

  /** The owner has recorded the result, or wants it no more. Tickets older than the current one are ignored. */
  confirmed(task: number, ticket: number): void {
    const row = this.#rows.get(task);
    if (row < 0 || this.#ticket[row] > ticket) return;
    this.#unconfirmed.stop(row);
    this.#rows.delete(task);
    this.#free.push(row);
    this.#storage.remove(task);
  }

  onTimer(): void {
    this.#unconfirmed.onTimer();
  }

  #send(row: number): void {
    this.#tell(this.#owner[row], this.#task[row], this.#ticket[row], this.#result[row]);
    this.#unconfirmed.start(row);
  }
}
