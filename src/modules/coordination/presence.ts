/**
 * Which workers of a coordinator are there. Where workers come and go, a coordinator with nobody left is of no use to the one above,
 * and says so: it leaves, as a worker does, and comes back as a new incarnation with the first who joins.
 */
import type { Port, ProcessId } from '../ports.ts';
import { scheduling } from '../scheduling/vocabulary.ts';
import type { WorkerDescription } from '../scheduling/workers.ts';
import { Versions } from '../versions.ts';

/**
 * left: not there, or about to go, and nobody to be suspected. silent: suspected where workers come and go, so perhaps gone without a
 * word; it is back when it is trusted again.
 */
const AWAY = { no: 0, left: 1, silent: 2 } as const;

/** Key of the one row: its first field is the incarnation. */
const ROW_KEY = 0;

export class Presence {
  readonly #port: Port;
  readonly #parent: ProcessId | null;
  readonly #elastic: boolean;
  /** By worker: one of AWAY. */
  readonly #away: Uint8Array;
  /** Workers that are not away. */
  #here: number;
  readonly #versions: Versions;
  /**
   * What this coordinator's heartbeats carry: grows whenever there is somebody here again. Durable, since a crash is no restart to the one
   * above: the ledger is still here, and what this coordinator says of itself must count there as before.
   */
  incarnation = 0;

  /** @param port a scope of its own: its row is the incarnation. @param elastic whether workers come and go */
  constructor(port: Port, workers: readonly WorkerDescription[], parent: ProcessId | null, elastic: boolean) {
    this.#port = port;
    this.#parent = parent;
    this.#elastic = elastic;
    this.#versions = new Versions(port);
    this.#away = Uint8Array.from(workers, ({ present = true }) => (present ? AWAY.no : AWAY.left));
    this.#here = this.#away.reduce((count, away) => count + (away === AWAY.no ? 1 : 0), 0);
  }

  /** Takes up what the store holds. */
  recover(): void {
    this.#port.storage.forEach((_key, incarnation) => {
      this.incarnation = incarnation;
    });
  }

  isHere(worker: number): boolean {
    return this.#away[worker] === AWAY.no;
  }

  hasLeft(worker: number): boolean {
    return this.#away[worker] === AWAY.left;
  }

  joined(worker: number): void {
    if (this.#away[worker] === AWAY.no) return;
    this.#away[worker] = AWAY.no;
    if (++this.#here === 1) this.#comeBack();
  }

  /** False when it was away before. */
  left(worker: number): boolean {
    const was = this.#away[worker];
    this.#away[worker] = AWAY.left;
    if (was === AWAY.no) this.#here--;
    return was === AWAY.no;
  }

  suspected(worker: number): void {
    if (!this.#elastic || this.#away[worker] !== AWAY.no) return;
    this.#away[worker] = AWAY.silent;
    this.#here--;
  }

  /** With nobody here, and nobody on the way out who still works, tasks must go elsewhere: the one above takes them back. */
  leaveIfEmpty(outstanding: number): void {
    if (this.#here > 0 || this.#parent === null || outstanding > 0) return;
    this.#port.post(this.#parent, scheduling.leave, this.#port.self, this.incarnation, 1);
  }

  /** There is somebody again: so is this coordinator, for the one above. */
  #comeBack(): void {
    if (this.#parent === null) return;
    this.incarnation = this.#versions.next();
    this.#port.storage.put(ROW_KEY, this.incarnation, 0, 0, 0);
    this.#port.post(this.#parent, scheduling.heartbeat, this.incarnation);
  }
}
