/** All kinds of kernel events of one world, and who handles those of its features. */
import type { EventKind, FeatureEvent, Part } from '../core/part.ts';

type Handle = FeatureEvent['handle'];

export class EventTable {
  readonly #kinds: readonly (EventKind | undefined)[];
  /** By kind, without gaps. */
  readonly #handles: readonly Handle[];

  /**
   * @param core kinds that the world handles itself
   * @throws Error when two of all kinds have one number
   */
  constructor(core: readonly EventKind[], parts: readonly Part[]) {
    const brought = parts.flatMap(({ events = [] }) => events);
    const all: (EventKind | undefined)[] = [];
    for (const one of [...core, ...brought]) {
      const other = all[one.kind];
      if (other) throw new Error(`${one.plural} and ${other.plural} are both events of kind ${one.kind}`);
      all[one.kind] = one;
    }
    this.#kinds = all;
    const handles = new Map<number, Handle>(brought.map(({ kind, handle }) => [kind, handle]));
    this.#handles = Array.from(all, (_, kind) => handles.get(kind) ?? unknown(kind));
  }

  of(kind: number): EventKind | undefined {
    return this.#kinds[kind];
  }

  /** Has an event of a feature handled by it. @throws Error when none has brought the kind */
  handle(kind: number, target: number, a: number, b: number): void {
    this.#handles[kind](target, a, b);
  }
}

function unknown(kind: number): Handle {
  return () => {
    throw new Error(`no feature handles events of kind ${kind}`);
  };
}
