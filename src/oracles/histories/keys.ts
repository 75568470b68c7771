/** Keys that stand before the values, `[key value]`, as jepsen.independent writes them. */
import type { Call } from './calls.ts';
import { type Datum, datumWords, isList, shown } from './datum.ts';
import { Malformed } from './errors.ts';

/**
 * Whether the value of a call has a key before it, as far as one call can tell: a read of a register has no value, so `[5 nil]` is of key
 * 5, whereas a write of `[5 6]` may write that list. Null: it cannot be told.
 */
export type TellsPairs = (f: string, value: Datum | undefined) => boolean | null;

export function isPair(datum: Datum | undefined): datum is readonly [Datum, Datum] {
  return isList(datum) && datum.length === 2;
}

/**
 * Moves keys from the values to their place, where there are any.
 * @throws Malformed
 */
export function withKeys(calls: readonly Call[], tells: TellsPairs): readonly Call[] {
  const keyed = calls.find(({ key }) => key !== undefined);
  if (keyed) {
    const bare = calls.find(({ key }) => key === undefined);
    if (bare)
      throw new Malformed(bare.line, `found no key: expected one, as on line ${keyed.line} and all others`);
    return calls;
  }
  return hasPairs(calls, tells) ? calls.map(split) : calls;
}

/** The first call that tells it decides. Where none does, all values are pairs. */
function hasPairs(calls: readonly Call[], tells: TellsPairs): boolean {
  for (const { f, value } of calls) {
    const told = isPair(value) ? tells(f, value) : false;
    if (told !== null) return told;
  }
  return calls.length > 0;
}

function split(call: Call): Call {
  const { value, answer, line, endLine } = call;
  const what = 'expected [key value], as in other operations of this history';
  if (!isPair(value)) throw new Malformed(line, `found ${shown(value)}: ${what}`);
  if (answer === undefined || answer === null) return { ...call, key: value[0], value: value[1] };
  if (!isPair(answer)) throw new Malformed(endLine, `found ${shown(answer)}: ${what}`);
  if (datumWords(answer[0]) !== datumWords(value[0]))
    throw new Malformed(
      endLine,
      `found an answer of key ${shown(answer[0])}: expected ${shown(value[0])}, as in its invoke on line ${line}`,
    );
  return { ...call, key: value[0], value: value[1], answer: answer[1] };
}
