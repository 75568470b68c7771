import { checkNumber, type Distribution } from './distribution.ts';

export const geometric: Distribution<'geometric'> = {
  name: 'geometric',
  description: 'whole numbers from 1, each further one with the same probability, times a step',
  source: 'inversion: 1 + floor(log(1 - u) / log(1 - p)), p = step / mean; Devroye 1986, section X.2',
  parameters: {
    mean: { type: 'quantity', description: 'mean, at least the step' },
    step: { type: 'quantity', description: 'what 1 stands for' },
  },
  check(spec, lowest) {
    return (
      checkNumber('step', spec.step, { min: Math.max(0, lowest), above: 0 }) ??
      checkNumber('mean', spec.mean, { min: spec.step, max: spec.step * 1e9 })
    );
  },
  create({ mean, step }) {
    const p = step / mean;
    const logFurther = Math.log1p(-p);
    return {
      mean,
      // (1 - p) / p^2 for a step of 1
      variance: mean * (mean - step),
      sample: (random) => {
        const number = 1 + Math.floor(Math.log1p(-random.uniform()) / logFurther);
        return number * step;
      },
    };
  },
};
