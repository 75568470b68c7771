/**
 * What a coordinator of a pair durably knows of the two. Generations alternate: in an even one both have all that counts (the leader
 * lets nothing out that the standby does not have), in an odd one its leader alone has. An even generation ends when the witnesses
 * let one of the two go on alone, an odd one when its leader has brought the other up to date.
 */
import type { DurableStore, ProcessId } from '../ports.ts';

/** Key of the one row: generation, who leads it, streams begun here. */
const ROW_KEY = 0;

export class Configuration {
  readonly #storage: DurableStore;
  generation = 0;
  /** Who leads the generation. */
  leader: ProcessId;
  #streams = 0;

  /** @param storage of the configuration, and of nothing else. @param first who leads generation 0 */
  constructor(storage: DurableStore, first: ProcessId) {
    this.#storage = storage;
    this.leader = first;
    storage.forEach((_key, generation, leader, streams) => {
      this.generation = generation;
      this.leader = leader;
      this.#streams = streams;
    });
  }

  get isPaired(): boolean {
    return (this.generation & 1) === 0;
  }

  /** Number for a new stream, above all that this coordinator has begun in any of its lives. */
  nextStream(): number {
    this.#streams++;
    this.#write();
    return this.#streams;
  }

  enter(generation: number, leader: ProcessId): void {
    this.generation = generation;
    this.leader = leader;
    this.#write();
  }

  #write(): void {
    this.#storage.put(ROW_KEY, this.generation, this.leader, this.#streams, 0);
  }
}
