/**
 * What is created from parameters alone in a section can be created from all that the section accepts, so that no run ends by it:
 * only policies of scaling hold parameters against each other, and these are asked when a scenario is read.
 */
import { describe, expect, test } from 'vitest';
import { FAILURE_DETECTORS } from '../../src/modules/health/index.ts';
import { type ParameterSpec, withDefaults } from '../../src/modules/registry.ts';
import { DISTRIBUTION_ALGORITHMS } from '../../src/modules/scheduling/algorithms/index.ts';
import { TestPort } from '../modules/port.ts';
import { Bench } from '../modules/scheduling/support.ts';

const ends = ({ min, max, choices = [] }: ParameterSpec) =>
  [min, max, ...choices].filter((value) => value !== undefined);

/** The defaults, and then each parameter at each end of its range. */
function settings(parameters: Readonly<Record<string, ParameterSpec>>) {
  const single = Object.entries(parameters).flatMap(([name, spec]) =>
    ends(spec).map((value) => ({ [name]: value })),
  );
  return [{}, ...single] as Record<string, number>[];
}

describe('at the ends of its parameters', () => {
  test.each(DISTRIBUTION_ALGORITHMS.entries())('$name can be created', ({ name, parameters }) => {
    for (const { type, min, max } of Object.values(parameters))
      if (!['boolean', 'choice'].includes(type)) expect([min, max]).not.toContain(undefined);
    for (const given of settings(parameters))
      expect(new Bench(name, [{}, {}], { parameters: given }).give()).toBeGreaterThanOrEqual(-1);
  });

  test.each(FAILURE_DETECTORS.entries())('$name can be created', (entry) => {
    const port = new TestPort();
    const context = {
      workers: 2,
      heartbeatInterval: 1e6,
      now: () => port.now(),
      random: () => port.random(),
      setTimer: (delay: number, tag: number, argument: number) => port.setTimer(delay, tag, argument),
      cancelTimer: (timer: number) => port.cancelTimer(timer),
      suspect: () => {},
      trust: () => {},
    };
    for (const given of settings(entry.parameters))
      expect(() => entry.create(context, withDefaults(entry.parameters, given)).start()).not.toThrow();
  });
});
