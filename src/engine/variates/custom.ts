import type { Distribution } from './distribution.ts';

/** A distribution that does not come with the program: whoever knows its name puts its sampler into the specification. */
export const custom: Distribution<'custom'> = {
  name: 'custom',
  description: 'drawn by a sampler that is given',
  source: 'the module that defines it',
  parameters: {},
  check: ({ name, sampler }) =>
    sampler === undefined
      ? { path: 'name', message: `must be a distribution that has been loaded, not ${name}` }
      : null,
  create: ({ sampler, name }) => {
    if (sampler === undefined) throw new RangeError(`the distribution ${name} has no sampler`);
    return sampler;
  },
};
