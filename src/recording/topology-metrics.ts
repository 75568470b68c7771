/** What is measured of the ways that tasks take through coordinators: name, unit, description. */
export const TOPOLOGY_SCALARS = [
  [
    'topology.hops.mean',
    'count',
    'coordinators that a completed task went through, those of attempts that came to nothing included',
  ],
  [
    'topology.handovers.count',
    'count',
    'times that a peer handed a task over to another, those that were refused included',
  ],
  ['ring.token.rotation.mean', 'seconds', 'time from one coming of the token to the next at the same member'],
  ['ring.tokens.regenerated', 'count', 'tokens made because the one before seemed lost'],
] as const;
