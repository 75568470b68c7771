/** Arbitrary ways in which peers work together, and change that while much goes wrong. */
import { fc } from '@fast-check/vitest';
import type { AdaptationStepSpec, CoordinationSpec, MeshSpec, RingSpec } from '../../src/world/spec/spec.ts';

const mesh: fc.Arbitrary<MeshSpec> = fc.record({
  neighbourhood: fc.constantFrom('full' as const, 'nearest' as const),
  neighbours: fc.constantFrom(2, 4),
  routing: fc.constantFrom('targeted' as const, 'broadcast' as const, 'gossip' as const),
  interval: fc.constantFrom(0.2, 1),
  hops: fc.integer({ min: 1, max: 3 }),
});

const ring: fc.Arbitrary<RingSpec> = fc.record({
  order: fc.constantFrom('sequential' as const, 'load' as const),
  token_timeout: fc.constantFrom(2, 5),
  hold: fc.constantFrom(0.2, 0.5),
  hops: fc.integer({ min: 1, max: 2 }),
});

type Change = Omit<AdaptationStepSpec, 'at' | 'when'>;

/** Every kind of change that a mesh in which all know all and a ring can make, within eighty seconds. */
const adapt: fc.Arbitrary<AdaptationStepSpec[]> = fc
  .array(
    fc.record({
      after: fc.integer({ min: 0, max: 20 }),
      change: fc.constantFrom<Change>(
        { topology: 'ring' },
        { topology: 'mesh' },
        { topology: 'mesh', routing: 'gossip' },
        { topology: 'mesh', routing: 'broadcast' },
        { routing: 'targeted', hops: 2 },
        { order: 'load', entry: 'one' },
        { entry: 'all' },
      ),
    }),
    { maxLength: 4 },
  )
  .map((drawn) => {
    let at = 0;
    return drawn.map(({ after, change }) => {
      at += after;
      return { at, when: null, ...change };
    });
  });

export const peers = fc.record({ mesh, ring, adapt });

/** What of it belongs to a topology. */
export function peersOf(
  topology: CoordinationSpec['topology'],
  drawn: { readonly mesh: MeshSpec; readonly ring: RingSpec; readonly adapt: AdaptationStepSpec[] },
): Partial<CoordinationSpec> {
  if (topology !== 'mesh' && topology !== 'ring') return {};
  if (drawn.adapt.length > 0) return { ...drawn, mesh: { ...drawn.mesh, neighbourhood: 'full' } };
  return topology === 'mesh' ? { mesh: drawn.mesh } : { ring: drawn.ring };
}
