/** Ends of tasks that clients are told, again and again until they have heard. */
import { DeadlineList, type Timers } from '../collections/deadline-list.ts';
import { IntegerMap } from '../collections/integer-map.ts';
import type { Port, ProcessId } from '../ports.ts';
import { toSubmitter } from './vocabulary.ts';

export class Outbox {
  readonly #port: Pick<Port, 'post'>;
  /** Places by task. */
  readonly #places = new IntegerMap();
  readonly #free: number[] = [];
  readonly #task: number[] = [];
  readonly #client: ProcessId[] = [];
  readonly #success: number[] = [];
  readonly #unheard: DeadlineList;

  /** @param patience microseconds until a client is told again */
  constructor(port: Pick<Port, 'post'>, timers: Timers, patience: number) {
    this.#port = port;
    this.#unheard = new DeadlineList(timers, patience, 0, 16, (place) => this.#send(place));
  }

  tell(client: ProcessId, task: number, success: number): void {
    if (this.#places.get(task) >= 0) return;
    const place = this.#free.pop() ?? this.#task.length;
    this.#places.set(task, place);
    this.#task[place] = task;
    this.#client[place] = client;
    this.#success[place] = success;
    this.#send(place);
  }

  /** The client has heard. False when it had before. */
  heard(task: number): boolean {
    const place = this.#places.get(task);
    if (place < 0) return false;
    this.#unheard.stop(place);
    this.#places.delete(task);
    this.#free.push(place);
    return true;
  }

  onTimer(): void {
    this.#unheard.onTimer();
  }

  #send(place: number): void {
    this.#port.post(this.#client[place], toSubmitter.ended, this.#task[place], this.#success[place]);
    this.#unheard.start(place);
  }
}
