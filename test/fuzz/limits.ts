/** Values at the limits of a numeric leaf and next to them, as one writes them. */
import type { Limits } from '../../src/scenario/schema/leaf.ts';

const UNITS: Readonly<Record<Limits['quantity'], string>> = {
  duration: 's',
  rate: '/s',
  ratio: '',
  size: 'B',
  bandwidth: 'B/s',
  number: '',
  integer: '',
};

/** The smallest step that means something, and one that a limit of some size has. */
const STEPS: Readonly<Record<Limits['quantity'], number>> = {
  duration: 1e-6,
  rate: 1e-9,
  ratio: 1e-6,
  size: 1,
  bandwidth: 1,
  number: 1e-6,
  integer: 1,
};

export interface Probe {
  readonly text: string;
  /** Whether the limits allow it. */
  readonly allowed: boolean;
}

export function probes({ quantity, range, none }: Limits): Probe[] {
  const step = STEPS[quantity];
  const { min, max, above } = range;
  const low = (above ?? min) as number;
  const high = max as number;
  const fine = (near: number) => Math.max(step, Math.abs(near) * 1e-9);
  const candidates = [
    low - fine(low),
    low,
    low + fine(low),
    high - fine(high),
    high,
    high + fine(high),
    0,
    1,
    2,
    3,
    7,
    1e300,
  ];
  if (quantity === 'integer') candidates.push(low + 0.5);
  const isAllowed = (value: number) =>
    (above === undefined ? value >= low : value > low) &&
    value <= high &&
    (quantity !== 'integer' || Number.isInteger(value));
  return [
    ...[...new Set(candidates)].map((value) => ({
      text: written(value, quantity),
      allowed: isAllowed(value),
    })),
    { text: '.inf', allowed: false },
    { text: '.nan', allowed: false },
    ...(none === undefined ? [] : [{ text: none, allowed: true }]),
  ];
}

function written(value: number, quantity: Limits['quantity']): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return `${value}${UNITS[quantity]}`;
  if (Math.abs(value) >= 1e21) return `${value}${UNITS[quantity]}`;
  return `${value.toFixed(12).replace(/0+$/, '')}${UNITS[quantity]}`;
}
