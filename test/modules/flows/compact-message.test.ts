import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { gossiping } from '../../../src/modules/coordination/routing/vocabulary.ts';
import {
  type CompactMessage,
  type CompactType,
  DEEPEST_DATA,
  decodeMessage,
  encodeMessage,
  type JsonValue,
  LONGEST_MESSAGE,
  MalformedMessageError,
  MESSAGE_LETTERS,
  messageBytes,
  toSeconds,
  utf8Bytes,
} from '../../../src/modules/flows/compact-message.ts';
import { Numbering, packProtocol, unpackProtocol } from '../../../src/modules/flows/protocol.ts';
import { intake, scheduling, toClient } from '../../../src/modules/scheduling/vocabulary.ts';
import { type Hot, type Kind, kinds, type Words } from '../../../src/modules/vocabulary.ts';
import { toWorker } from '../../../src/modules/worker/vocabulary.ts';

const types = fc.constantFrom(...(Object.keys(MESSAGE_LETTERS) as CompactType[]));
// JSON has no -0, which the arbitrary gives.
const values = fc
  .jsonValue({ noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const messages: fc.Arbitrary<CompactMessage> = fc.record({
  type: types,
  data: values,
  timestamp: fc.nat(Number.MAX_SAFE_INTEGER),
});

describe('a compact message', () => {
  test('is one letter, the data and whole seconds', () => {
    expect(
      encodeMessage({ type: 'result', data: [17, 1], timestamp: toSeconds(1_732_147_200_999_999) }),
    ).toBe('{"t":"r","d":[17,1],"ts":1732147200}');
    expect(Object.values(MESSAGE_LETTERS).join('')).toBe('tresc');
  });

  property.prop([messages])('comes back equal', (message) => {
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  });

  property.prop([fc.oneof(fc.string(), fc.json(), messages.map(encodeMessage))])(
    'is refused by name, or is the one text that encoding gives',
    (text) => {
      let message: CompactMessage;
      try {
        message = decodeMessage(text);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessageError);
        return;
      }
      expect(encodeMessage(message)).toBe(text);
    },
  );

  property.prop([messages, fc.nat(), fc.nat(0xffff)])(
    'with one character changed is never taken for the same',
    (message, place, unit) => {
      const text = encodeMessage(message);
      const at = place % text.length;
      const changed = text.slice(0, at) + String.fromCharCode(unit) + text.slice(at + 1);
      fc.pre(changed !== text);
      let decoded: CompactMessage | null = null;
      try {
        decoded = decodeMessage(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessageError);
      }
      expect(decoded).not.toEqual(message);
    },
  );

  test.each([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['null', 'not an object'],
    ['[]', 'not an object'],
    ['"t"', 'not an object'],
    ['{}', 't is missing'],
    ['{"t":"x","d":1,"ts":1}', 't is "x"'],
    ['{"t":1,"d":1,"ts":1}', 't is 1'],
    ['{"t":"task","d":1,"ts":1}', 't is "task"'],
    ['{"t":"t","ts":1}', 'd is missing'],
    ['{"t":"t","d":1}', 'ts is missing'],
    ['{"t":"t","d":1,"ts":"1"}', 'ts is "1"'],
    ['{"t":"t","d":1,"ts":1.5}', 'ts is 1.5'],
    ['{"t":"t","d":1,"ts":-1}', 'ts is -1'],
    ['{"t":"t","d":1,"ts":-0}', 'ts is -0'],
    ['{"t":"t","d":1,"ts":9007199254740993}', 'ts is 9007199254740992'],
    ['{"t":"t","d":1,"ts":1e999}', 'ts is Infinity'],
    ['{"t":"t","d":-0,"ts":1}', 'd holds -0'],
    ['{"t":"t","d":1e999,"ts":1}', 'd holds Infinity'],
    ['{"t":"t","d":1,"ts":1,"x":1}', 'compact form'],
    ['{"t":"t","t":"t","d":1,"ts":1}', 'compact form'],
    ['{"d":1,"t":"t","ts":1}', 'compact form'],
    ['{"t":"t","d":1.0,"ts":1}', 'compact form'],
    ['{"t":"t", "d":1,"ts":1}', 'compact form'],
    ['{"t":"t","d":1,"ts":1}\n', 'compact form'],
    ['{"t":"t","d":"\\u0041","ts":1}', 'compact form'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => decodeMessage(text)).toThrow(MalformedMessageError);
    expect(() => decodeMessage(text)).toThrow(problem);
  });

  const nested = (depth: number) => {
    let value: JsonValue = 1;
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };

  test.each<[string, unknown, string]>([
    ['a type that is none', { type: 'toString', data: 1, timestamp: 1 }, 'type is "toString"'],
    ['half a second', { type: 'task', data: 1, timestamp: 0.5 }, 'ts is 0.5'],
    ['no time', { type: 'task', data: 1 }, 'ts is missing'],
    ['not a number', { type: 'task', data: [Number.NaN], timestamp: 1 }, 'd holds NaN'],
    ['nothing', { type: 'task', data: undefined, timestamp: 1 }, 'd holds missing'],
    ['a hole', { type: 'task', data: new Array(1), timestamp: 1 }, 'd holds missing'],
    ['a function', { type: 'task', data: { toJSON: () => 1 }, timestamp: 1 }, 'a function'],
    ['a date', { type: 'task', data: new Date(0), timestamp: 1 }, 'an object'],
    ['a big integer', { type: 'task', data: 1n, timestamp: 1 }, 'd holds 1'],
    ['too deep', { type: 'task', data: nested(DEEPEST_DATA + 1), timestamp: 1 }, 'deeper than 100'],
    ['too long', { type: 'task', data: 'x'.repeat(LONGEST_MESSAGE), timestamp: 1 }, 'at most 1048576'],
  ])('%s is not encoded', (_, message, problem) => {
    expect(() => encodeMessage(message as CompactMessage)).toThrow(MalformedMessageError);
    expect(() => encodeMessage(message as CompactMessage)).toThrow(problem);
  });

  test('data as deep as allowed come back, a circle is refused', () => {
    const message: CompactMessage = { type: 'status', data: nested(DEEPEST_DATA), timestamp: 0 };
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => encodeMessage({ type: 'status', data: circle as JsonValue, timestamp: 0 })).toThrow(
      'deeper',
    );
    expect(() => decodeMessage('['.repeat(LONGEST_MESSAGE))).toThrow(MalformedMessageError);
  });

  property.prop([messages])('has as many bytes as UTF-8 gives it', (message) => {
    expect(messageBytes(message)).toBe(new TextEncoder().encode(encodeMessage(message)).length);
  });

  property.prop([fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) })])(
    'bytes of any text, halves of surrogates among it',
    (text) => {
      expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
    },
  );
});

const isHot = (kind: Kind): kind is Hot<Words> => kind.hot;
const hotKinds = fc.constantFrom(...kinds.filter(isHot));
const words = fc.array(fc.oneof(fc.constantFrom(0, 1), fc.nat(1e9), fc.maxSafeInteger().map(Math.abs)), {
  maxLength: 6,
});
const numbering = new Numbering(kinds);

describe('a message of the protocol', () => {
  test('is a task, a result, an error or a status', () => {
    const letter = (kind: Hot<Words>, ...said: number[]) =>
      encodeMessage(packProtocol({ kind, words: said }, numbering, 0)).slice(6, 7);
    expect(letter(intake.submit as Kind as Hot<Words>, 5, 1)).toBe('t');
    expect(letter(toWorker.assign as Kind as Hot<Words>, 5, 2, 0)).toBe('t');
    const { result, heartbeat } = scheduling as unknown as Record<string, Hot<Words>>;
    expect([letter(result, 5, 2, 1), letter(result, 5, 2, 0)]).toEqual(['r', 'e']);
    const { finished } = toClient as unknown as Record<string, Hot<Words>>;
    expect([letter(finished, 5, 1), letter(finished, 5, 0)]).toEqual(['r', 'e']);
    expect(letter(heartbeat, 5)).toBe('s');
  });

  property.prop([hotKinds, words, fc.nat(1e12)])('comes back equal', (kind, said, now) => {
    const text = encodeMessage(packProtocol({ kind, words: said }, numbering, now));
    const trimmed = said.slice(0, said.findLastIndex((word) => word !== 0) + 1);
    expect(unpackProtocol(decodeMessage(text), numbering)).toEqual({ kind, words: trimmed });
  });

  property.prop([fc.shuffledSubarray([...kinds], { minLength: kinds.length })])(
    'goes by the same number at both ends, in whatever order they know the kinds',
    (shuffled) => {
      const other = new Numbering(shuffled);
      expect(other.names).toEqual(numbering.names);
      for (const kind of kinds) expect(other.numberOf(kind)).toBe(numbering.numberOf(kind));
    },
  );

  const number = (kind: Kind) => numbering.numberOf(kind);
  const status = number(scheduling.heartbeat);
  test.each<[CompactType, JsonValue]>([
    ['task', null],
    ['task', []],
    ['status', [kinds.length]],
    ['status', [-1]],
    ['status', [status, 1, 2, 3, 4, 5, 6, 7]],
    ['status', [status, 1.5]],
    ['status', ['0']],
    ['status', [status, 5, 0]],
    ['task', [status, 5]],
    ['checkpoint', [status, 5, 5]],
    ['error', [number(scheduling.result), 5, 1, 1]],
    ['status', [number(gossiping.table)]],
  ])('%s %j is none', (type, data) => {
    expect(() => unpackProtocol({ type, data, timestamp: 0 }, numbering)).toThrow(MalformedMessageError);
  });
});
