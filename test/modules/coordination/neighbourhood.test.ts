import { describe, expect, test } from 'vitest';
import { Neighbourhood } from '../../../src/modules/coordination/neighbourhood.ts';
import { describeWorkers } from '../scheduling/support.ts';

/** Neighbours at addresses 60, 61, ... with four slots each; the second alone meets requirement 1. */
const three = () =>
  new Neighbourhood(
    describeWorkers(
      [
        { process: 60, slots: 4 },
        { process: 61, slots: 4, capabilities: 1 },
        { process: 62, slots: 4 },
      ],
      [0, 1],
    ),
  );
const NOBODY = -1;

describe('the least loaded neighbour', () => {
  test('is the first of equals, then the one with more room, counting what it has been given', () => {
    const neighbourhood = three();
    expect(neighbourhood.leastLoaded(0, NOBODY, 1)).toBe(0);
    neighbourhood.gave(0);
    expect(neighbourhood.leastLoaded(0, NOBODY, 1)).toBe(1);
    neighbourhood.heard(2, 9);
    expect(neighbourhood.leastLoaded(0, NOBODY, 1)).toBe(2);
  });

  test('is trusted, able, and not the one that gave the task', () => {
    const neighbourhood = three();
    expect(neighbourhood.leastLoaded(1, NOBODY, 1)).toBe(1);
    expect(neighbourhood.leastLoaded(1, 61, 1)).toBe(-1);
    neighbourhood.table.setTrusted(0, false);
    expect(neighbourhood.leastLoaded(0, 61, 1)).toBe(2);
  });

  test('is nobody where nobody is there yet', () => {
    const neighbours = describeWorkers([{ process: 60, slots: 4, present: false }]);
    const neighbourhood = new Neighbourhood(neighbours);
    expect(neighbourhood.leastLoaded(0, NOBODY, 100)).toBe(-1);
    neighbourhood.heard(0, 1);
    expect(neighbourhood.leastLoaded(0, NOBODY, 100)).toBe(0);
  });

  test('without a free slot must be left with at most half of the load of the giver', () => {
    const neighbourhood = three();
    // Four slots and six tasks: a seventh makes a load of 7/4, and 14/4 is twice that.
    for (const neighbour of [0, 1, 2]) neighbourhood.heard(neighbour, -2);
    expect(neighbourhood.leastLoaded(0, NOBODY, 3.49)).toBe(-1);
    expect(neighbourhood.leastLoaded(0, NOBODY, 3.5)).toBe(0);
    expect(neighbourhood.leastLoaded(0, NOBODY, Infinity)).toBe(0);
  });
});
