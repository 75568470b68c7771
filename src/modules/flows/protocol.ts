/**
 * Hot messages as compact messages, for hosts over real connections that speak them. On a connection kinds go by number: both ends give
 * the kinds that they know, by their full names in order, and compare these when they meet.
 */

import { peering } from '../coordination/vocabulary.ts';
import { intake, scheduling, toClient } from '../scheduling/vocabulary.ts';
import { sessions, toSubmitter } from '../standby/vocabulary.ts';
import { fullName, type Hot, type Kind, type Words } from '../vocabulary.ts';
import { toWorker } from '../worker/vocabulary.ts';
import {
  type CompactMessage,
  type CompactType,
  type JsonValue,
  MalformedMessageError,
  toSeconds,
} from './compact-message.ts';

/** A hot message with its words. */
export interface ProtocolMessage {
  readonly kind: Hot<Words>;
  readonly words: readonly number[];
}

/** The kind and six words. */
const MOST_NUMBERS = 7;

/** Work that goes out is a task. */
const TASKS: ReadonlySet<Kind> = new Set<Kind>([
  intake.submit,
  sessions.submit,
  toWorker.assign,
  peering.assign,
]);
/** Its end is a result or, where the word at this place is 0, an error. */
const ENDS: ReadonlyMap<Kind, number> = new Map<Kind, number>([
  [scheduling.result, 2],
  [peering.result, 2],
  [toClient.finished, 1],
  [toSubmitter.ended, 1],
]);

/** All that is neither is status. */
function typeOf({ kind, words }: ProtocolMessage): CompactType {
  if (TASKS.has(kind)) return 'task';
  const place = ENDS.get(kind);
  if (place === undefined) return 'status';
  return (words[place] ?? 0) === 0 ? 'error' : 'result';
}

/** The numbers that kinds have on a connection. */
export class Numbering {
  readonly #numbers = new Map<Kind, number>();
  readonly #kinds: readonly Kind[];

  constructor(kinds: readonly Kind[]) {
    const byName = (x: Kind, y: Kind) => (fullName(x) < fullName(y) ? -1 : 1);
    this.#kinds = [...kinds].sort(byName);
    for (const [number, kind] of this.#kinds.entries()) this.#numbers.set(kind, number);
  }

  /** Full names by number: what both ends compare. */
  get names(): readonly string[] {
    return this.#kinds.map(fullName);
  }

  /** -1 for a kind that is not among them. */
  numberOf(kind: Kind): number {
    return this.#numbers.get(kind) ?? -1;
  }

  kindOf(number: unknown): Kind | undefined {
    return typeof number === 'number' ? this.#kinds[number] : undefined;
  }
}

/**
 * The compact form: the data are the kind's number and the words, with zeros at the end left out.
 * @param now microseconds
 */
export function packProtocol(message: ProtocolMessage, numbering: Numbering, now: number): CompactMessage {
  const data: number[] = [numbering.numberOf(message.kind), ...message.words];
  while (data.length > 1 && data[data.length - 1] === 0) data.pop();
  return { type: typeOf(message), data, timestamp: toSeconds(now) };
}

/**
 * The inverse of `packProtocol`, the time and zeros at the end aside.
 * @throws MalformedMessageError when it is no message of the protocol
 */
export function unpackProtocol({ type, data }: CompactMessage, numbering: Numbering): ProtocolMessage {
  if (!isNumbers(data) || data.length === 0 || data.length > MOST_NUMBERS) {
    throw new MalformedMessageError('d is no message of the protocol');
  }
  const [number, ...words] = data;
  const kind = numbering.kindOf(number);
  if (!kind?.hot) throw new MalformedMessageError(`d is of kind ${number}, which is no kind of hot message`);
  if (words.at(-1) === 0) throw new MalformedMessageError('d ends in zeros, which are left out');
  const message = { kind, words };
  const expected = typeOf(message);
  if (type !== expected) throw new MalformedMessageError(`type is ${type}, but d is a ${expected}`);
  return message;
}

function isNumbers(data: JsonValue): data is readonly number[] {
  return Array.isArray(data) && data.every((value) => Number.isSafeInteger(value));
}
