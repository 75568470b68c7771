/** Arbitrary faults for the worlds of chaos. */
import { fc } from '@fast-check/vitest';
import type { FaultSpec, PartitionStyle, ScheduleSpec, SelectorSpec } from '../../src/world/spec/spec.ts';
import { constant, uniform } from './spec.ts';

export const seconds = (min: number, max: number) =>
  fc.integer({ min: Math.round(min * 1000), max: Math.round(max * 1000) }).map((ms) => ms / 1000);

export const times = fc
  .array(seconds(0, 50), { minLength: 1, maxLength: 4 })
  .map((drawn) => [...new Set(drawn)].sort((x, y) => x - y));

/** At most one chance in three of going wrong, often none. */
export const chance = fc.oneof(
  { arbitrary: fc.constant(0), weight: 2 },
  fc.double({ min: 0, max: 0.33, noNaN: true }),
);

type When = Pick<FaultSpec, 'schedule' | 'duration'>;

function selectors(names: readonly string[], groups: readonly string[]): fc.Arbitrary<SelectorSpec> {
  return fc.record({
    processes: fc.constantFrom('agents' as const, 'agents' as const, 'coordinators' as const),
    count: fc.constantFrom(null, 1, 2),
    fraction: fc.constantFrom(0.2, 0.5, 1),
    region: fc.constantFrom(null, null, ...names),
    zone: fc.constantFrom(null, null, 1),
    group: fc.constantFrom(null, null, ...groups),
  });
}

/**
 * Faults of all kinds. Most begin within the first minute and last at most as long; some come again for ever, but are short and
 * rare, so that work gets done between them.
 */
export function faults(
  names: readonly string[],
  groups: readonly string[],
): (name: string) => fc.Arbitrary<FaultSpec> {
  const target = selectors(names, groups);
  const long = fc.oneof(seconds(0, 60).map(constant), fc.constant(uniform(0, 30)));
  const soon: fc.Arbitrary<ScheduleSpec> = fc.oneof(
    times.map((drawn): ScheduleSpec => ({ kind: 'at', times: drawn })),
    fc.tuple(times, seconds(0, 60)).map(
      ([drawn, length]): ScheduleSpec => ({
        kind: 'trace',
        times: drawn,
        durations: drawn.map((_, i) => (i % 2 === 0 ? length : null)),
        source: 'drawn',
      }),
    ),
  );
  const endless: fc.Arbitrary<ScheduleSpec> = fc.constantFrom(
    { kind: 'every', interval: 100, start: 20 },
    { kind: 'poisson', rate: 0.01 },
  );
  const when: fc.Arbitrary<When> = fc.oneof(
    { arbitrary: fc.record({ schedule: soon, duration: long }), weight: 5 },
    { arbitrary: fc.record({ schedule: endless, duration: fc.constant(uniform(0, 5)) }), weight: 1 },
  );
  const cycles: When = { schedule: { kind: 'mtbf', mtbf: 200, mttr: 5 }, duration: null };
  const orCycles = fc.oneof({ arbitrary: when, weight: 6 }, { arbitrary: fc.constant(cycles), weight: 1 });
  const cut: fc.Arbitrary<PartitionStyle> = fc.oneof(
    fc.record({ style: fc.constant('isolate' as const), target }),
    fc.constant<PartitionStyle>({ style: 'halves' }),
    fc.constant<PartitionStyle>({ style: 'groups', groups: [[names[0]], names.slice(1)] }),
  );
  return (name) => {
    const common = { name: fc.constant(name) };
    const timed = <T extends object>(what: fc.Arbitrary<T>, at = when) =>
      fc.tuple(what, at).map(([drawn, time]) => ({ ...drawn, ...time }));
    const kind = <K extends FaultSpec['kind']>(...kinds: K[]) => fc.constantFrom(...kinds);
    return fc.oneof(
      timed(
        fc.record({
          ...common,
          kind: kind('crash', 'crash', 'pause', 'slow'),
          target,
          factor: fc.constantFrom(0.1, 0.5, 3),
        }),
        orCycles,
      ),
      timed(
        fc.record({
          ...common,
          kind: kind('zone_outage', 'region_outage'),
          region: fc.constantFrom(...names),
          zone: fc.constantFrom(1, 2),
        }),
      ),
      timed(
        fc.record({
          ...common,
          kind: kind('partition'),
          cut,
          direction: fc.constantFrom('both' as const, 'one_way' as const),
          flapping: fc.constantFrom(null, 0.7, 5),
        }),
      ),
      timed(
        fc.record({
          ...common,
          kind: kind('link'),
          from: fc.constantFrom(null, ...names),
          to: fc.constantFrom(null, ...names),
          both_ways: fc.boolean(),
          loss: chance,
          duplicate: chance,
          reorder: chance,
          // Sixteen of them may add up.
          latency_factor: fc.constantFrom(1, 1.3),
          latency_added: fc.constantFrom(0, 0.5),
        }),
      ),
    );
  };
}
