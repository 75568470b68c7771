import {
  type MultiRegisterInput,
  type MultiRegisterOutput,
  type MultiRegisterStep,
  multiRegisterModel,
} from '../../linearizability/models/multi-register.ts';
import type { Value } from '../../linearizability/models/values.ts';
import type { Call } from '../calls.ts';
import { type Datum, datumWords, isList, shown } from '../datum.ts';
import { Malformed } from '../errors.ts';
import { answerOf, argumentOf, expectSame, type Kind, keyOf, type Reading, type Translated } from './kind.ts';

type State = ReturnType<ReturnType<ReturnType<typeof multiRegisterModel>['object']>['step']> & {};
type Translation = Translated<MultiRegisterInput, MultiRegisterOutput>;

/** A step as it stands in a history. @property value undefined: none was given */
interface WrittenStep {
  readonly f: 'read' | 'write';
  readonly register: Datum;
  readonly value: Datum | undefined;
}

const STEP_FUNCTIONS: ReadonlyMap<Datum, WrittenStep['f']> = new Map([
  ['r', 'read'],
  ['read', 'read'],
  ['w', 'write'],
  ['write', 'write'],
]);

const STEPS = 'expected a list of steps, [read register null] or [write register value]';

/**
 * Transactions: `txn` of a list of steps, each `[f register value]`; `read` and `write` of such a list, or of a mapping from registers to
 * values. A `read` or `write` with a key is of the one register with that name.
 */
export const multiRegisterKind: Kind<MultiRegisterInput, MultiRegisterOutput, State> = {
  functions: ['txn', 'read', 'write'],
  reads: ['read'],
  tells: (_, value) => isList(value) && value.length === 2 && !isStep(value[0]),
  hasRegisters: true,
  interpret: (_, reading) => ({
    model: multiRegisterModel(reading.values.of(reading.initial)),
    translate: (call) => {
      if (call.f !== 'txn' && call.key !== undefined && !isStepsOrMapping(call.value, call.answer))
        return single(call, call.key, reading);
      return transaction(call, reading);
    },
  }),
};

function isStep(datum: Datum): boolean {
  return isList(datum) && datum.length >= 2 && datum.length <= 3 && STEP_FUNCTIONS.has(datum[0]);
}

function isStepsOrMapping(...all: readonly (Datum | undefined)[]): boolean {
  return all.some((one) => one instanceof Map || (isList(one) && one.every(isStep)));
}

/** Of the register that is the key. */
function single(call: Call, register: Datum, { values, initial }: Reading): Translation {
  const value = (datum: Datum): Value => values.of(datum ?? initial);
  const step = { register: values.of(register) };
  if (call.f === 'write') {
    expectSame(call);
    const steps = [{ f: 'write' as const, ...step, value: value(argumentOf(call)) }];
    return { input: { f: 'txn', steps }, output: [] };
  }
  const answers = call.end === 'ok' ? [value(answerOf(call, 'the value that was read'))] : undefined;
  return { input: { f: 'txn', steps: [{ f: 'read', ...step }] }, output: answers };
}

function transaction(call: Call, reading: Reading): Translation {
  const key = keyOf(call, reading);
  const called = calledSteps(call);
  const value = (datum: Datum | undefined): Value => reading.values.of(datum ?? reading.initial);
  const answered = call.end === 'ok' ? answeredSteps(call, called) : null;
  const steps = (called ?? answered ?? []).map(
    ({ f, register, value: given }): MultiRegisterStep =>
      f === 'read'
        ? { f, register: reading.values.of(register) }
        : { f, register: reading.values.of(register), value: value(given) },
  );
  const output = answered?.filter(({ f }) => f === 'read').map((step) => value(step.value));
  return { input: { f: 'txn', ...key, steps }, output };
}

/** What was called; null: a read of registers that only its answer names. */
function calledSteps(call: Call): readonly WrittenStep[] | null {
  const { f, value, line } = call;
  if (f === 'read' && (value === null || value === undefined)) return null;
  const steps = stepsOf(argumentOf(call), f, line);
  const bare = steps.find((step) => step.f === 'write' && step.value === undefined);
  if (bare) throw new Malformed(line, `found a write of ${shown(bare.register)} without a value: ${STEPS}`);
  return steps;
}

/** The steps as they were answered: those that were called, with the values of reads. */
function answeredSteps(call: Call, called: readonly WrittenStep[] | null): readonly WrittenStep[] {
  const { f, answer, endLine, line } = call;
  const isWrite = called?.every((step) => step.f === 'write') ?? false;
  if (called && isWrite && (answer === undefined || answer === null)) return called;
  const answered = stepsOf(
    answerOf(call, 'the steps, or registers, with the values that were read'),
    f,
    endLine,
  );
  const bare = answered.find((step) => step.value === undefined);
  if (bare)
    throw new Malformed(endLine, `found an answer without a value for ${shown(bare.register)}: ${STEPS}`);
  if (called === null) return answered;
  const ordered = answer instanceof Map ? inOrder(answered, called) : answered;
  const isSame =
    answered.length === called.length &&
    called.every((step, n) => ordered[n] !== undefined && isAnswerOf(ordered[n], step));
  if (!isSame)
    throw new Malformed(
      endLine,
      `found ${shown(answer)} as answer of ${shown(call.value)}: expected the steps of the invoke on line ${line} with the values that were read`,
    );
  return ordered;
}

/** Mappings have no order. */
function inOrder(answered: readonly WrittenStep[], called: readonly WrittenStep[]): readonly WrittenStep[] {
  const byRegister = new Map(answered.map((step) => [datumWords(step.register), step]));
  return called.flatMap(({ register }) => byRegister.get(datumWords(register)) ?? []);
}

function isAnswerOf(answered: WrittenStep, called: WrittenStep): boolean {
  if (answered.f !== called.f || datumWords(answered.register) !== datumWords(called.register)) return false;
  return called.f === 'read' || datumWords(answered.value) === datumWords(called.value);
}

function stepsOf(datum: Datum, f: string, line: number): WrittenStep[] {
  if (datum instanceof Map && f !== 'txn')
    return Array.from(datum as ReadonlyMap<Datum, Datum>, ([register, value]) => ({
      f: f as WrittenStep['f'],
      register,
      value,
    }));
  const or = f === 'txn' ? '' : ', or a mapping from registers to values';
  if (!isList(datum)) throw new Malformed(line, `found ${shown(datum)} as value of ${f}: ${STEPS}${or}`);
  return datum.map((one) => {
    const step = isList(one) && one.length >= 2 && one.length <= 3 ? STEP_FUNCTIONS.get(one[0]) : undefined;
    if (!isList(one) || step === undefined || (f !== 'txn' && step !== f))
      throw new Malformed(line, `found ${shown(one)} as step of ${f}: ${STEPS}${or}`);
    return { f: step, register: one[1], value: one[2] };
  });
}
