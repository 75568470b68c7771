/** The numeric leaves of the schema that a scenario has or could have, each with its limits. */
import type { z } from 'zod';
import type { Picker } from '../../src/scenario/schema/choice.ts';
import { type Limits, limitsOf } from '../../src/scenario/schema/leaf.ts';

export interface Leaf {
  /** As --set takes it: faults[0].at. */
  readonly path: string;
  /** The same for all bases: without numbers of list items. */
  readonly limits: Limits;
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly options?: readonly z.core.$ZodType[];
  readonly pick?: Picker;
}

/** @param value plain data that the schema accepts, or undefined where nothing stands */
export function leavesOf(schema: z.core.$ZodType, value: unknown, path = ''): Leaf[] {
  const limits = limitsOf(schema);
  if (limits) return [{ path, limits }];
  const {
    type,
    innerType,
    in: input,
    element,
    shape,
    options,
    pick,
  } = schema._zod.def as unknown as Definition;
  if (innerType) return leavesOf(innerType, value, path);
  if (type === 'pipe' && input) return leavesOf(input, value, path);
  if (type === 'array' && element) {
    if (!Array.isArray(value) || value.length === 0) return [];
    return leavesOf(element, value[0], `${path}[0]`);
  }
  if (type === 'object' && shape) {
    const below = (value ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(shape).flatMap(([key, part]) =>
      leavesOf(part, below[key], path === '' ? key : `${path}.${key}`),
    );
  }
  if (options && pick) {
    // Where nothing stands, a mapping would; of several kinds it would be the usual one.
    const picked = pick(value ?? {});
    if (value === undefined && typeof picked !== 'number')
      return options.flatMap((option) => leavesOf(option, undefined, path));
    const alternatives = typeof picked === 'number' ? [options[picked]] : [];
    // A single value may also become a mapping, and the other way round.
    return [...new Set([...alternatives, ...options.filter((option) => limitsOf(option))])].flatMap(
      (option) => leavesOf(option, option === alternatives[0] ? value : undefined, path),
    );
  }
  return [];
}
