import { describe, expect, test } from 'vitest';
import {
  type BenchOptions,
  checkOptions,
  partsOf,
  readMargins,
  readUntil,
} from '../../../src/cli/bench/options.ts';
import { UsageError } from '../../../src/cli/exit.ts';
import type { Session } from '../../../src/cli/session.ts';

const session = (CI?: string) => ({ environment: { CI } }) as unknown as Session;
const check = (options: BenchOptions, CI?: string) => () => checkOptions(options, session(CI));

describe('options of a gate', () => {
  test('behaviour always, speed where there is another version', () => {
    expect(partsOf({})).toEqual({ behaviour: true, speed: false });
    expect(partsOf({ against: 'main' })).toEqual({ behaviour: true, speed: true });
    expect(partsOf({ against: 'main', behaviour: true })).toEqual({ behaviour: true, speed: false });
    expect(partsOf({ against: 'main', speed: true })).toEqual({ behaviour: false, speed: true });
    expect(partsOf({ null: true })).toEqual({ behaviour: false, speed: true });
  });

  test('accepting is refused where nobody looks, and without a reason', () => {
    const accept = { accept: true, because: 'meant' };
    expect(check(accept)).not.toThrow();
    expect(check(accept, 'false')).not.toThrow();
    expect(check(accept, '0')).not.toThrow();
    expect(check(accept, 'true')).toThrow('CI is set');
    expect(check({ accept: true })).toThrow(UsageError);
    expect(check({ accept: true, because: ' ' })).toThrow('--because is empty');
    expect(check({ ...accept, against: 'main' })).toThrow('without --against');
    expect(check({ ...accept, null: true })).toThrow(UsageError);
    expect(check({ until: '2027-01-01' })).toThrow('--until goes with --accept');
    expect(check({ pairs: '10' })).toThrow('--pairs is of speed');
    expect(check({ row: 'engine' })).toThrow('--row is of speed');
    expect(check({ row: 'engine', against: 'main' })).not.toThrow();
  });

  test('days and margins', () => {
    expect(readUntil(undefined, '2026-11-29')).toBeNull();
    expect(readUntil('2026-11-29', '2026-11-29')).toBe('2026-11-29');
    for (const day of ['2026-11-28', '2027-02-29', '2027-1-1', 'soon'])
      expect(() => readUntil(day, '2026-11-29')).toThrow(UsageError);
    expect(readMargins(['makespan=2s', 'throughput = 1%'])).toEqual({ makespan: '2s', throughput: '1%' });
    expect(() => readMargins(['=2s'])).toThrow('--margin =2s');
  });
});
