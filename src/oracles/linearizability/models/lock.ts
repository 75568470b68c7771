import type { Model } from '../types.ts';
import { partOf, type Value, valueWords, withKey } from './values.ts';

/** Whoever takes and frees a lock. */
type Owner = string | number;

export interface LockInput {
  readonly f: 'acquire' | 'release';
  readonly by: Owner;
  readonly key?: Value;
}

/**
 * One lock for each key. `acquire` answers true where the lock was free, and false where somebody held it, the caller included; `release`
 * answers true where the caller held it, else false.
 */
export function lockModel(): Model<LockInput, boolean, Owner | null> {
  return {
    ...common,
    name: 'lock',
    object: () => ({ initial: null, step, stepUnknown }),
    isRead: (_, output) => output === false,
    stateWords: heldWords,
    stateClause: (holder) => `the lock is ${heldWords(holder)}`,
  };
}

const common = {
  part: partOf,
  operationIdentity: (input: LockInput, output: unknown) => JSON.stringify([input, output]),
  words: ({ f, by, key }: LockInput, output: unknown) =>
    `${withKey(f, key)} by ${valueWords(by)} -> ${output === undefined ? '?' : valueWords(output)}`,
};

function heldWords(holder: Owner | null): string {
  return holder === null ? 'free' : `held by ${valueWords(holder)}`;
}

function step(holder: Owner | null, { f, by }: LockInput, output: boolean): Owner | null | undefined {
  const can = f === 'acquire' ? holder === null : holder === by;
  if (output !== can) return undefined;
  if (!can) return holder;
  return f === 'acquire' ? by : null;
}

function stepUnknown(holder: Owner | null, { f, by }: LockInput): Owner | null {
  if (f === 'acquire') return holder ?? by;
  return holder === by ? null : holder;
}

interface Fenced {
  readonly holder: Owner | null;
  /** Every later token is larger. */
  readonly token: number;
}

/**
 * As `lockModel`, with fencing: a successful `acquire` answers a token, a whole number above all earlier ones; one that was refused answers
 * false.
 */
export function fencedLockModel(): Model<LockInput, number | boolean, Fenced> {
  return {
    ...common,
    name: 'fenced lock',
    object: () => ({
      initial: { holder: null, token: -Infinity },
      step: fencedStep,
      stepUnknown: fencedStepUnknown,
      identity: ({ holder, token }) => `${token} ${JSON.stringify(holder)}`,
    }),
    isRead: (_, output) => output === false,
    stateWords: fencedWords,
    stateClause: (state) => `the lock is ${fencedWords(state)}`,
  };
}

function fencedWords({ holder, token }: Fenced): string {
  return token === -Infinity ? heldWords(holder) : `${heldWords(holder)}, and the latest token is ${token}`;
}

function fencedStep(state: Fenced, input: LockInput, output: number | boolean): Fenced | undefined {
  const isToken = typeof output === 'number';
  if (input.f === 'acquire' ? !isToken && output !== false : typeof output !== 'boolean') return undefined;
  const holder = step(state.holder, input, output !== false);
  if (holder === undefined) return undefined;
  if (!isToken) return { ...state, holder };
  return output > state.token ? { holder, token: output } : undefined;
}

/** The smallest token that may have been given out leaves the most to those that come. */
function fencedStepUnknown(state: Fenced, input: LockInput): Fenced {
  const holder = stepUnknown(state.holder, input);
  const isTaken = input.f === 'acquire' && state.holder === null;
  return { holder, token: isTaken ? state.token + 1 : state.token };
}
