import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const load = (text: string) => parseScenario(`agents: 10\nduration: 1m\n${text}`);

describe('a ring', () => {
  const ring = (more: string) =>
    load(`coordination: { topology: ring, ring: { ${more} } }\nscheduler: { agent_queue: 0 }`);

  test('has the defaults of the requirements', () => {
    expect(ring('').coordination.ring).toEqual({
      order: 'sequential',
      token_timeout: 5,
      hold: 0.01,
      hops: 1,
    });
    expect(ring('').coordination.mesh).toBeUndefined();
  });

  test('must let tasks wait, and keep the token for less than its timeout', () => {
    expect(() => load('coordination: { topology: ring }')).toThrow(
      '3:17: coordination.topology: a peer looks for room for tasks that wait with it, and without a limit none does',
    );
    expect(() => ring('hold: 6s')).toThrow(
      'coordination.ring.hold: expected less than token_timeout (5s), found 6s',
    );
    expect(() => ring('hold: 1us')).toThrow(
      '3:47: coordination.ring.hold: expected a duration of at least 1ms, found "1us"',
    );
    expect(ring('hold: 1ms').coordination.ring?.hold).toBe(0.001);
  });
});

describe('changes while a run goes', () => {
  const adapt = (steps: string, more = 'topology: mesh') =>
    load(`coordination: { ${more}, adapt: [${steps}] }\nscheduler: { agent_queue: 0 }`);

  test('bring along what they change to', () => {
    const { coordination } = adapt('{ at: 10s, topology: ring }');
    expect(coordination.mesh?.hops).toBe(1);
    expect(coordination.ring?.token_timeout).toBe(5);
    expect(coordination.adapt).toEqual([{ at: 10, when: null, topology: 'ring' }]);
    const rule = adapt('{ when: { metric: coordinators.utilization, above: 80%, for: 30s }, hops: 2 }');
    expect(rule.coordination.adapt).toEqual([
      {
        at: null,
        when: { metric: 'coordinators.utilization', above: 0.8, below: null, for: 30 },
        hops: 2,
      },
    ]);
  });

  test.each([
    ['{ hops: 2 }', 'coordination.adapt[0]: expected either at, a time, or when, a condition'],
    [
      '{ at: 5s, when: { metric: coordinators.utilization, above: 1% }, hops: 2 }',
      'coordination.adapt[0]: expected either at, a time, or when, a condition',
    ],
    [
      '{ when: { metric: coordinators.utilization }, hops: 2 }',
      'coordination.adapt[0].when: expected above or below',
    ],
    ['{ when: { metric: queue.depth, above: 1 }, hops: 2 }', 'expected coordinators.utilization or'],
    [
      '{ at: 5s }',
      'coordination.adapt[0]: expected something to change: topology, routing, order, hops, entry',
    ],
    [
      '{ at: 5s, hops: 2 }, { at: 4s, hops: 1 }',
      'coordination.adapt[1].at: expected no earlier than the step before (5s), found 4s',
    ],
    ['{ at: 5s, order: load }', 'coordination.adapt[0].order: it has no effect in a mesh'],
    [
      '{ at: 5s, topology: ring, routing: gossip }',
      'coordination.adapt[0].routing: it has no effect in a ring',
    ],
    ['{ at: 1m, hops: 2 }', 'coordination.adapt[0].at: it happens at 1min, when the run has ended (1min)'],
    [
      '{ when: { metric: coordinators.utilization, above: 80%, below: 20% }, hops: 2 }',
      'coordination.adapt[0].when: nothing is above 80% and below 20% at a time: the change would never come',
    ],
    [
      '{ when: { metric: coordinators.utilization, above: 50%, below: 50% }, hops: 2 }',
      'coordination.adapt[0].when: nothing is above 50% and below 50% at a time',
    ],
    ['{ at: 5s, topology: tree }', 'coordination.adapt[0].topology: expected mesh or ring, found "tree"'],
  ])('%s is refused', (steps, problem) => {
    expect(() => adapt(steps)).toThrow(problem);
  });

  test('need peers that know each other, hear each other, and let tasks wait for a ring', () => {
    const step = '{ at: 5s, topology: ring }';
    expect(() => adapt(step, 'topology: star')).toThrow(
      'coordination.adapt: it needs topology mesh or ring, found star',
    );
    expect(() => load('coordination: { entry: one }')).toThrow(
      'coordination.entry: it needs topology mesh or ring',
    );
    expect(() => adapt(step, 'topology: mesh, mesh: { neighbourhood: nearest }')).toThrow(
      'coordination.adapt[0].topology: in a ring all peers know each other: expected mesh.neighbourhood full',
    );
    expect(() => load(`coordination: { topology: mesh, adapt: [${step}] }`)).toThrow(
      'coordination.adapt[0].topology: a peer looks for room for tasks that wait with it',
    );
    expect(() =>
      load(
        'coordination: { topology: mesh, mesh: { routing: gossip }, adapt: [{ at: 5s, hops: 2 }] }\nhealth: { heartbeat_interval: 0 }',
      ),
    ).toThrow('coordination.adapt: peers learn of changes by heartbeats');
  });
});

describe('a mesh', () => {
  test('has defaults that fit its neighbourhood, and is left out of other topologies', () => {
    expect(load('coordination: { mesh: { hops: 2 } }').coordination.mesh).toBeUndefined();
    expect(load('coordination: { topology: mesh }').coordination.mesh).toEqual({
      neighbourhood: 'full',
      neighbours: 4,
      routing: 'targeted',
      interval: 1,
      hops: 1,
    });
    const nearest = 'coordination: { topology: mesh, mesh: { neighbourhood: nearest } }';
    expect(load(nearest).coordination.mesh?.hops).toBe(3);
  });

  test.each([
    [
      'coordination: { topology: mesh, mesh: { neighbourhood: nearest, neighbours: 3 } }',
      '3:77: coordination.mesh.neighbours: expected an even number, half on either side, found 3',
    ],
    [
      'coordination: { topology: mesh, mesh: { neighbourhood: ful } }',
      '3:56: coordination.mesh.neighbourhood: expected full or nearest, found "ful"',
    ],
    [
      'coordination: { topology: mesh }\nhealth: { heartbeat_interval: 0 }',
      'health.heartbeat_interval is 0: expected above 0',
    ],
    [
      'coordination: { topology: mesh, mesh: { routing: broadcast } }',
      'coordination.mesh.routing: a peer looks for room for tasks that wait with it, and without a limit none does',
    ],
    ['coordination: { topology: mesh, mesh: { hop: 2 } }', 'did you mean "hops"'],
  ])('%s is refused', (text, problem) => {
    expect(() => load(text)).toThrow(problem);
  });
});
