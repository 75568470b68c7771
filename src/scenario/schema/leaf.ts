/**
 * The smallest pieces of the scenario's schema: quantities, names, lists, mappings. An `error` text of a schema here is a
 * noun phrase, "a whole number of at least 1"; custom issues carry whole messages.
 */
import { z } from 'zod';
import { type ClockPoint, readClockPoint } from '../date-time.ts';
import { distributionOf } from '../distribution/distribution.ts';
import type { DistributionDraft, DrawnQuantity } from '../distribution/draft.ts';
import { FAMILIES } from '../distribution/families.ts';
import { termOf } from '../distribution/read-term.ts';
import type { Term } from '../distribution/term.ts';
import { TermError } from '../distribution/term.ts';
import type { Quantity, Range } from '../units.ts';
import {
  describeQuantity,
  fullRange,
  parseQuantity,
  quantityHint,
  quantityPattern,
  UnitError,
} from '../units.ts';
import { withTerms } from './short.ts';

/** What values of a numeric piece are, for those who read the schema: of pieces that draw numbers, what every draw is. */
export interface Limits {
  readonly quantity: Quantity;
  /** In base units; what the piece itself does not say follows from the quantity. */
  readonly range: Range;
  /** The word for none. */
  readonly none?: string;
}

const LIMITS = z.registry<Limits>();

/** The limits of a numeric piece of the schema; undefined for other pieces. */
export function limitsOf(schema: z.core.$ZodType): Limits | undefined {
  return LIMITS.get(schema);
}

/** Begins the error text of a mapping with unknown keys; the allowed keys follow. */
export const UNKNOWN_KEYS = 'unknown keys; allowed: ';

/** A mapping with exactly these keys. */
export function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const allowed = JSON.stringify(Object.keys(shape));
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `${UNKNOWN_KEYS}${allowed}` : 'a mapping'),
  });
}

/** A list; `items` says of what, in the plural. */
export function list<T extends z.core.$ZodType>(item: T, items: string, { min = 0, max = 10_000 } = {}) {
  const atLeast = min > 0 ? `a list of ${items} with at least ${min}` : `a list of ${items}`;
  return z
    .array(item, { error: () => atLeast })
    .min(min, { error: () => atLeast })
    .max(max, { error: () => `a list of at most ${max} ${items}` });
}

export function whole(min: number, max: number) {
  const error = () => describeQuantity('integer', { min, max });
  const schema = z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
  return schema.register(LIMITS, { quantity: 'integer', range: { min, max } });
}

export const flag = () => z.boolean({ error: () => 'true or false' });

/** A short text in one line that identifies something. */
export const nameText = shared((what: string) =>
  z
    .string({ error: () => `${what}, which is text` })
    .min(1, { error: () => `${what} that is not empty` })
    .max(100, { error: () => `${what} of at most 100 characters` })
    .regex(/^[^\n\r\t"\\]*$/, { error: () => `${what} in one line, without quotation marks` }),
);

/**
 * Text or a number. In the schema for editors the pattern refuses units that do not exist; here it is left to the reader,
 * which says what is wrong.
 */
function written(kind: Quantity, range: Range, none?: string) {
  const own = quantityPattern(kind);
  const pattern = none === undefined ? own : `^${none}$|${own}`;
  const hasUnit = kind !== 'number' && kind !== 'integer' && kind !== 'ratio';
  const bare = hasUnit ? z.number().meta({ const: 0 }) : z.number().meta(numberJson(kind, range));
  return [z.string().meta({ pattern }), bare] as const;
}

/** The range of numbers without a unit, as the schema for editors has it. */
function numberJson(kind: Quantity, range: Range) {
  const { min, max, above } = fullRange(kind, range);
  return {
    ...(kind === 'integer' ? { multipleOf: 1 } : {}),
    ...(min === undefined ? {} : { minimum: min }),
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    maximum: max,
  };
}

/** Equal pieces are one schema, so that the schema for editors defines each once. */
function shared<Args extends readonly unknown[], T>(make: (...args: Args) => T): (...args: Args) => T {
  const made = new Map<string, T>();
  return (...args) => {
    const key = JSON.stringify(args);
    const known = made.get(key) ?? make(...args);
    made.set(key, known);
    return known;
  };
}

/** A quantity with its unit, in base units. */
export const quantity = shared((kind: Quantity, range: Range = {}) => {
  const phrase = quantityHint(kind);
  return z
    .union(written(kind, range), { error: () => phrase })
    .transform((value, context) => read(kind, range, value, context))
    .register(LIMITS, { quantity: kind, range: fullRange(kind, range) });
});

/** A quantity, or `unlimited`, which is null. */
export const limited = shared((kind: Quantity, range: Range = {}, word?: string) => {
  const none = word ?? 'unlimited';
  const phrase = `${quantityHint(kind)}, or ${none}`;
  return z
    .union([...written(kind, range, none), z.null()], { error: () => phrase })
    .transform((value, context) => {
      if (value === null || value === none) return null;
      return read(kind, range, value, context);
    })
    .register(LIMITS, { quantity: kind, range: fullRange(kind, range), none });
});

/** A point on the clock of traces: a date, with or without a time, seconds, or a duration. */
export const clockPoint = shared(() =>
  z
    .union([z.string(), z.number()], { error: () => 'seconds, or a date such as 2023-11-16 18:00:00' })
    .transform((value, context): ClockPoint => {
      try {
        return readClockPoint(value);
      } catch (error) {
        if (!(error instanceof UnitError)) throw error;
        context.issues.push({ code: 'custom', message: error.message, input: value });
        return z.NEVER;
      }
    }),
);

function read(kind: Quantity, range: Range, value: unknown, context: z.core.$RefinementCtx): number {
  try {
    return parseQuantity(kind, value, range);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    context.issues.push({ code: 'custom', message: error.message, input: value });
    return z.NEVER;
  }
}

/** What messages point at inside a value that is text or a mapping of its own grammar. */
export interface TermIssueParameters {
  readonly offset?: number;
  readonly atKey?: boolean;
  readonly suggestion?: string;
}

/** A value in the grammar of calls: text, number or mapping. */
export function termValue<T>(quantity: DrawnQuantity | null, phrase: string, interpret: (term: Term) => T) {
  const written = z.union([z.string(), z.number(), z.record(z.string(), z.unknown())], {
    error: () => phrase,
  });
  return withTerms(written, quantity).transform((value, context): T => {
    try {
      return interpret(termOf(value));
    } catch (error) {
      if (!(error instanceof TermError)) throw error;
      const { path, offset, key } = error.spot;
      const params: TermIssueParameters = {
        ...(offset === undefined ? {} : { offset }),
        ...(key === undefined ? {} : { atKey: key }),
        ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
      };
      context.issues.push({
        code: 'custom',
        message: error.message,
        path: [...path],
        params: { ...params },
        input: value,
      });
      return z.NEVER;
    }
  });
}

/** A distribution of durations, sizes or numbers; a bare quantity is a constant. */
export const distribution = shared((kind: DrawnQuantity, range: Range = {}) => {
  const schema = termValue<DistributionDraft>(kind, `${quantityHint(kind)}, or a distribution`, (term) =>
    distributionOf(term, kind, range),
  );
  const examples = kind === 'duration' ? Object.values(FAMILIES).map((family) => family.example) : undefined;
  const limited = schema.register(LIMITS, { quantity: kind, range: fullRange(kind, range) });
  return examples ? limited.meta({ examples }) : limited;
});

/** Optional text, number or mapping alternatives by the type of the value. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
