/** Tells workers and clients who leads; workers again and again until each has been heard from. */
import { IntegerMap } from '../collections/integer-map.ts';
import type { Port, ProcessId } from '../ports.ts';
import { following } from './vocabulary.ts';

export class Herald {
  readonly #port: Port;
  readonly #workers: readonly ProcessId[];
  readonly #places = new IntegerMap();
  /** By worker, 1: not heard from since the leader changed. */
  readonly #silent: Uint8Array;
  #unheard = 0;
  #generation = 0;

  constructor(port: Port, workers: readonly ProcessId[]) {
    this.#port = port;
    this.#workers = workers;
    this.#silent = new Uint8Array(workers.length);
    for (const [place, worker] of workers.entries()) this.#places.set(worker, place);
  }

  /** This process leads from this generation on. */
  begin(generation: number, clients: Iterable<ProcessId>): void {
    this.#generation = generation;
    this.#silent.fill(1);
    this.#unheard = this.#workers.length;
    this.repeat();
    for (const client of clients) this.#tell(client);
  }

  /** It leads no more. */
  stop(): void {
    this.#unheard = 0;
  }

  heard(from: ProcessId): void {
    if (this.#unheard === 0) return;
    const place = this.#places.get(from);
    if (place < 0 || this.#silent[place] === 0) return;
    this.#silent[place] = 0;
    this.#unheard--;
  }

  /** Tells those workers again that have not been heard from. */
  repeat(): void {
    if (this.#unheard === 0) return;
    for (let place = 0; place < this.#workers.length; place++)
      if (this.#silent[place] === 1) this.#tell(this.#workers[place]);
  }

  #tell(process: ProcessId): void {
    this.#port.post(process, following.lead, this.#generation, this.#port.self);
  }
}
