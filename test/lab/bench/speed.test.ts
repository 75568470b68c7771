import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import * as swarmlab from '../../../src/index.ts';
import { calibrationLoop } from '../../../src/lab/bench/calibration.ts';
import type { PublicApi } from '../../../src/lab/bench/public-api.ts';
import { decideFresh, decideSpeed, type TimedPair } from '../../../src/lab/bench/speed-decision.ts';
import { decideRows } from '../../../src/lab/bench/speed-stages.ts';
import { thresholdOf } from '../../../src/lab/bench/thresholds.ts';
import { timedRows } from '../../../src/lab/bench/timed-rows.ts';
import { type Batch, Timings } from '../../../src/lab/bench/timings.ts';

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
    expect(decideFresh(slow, pairsOf(10, 1.3, 0.02, 'fresh'), 0.05).verdict).toBe('worse');
    expect(decideFresh(slow, pairsOf(10, 1, 0.02, 'fresh'), 0.05).verdict).not.toBe('worse');
  });

  test('where the first pairs left it open, fresh ones need more than where they found it', () => {
    const open = pairsOf(10, 1.03, 0.1);
    expect(decideSpeed(open, 0.05).verdict).toBe('undecided');
    // All ten are slower, which is no more than one chance in a thousand.
    const ten = pairsOf(10, 1.3, 0.02, 'fresh');
    expect(decideFresh(open, ten, 0.05)).toMatchObject({ verdict: 'undecided' });
    expect(decideFresh(open, [...ten, ...pairsOf(10, 1.3, 0.02, 'more')], 0.05).verdict).toBe('worse');
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

describe('how long a row is timed', () => {
  const ROW = { name: 'row', unit: 'ns' } as const;
  /** A machine on which one process varies by `spread` from the next where it is measured twice, and by half of it where more often. */
  const machine = (ratio: number, spread: number, seed: string) => {
    const batches: number[] = [];
    const time = (_: unknown, { name, pairs, rounds }: Batch) => {
      batches.push(pairs);
      const timings = new Timings();
      for (const pair of pairsOf(pairs, ratio, rounds > 1 ? spread / 2 : spread, `${seed} ${name}`))
        timings.add(ROW.name, pair);
      return Promise.resolve(timings);
    };
    return { batches, time };
  };
  const OPTIONS = { pairs: 10, threshold: () => 0.05, clock: () => 0 };
  const decide = async (ratio: number, spread: number, seed: string) => {
    const { time, batches } = machine(ratio, spread, seed);
    const decided = (await decideRows([ROW], time, OPTIONS)).get(ROW.name);
    if (typeof decided?.decision !== 'object') throw new Error('there is no decision');
    return { verdict: decided.decision.verdict, batches, pairs: decided.pairs.length };
  };

  test('ten pairs where they settle it, and batches of fresh ones where they do not', async () => {
    expect(await decide(1, 0.01, 'quiet')).toEqual({ verdict: 'same', batches: [10], pairs: 10 });
    expect(await decide(1.2, 0.02, 'slow')).toEqual({ verdict: 'worse', batches: [10, 10], pairs: 20 });
    expect(await decide(1.06, 0.1, 'x3')).toEqual({
      verdict: 'undecided',
      batches: [10, 10, 10, 20],
      pairs: 50,
    });
  });

  test('a planted tenth is found beside other load, and nothing is found in nothing', async () => {
    let found = 0;
    let alarms = 0;
    for (let round = 0; round < 200; round++) {
      if ((await decide(1.1, 0.1, `planted ${round}`)).verdict === 'worse') found++;
      if ((await decide(1, 0.1, `null ${round}`)).verdict === 'worse') alarms++;
    }
    // Three runs in a row miss less than one in a thousand of what one run finds nine times in ten.
    expect(found).toBeGreaterThan(180);
    expect(alarms).toBe(0);
  });

  test('when the time is over many rows get no further batch, but the one that confirms; few rows get all', async () => {
    const rows = ['a', 'b', 'c', 'd'].map((name) => ({ name, unit: 'ns' }) as const);
    const batches: string[] = [];
    const time = (open: readonly { readonly name: string }[], { name, pairs }: Batch) => {
      batches.push(`${name}: ${open.length}`);
      const timings = new Timings();
      for (const row of open)
        for (const pair of pairsOf(pairs, 1.06, 0.1, `x3 ${name}`)) timings.add(row.name, pair);
      return Promise.resolve(timings);
    };
    let now = 0;
    const clock = () => {
      now += 1_000;
      return now;
    };
    await decideRows(rows, time, { ...OPTIONS, clock });
    expect(batches).toEqual(['first: 4', 'fresh 0: 4']);
    batches.length = 0;
    await decideRows(rows.slice(1), time, { ...OPTIONS, clock });
    expect(batches).toEqual(['first: 3', 'fresh 0: 3', 'fresh 1: 3', 'fresh 2: 3']);
  });

  test('an interrupted batch leaves open what the first pairs found', async () => {
    const interrupt = new AbortController();
    const { time } = machine(1.2, 0.02, 'slow');
    const once = (rows: unknown, batch: Parameters<typeof time>[1]) => {
      const timings = time(rows, batch);
      interrupt.abort();
      return timings;
    };
    const decided = await decideRows([ROW], once, { ...OPTIONS, signal: interrupt.signal });
    expect(decided.get(ROW.name)?.decision).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('interrupted'),
    });
  });

  test('a row that fails while fresh pairs are timed says why', async () => {
    const { time } = machine(1.2, 0.02, 'slow');
    const failing = (rows: unknown, batch: Parameters<typeof time>[1]) => {
      if (batch.name === 'first') return time(rows, batch);
      const timings = new Timings();
      timings.failures.set(ROW.name, 'it went down');
      return Promise.resolve(timings);
    };
    const decided = await decideRows([ROW], failing, OPTIONS);
    expect(decided.get(ROW.name)?.decision).toBe('it went down');
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
  }, 600_000);
});
