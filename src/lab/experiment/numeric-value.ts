/** What a varied value is as a number. */
import { parseQuantity, type Quantity, UnitError } from '../../scenario/units.ts';

/** Kinds of values, as axes of charts know them. */
export type ValueUnit = 'number' | 'duration' | 'rate' | 'size' | 'ratio';

const QUANTITIES: readonly (readonly [Quantity, ValueUnit])[] = [
  ['number', 'number'],
  ['duration', 'duration'],
  ['rate', 'rate'],
  ['ratio', 'ratio'],
  ['size', 'size'],
];

/** A value as a number in base units, or null where it is a name or something larger. */
export function numericValue(text: string): { readonly value: number; readonly unit: ValueUnit } | null {
  for (const [quantity, unit] of QUANTITIES) {
    try {
      return { value: parseQuantity(quantity, text), unit };
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
    }
  }
  return null;
}
