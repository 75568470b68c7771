import { describe, expect, test } from 'vitest';
import { Streams } from '../../src/engine/random/streams.ts';
import type { LoadJudgement } from '../../src/lab/result.ts';
import { trendTest } from '../../src/lab/statistics/trend.ts';
import { judgeBacklog, type Regime } from '../../src/lab/trend.ts';
import { BacklogRecorder } from '../../src/recording/backlog.ts';

const SECOND = 1e6;

describe('the trend test', () => {
  test('on an example worked by hand', () => {
    // Slope 0.9, residuals -0.2 0.9 -1 -0.1 0.4 around the line: error sqrt(2.02 / 3 / 10).
    const { slope, p } = trendTest([1, 3, 2, 3.8, 5.2]);
    expect(slope).toBeCloseTo(0.92, 12);
    expect(p).toBeGreaterThan(0.005);
    expect(p).toBeLessThan(0.02);
  });

  test('sees nothing in what never changes, and certainty in a straight rise', () => {
    expect(trendTest([3, 3, 3, 3]).p).toBe(0.5);
    expect(trendTest([1, 2, 3, 4]).p).toBe(0);
    expect(trendTest([4, 3, 2, 1]).p).toBe(1);
  });
});

/** The verdict on one run of M/M/1 from empty, mean service 1 s; the judge may know the load or see only a busy server. */
function verdict(load: number, seconds: number, run: number, known = load): LoadJudgement['state'] {
  const random = new Streams('trend', run).stream('queue', String(load));
  const backlog = new BacklogRecorder();
  const end = seconds * SECOND;
  let tasks = 0;
  let now = 0;
  for (;;) {
    const rate = load + (tasks > 0 ? 1 : 0);
    now += Math.round((-Math.log1p(-random.uniform()) / rate) * SECOND);
    if (now >= end) break;
    if (random.uniform() * rate < load) {
      backlog.submitted(now);
      tasks++;
    } else tasks--;
    backlog.levels(now, tasks, Math.max(0, tasks - 1));
  }
  const regime: Regime = {
    from: 0,
    to: end,
    now: end,
    isOver: false,
    lawless: null,
    load: Math.min(1, known),
    service: SECOND,
    slots: 1,
    mayScale: false,
    variability: 2,
    cycle: 0,
  };
  return judgeBacklog(backlog, regime).state;
}

function share(state: LoadJudgement['state'], load: number, seconds: number, runs: number): number {
  let count = 0;
  for (let run = 0; run < runs; run++) if (verdict(load, seconds, run) === state) count++;
  return count / runs;
}

describe('a queue is judged to grow', () => {
  // Measured over 2,000 runs each: see the bounds; here few runs, whose seeds are fixed.
  test.each([
    [0.8, 2_000, 100],
    [0.9, 4_000, 60],
    [0.95, 2_000, 100],
    [0.95, 16_000, 25],
  ])('at a load of %d over %d services almost never', (load, seconds, runs) => {
    expect(share('growing', load, seconds, runs)).toBeLessThanOrEqual(0.02);
  });

  test.each([
    [1.1, 2_000, 60, 0.6],
    [1.05, 20_000, 20, 0.8],
    [1.25, 1_000, 60, 0.8],
    [2, 100, 60, 0.9],
  ])('at a load of %d over %d services mostly', (load, seconds, runs, least) => {
    expect(share('growing', load, seconds, runs)).toBeGreaterThanOrEqual(least);
  });

  test('and a run too short to settle is left open', () => {
    expect(verdict(0.95, 1_000, 1)).toBe('undecided');
    expect(share('steady', 0.8, 2_000, 40)).toBeGreaterThan(0.9);
    expect(share('steady', 1.02, 2_000, 40)).toBe(0);
  });
});

describe('what is no proof', () => {
  const backlog = () => {
    const recorder = new BacklogRecorder();
    for (let second = 0; second < 1_000; second++) {
      recorder.submitted(second * SECOND);
      recorder.levels(second * SECOND, second + 1, second);
    }
    return recorder;
  };
  const regime: Regime = {
    from: 0,
    to: 1_000 * SECOND,
    now: 1_000 * SECOND,
    isOver: false,
    lawless: null,
    load: 1,
    service: SECOND,
    slots: 1,
    mayScale: false,
    variability: 2,
    cycle: 0,
  };

  test('a steady rise is growth', () => {
    expect(judgeBacklog(backlog(), regime)).toMatchObject({ state: 'growing' });
  });

  test('a rise within one cycle of what comes and goes', () => {
    expect(judgeBacklog(backlog(), { ...regime, cycle: 500 })).toMatchObject({ state: 'undecided' });
    expect(judgeBacklog(backlog(), { ...regime, cycle: 50 })).toMatchObject({ state: 'growing' });
    expect(judgeBacklog(backlog(), { ...regime, cycle: Number.POSITIVE_INFINITY }).state).toBe('undecided');
  });

  test('a rise that more agents may yet stop', () => {
    expect(judgeBacklog(backlog(), { ...regime, mayScale: true }).state).toBe('undecided');
  });

  test('a rise after which nobody waits', () => {
    const recorder = backlog();
    recorder.levels(999.5 * SECOND, 1, 0);
    expect(judgeBacklog(recorder, regime).state).toBe('undecided');
  });

  test('a rise whose noise is not known, or a time of no length', () => {
    expect(judgeBacklog(backlog(), { ...regime, variability: Number.NaN }).state).toBe('undecided');
    expect(judgeBacklog(backlog(), { ...regime, from: regime.now }).state).toBe('undecided');
  });
});
