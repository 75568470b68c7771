/**
 * Vocabularies: what modules say to each other. Each folder of modules declares the kinds of message that one role handles, with their
 * words, size and cost, and the facts that it reports. Whoever speaks a vocabulary gives one handler for each of its kinds; hosts
 * dispatch by table and know no kind by name.
 */
import type { Codec } from './codec.ts';

/** Up to six whole numbers from -(2^53 - 1) to 2^53 - 1. */
export type Words =
  | readonly []
  | readonly [number]
  | readonly [number, number]
  | readonly [number, number, number]
  | readonly [number, number, number, number]
  | readonly [number, number, number, number, number]
  | readonly [number, number, number, number, number, number];

/** Names of up to six words. */
export type Names =
  | readonly []
  | readonly [string]
  | readonly [string, string]
  | readonly [string, string, string]
  | readonly [string, string, string, string]
  | readonly [string, string, string, string, string]
  | readonly [string, string, string, string, string, string];

/** Words with these names. */
export type WordsOf<N extends Names> = { -readonly [K in keyof N]: number } extends infer W extends Words
  ? W
  : never;

/** The words of a hot message as hosts pass them: 0 where its kind has no such word. */
export type SixWords = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** What the payload of a message may depend on. */
export interface PayloadSizes {
  /** Bytes that travel with a task. */
  task(task: number): number;
  /** Bytes of the state that travels with a task from one worker to another. */
  readonly state: number;
}

interface KindOf {
  /** In its vocabulary: "assign". */
  readonly name: string;
  readonly vocabulary: string;
  /** Place in tables by kind: dense, from 0. It depends on the order in which files are loaded, so it is neither shown nor sent. */
  readonly code: number;
  /**
   * Bytes in the compact format, with words as large as runs have them, and without what depends on the message: its payload, or what
   * the codec of a cold message writes. 0: the payload is all of it, in every format.
   */
  readonly size: number;
  /** Name of the price that its receiver pays for handling it; `FREE`: no receiver pays for it. */
  readonly cost: string;
  /** It travels on a client's connection: what cannot be delivered is sent again later, and nothing is lost or doubled on the way. */
  readonly redelivered: boolean;
  /** Sent again and again to show that its sender lives: receivers count such messages. */
  readonly isHeartbeat: boolean;
}

/** A kind of message whose words are passed as arguments: nothing is allocated for it. */
export interface Hot<W extends Words> extends KindOf {
  readonly hot: true;
  /** Names of its words. */
  readonly words: readonly string[];
  /** Never set: it carries the type. */
  readonly type?: W;
  /** Bytes that travel besides; not given: none. */
  payload?(sizes: PayloadSizes, ...words: W): number;
}

/** A kind of message with a typed value: by reference inside one process, by its codec between processes. */
export interface Cold<M> extends KindOf {
  readonly hot: false;
  readonly codec: Codec<M>;
  /** Bytes of what the codec writes that the size of the kind accounts for: words that a hot message would have. */
  readonly covered: number;
}

export type Kind = Hot<Words> | Cold<unknown>;
export type Vocabulary = Readonly<Record<string, Kind>>;

/** The price of messages whose receivers are clients, agents and others whose time is not counted. No coordinator handles them. */
export const FREE = 'free';

interface HotOptions<W extends Words> {
  readonly redelivered?: boolean;
  readonly isHeartbeat?: boolean;
  readonly payload?: (sizes: PayloadSizes, ...words: W) => number;
}

/**
 * @param words names of its words, up to six
 * @param size bytes in the compact format
 * @param cost name of the price for handling it
 */
export function hot<const N extends Names>(
  words: N,
  size: number,
  cost: string,
  options: HotOptions<WordsOf<N>> = {},
): Hot<WordsOf<N>> {
  const { redelivered = false, isHeartbeat = false, payload } = options;
  const kind = { hot: true as const, ...UNNAMED, words, size, cost, redelivered, isHeartbeat };
  return payload ? { ...kind, payload } : kind;
}

/**
 * @param size bytes in the compact format, besides what the codec writes
 * @param cost name of the price for handling it
 * @param covered bytes of what the codec writes that `size` accounts for
 */
export function cold<M>(codec: Codec<M>, size: number, cost: string, covered: number): Cold<M> {
  return { hot: false, ...UNNAMED, size, cost, redelivered: false, isHeartbeat: false, codec, covered };
}

const UNNAMED = { name: '', vocabulary: '', code: -1 } as const;

const KINDS: Kind[] = [];

/** All kinds that have been declared, by code. */
export const kinds: readonly Kind[] = KINDS;

const VOCABULARIES = new Set<string>();

/**
 * Declares the kinds of message that a role handles. To be called once for each name, when the file is loaded.
 * @throws Error when the name is taken, or a kind costs nothing and does not say so
 */
export function vocabulary<const V extends Vocabulary>(name: string, given: V): V {
  if (VOCABULARIES.has(name)) throw new Error(`there is a vocabulary "${name}" already`);
  VOCABULARIES.add(name);
  const named = Object.entries(given).map(([kindName, kind]) => {
    const made: Kind = { ...kind, name: kindName, vocabulary: name, code: KINDS.length };
    if (made.cost === '') throw new Error(`${fullName(made)} has no cost`);
    KINDS.push(made);
    return [kindName, made] as const;
  });
  return Object.freeze(Object.fromEntries(named)) as V;
}

/** "worker.assign" */
export function fullName({ vocabulary: of, name }: Pick<Kind, 'vocabulary' | 'name'>): string {
  return `${of}.${name}`;
}

/** One handler for each kind of a vocabulary. `from` is the address of the sender. */
export type Handlers<V extends Vocabulary> = {
  readonly [K in keyof V]: V[K] extends Hot<infer W>
    ? (from: number, ...words: W) => void
    : V[K] extends Cold<infer M>
      ? (from: number, message: M) => void
      : never;
};

/** Handlers as tables hold them: words beyond those of the kind are not looked at. */
export type HotHandler = (
  from: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
) => void;
export type ColdHandler = (from: number, message: unknown) => void;

type Handled = readonly [Hot<Words>, HotHandler] | readonly [Cold<unknown>, ColdHandler];

/** That a module handles some kinds, and how. */
export interface Receiver {
  readonly handles: readonly Handled[];
}

/** A module's part that handles all kinds of a vocabulary. */
export function receiver<V extends Vocabulary>(of: V, handlers: Handlers<V>): Receiver {
  const handles = Object.entries(of).map(([name, kind]) => [kind, handlers[name]]);
  return { handles: handles as unknown as Receiver['handles'] };
}

/** Whoever handles all kinds of some vocabularies in the same way, by passing them on. */
export interface Forwarder {
  hot(kind: Hot<Words>, from: number, ...words: SixWords): void;
  cold(kind: Cold<unknown>, from: number, message: unknown): void;
}

export function forwarding(of: readonly Vocabulary[], to: Forwarder): Receiver {
  const handles: Handled[] = [];
  for (const kind of of.flatMap((one) => Object.values(one))) {
    if (kind.hot) handles.push([kind, (from, a, b, c, d, e, f) => to.hot(kind, from, a, b, c, d, e, f)]);
    else handles.push([kind, (from: number, message: unknown) => to.cold(kind, from, message)]);
  }
  return { handles };
}

/** A message of a kind that its receiver does not handle. */
export class UnexpectedMessageError extends Error {
  override readonly name = 'UnexpectedMessageError';
}

/** The handlers of one module by kind. */
export class MessageTable {
  readonly #self: () => number;
  readonly #hot: HotHandler[] = [];
  readonly #cold: ColdHandler[] = [];

  /**
   * @param self address of the process whose module it is; of a module that serves many, whose message is being handled
   * @throws Error when a kind has two handlers
   */
  constructor(self: number | (() => number), receivers: readonly Receiver[]) {
    this.#self = typeof self === 'number' ? () => self : self;
    for (const kind of kinds) {
      this.#hot[kind.code] = (from) => this.#fail(kind, from);
      this.#cold[kind.code] = (from) => this.#fail(kind, from);
    }
    const handled = new Set<Kind>();
    for (const [kind, handler] of receivers.flatMap(({ handles }) => handles)) {
      if (handled.has(kind)) throw new Error(`there are two handlers for ${fullName(kind)}`);
      handled.add(kind);
      if (kind.hot) this.#hot[kind.code] = handler as HotHandler;
      else this.#cold[kind.code] = handler as ColdHandler;
    }
  }

  /** Handles a hot message. @throws UnexpectedMessageError */
  hot(code: number, from: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#hot[code](from, a, b, c, d, e, f);
  }

  /** Handles a cold message. @throws UnexpectedMessageError */
  cold(code: number, from: number, message: unknown): void {
    this.#cold[code](from, message);
  }

  #fail(kind: Kind, from: number): never {
    throw new UnexpectedMessageError(
      `process ${this.#self()} has got ${fullName(kind)} from process ${from}, and handles no such messages`,
    );
  }
}
