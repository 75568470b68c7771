import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { s } from '../port.ts';
import { detector } from './support.ts';

const fixed = (workers: number, timeout?: number) =>
  detector('fixed_timeout', { workers, parameters: timeout === undefined ? {} : { timeout } });

describe('fixed_timeout', () => {
  example('suspects after exactly the timeout since the last heartbeat, once', () => {
    const { module, said, advance } = fixed(1, 3);
    module.start();
    advance(0.7);
    module.heartbeat(0);
    advance(1.7);
    module.heartbeat(0);
    advance(4.699999);
    expect(said).toEqual([]);
    advance(100);
    expect(said).toEqual(['4.7 suspect 0']);
  });

  example('waits 10 s unless told otherwise, as if all had been heard at the start', () => {
    const { module, said, advance } = fixed(2);
    advance(5);
    module.start();
    advance(100);
    expect(said.sort()).toEqual(['15 suspect 0', '15 suspect 1']);
  });

  example('trusts again at the next heartbeat, and can suspect again', () => {
    const { module, said, advance } = fixed(2, 2);
    module.start();
    for (const time of [1, 2, 3, 4, 5, 6, 7]) {
      advance(time);
      module.heartbeat(1);
      // Worker 0 is heard late: falsely suspected.
      if (time === 3 || time === 4) module.heartbeat(0);
    }
    expect(said).toEqual(['2 suspect 0', '3 trust 0', '6 suspect 0']);
  });

  example(
    'suspects and trusts at one instant where the heartbeat comes just at the deadline, but after it',
    () => {
      const { module, said, advance } = fixed(1, 2);
      module.start();
      advance(2);
      module.heartbeat(0);
      expect(said).toEqual(['2 suspect 0', '2 trust 0']);
    },
  );

  example('detects a death after the timeout less half a period on average', () => {
    // Workers beat every second at phases spread evenly, and all die at 10 s.
    const workers = 1000;
    const { module, said, advance } = fixed(workers, 3);
    module.start();
    const beats = Array.from({ length: 10 * workers }, (_, i) => (i + 1) / workers);
    for (const [i, time] of beats.entries()) {
      advance(time);
      module.heartbeat(i % workers);
    }
    advance(20);
    const delays = said.map((line) => Number(line.split(' ')[0]) - 10);
    expect(delays).toHaveLength(workers);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / workers;
    expect(mean).toBeCloseTo(2.5, 2);
    const variance = delays.reduce((sum, delay) => sum + (delay - mean) * (delay - mean), 0) / workers;
    expect(variance).toBeCloseTo(1 / 12, 3);
  });

  test.prop(
    [
      fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 1500 })), { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
    ],
    { numRuns: 200 },
  )('says what a look at the last heartbeats says', (beats, timeout) => {
    const { module, said, advance, port } = fixed(4, timeout);
    module.start();
    const last = [0, 0, 0, 0];
    const suspected = new Set<number>();
    const expected: string[] = [];
    /** Whoever has been silent for the timeout at a time up to now. */
    const look = () => {
      for (const [worker, time] of last.entries()) {
        if (suspected.has(worker) || time + s(timeout) > port.now()) continue;
        suspected.add(worker);
        expected.push(`${(time + s(timeout)) / 1e6} suspect ${worker}`);
      }
    };
    for (const [worker, wait] of beats) {
      advance((port.now() + wait * 1000) / 1e6);
      look();
      module.heartbeat(worker);
      if (suspected.delete(worker)) expected.push(`${port.now() / 1e6} trust ${worker}`);
      last[worker] = port.now();
    }
    expect([...said].sort()).toEqual([...expected].sort());
  });
});
