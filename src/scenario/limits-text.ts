/** What a numeric piece of a scenario accepts, in words, with an example that it accepts. */
import { KINDS, type Quantity, type Range } from './quantities.ts';
import type { Limits } from './schema/leaf.ts';
import type { LimitsText } from './schema-reader.ts';

export function limitsText({ quantity, range, none }: Limits): LimitsText {
  const type = KINDS[quantity].noun.replace(/^an? /, '');
  return {
    type: none === undefined ? type : `${type}, or ${none}`,
    range: rangeText(quantity, range),
    example: exampleText(quantity, range),
  };
}

function rangeText(quantity: Quantity, { min, max, above }: Range): string {
  const { show, range: usual } = KINDS[quantity];
  const lower =
    above !== undefined
      ? `above ${show(above)}`
      : isUsual(min, usual.min)
        ? ''
        : `from ${show(min as number)}`;
  const upper = isUsual(max, usual.max) ? '' : `up to ${show(max as number)}`;
  return [lower, upper].filter((part) => part !== '').join(', ');
}

/** Whether an end of a range says nothing: it is that of every value of its kind, and too far away to be met. */
function isUsual(end: number | undefined, usual: number | undefined): boolean {
  return end === undefined || !Number.isFinite(end) || (end === usual && Math.abs(end) > 1);
}

/** The first example of the kind, where the range has it; otherwise an end of the range, or what lies above it. */
function exampleText(quantity: Quantity, range: Range): string {
  const { show } = KINDS[quantity];
  const usual: Readonly<Record<Quantity, number>> = {
    duration: 30,
    rate: 20,
    ratio: 0.05,
    size: 64_000,
    bandwidth: 125_000_000,
    number: 1,
    integer: 1,
  };
  const { min = -Infinity, max = Infinity, above = -Infinity } = range;
  const value = usual[quantity];
  if (value >= min && value <= max && value > above) return show(value);
  if (value > max) return show(max);
  return show(min > above ? min : Math.min(max, above + Math.max(1, Math.abs(above))));
}
