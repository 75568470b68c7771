/**
 * What a leading coordinator may not let out yet, in order: messages, and ends of tasks that it announces. Each is marked with the
 * position of the log that the standby must have confirmed before.
 */
import type { MessageKind, ObservationKind, ProcessId } from '../ports.ts';

/** Where effects go when they may. */
export interface Effects {
  letOut(to: ProcessId, kind: MessageKind, a: number, b: number, c: number, table?: Int32Array): void;
  /** @param silent nobody is to be told, so nothing need be kept of the task from now on */
  announce(kind: ObservationKind, task: number, detail: number, silent: boolean): void;
}

/** In the first field of an entry. A message with a table has it in the queue of tables. */
const ENTRY = { message: 0, end: 1, messageWithTable: 2 } as const;
/** Type, five fields, position of the log. */
const WIDTH = 7;
/** Released entries are cleared away when there are so many numbers of them. */
const TIDY = 8192 * WIDTH;

export class HeldEffects {
  readonly #effects: Effects;
  #entries: number[] = [];
  /** Tables of the messages that have one, in the order of these. */
  #tables: Int32Array[] = [];
  #head = 0;
  #marked = 0;
  #last = -1;

  constructor(effects: Effects) {
    this.#effects = effects;
  }

  get size(): number {
    return (this.#entries.length - this.#head) / WIDTH;
  }

  send(to: ProcessId, kind: MessageKind, a: number, b: number, c: number, table?: Int32Array): void {
    if (table !== undefined) this.#tables.push(table);
    const type = table === undefined ? ENTRY.message : ENTRY.messageWithTable;
    this.#entries.push(type, to, kind, a, b, c, 0);
  }

  /** The end of a task; silent, unless `spoken` is called before the next. */
  announce(kind: ObservationKind, task: number, detail: number): void {
    this.#last = this.#entries.length;
    this.#entries.push(ENTRY.end, kind, task, detail, 1, 0, 0);
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
      if (entries[at] !== ENTRY.end)
        this.#effects.letOut(
          entries[at + 1],
          entries[at + 2] as MessageKind,
          entries[at + 3],
          entries[at + 4],
          entries[at + 5],
          entries[at] === ENTRY.messageWithTable ? this.#tables.shift() : undefined,
        );
      else
        this.#effects.announce(
          entries[at + 1] as ObservationKind,
          entries[at + 2],
          entries[at + 3],
          entries[at + 4] === 1,
        );
    }
    this.#tidy();
  }

  clear(): void {
    this.#entries = [];
    this.#tables = [];
    this.#head = 0;
    this.#marked = 0;
  }

  #tidy(): void {
    if (this.#head < this.#entries.length && this.#head < TIDY) return;
    this.#entries.splice(0, this.#head);
    this.#marked -= this.#head;
    this.#head = 0;
  }
}
