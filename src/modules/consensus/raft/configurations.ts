/** The configurations of a log: each acts from the moment at which it is appended, committed or not (dissertation, 4.1). */
import type { Configuration } from '../quorum/configuration.ts';

interface Placed {
  readonly index: number;
  readonly configuration: Configuration;
}

export class Configurations {
  /** Ascending by index. The first one is what the log begins with: of a snapshot, or what the replica was started with at index 0. */
  #placed: Placed[];

  constructor(initial: Configuration) {
    this.#placed = [{ index: 0, configuration: initial }];
  }

  /** The one in force. */
  get latest(): Configuration {
    return this.#last.configuration;
  }

  /** Index of its entry; 0: none is in the log. */
  get latestIndex(): number {
    return this.#last.index;
  }

  /** The one before; null: it is not known any more, as the latest one is committed. */
  get previous(): Configuration | null {
    return this.#placed.at(-2)?.configuration ?? null;
  }

  /** The one in force for whoever has the log up to an index, which is not compacted. */
  at(index: number): Configuration {
    return (this.#placed.findLast((placed) => placed.index <= index) as Placed).configuration;
  }

  add(index: number, configuration: Configuration): void {
    this.#placed.push({ index, configuration });
  }

  /** With the entries from an index on, their configurations go, and the one before them is in force again. */
  truncateFrom(index: number): void {
    if (this.latestIndex >= index) this.#placed = this.#placed.filter((placed) => placed.index < index);
  }

  /** The log is compacted up to an index. */
  compactTo(index: number): void {
    const first = this.#placed.findLastIndex((placed) => placed.index <= index);
    this.#placed.splice(0, first);
  }

  /** The log begins with a snapshot. */
  reset(index: number, configuration: Configuration): void {
    this.#placed = [{ index, configuration }];
  }

  get #last(): Placed {
    return this.#placed[this.#placed.length - 1];
  }
}
