/**
 * Signs of life that others leave on a server. Clocks of machines differ: what counts is that a sign changes, by the clock of who
 * reads it.
 */
import { SILENCE } from './protocol.ts';

interface Sign<Data> {
  data: Data;
  /** When it was seen to change, in milliseconds of the reader's clock. */
  changed: number;
}

export class Signs<Data extends { readonly beat: number }> {
  readonly #signs = new Map<string, Sign<Data>>();
  #now = 0;

  /** @param now milliseconds of a clock that never goes back */
  read(jobs: readonly ({ readonly id?: string; readonly data: Data } | undefined)[], now: number): void {
    this.#now = now;
    const seen = new Set<string>();
    for (const job of jobs) {
      if (job?.id === undefined) continue;
      seen.add(job.id);
      const sign = this.#signs.get(job.id);
      if (sign === undefined) this.#signs.set(job.id, { data: job.data, changed: now });
      else {
        if (sign.data.beat !== job.data.beat) sign.changed = now;
        sign.data = job.data;
      }
    }
    for (const id of this.#signs.keys()) if (!seen.has(id)) this.#signs.delete(id);
  }

  ids(): string[] {
    return [...this.#signs.keys()];
  }

  /** Milliseconds for which nothing has changed; of those that are not there, Infinity. */
  silence(id: string): number {
    const sign = this.#signs.get(id);
    return sign === undefined ? Number.POSITIVE_INFINITY : this.#now - sign.changed;
  }

  /** What those say that live, as far as is known. */
  present(): Data[] {
    return this.entries().map(([, data]) => data);
  }

  /** What those say whose sign the latest reading found changed. */
  changed(): Data[] {
    return [...this.#signs.values()].filter(({ changed }) => changed === this.#now).map(({ data }) => data);
  }

  entries(): [string, Data][] {
    return [...this.#signs]
      .filter(([, { changed }]) => this.#now - changed < SILENCE)
      .map(([id, { data }]) => [id, data]);
  }
}
