import {
  type CasRegisterInput,
  casRegisterModel,
  registerModel,
} from '../../linearizability/models/register.ts';
import type { Value } from '../../linearizability/models/values.ts';
import type { Call } from '../calls.ts';
import { type Datum, datumWords, shown } from '../datum.ts';
import { Malformed } from '../errors.ts';
import { isPair } from '../keys.ts';
import {
  answerOf,
  argumentOf,
  expectNoArgument,
  expectSame,
  type Kind,
  keyOf,
  type Reading,
  type Translated,
} from './kind.ts';

type Translation = Translated<CasRegisterInput, Value | undefined>;

/** What a read answers. */
const VALUE = 'the value that was read, or null for the initial one';

/** Reads and writes. */
export const registerKind: Kind<CasRegisterInput, Value | undefined, Value> = {
  functions: ['read', 'write'],
  reads: ['read'],
  tells,
  interpret: (_, reading) => ({
    model: { ...casRegisterModel(initialOf(reading)), name: registerModel().name },
    translate: (call) => translate(call, reading),
  }),
};

/** Reads, writes, and compare-and-set whose value is `[old new]`. */
export const casRegisterKind: Kind<CasRegisterInput, Value | undefined, Value> = {
  ...registerKind,
  functions: ['read', 'write', 'cas'],
  interpret: (_, reading) => ({
    model: casRegisterModel(initialOf(reading)),
    translate: (call) => translate(call, reading),
  }),
};

function tells(f: string, value: Datum | undefined): boolean | null {
  if (!isPair(value)) return false;
  if (f === 'read') return true;
  return f === 'cas' ? isPair(value[1]) : null;
}

function initialOf({ values, initial }: Reading): Value {
  return values.of(initial);
}

function translate(call: Call, reading: Reading): Translation {
  const key = keyOf(call, reading);
  const value = (datum: Datum): Value => reading.values.of(datum === null ? reading.initial : datum);
  if (call.f === 'read') {
    expectNoArgument(call);
    return {
      input: { f: 'read', ...key },
      output: call.end === 'ok' ? value(answerOf(call, VALUE)) : undefined,
    };
  }
  const argument = argumentOf(call);
  if (call.f === 'write') {
    expectSame(call);
    return { input: { f: 'write', ...key, value: value(argument) }, output: undefined };
  }
  if (!isPair(argument))
    throw new Malformed(call.line, `found ${shown(argument)} in an invoke of cas: expected [old new]`);
  return {
    input: { f: 'cas', ...key, from: value(argument[0]), to: value(argument[1]) },
    output: exchanged(call),
  };
}

/** Whether a compare-and-set that was answered took place. One that failed says so by its type, or by its answer. */
function exchanged(call: Call): boolean {
  const { answer, value, endLine } = call;
  if (typeof answer === 'boolean') return answer;
  if (answer === undefined || answer === null || datumWords(answer) === datumWords(value)) return true;
  throw new Malformed(
    endLine,
    `found ${shown(answer)} in the ok of a cas: expected ${shown(value)}, as in its invoke on line ${call.line}, true, false or null`,
  );
}
