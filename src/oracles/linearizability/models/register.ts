import type { Model, Operation } from '../types.ts';
import { answerWords, partOf, type Value, valueWords, withKey } from './values.ts';

export type RegisterInput = { readonly key?: Value } & (
  | { readonly f: 'read' }
  | { readonly f: 'write'; readonly value: Value }
);

export type CasRegisterInput =
  | RegisterInput
  | { readonly f: 'cas'; readonly key?: Value; readonly from: Value; readonly to: Value };

/** One register for each key. A read answers its value; what a write answers is not looked at. */
export function registerModel(initial: Value = null): Model<RegisterInput, Value | undefined, Value> {
  return { ...casRegisterModel(initial), name: 'register' };
}

/**
 * One register for each key, with compare-and-set: `cas` answers whether the register held `from`, and holds `to` now. Leave a refused
 * `cas` out of the history where an implementation may refuse for other reasons.
 */
export function casRegisterModel(initial: Value = null): Model<CasRegisterInput, Value | undefined, Value> {
  return {
    name: 'cas-register',
    part: partOf,
    object: (operations) => {
      const needed = neededValues(operations);
      const isNeeded = (value: Value) => needed === null || needed.has(value);
      return {
        initial,
        step,
        stepUnknown: (state, input) => {
          const next = stepUnknown(state, input);
          return isNeeded(next) ? next : undefined;
        },
      };
    },
    isRead: (input, output) => input.f === 'read' || (input.f === 'cas' && output === false),
    operationIdentity: (input, output) => JSON.stringify([input, output]),
    words: inputWords,
    stateWords: valueWords,
    stateClause: (value) => `the register holds ${valueWords(value)}`,
  };
}

function step(state: Value, input: CasRegisterInput, output: Value | undefined): Value | undefined {
  switch (input.f) {
    case 'read':
      return output === state ? state : undefined;
    case 'write':
      return input.value;
    case 'cas':
      if (output !== (state === input.from)) return undefined;
      return output ? input.to : state;
  }
}

function stepUnknown(state: Value, input: CasRegisterInput): Value {
  if (input.f === 'write') return input.value;
  return input.f === 'cas' && state === input.from ? input.to : state;
}

/**
 * Values that some answer depends on; null: all. A write of any other without a response may as well have never happened. A refused
 * compare-and-set depends on all values but one.
 */
function neededValues(
  operations: readonly Operation<CasRegisterInput, Value | undefined>[],
): ReadonlySet<Value | undefined> | null {
  const needed = new Set<Value | undefined>();
  for (const { input, output, returned } of operations) {
    if (input.f === 'cas') {
      if (output === false && returned !== Infinity) return null;
      needed.add(input.from);
    }
    if (input.f === 'read' && returned !== Infinity) needed.add(output);
  }
  return needed;
}

function inputWords(input: CasRegisterInput, output: Value | undefined): string {
  const called = withKey(input.f, input.key);
  if (input.f === 'read') return called + answerWords(output);
  if (input.f === 'write') return `${called} ${valueWords(input.value)}`;
  return `${called} ${valueWords(input.from)} to ${valueWords(input.to)}${answerWords(output)}`;
}
