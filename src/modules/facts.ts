/** Facts: what modules tell the outside, for metrics and for oracles. Each folder of modules declares those that it reports. */
import type { Names, SixWords, Words, WordsOf } from './vocabulary.ts';

/** A kind of fact, with up to six whole numbers. */
export interface Fact<W extends Words> {
  /** In its group: "retried". */
  readonly name: string;
  readonly group: string;
  /** Place in tables by fact: dense, from 0. Neither shown nor sent. */
  readonly code: number;
  /** Names of its words. */
  readonly words: readonly string[];
  /** Never set: it carries the type. */
  readonly type?: W;
}

/** @param words names of its words, up to six */
export function fact<const N extends Names>(words: N): Fact<WordsOf<N>> {
  return { name: '', group: '', code: -1, words };
}

const ALL: Fact<Words>[] = [];

/** All facts that have been declared, by code. */
export const allFacts: readonly Fact<Words>[] = ALL;

/** Declares facts. To be called once for each group, when the file is loaded. @throws Error when the group is taken */
export function facts<const F extends Readonly<Record<string, Fact<Words>>>>(group: string, given: F): F {
  if (ALL.some((other) => other.group === group)) throw new Error(`there are facts "${group}" already`);
  const named = Object.entries(given).map(([name, { words }]) => {
    const made: Fact<Words> = { name, group, code: ALL.length, words };
    ALL.push(made);
    return [name, made] as const;
  });
  return Object.freeze(Object.fromEntries(named)) as F;
}

/** `by`: the process that reports. */
export type FactListener<F> = F extends Fact<infer W> ? (by: number, ...words: W) => void : never;

type Listener = (by: number, ...words: SixWords) => void;

/** Who hears of which facts. */
export class Subscriptions {
  readonly #listeners: (Listener | undefined)[] = [];

  /** From now on `listener` hears of a fact, after those that subscribed before. */
  on<F extends Fact<Words>>(to: F, listener: FactListener<F>): void {
    // Words beyond those of the fact are not looked at.
    const next = listener as unknown as Listener;
    const before = this.#listeners[to.code];
    this.#listeners[to.code] = before
      ? (by, a, b, c, d, e, f) => {
          before(by, a, b, c, d, e, f);
          next(by, a, b, c, d, e, f);
        }
      : next;
  }

  /** A fact that nobody has subscribed to is passed over. */
  report({ code }: Fact<Words>, by: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#listeners[code]?.(by, a, b, c, d, e, f);
  }
}
