import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  HISTORY_FORMATS,
  type History,
  type HistoryModel,
  type HistoryOperation,
  HistoryReader,
  parseHistory,
} from '../../../src/oracles/histories/index.ts';
import { checkLinearizability } from '../../../src/oracles/linearizability/index.ts';
import type { Operation } from '../../../src/oracles/linearizability/types.ts';
import { generate, randomFrom } from '../linearizability/histories.ts';
import type { TestedObject } from '../linearizability/objects.ts';
import * as objects from '../linearizability/objects.ts';
import { type AnyInput, eventsOf, written } from './write.ts';

/** What values may look like, for the small numbers that real objects are given. */
const VALUES = [
  0,
  -1,
  2.5,
  'a',
  'x "y"\\ \n;,[{(',
  true,
  '',
  ':k',
  'jepsen.util - 0 :ok :read 3',
  '\u2028é😀',
  1e300,
];
const dressed = (value: unknown): unknown => {
  if (typeof value === 'number') return VALUES[value % VALUES.length] ?? value;
  if (Array.isArray(value)) return value.map(dressed);
  return value;
};

function dressedInput(input: AnyInput, key: string | undefined): AnyInput {
  const own: Record<string, unknown> = { ...input, ...(key === undefined ? {} : { key }) };
  for (const name of ['value', 'from', 'to']) if (name in own) own[name] = dressed(own[name]);
  if (input.steps)
    own.steps = input.steps.map((step) =>
      step.f === 'write' ? { ...step, value: dressed(step.value) } : step,
    );
  return own as unknown as AnyInput;
}

const MODELS: readonly (readonly [HistoryModel, string, TestedObject<unknown, unknown, unknown>])[] = (
  [
    ['register', 'registers', objects.register],
    ['cas-register', 'registers with cas', objects.casRegister],
    ['multi-register', 'transactions', objects.multiRegister],
    ['kv', 'lists', objects.lists],
    ['kv', 'texts', objects.texts],
    ['mutex', 'locks', objects.lock],
    ['queue', 'queues', objects.dullQueue],
  ] as const
).map(([model, name, object]) => [model, name, object as unknown as TestedObject<unknown, unknown, unknown>]);

interface Given {
  readonly seed: number;
  readonly count: number;
  readonly processes: number;
  readonly lost: number;
  readonly keys: number;
}

/** A history of several keys with values of all kinds, and none where only numbers are told from text. */
function historyOf({ keys, ...given }: Given, name: string, object: TestedObject<unknown, unknown, unknown>) {
  const random = randomFrom(given.seed);
  const held = Array.from({ length: Math.max(1, keys) }, () => object.make());
  const plain = generate({
    ...given,
    random,
    input: (n, process, draw) => ({
      input: object.input(n, process, draw),
      at: Math.floor(draw() * held.length),
    }),
    execute: ({ input, at }) => held[at](input),
  });
  return plain.map(({ input: { input, at }, output, ...rest }): Operation<AnyInput, unknown> => {
    const key = keys === 0 ? undefined : `k${at}`;
    if (name === 'texts') return { ...rest, input: { ...(input as AnyInput), key }, output };
    return { ...rest, input: dressedInput(input as AnyInput, key), output: dressed(output) };
  });
}

/** Operations with what does not depend on how times are counted. */
function essence(
  operations: readonly Operation<unknown, unknown>[],
  words: (input: unknown, output: unknown) => string,
): string[] {
  const moments = operations.flatMap(({ invoked, returned }) => [invoked, returned]).sort((a, b) => a - b);
  const rank = (time: number) => (time === Infinity ? Infinity : moments.indexOf(time));
  return operations.map(({ process, input, output, invoked, returned }) => {
    const isKnown = returned !== Infinity;
    return `${process}: ${words(input, isKnown ? output : undefined)} [${rank(invoked)}, ${rank(returned)}]`;
  });
}

/** What is read back: neither what failed, nor reads that nobody heard of. */
function isKept({ input, output, returned }: Operation<AnyInput, unknown>): boolean {
  const { f, steps } = input;
  const isRead = f === 'read' || f === 'get' || (steps?.every((step) => step.f === 'read') ?? false);
  if (returned === Infinity) return !isRead;
  return !(output === false && f !== 'read' && f !== 'get');
}

/** Models are functions. */
const dataOf = ({ model, operations, summary }: History) => ({ model: model.name, operations, summary });

const given = fc.record({
  seed: fc.integer(),
  count: fc.integer({ min: 1, max: 30 }),
  processes: fc.integer({ min: 1, max: 5 }),
  lost: fc.constantFrom(0, 0.2),
  keys: fc.constantFrom(0, 3),
});
const style = fc.record({ isVector: fc.boolean(), isPaired: fc.boolean(), isBare: fc.boolean() });

describe.each(HISTORY_FORMATS)('%s', (format) => {
  describe.each(MODELS)('%s, %s', (model, name, object) => {
    test.prop([given, style], { numRuns: 40 })('what is written is read back', (options, how) => {
      const history = historyOf(options, name, object);
      const text = written(eventsOf(history), format, how);
      const read = parseHistory(text, { model, format });
      const kept = history.filter(isKept).sort((a, b) => a.invoked - b.invoked);
      expect(essence(read.operations, read.model.words)).toEqual(essence(kept, read.model.words));
      expect(read.summary).toMatchObject({
        format,
        invoked: options.count,
        unknown: history.filter(({ returned }) => returned === Infinity).length,
        isTimed: false,
      });
      expect(dataOf(parseHistory(text, { model }))).toEqual(dataOf(read));
    });

    test.prop([given, style, fc.array(fc.nat(), { maxLength: 20 })], { numRuns: 30 })(
      'it does not matter in which pieces it comes',
      (options, how, cuts) => {
        const text = written(eventsOf(historyOf(options, name, object)), format, how);
        const reader = new HistoryReader({ model });
        let from = 0;
        for (const cut of cuts.map((one) => one % (text.length + 1)).sort((a, b) => a - b)) {
          reader.push(text.slice(from, cut));
          from = cut;
        }
        reader.push(text.slice(from));
        expect(dataOf(reader.end())).toEqual(dataOf(parseHistory(text, { model })));
      },
    );
  });
});

test.prop([given, fc.constantFrom(...HISTORY_FORMATS), style], { numRuns: 50 })(
  'what real objects did is linearizable in every format',
  (options, format, how) => {
    for (const [model, , object] of MODELS) {
      if (model === 'cas-register') continue;
      const history = historyOf({ ...options, keys: 2 }, 'texts', object);
      const { operations, model: found } = parseHistory(written(eventsOf(history), format, how), { model });
      expect(checkLinearizability<unknown, unknown, unknown>(operations, found).verdict).toBe('linearizable');
      expect(operations.map(({ number }: HistoryOperation) => number)).toEqual(
        operations.map(({ number }) => number).sort((a, b) => a - b),
      );
    }
  },
);
