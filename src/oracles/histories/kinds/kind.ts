import type { Model } from '../../linearizability/types.ts';
import type { Call } from '../calls.ts';
import { type Datum, datumWords, shown, type Values } from '../datum.ts';
import { Malformed } from '../errors.ts';
import type { TellsPairs } from '../keys.ts';

/** What a call asked, and what it was answered, as a model takes them. */
export interface Translated<I, O> {
  readonly input: I;
  readonly output: O;
}

/** How calls of one history become operations of a model. */
export interface Interpretation<I, O, S> {
  readonly model: Model<I, O, S>;
  /**
   * Also of calls that did not take place, whose values have to be right too.
   * @throws Malformed
   */
  translate(call: Call): Translated<I, O>;
}

/** What is the same for all values of a history. */
export interface Reading {
  readonly values: Values;
  /** What nil stands for in registers. */
  readonly initial: Datum;
}

/** A kind of object that histories may be of. */
export interface Kind<I, O, S> {
  readonly functions: readonly string[];
  /** Those that change nothing. */
  readonly reads: readonly string[];
  readonly tells: TellsPairs;
  /** Whether keys are registers of one object, instead of objects of their own. */
  readonly hasRegisters?: boolean;
  /**
   * Decides from the whole history what its operations are.
   * @throws Malformed
   */
  interpret(calls: readonly Call[], reading: Reading): Interpretation<I, O, S>;
}

/** @throws Malformed where a call has no value */
export function argumentOf({ f, value, line }: Call): Datum {
  if (value === undefined) throw new Malformed(line, `found no value in an invoke of ${f}: expected one`);
  return value;
}

/** @throws Malformed where a call that has none to give has a value */
export function expectNoArgument({ f, value, line }: Call): void {
  if (value !== undefined && value !== null)
    throw new Malformed(line, `found ${shown(value)} in an invoke of ${f}: expected null or no value`);
}

/** @throws Malformed where an answer says nothing */
export function answerOf({ f, answer, endLine }: Call, what: string): Datum {
  if (answer === undefined)
    throw new Malformed(endLine, `found no value in the ok of a ${f}: expected ${what}`);
  return answer;
}

/** @throws Malformed where the answer of a call that is not answered has another value than its invoke */
export function expectSame({ f, value, answer, line, endLine }: Call): void {
  if (answer === undefined || answer === null || datumWords(answer) === datumWords(value)) return;
  throw new Malformed(
    endLine,
    `found ${shown(answer)} in the ok of a ${f}: expected ${shown(value)}, as in its invoke on line ${line}, or null`,
  );
}

/** The key of a call as models take it. */
export function keyOf({ key }: Call, { values }: Reading): { readonly key?: ReturnType<Values['of']> } {
  return key === undefined ? {} : { key: values.of(key) };
}
