/**
 * How a coordinator of a pair gets leave to go on alone: single-decree Paxos among the witnesses, one decree a generation (Lamport,
 * Paxos Made Simple, 2001). Each of the two proposes only itself, so a ballot's number says for whom it is: even for the first of
 * the pair, odd for the second. It asks for votes when a majority has promised its ballot and the other cannot have been chosen:
 * because nobody of that majority has voted, or the latest vote was for itself, or too few have ever voted for anybody.
 */
import type { Port, ProcessId } from '../ports.ts';
import { toWitness } from './vocabulary.ts';

export class Election {
  readonly #port: Port;
  readonly #witnesses: readonly ProcessId[];
  /** 0 for the first of the pair, 1 for the second. */
  readonly #side: number;
  readonly #won: () => void;
  #generation = -1;
  #round = 0;
  #isVoting = false;
  /** Witnesses that promised the present ballot, those of them that had voted before, and those that voted for it. */
  readonly #promises = new Set<ProcessId>();
  readonly #earlier = new Set<ProcessId>();
  readonly #votes = new Set<ProcessId>();
  /** Latest ballot that any of them had voted for. */
  #latest = 0;

  constructor(port: Port, witnesses: readonly ProcessId[], side: number, won: () => void) {
    this.#port = port;
    this.#witnesses = witnesses;
    this.#side = side;
    this.#won = won;
  }

  get isRunning(): boolean {
    return this.#generation >= 0;
  }

  /** Begins a ballot above all seen, to end a generation; call again for another try. */
  begin(generation: number): void {
    this.#generation = generation;
    this.#round++;
    this.#isVoting = false;
    this.#latest = 0;
    for (const witnesses of [this.#promises, this.#earlier, this.#votes]) witnesses.clear();
    this.#ask(0);
  }

  stop(): void {
    this.#generation = -1;
  }

  /** A witness has answered. */
  onWitnessed(from: ProcessId, generation: number, promised: number, voted: number): void {
    if (generation !== this.#generation) {
      // Others have gone on: whoever leads there will say so.
      if (generation > this.#generation) this.stop();
      return;
    }
    if (promised > this.#ballot) this.#round = Math.max(this.#round, promised >> 1);
    if (promised !== this.#ballot) return;
    if (this.#isVoting) this.#onVote(from, voted);
    else this.#onPromise(from, voted);
  }

  get #ballot(): number {
    return 2 * this.#round + this.#side;
  }

  #isMajority(count: number): boolean {
    return 2 * count > this.#witnesses.length;
  }

  #onPromise(from: ProcessId, voted: number): void {
    this.#promises.add(from);
    if (voted > 0) this.#earlier.add(from);
    this.#latest = Math.max(this.#latest, voted);
    if (!this.#isMajority(this.#promises.size) || !this.#isFree()) return;
    this.#isVoting = true;
    this.#ask(1);
  }

  /** Whether no witness can have helped to choose the other. */
  #isFree(): boolean {
    if (this.#latest === 0 || (this.#latest & 1) === this.#side) return true;
    const unheard = this.#witnesses.length - this.#promises.size;
    return !this.#isMajority(this.#earlier.size + unheard);
  }

  #onVote(from: ProcessId, voted: number): void {
    if (voted !== this.#ballot) return;
    this.#votes.add(from);
    if (!this.#isMajority(this.#votes.size)) return;
    this.stop();
    this.#won();
  }

  #ask(isVote: 0 | 1): void {
    for (const witness of this.#witnesses)
      this.#port.post(witness, toWitness.ballot, this.#generation, this.#ballot, isVote);
  }
}
