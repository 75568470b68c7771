import type { Sampler } from '../types.ts';
import { checkNumber, type Distribution } from './distribution.ts';

/** A sampler that always gives the same value and draws nothing. */
export function constantSampler(value: number): Sampler {
  return { mean: value, variance: 0, sample: () => value };
}

export const constant: Distribution<'constant'> = {
  name: 'constant',
  description: 'always the same value',
  source: 'by definition',
  parameters: { value: { type: 'quantity', description: 'the value' } },
  check: (spec, lowest) => checkNumber('value', spec.value, { min: lowest }),
  create: (spec) => constantSampler(spec.value),
};
