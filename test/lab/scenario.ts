import type { Scenario } from '../../src/scenario/scenario.ts';
import { type Overrides, worldSpec } from '../world/spec.ts';

/** A scenario around a world for tests: nothing expected, no log. */
export function scenario(world: Overrides = {}, more: Partial<Scenario> = {}): Scenario {
  return {
    ...worldSpec(world),
    name: 'test',
    description: '',
    expect: [],
    claims: [],
    record: { events: false, events_limit: 1000, intervals: 100 },
    ...more,
  };
}
