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
