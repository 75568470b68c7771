import { Malformed } from '../errors.ts';

/** Longer lines and forms are no part of a history. */
export const MOST_CHARACTERS = 1 << 24;

/** Takes a line, or another piece of a history, and the number of the line on which it begins. */
export type Take = (text: string, line: number) => void;

/** Cuts a stream of text into lines. */
export class LineSplitter {
  readonly #take: Take;
  #rest = '';
  #line = 1;

  constructor(take: Take) {
    this.#take = take;
  }

  /** @throws Malformed, and what `take` throws */
  push(chunk: string): void {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      this.#give(this.#rest + chunk.slice(from, end));
      this.#rest = '';
      this.#line++;
      from = end + 1;
    }
    this.#rest += chunk.slice(from);
    if (this.#rest.length > MOST_CHARACTERS)
      throw new Malformed(this.#line, `found a line of more than ${MOST_CHARACTERS} characters`);
  }

  end(): void {
    if (this.#rest !== '') this.#give(this.#rest);
  }

  #give(line: string): void {
    this.#take(line.endsWith('\r') ? line.slice(0, -1) : line, this.#line);
  }
}
