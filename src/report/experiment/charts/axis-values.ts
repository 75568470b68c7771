/** The values of an axis of a sweep as numbers, in the unit in which they were written. */
import type { Axis } from '../../../lab/experiment/vary.ts';
import { decimal, parseQuantity, type Quantity, UnitError } from '../../../scenario/units.ts';
import type { Unit } from '../../format.ts';

export interface NumericAxis {
  readonly path: string;
  readonly unit: Unit;
  /** Written value to number in base units. */
  readonly numbers: ReadonlyMap<string, number>;
}

const QUANTITIES: readonly (readonly [Quantity, Unit])[] = [
  ['duration', 'duration'],
  ['rate', 'rate'],
  ['ratio', 'ratio'],
  ['size', 'size'],
];

/** null where some value is not a number, or values have different units. */
export function numericAxis({ path, values }: Axis): NumericAxis | null {
  const plain = values.map(decimal);
  if (plain.every((value) => value !== undefined))
    return {
      path,
      unit: 'number',
      numbers: new Map(values.map((text, index) => [text, plain[index] as number])),
    };
  for (const [quantity, unit] of QUANTITIES) {
    const numbers = values.map((text) => parsed(quantity, text));
    if (numbers.every((value) => value !== null))
      return { path, unit, numbers: new Map(values.map((text, index) => [text, numbers[index] as number])) };
  }
  return null;
}

function parsed(quantity: Quantity, text: string): number | null {
  try {
    return parseQuantity(quantity, text);
  } catch (error) {
    if (error instanceof UnitError) return null;
    throw error;
  }
}
