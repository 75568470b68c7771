/**
 * The messages between clients, coordinators and workers as compact messages, for hosts over real connections, and their
 * sizes, for the network model of simulated ones.
 */
import { MESSAGE, type MessageKind, withoutRoom } from '../ports.ts';
import {
  type CompactMessage,
  type CompactType,
  type JsonValue,
  MalformedMessageError,
  messageBytes,
  toSeconds,
} from './compact-message.ts';

/** A message of a port with its fields. */
export interface ProtocolMessage {
  readonly kind: MessageKind;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const KINDS: ReadonlySet<unknown> = new Set(Object.values(MESSAGE));
/** The kind and three fields. */
const MOST_NUMBERS = 4;

/** Work going out is a task, its end a result or an error, all else status. */
function typeOf(kind: MessageKind, c: number): CompactType {
  if (kind === MESSAGE.submit || kind === MESSAGE.assign) return 'task';
  if (kind === MESSAGE.result || kind === MESSAGE.finished) return withoutRoom(c) === 0 ? 'error' : 'result';
  return 'status';
}

/**
 * The compact form: the data are kind, a, b and c, with zeros at the end left out.
 * @param now microseconds
 */
export function packProtocol({ kind, a, b, c }: ProtocolMessage, now: number): CompactMessage {
  const data: number[] = [kind, a, b, c];
  while (data.length > 1 && data[data.length - 1] === 0) data.pop();
  return { type: typeOf(kind, c), data, timestamp: toSeconds(now) };
}

/** The inverse of `packProtocol`, the time aside. @throws MalformedMessageError when it is no message of the protocol */
export function unpackProtocol({ type, data }: CompactMessage): ProtocolMessage {
  if (!isNumbers(data) || data.length === 0 || data.length > MOST_NUMBERS || !KINDS.has(data[0])) {
    throw new MalformedMessageError('d is no message of the protocol');
  }
  const [kind, a = 0, b = 0, c = 0] = data;
  const message = { kind: kind as MessageKind, a, b, c };
  if (data.length > 1 && data[data.length - 1] === 0) {
    throw new MalformedMessageError('d ends in zeros, which are left out');
  }
  const expected = typeOf(message.kind, c);
  if (type !== expected) throw new MalformedMessageError(`type is ${type}, but d is a ${expected}`);
  return message;
}

function isNumbers(data: JsonValue): data is readonly number[] {
  return Array.isArray(data) && data.every((value) => Number.isSafeInteger(value));
}

/** Bytes of a protocol message in compact form: what the network model charges for it. @param now microseconds */
export function protocolBytes(message: ProtocolMessage, now: number): number {
  return messageBytes(packProtocol(message, now));
}

/** Fields of the size that a run has: tasks and attempts up to a million, agents up to ten thousand, times of this century. */
const TYPICAL_NOW = 1_700_000_000 * 1e6;
const TYPICAL_TASK = 999_999;
const TYPICAL_AGENT = 9_999;

/**
 * Bytes by kind of message, with fields as large as runs have them: what the message size of a scenario may be set to for
 * agents that speak the compact protocol.
 */
export const PROTOCOL_BYTES: Readonly<Record<keyof typeof MESSAGE, number>> = typicalBytes();

function typicalBytes(): Record<keyof typeof MESSAGE, number> {
  const entries = (Object.keys(MESSAGE) as (keyof typeof MESSAGE)[]).map((name) => {
    const kind = MESSAGE[name];
    const a = kind === MESSAGE.heartbeat ? TYPICAL_AGENT : TYPICAL_TASK;
    const hasAttempt = kind !== MESSAGE.submit && kind !== MESSAGE.finished;
    const b = kind === MESSAGE.heartbeat ? 1 : hasAttempt ? TYPICAL_TASK : 0;
    return [name, protocolBytes({ kind, a, b, c: 1 }, TYPICAL_NOW)] as const;
  });
  return Object.fromEntries(entries) as Record<keyof typeof MESSAGE, number>;
}
