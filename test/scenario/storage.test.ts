import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const storage = (more: string) =>
  parseScenario(`duration: 1m\ncoordination: { ${more} }`).coordination.storage;

describe('the disk of coordinators', () => {
  test.each(['', 'storage: {}', 'storage: { sync: 0s }', 'storage: { sync: constant(0s) }'])(
    'takes no time, and is not there to be asked for, with "%s"',
    (more) => {
      expect(storage(more)).toBeUndefined();
    },
  );

  test('takes a time, or one drawn for each sync', () => {
    expect(storage('storage: { sync: 5ms }')).toEqual({ sync: { kind: 'constant', value: 0.005 } });
    expect(storage('storage: { sync: "exponential(mean=2ms)" }')).toEqual({
      sync: { kind: 'exponential', mean: 0.002 },
    });
  });

  test('takes no time below 0, and no other', () => {
    expect(() => storage('storage: { sync: -1ms }')).toThrow('2:34: coordination.storage.sync: ');
    expect(() => storage('storage: { sync: fast }')).toThrow('2:34: coordination.storage.sync: ');
    expect(() => storage('storage: { fsync: 1ms }')).toThrow('coordination.storage');
  });
});
