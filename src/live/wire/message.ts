/** Messages of modules between processes, and what a host says besides, as frames. Kinds go by name. */
import {
  ByteReader,
  ByteWriter,
  MalformedBytesError,
  type Reader,
  type Writer,
} from '../../modules/codec.ts';
import { fullName, type Kind } from '../../modules/vocabulary.ts';
import { kindNamed } from '../protocol.ts';

/** What travels about a task with the message that hands it over: what its receiver's directory answers from. Whole numbers all. */
export interface TaskDescription {
  readonly task: number;
  readonly workload: number;
  /** Its number in the workload. */
  readonly index: number;
  readonly template: number;
  readonly step: number;
  /** Microseconds of work at speed 1, and more where the state of its key is not held. */
  readonly demand: number;
  readonly cold: number;
  readonly payload: number;
  readonly priority: number;
  readonly requirement: number;
  readonly affinity: number;
  /** Microseconds of virtual time. */
  readonly submittedAt: number;
  /** Microseconds after that; -1: it does not give up. */
  readonly patience: number;
  /** Executions that it has been assigned for before. */
  readonly executions: number;
}

const DESCRIPTION = [
  'task',
  'workload',
  'index',
  'template',
  'step',
  'demand',
  'cold',
  'payload',
  'priority',
  'requirement',
  'affinity',
  'submittedAt',
  'patience',
  'executions',
] as const satisfies readonly (keyof TaskDescription)[];

/** A message of a port on its way. */
export interface LiveMessage {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  /** The words of a hot message; the value of a cold one. */
  readonly content: unknown;
  readonly task?: TaskDescription | undefined;
  /** Number on the way from its sender to its receiver, from 1, of a message that is sent until it is acknowledged; 0: it is not. */
  readonly sequence: number;
}

const FRAME = { message: 1, acknowledgement: 2 } as const;

/** The words of a hot message. */
export function wordsOf({ content }: LiveMessage): readonly number[] {
  return content as readonly number[];
}

export function encodeMessage({ from, to, kind, content, task, sequence }: LiveMessage): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(FRAME.message);
  writer.i32(from);
  writer.i32(to);
  writer.word(sequence);
  writeName(fullName(kind), writer);
  writer.u8(task ? 1 : 0);
  if (task) writeDescription(task, writer);
  // To the end of the frame.
  if (!kind.hot) kind.codec.write(content, writer);
  else {
    // Whoever passes a message on may give six words, whatever its kind.
    const words = content as readonly number[];
    for (let i = 0; i < kind.words.length; i++) writer.word(words[i] ?? 0);
  }
  return writer.bytes;
}

/** The receiver has taken all messages on the way from `from` to `to` up to `sequence` for good. */
export interface Acknowledgement {
  readonly from: number;
  readonly to: number;
  readonly sequence: number;
}

export function encodeAcknowledgement({ from, to, sequence }: Acknowledgement): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(FRAME.acknowledgement);
  writer.i32(from);
  writer.i32(to);
  writer.word(sequence);
  return writer.bytes;
}

/** @throws MalformedBytesError or RangeError when it is neither */
export function decodeFrame(
  body: Uint8Array,
): { readonly message: LiveMessage } | { readonly acknowledgement: Acknowledgement } {
  const reader = new ByteReader(body);
  const type = reader.u8();
  const [from, to, sequence] = [reader.i32(), reader.i32(), reader.word()];
  if (type === FRAME.acknowledgement) return { acknowledgement: { from, to, sequence } };
  if (type !== FRAME.message) throw new MalformedBytesError(`a frame of type ${type}`);
  const kind = kindNamed(readName(reader));
  const task = reader.u8() === 1 ? readDescription(reader) : undefined;
  const content = kind.hot ? kind.words.map(() => reader.word()) : kind.codec.read(reader);
  if (reader.left > 0) throw new MalformedBytesError(`${reader.left} bytes after a ${fullName(kind)}`);
  return { message: { from, to, kind, content, task, sequence } };
}

export function encodeDescription(task: TaskDescription): Uint8Array {
  const writer = new ByteWriter();
  writeDescription(task, writer);
  return writer.bytes;
}

export function decodeDescription(bytes: Uint8Array): TaskDescription {
  return readDescription(new ByteReader(bytes));
}

function writeDescription(task: TaskDescription, to: Writer): void {
  for (const field of DESCRIPTION) to.word(task[field]);
}

function readDescription(from: Reader): TaskDescription {
  return Object.fromEntries(DESCRIPTION.map((field) => [field, from.word()])) as unknown as TaskDescription;
}

/** Names are of ASCII, and shorter than 256 characters. */
function writeName(name: string, to: Writer): void {
  to.u8(name.length);
  for (let i = 0; i < name.length; i++) to.u8(name.charCodeAt(i));
}

function readName(from: Reader): string {
  return String.fromCharCode(...Array.from({ length: from.u8() }, () => from.u8()));
}
