import { fc, test } from '@fast-check/vitest';
import { mean, standardDeviation } from 'simple-statistics';
import { describe, test as example, expect } from 'vitest';
import { FAILURE_DETECTORS } from '../../../src/modules/health/index.ts';
import { deviationsUntil } from '../../../src/modules/health/phi-accrual.ts';
import { withDefaults } from '../../../src/modules/registry.ts';
import { generator } from '../port.ts';
import { detector } from './support.ts';

const LOGISTIC = { threshold: 8, min_deviation: 0.1, acceptable_pause: 3 };

/** phi as Akka writes it. Times in any one unit. */
function logisticPhi(silence: number, average: number, deviation: number): number {
  const y = (silence - average) / deviation;
  const e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
  return silence > average ? -Math.log10(e / (1 + e)) : -Math.log10(1 - 1 / (1 + e));
}

/** phi as Cassandra writes it. */
const exponentialPhi = (silence: number, average: number) => silence / average / Math.log(10);

/** The first whole microsecond of silence at which something holds that holds from then on: every second, then ever finer. */
function firstSilence(holds: (microseconds: number) => boolean): number {
  let at = 0;
  for (const step of [1e6, 1e5, 1e4, 1e3, 100, 10, 1]) {
    while (!holds(at)) at += step;
    if (step > 1) at = Math.max(0, at - step);
  }
  return at;
}

/**
 * The slow version: a list of the last intervals, and phi looked at on a grid. Times in microseconds; `heard` are the times of heartbeats,
 * and what is returned are the silences after which each of them leads to suspicion.
 */
function slow(
  heard: readonly number[],
  nominal: number,
  {
    form,
    threshold,
    least,
    pause,
    window,
  }: Record<'threshold' | 'least' | 'pause' | 'window', number> & {
    form: string;
  },
): number[] {
  let last: number | null = null;
  let borne = Infinity;
  const isLogistic = form === 'logistic';
  const intervals = isLogistic ? [nominal * 0.75, nominal * 1.25] : [2 * nominal];
  return heard.map((now) => {
    if (last !== null && now - last < borne && (isLogistic || now - last <= 2 * nominal)) {
      intervals.push(now - last);
      if (intervals.length > window) intervals.shift();
    }
    last = now;
    const average = mean(intervals);
    const deviation = Math.max(least, standardDeviation(intervals));
    borne = firstSilence((silence) =>
      isLogistic
        ? logisticPhi(silence, average + pause, deviation) >= threshold
        : exponentialPhi(silence - pause, average) > threshold,
    );
    return borne;
  });
}

describe('phi of the logistic form', () => {
  example('has the values of the formula', () => {
    const phi = (silence: number) => logisticPhi(silence, 2 + 4, 0.15);
    const rows = [
      [5.895, 0.120249],
      [6.195, 1.013582],
      [6.375, 2.216071],
      [6.495, 3.391152],
      [6.705, 6.4428],
      [6.825, 8.914858],
    ];
    for (const [silence, value] of rows) expect(phi(silence)).toBeCloseTo(value, 6);
  });

  example('reaches a threshold after that many standard deviations', () => {
    const rows = [
      [1, 1.282215],
      [3, 3.058938],
      [5, 4.119191],
      [8, 5.225987],
      [10, 5.799025],
      [12, 6.292124],
    ];
    for (const [threshold, y] of rows) expect(deviationsUntil(threshold)).toBeCloseTo(y, 6);
  });

  test.prop([fc.double({ min: 0.31, max: 300, noNaN: true })])('is the threshold there', (threshold) => {
    expect(logisticPhi(deviationsUntil(threshold), 0, 1) / threshold).toBeCloseTo(1, 9);
  });

  example('is infinite where its tail underflows, and the time of suspicion is a number still', () => {
    expect(logisticPhi(22, 0, 1)).toBe(Infinity);
    expect(deviationsUntil(1000)).toBeGreaterThan(deviationsUntil(300));
    expect(deviationsUntil(1000)).toBeLessThan(40);
  });
});

describe('phi_accrual', () => {
  example('after the first heartbeat: two intervals a quarter off the nominal one', () => {
    const { module, beats, silence } = detector('phi_accrual', {
      interval: 2,
      parameters: { ...LOGISTIC, acceptable_pause: 4 },
    });
    module.start();
    // However long after the start it comes: that is no interval.
    beats([0.3]);
    expect(silence()).toBeCloseTo(8.612993, 5);
  });

  example('after intervals of mean 2 s and deviation 0.15 s, at 6.783898 s', () => {
    const { module, beats, silence } = detector('phi_accrual', {
      interval: 2,
      // With a window of one the last interval is all there is, and the least deviation holds.
      parameters: { threshold: 8, min_deviation: 0.15, acceptable_pause: 4, window: 1 },
    });
    module.start();
    beats([1, 3, 5]);
    expect(silence()).toBeCloseTo(6.783898, 5);
  });

  example('exponential form: after 8 ln 10 means, the first of which is two intervals', () => {
    const parameters = { form: 'exponential', threshold: 8, acceptable_pause: 0 };
    const first = detector('phi_accrual', { interval: 0.8, parameters });
    first.module.start();
    first.beats([0.1]);
    expect(first.silence()).toBeCloseTo(2 * 14.736545, 5);
    const later = detector('phi_accrual', { interval: 0.8, parameters: { ...parameters, window: 1 } });
    later.module.start();
    later.beats([0.1, 0.9]);
    expect(later.silence()).toBeCloseTo(14.736545, 5);
    // Longer than two intervals: it does not count.
    later.beats([later.port.now() / 1e6 + 1, later.port.now() / 1e6 + 2.7]);
    expect(later.silence()).toBeCloseTo(14.736545, 4);
  });

  example('a worker never heard is suspected as if it had been heard at the start', () => {
    const { module, silence } = detector('phi_accrual', { parameters: LOGISTIC });
    module.start();
    expect(silence()).toBeCloseTo(1 + 3 + 5.225987 / 4, 5);
  });

  example('an interval that ended in suspicion is none, and trust returns with the heartbeat', () => {
    const { module, beats, said, silence } = detector('phi_accrual', { parameters: LOGISTIC });
    module.start();
    beats(Array.from({ length: 50 }, (_, i) => i + 1));
    const before = silence();
    expect(said).toHaveLength(1);
    beats([2e6]);
    expect(said[1]).toBe('2000000 trust 0');
    expect(silence()).toBeCloseTo(before, 5);
  });

  example('of many workers each is held to its own intervals', () => {
    const { module, advance, said } = detector('phi_accrual', {
      workers: 3,
      parameters: { threshold: 8, min_deviation: 0.1, acceptable_pause: 0, window: 10 },
    });
    module.start();
    for (let beat = 1; beat <= 240; beat++) {
      advance(beat * 0.25);
      module.heartbeat(0);
      if (beat % 4 === 0) module.heartbeat(1);
      if (beat % 5 === 0) module.heartbeat(2);
    }
    expect(said).toEqual([]);
    advance(100);
    const after = said.map((line) => Number(line.split(' ')[0]) - 60);
    expect(said.map((line) => line.slice(-9))).toEqual(['suspect 0', 'suspect 1', 'suspect 2']);
    for (const [i, nominal] of [0.25, 1, 1.25].entries()) expect(after[i]).toBeCloseTo(nominal + 0.5226, 3);
  });

  const parameters = fc.record({
    form: fc.constantFrom('logistic', 'exponential'),
    threshold: fc.double({ min: 0.5, max: 20, noNaN: true }),
    least: fc.integer({ min: 1000, max: 500_000 }),
    pause: fc.integer({ min: 0, max: 2_000_000 }),
  });
  const gaps = fc.array(fc.integer({ min: 1, max: 3_000_000 }), { minLength: 1, maxLength: 25 });

  test.prop([parameters, gaps], { numRuns: 100 })(
    'suspects when the list of all intervals does, as long as the window is not full',
    ({ form, threshold, least, pause }, waits) => {
      const window = 1000;
      const { module, advance, said, port } = detector('phi_accrual', {
        parameters: {
          form,
          threshold,
          window,
          min_deviation: least / 1e6,
          acceptable_pause: pause / 1e6,
        },
      });
      const heard: number[] = [];
      for (const wait of waits) heard.push((heard.at(-1) ?? 0) + wait);
      const options = { form, threshold, least, pause, window };
      const borne = slow(heard, 1e6, options);
      // Before it is first heard, it is held to the same as just after.
      const expected = borne[0] < heard[0] ? [borne[0]] : [];
      module.start();
      for (const [i, time] of heard.entries()) {
        const due = time + borne[i];
        if (due < (heard[i + 1] ?? Infinity)) expected.push(due);
      }
      for (const time of heard) {
        advance(time / 1e6);
        module.heartbeat(0);
      }
      advance(port.now() / 1e6 + 1e5);
      const found = said
        .filter((line) => line.includes('suspect'))
        .map((line) => Number(line.split(' ')[0]) * 1e6);
      expect(found).toHaveLength(expected.length);
      for (const [i, time] of found.entries()) expect(Math.abs(time - expected[i])).toBeLessThanOrEqual(1.5);
    },
  );

  example('with a full window, suspects within a few percent of what the list would', () => {
    const random = generator(7);
    const window = 100;
    const { module, advance, said } = detector('phi_accrual', {
      parameters: { threshold: 8, min_deviation: 0.000001, acceptable_pause: 0, window },
    });
    module.start();
    // Every 50th heartbeat is followed by a silence that ends in suspicion, and so is no interval.
    const heard = [1];
    for (let i = 1; i <= 3000; i++)
      heard.push((heard.at(-1) as number) + (i % 50 === 0 ? 2e7 : 500_000 + Math.floor(random() * 1e6)));
    const silences = slow(heard, 1e6, { form: 'logistic', threshold: 8, least: 1, pause: 0, window });
    const differences: number[] = [];
    // y s of intervals uniform on 0.5 s to 1.5 s.
    const scale = deviationsUntil(8) * (1e6 / Math.sqrt(12));
    for (const [i, time] of heard.entries()) {
      advance(time / 1e6);
      if (i % 50 === 0 && i >= 500) {
        const suspectedAt = Number(said.at(-1)?.split(' ')[0]) * 1e6;
        differences.push((suspectedAt - heard[i - 1] - silences[i - 1]) / scale);
      }
      module.heartbeat(0);
    }
    expect(said).toHaveLength(2 * 60);
    expect(differences).toHaveLength(51);
    // Of uniform intervals the relative error of a window's deviation is sqrt(0.8 / 4N) = 4.5 %.
    expect(Math.abs(mean(differences))).toBeLessThan(0.03);
    expect(standardDeviation(differences)).toBeLessThan(0.09);
    expect(standardDeviation(differences)).toBeGreaterThan(0.001);
  });

  example('a window forgets a step as stated: 13.5 % is left after as many intervals', () => {
    const { module, beats, silence } = detector('phi_accrual', {
      parameters: { form: 'exponential', threshold: 1 / Math.LN10, acceptable_pause: 10, window: 1000 },
    });
    module.start();
    let time = 0;
    const times = (count: number, gap: number) => Array.from({ length: count }, () => (time += gap));
    beats(times(20_001, 1));
    beats(times(1000, 0.5));
    // The silence borne is the pause and one mean.
    expect(silence() - 10).toBeCloseTo(0.5 + 0.5 * 0.135, 3);
  });

  example('tells the silence that it bears where heartbeats are regular', () => {
    const entry = FAILURE_DETECTORS.require('phi_accrual');
    const borne = (given: Record<string, number | string>) =>
      (entry.silence?.(1e6, withDefaults(entry.parameters, given)).microseconds ?? NaN) / 1e6;
    expect(borne({})).toBeCloseTo(1 + 3 + 0.5225987, 5);
    expect(borne({ form: 'exponential', acceptable_pause: 0 })).toBeCloseTo(18.420681, 5);
    const { module, beats, silence } = detector('phi_accrual');
    module.start();
    beats(Array.from({ length: 5000 }, (_, i) => i + 1));
    expect(silence()).toBeCloseTo(borne({}), 4);
  });
});
