/**
 * A witness: one of an odd number of voters that decide which of two coordinators goes on when they have lost sight of each other.
 * An acceptor of single-decree Paxos (Lamport, Paxos Made Simple, 2001) for each generation of the pair; of generations that are
 * over it forgets all but their number. What it has promised is durable.
 */
import type { Port, ProcessId } from '../ports.ts';
import { pairing } from './vocabulary.ts';

/** Key of its one row: a = generation, b = promised ballot, c = ballot voted for. */
const ROW_KEY = 0;

export class Witness {
  readonly #port: Port;
  #generation = 0;
  #promised = 0;
  #voted = 0;

  constructor(port: Port) {
    this.#port = port;
    port.storage.forEach((_key, generation, promised, voted) => {
      this.#generation = generation;
      this.#promised = promised;
      this.#voted = voted;
    });
  }

  /** A coordinator asks for a promise, or for a vote; the answer says where the witness stands, whatever it did. */
  onBallot(from: ProcessId, generation: number, ballot: number, isVote: boolean): void {
    if (generation > this.#generation) {
      this.#generation = generation;
      this.#promised = 0;
      this.#voted = 0;
    }
    if (generation === this.#generation && ballot >= this.#promised) {
      this.#promised = ballot;
      if (isVote) this.#voted = ballot;
      this.#port.storage.put(ROW_KEY, this.#generation, this.#promised, this.#voted, 0);
    }
    this.#port.post(from, pairing.witnessed, this.#generation, this.#promised, this.#voted);
  }
}
