import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const load = (text: string) => parseScenario(`agents: 10\nduration: 1m\n${text}`);

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
      'coordination.mesh.routing: a peer asks for tasks that wait, and without a limit none does',
    ],
    ['coordination: { topology: mesh, mesh: { hop: 2 } }', 'did you mean "hops"'],
  ])('%s is refused', (text, problem) => {
    expect(() => load(text)).toThrow(problem);
  });
});
