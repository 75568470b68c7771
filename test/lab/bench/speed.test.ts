import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import * as swarmlab from '../../../src/index.ts';
import { calibrationLoop } from '../../../src/lab/bench/calibration.ts';
import type { PublicApi } from '../../../src/lab/bench/public-api.ts';
import { decideSpeed, decideTwice, type TimedPair } from '../../../src/lab/bench/speed-decision.ts';
import { thresholdOf } from '../../../src/lab/bench/thresholds.ts';
import { timedRows } from '../../../src/lab/bench/timed-rows.ts';

const timing = (compared: number) => ({ value: compared * 1000, compared });

/** Pairs whose sides each vary by so much, the head slower by `ratio`. */
function pairsOf(n: number, ratio: number, spread: number, seed = 'pairs'): TimedPair[] {
  const random = new Streams(seed, 0).stream('noise');
  const noise = () => Math.exp((random.uniform() + random.uniform() + random.uniform() - 1.5) * 2 * spread);
  return Array.from({ length: n }, () => ({ base: timing(2 * noise()), head: timing(2 * ratio * noise()) }));
}

describe('verdict on a speed row', () => {
  test('same, worse, better, undecided', () => {
    expect(decideSpeed(pairsOf(10, 1, 0.01), 0.05).verdict).toBe('same');
    const worse = decideSpeed(pairsOf(10, 1.1, 0.02), 0.05);
    expect(worse.verdict).toBe('worse');
    expect(worse.ratio.estimate).toBeCloseTo(1.1, 1);
    expect(decideSpeed(pairsOf(10, 1 / 1.1, 0.02), 0.05).verdict).toBe('better');
    expect(decideSpeed(pairsOf(10, 1.03, 0.1), 0.05)).toMatchObject({ verdict: 'undecided' });
    // Slower beyond doubt, and within the limit.
    expect(decideSpeed(pairsOf(10, 1.03, 0.001), 0.05).verdict).toBe('same');
    expect(decideSpeed(pairsOf(10, 1.1, 0.02), 0.15).verdict).not.toBe('worse');
  });

  test('a finding needs eight pairs, and fresh ones that say the same', () => {
    expect(decideSpeed(pairsOf(7, 1.2, 0.01), 0.05).verdict).not.toBe('worse');
    expect(decideSpeed(pairsOf(8, 1.2, 0.01), 0.05).verdict).toBe('worse');
    const slow = pairsOf(10, 1.3, 0.02);
    expect(decideTwice(slow, pairsOf(10, 1.3, 0.02, 'fresh'), 0.05).verdict).toBe('worse');
    expect(decideTwice(slow, pairsOf(10, 1, 0.02, 'fresh'), 0.05).verdict).not.toBe('worse');
  });

  test('a planted tenth is found, and nothing is found in nothing', () => {
    let found = 0;
    let alarms = 0;
    for (let round = 0; round < 200; round++) {
      const stage = (ratio: number, name: string) => pairsOf(10, ratio, 0.03, `${name} ${round}`);
      if (decideTwice(stage(1.1, 'a'), stage(1.1, 'b'), 0.05).verdict === 'worse') found++;
      if (decideTwice(stage(1, 'c'), stage(1, 'd'), 0.05).verdict === 'worse') alarms++;
    }
    expect(found).toBeGreaterThan(180);
    expect(alarms).toBe(0);
  });

  test('two modes: the same ones are the same, a new one is a question', () => {
    const modal = (values: readonly number[]) =>
      values.map((value, i) => timing(value * (1 + (i % 3) / 1000)));
    const two = modal([1, 1, 1.5, 1, 1.5, 1, 1.5, 1, 1, 1.5]);
    const one = modal([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    const shuffled = [3, 5, 7, 9, 1, 0, 2, 4, 6, 8].map((i) => two[i]);
    const pair = (base: typeof two, head: typeof two) =>
      base.map((side, i) => ({ base: side, head: head[i] }));
    expect(decideSpeed(pair(two, shuffled), 0.05)).toMatchObject({
      verdict: 'same',
      modes: { bimodal: true },
    });
    const gained = decideSpeed(pair(one, two), 0.05);
    expect(gained.verdict).toBe('undecided');
    expect(gained.reason).toContain('two groups');
    const stretched = two.map(({ compared }) => timing(compared > 1.2 ? compared * 1.4 : compared));
    const moved = decideSpeed(pair(two, stretched), 0.05);
    expect(moved).toMatchObject({ verdict: 'undecided' });
    expect(moved.reason).toContain('the groups moved');
    const slower = two.map(({ compared }) => timing(compared * 1.3));
    expect(decideSpeed(pair(two, slower), 0.05).verdict).toBe('worse');
    const farAbove = two.map(({ compared }) => timing(compared * 2));
    expect(decideSpeed(pair(one, farAbove), 0.05).verdict).toBe('worse');
  });

  test('limits', () => {
    const measured = { node: 'v20', cpu: 'x', rounds: 10 };
    const nulls = {
      format: 1 as const,
      measured,
      rows: { a: { threshold: 0.08, centre: 0, spread: 0.02 }, b: { threshold: 0.01, centre: 0, spread: 0 } },
    };
    const limit = thresholdOf(nulls, null);
    expect([limit('a', 'ns'), limit('b', 'ns'), limit('c', 'ns'), limit('c', 'B')]).toEqual([
      0.08, 0.05, 0.05, 0.1,
    ]);
    expect(thresholdOf(nulls, 0.03)('b', 's')).toBe(0.03);
    expect(thresholdOf(null, null)('a', 's')).toBe(0.05);
  });
});

describe('rows timed through the public interface', () => {
  test('each algorithm, each detector, event list, engine and messages; every one runs', () => {
    const rows = timedRows(swarmlab as unknown as PublicApi);
    const names = rows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const { algorithms, detectors } = swarmlab.catalog();
    for (const { name } of algorithms) expect(names).toContain(`decision: ${name}`);
    for (const { name } of detectors) expect(names).toContain(`detector: ${name}`);
    for (const kind of ['event list', 'engine', 'messages'])
      expect(names.some((name) => name.startsWith(kind))).toBe(true);
    for (const row of rows) {
      row.prepare();
      row.run();
    }
    expect(Number.isFinite(calibrationLoop())).toBe(true);
  });
});
