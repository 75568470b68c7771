import { fc, test } from '@fast-check/vitest';
import { mean, variance } from 'simple-statistics';
import { describe, test as example, expect } from 'vitest';
import { detector } from './support.ts';

const upTo = (end: number, gap: number, first: number) =>
  Array.from({ length: Math.ceil((end - first) / gap) }, (_, i) => first + i * gap);

describe('lease', () => {
  example('the monitor stamps its own clock when it looks, and suspects strictly after the grace', () => {
    const { module, beats, advance, said } = detector('lease', { interval: 10 });
    module.start();
    // Seen at the look at 15 s: at 65 s the stamp is 50 s old, which is not more than the grace.
    beats([2, 12]);
    advance(69.999999);
    expect(said).toEqual([]);
    advance(1000);
    expect(said).toEqual(['70 suspect 0']);
  });

  example('trusts again at the first look after a renewal, and can suspect again', () => {
    const { module, beats, advance, said } = detector('lease', {
      interval: 10,
      parameters: { period: 5, grace: 12, startup_grace: 60 },
    });
    module.start();
    beats([1, 31, 32]);
    advance(100);
    expect(said).toEqual(['20 suspect 0', '35 trust 0', '50 suspect 0']);
  });

  example('a worker never heard has the start-up grace, from the start on', () => {
    const { module, beats, advance, said } = detector('lease', { workers: 2, interval: 10 });
    advance(3);
    module.start();
    beats([4], 1);
    advance(200);
    // At 63 s the start-up grace of 60 s is not exceeded; worker 1 was seen at 8 s.
    expect(said).toEqual(['63 suspect 1', '68 suspect 0']);
  });

  example('a heartbeat in the same instant as a look, but after it, is seen at the next', () => {
    const { module, beats, advance, said } = detector('lease', {
      parameters: { period: 5, grace: 5, startup_grace: 5 },
    });
    module.start();
    beats([5]);
    advance(30);
    expect(said).toEqual(['20 suspect 0']);
  });

  example('notices a crash after 52.5 s on average, variance 125/12, within (45, 60] s', () => {
    // Renewals at 100 phases of their period, and looks at 20 phases against the crash at 200 s.
    const delays: number[] = [];
    for (let phase = 0; phase < 20; phase++) {
      const workers = 100;
      const { module, advance, said } = detector('lease', { workers, interval: 10 });
      const start = (phase + 0.5) / 4;
      advance(start);
      module.start();
      const all = Array.from({ length: workers }, (_, worker) =>
        upTo(200, 10, start + (worker + 0.53) / 10).map((time) => [time, worker] as const),
      ).flat();
      for (const [time, worker] of all.sort((x, y) => x[0] - y[0])) {
        advance(time);
        module.heartbeat(worker);
      }
      advance(1000);
      delays.push(...said.map((line) => Number(line.split(' ')[0]) - 200));
    }
    expect(delays).toHaveLength(2000);
    expect(mean(delays)).toBeCloseTo(52.5, 1);
    expect(Math.abs(variance(delays) / (125 / 12) - 1)).toBeLessThan(0.03);
    expect(Math.min(...delays)).toBeGreaterThan(45);
    expect(Math.max(...delays)).toBeLessThanOrEqual(60);
  });

  test.prop(
    [
      fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 4000 })), { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    ],
    { numRuns: 200 },
  )('says what looks at all heartbeats so far say', (waits, period, grace, startup) => {
    const { module, advance, said } = detector('lease', {
      workers: 3,
      parameters: { period, grace, startup_grace: startup },
    });
    module.start();
    // Half a millisecond off the ticks, so that what comes first is no question.
    const beats: [time: number, worker: number][] = [];
    let now = 0.0005;
    for (const [worker, wait] of waits) {
      now += wait / 1000;
      beats.push([now, worker]);
    }
    for (const [time, worker] of beats) {
      advance(time);
      module.heartbeat(worker);
    }
    advance(now + 40);
    const expected: string[] = [];
    const seen = (worker: number, tick: number) =>
      beats
        .filter(([time, who]) => who === worker && time <= tick)
        .map(([time]) => Math.ceil(time / period) * period);
    for (let worker = 0; worker < 3; worker++) {
      let suspected = false;
      for (let tick = period; tick <= now + 40; tick += period) {
        const last = seen(worker, tick).at(-1);
        const isOver = last === undefined ? tick > startup : tick > last + grace;
        if (isOver !== suspected) expected.push(`${tick} ${isOver ? 'suspect' : 'trust'} ${worker}`);
        suspected = isOver;
      }
    }
    expect([...said].sort()).toEqual(expected.sort());
  });
});
