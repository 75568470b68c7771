/**
 * Compact messages: one letter for the type, the data, and the time in whole seconds, as JSON without spaces:
 * `{"t":"r","d":[17,1],"ts":1732147200}`. Encoding and decoding are exact inverses of each other: every message that can be
 * encoded comes back equal, and every text that is accepted is the one that encoding would give.
 *
 * Source: Micro-Agile Swarm Orchestration, minified communication protocol.
 */

/** Letter on the wire by type. */
export const MESSAGE_LETTERS = {
  task: 't',
  result: 'r',
  error: 'e',
  status: 's',
  checkpoint: 'c',
} as const;
export type CompactType = keyof typeof MESSAGE_LETTERS;
type Letter = (typeof MESSAGE_LETTERS)[CompactType];

const TYPES: ReadonlyMap<string, CompactType> = new Map(
  (Object.keys(MESSAGE_LETTERS) as CompactType[]).map((type) => [MESSAGE_LETTERS[type], type]),
);

/** What JSON can hold. Numbers are finite, and not the negative zero. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface CompactMessage {
  readonly type: CompactType;
  readonly data: JsonValue;
  /** Whole seconds, at least 0. */
  readonly timestamp: number;
}

/** Longest text that is decoded, in UTF-16 units, so that a sender cannot take up all memory. */
export const LONGEST_MESSAGE = 1 << 20;
/** Arrays and objects inside each other. */
export const DEEPEST_DATA = 100;

/** A message that cannot be encoded, or a text that is no message. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
  /** What is wrong with which part: "ts is -1, but must be whole seconds from 0". */
  readonly problem: string;

  constructor(problem: string) {
    super(`malformed message: ${problem}`);
    this.problem = problem;
  }
}

/** Whole seconds of a time in microseconds, rounded down as the document does. */
export function toSeconds(microseconds: number): number {
  return Math.floor(microseconds / 1e6);
}

/** @throws MalformedMessageError when the type is unknown, the time is no whole second, or the data are not JSON */
export function encodeMessage(message: CompactMessage): string {
  const { type, data, timestamp } = message;
  if (!Object.hasOwn(MESSAGE_LETTERS, type)) throw new MalformedMessageError(`type is ${shown(type)}`);
  checkTimestamp(timestamp);
  checkData(data, 0);
  const letter: Letter = MESSAGE_LETTERS[type];
  const text = `{"t":"${letter}","d":${JSON.stringify(data)},"ts":${timestamp}}`;
  if (text.length > LONGEST_MESSAGE) throw new MalformedMessageError(tooLong(text.length));
  return text;
}

/**
 * @throws MalformedMessageError when the text is not exactly what `encodeMessage` gives: another shape, an unknown letter,
 * spaces, keys in another order or given twice, numbers written otherwise
 */
export function decodeMessage(text: string): CompactMessage {
  if (text.length > LONGEST_MESSAGE) throw new MalformedMessageError(tooLong(text.length));
  const parsed = parse(text);
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new MalformedMessageError('it is not an object');
  }
  const { t, d, ts } = parsed as Readonly<Record<string, JsonValue | undefined>>;
  const type = typeof t === 'string' ? TYPES.get(t) : undefined;
  if (type === undefined)
    throw new MalformedMessageError(`t is ${shown(t)}, but must be one of t, r, e, s, c`);
  if (d === undefined) throw new MalformedMessageError('d is missing');
  const message = { type, data: d, timestamp: checkTimestamp(ts) };
  // Whatever else could differ would be lost by decoding.
  if (encodeMessage(message) !== text)
    throw new MalformedMessageError('it is not written in the compact form');
  return message;
}

/** Bytes of the encoded message in UTF-8. @throws MalformedMessageError */
export function messageBytes(message: CompactMessage): number {
  return utf8Bytes(encodeMessage(message));
}

/** Bytes of a text in UTF-8; half of a pair of surrogates counts as the replacement character. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    if (unit >= 0xd800 && unit < 0xdc00) {
      const low = text.charCodeAt(i + 1);
      // A pair of two units is one character of four bytes.
      if (low >= 0xdc00 && low < 0xe000) i++;
    }
  }
  return bytes;
}

function tooLong(length: number): string {
  return `it is ${length} characters long, but must be at most ${LONGEST_MESSAGE}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new MalformedMessageError('it is not JSON');
  }
}

function checkTimestamp(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0)) return value as number;
  throw new MalformedMessageError(`ts is ${shown(value)}, but must be whole seconds from 0`);
}

function checkData(value: unknown, depth: number): void {
  if (depth > DEEPEST_DATA) {
    throw new MalformedMessageError(`d is deeper than ${DEEPEST_DATA} arrays and objects`);
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return;
  } else if (Array.isArray(value)) {
    // Not forEach, which passes over holes.
    for (let i = 0; i < value.length; i++) checkData(value[i], depth + 1);
    return;
  } else if (isPlain(value)) {
    for (const key of Object.keys(value)) checkData((value as Record<string, unknown>)[key], depth + 1);
    return;
  }
  throw new MalformedMessageError(`d holds ${shown(value)}, which JSON does not have`);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
