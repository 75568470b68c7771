/** Values that may be written in a short form or as a mapping. */
import type { z } from 'zod';
import { choice } from './choice.ts';
import { flag, isMapping } from './leaf.ts';
import { bareKey, SWITCH, withShort } from './short.ts';

/** A bare value stands for one key of the mapping: "a" for { name: a }. */
export function bareOr<const Bare extends z.core.$ZodType, const Full extends z.core.$ZodType>(
  bare: Bare,
  full: Full,
  key: string,
): z.ZodUnion<[Bare, Full]> {
  return withShort(
    choice([bare, full], (value) => (isMapping(value) ? 1 : 0)),
    bareKey(key),
  );
}

/** `true` stands for the mapping with all its defaults, `false` for none of it; false by default. */
export function switchOr<const Full extends z.core.$ZodType>(full: Full, description: string) {
  return withShort(
    choice([full, flag()], (value) => (isMapping(value) ? 0 : 1)),
    SWITCH,
  )
    .default(false as never)
    .meta({ description });
}

/** What a switch stands for; null where it is off. */
export function switched<Value>(input: boolean | Value, full: z.ZodType<Value>): Value | null {
  if (typeof input !== 'boolean') return input;
  return input ? full.parse({}) : null;
}
