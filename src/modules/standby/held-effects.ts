/**
 * What a leading coordinator may not let out yet, in order: messages, and ends of tasks that it announces. Each is marked with the
 * position of the log that the standby must have confirmed before.
 */
import { allFacts, type Fact } from '../facts.ts';
import type { ProcessId } from '../ports.ts';
import { type Cold, type Hot, type Kind, kinds, type Words } from '../vocabulary.ts';

/** Where effects go when they may. */
export interface Effects {
  postOut(to: ProcessId, kind: Hot<Words>, words: Words): void;
  sendOut(to: ProcessId, kind: Cold<unknown>, message: unknown): void;
  /** @param silent nobody is to be told, so nothing need be kept of the task from now on */
  announce(fact: Fact<Words>, task: number, detail: number, silent: boolean): void;
}

/** In the first field of an entry. The values of cold messages are in a queue of their own. */
const ENTRY = { hot: 0, end: 1, cold: 2 } as const;
/** Most words of a message. */
const WORDS = 6;
/** Type; receiver, kind, number of words and the words, or what an end is about; position of the log. */
const WIDTH = 5 + WORDS;
/** Released entries are cleared away when there are so many numbers of them. */
const TIDY = 8192 * WIDTH;

export class HeldEffects {
  readonly #effects: Effects;
  #entries: number[] = [];
  /** Values of the cold messages, in the order of these. */
  #values: unknown[] = [];
  #head = 0;
  #marked = 0;
  #last = -1;

  constructor(effects: Effects) {
    this.#effects = effects;
  }

  get size(): number {
    return (this.#entries.length - this.#head) / WIDTH;
  }

  post(to: ProcessId, { code }: Kind, words: Words): void {
    this.#add(ENTRY.hot, to, code, words.length, ...words);
  }

  send(to: ProcessId, { code }: Kind, message: unknown): void {
    this.#values.push(message);
    this.#add(ENTRY.cold, to, code);
  }

  /** The end of a task; silent, unless `spoken` is called before the next. */
  announce({ code }: Fact<Words>, task: number, detail: number): void {
    this.#last = this.#entries.length;
    this.#add(ENTRY.end, code, task, detail, 1);
  }

  /** The end announced last is told to a client. */
  spoken(): void {
    this.#entries[this.#last + 4] = 0;
  }

  /** All that came since the last call waits for this position of the log. */
  mark(position: number): void {
    for (; this.#marked < this.#entries.length; this.#marked += WIDTH)
      this.#entries[this.#marked + WIDTH - 1] = position;
  }

  /** The standby has confirmed the log up to here: what waited for no more goes out. */
  release(position: number): void {
    const entries = this.#entries;
    while (this.#head < this.#marked && entries[this.#head + WIDTH - 1] <= position) {
      const at = this.#head;
      this.#head += WIDTH;
      if (entries[at] === ENTRY.end) this.#announceAt(at);
      else this.#letOutAt(at);
    }
    this.#tidy();
  }

  clear(): void {
    this.#entries = [];
    this.#values = [];
    this.#head = 0;
    this.#marked = 0;
  }

  #announceAt(at: number): void {
    const entries = this.#entries;
    const fact = allFacts[entries[at + 1]];
    this.#effects.announce(fact, entries[at + 2], entries[at + 3], entries[at + 4] === 1);
  }

  #letOutAt(at: number): void {
    const entries = this.#entries;
    const to = entries[at + 1];
    const kind = kinds[entries[at + 2]];
    const first = at + 4;
    if (!kind.hot) this.#effects.sendOut(to, kind, this.#values.shift());
    else this.#effects.postOut(to, kind, entries.slice(first, first + entries[at + 3]) as unknown as Words);
  }

  #add(...fields: number[]): void {
    this.#entries.push(...fields);
    for (let field = fields.length; field < WIDTH; field++) this.#entries.push(0);
  }

  #tidy(): void {
    if (this.#head < this.#entries.length && this.#head < TIDY) return;
    this.#entries.splice(0, this.#head);
    this.#marked -= this.#head;
    this.#head = 0;
  }
}
