/** What saving costs and saves, where the assumptions of Young and Daly hold: the waste is known exactly, and where it is least. */
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { bestInterval, segmentTime, wasteAt } from '../../src/modules/checkpoints/interval.ts';
import { covering, deviation, leastCovered, load, replicate, T_9995, values } from './experiment.ts';

/** Seconds, as in checkpoints.yaml. */
const COST = 60;
const MTBF = 3600;
const RESTART = 60;
const WORK = 20 * 3600;

/**
 * Of one task: in the first segment there is nothing to go on from, so that a failure costs no restart; after the last nothing is saved.
 * The tasks of a run take much longer than this differs, so that the ratio of their sums is as good as the ratio of the means.
 */
function wasteOf(interval: number): number {
  const whole = Math.ceil(WORK / interval) - 1;
  const first = segmentTime(interval, COST, MTBF, 0);
  const others = (whole - 1) * segmentTime(interval, COST, MTBF, RESTART);
  const last = segmentTime(WORK - whole * interval, 0, MTBF, RESTART);
  return 1 - WORK / (first + others + last);
}

const GROUPS = 12;
const RUNS = 5;

const run = (interval: number, count: number) =>
  replicate(load('checkpoints', [`checkpoints.interval=${interval}s`]), count);

describe('the waste of checkpoints', () => {
  test('is what the exact formula says', async () => {
    const found = values(await run(618, GROUPS * RUNS), 'checkpoints.waste');
    expect(covering(found, RUNS, wasteOf(618)).covered).toBeGreaterThanOrEqual(leastCovered(GROUPS));
    // Coverage alone would let wide intervals pass.
    expect(Math.abs(mean(found) / wasteOf(618) - 1)).toBeLessThan(0.01);
  });

  test.each([200, 1800])(
    'is so with an interval of %d s as well, where it is far from the least',
    async (interval) => {
      const found = values(await run(interval, 20), 'checkpoints.waste');
      expect(Math.abs(deviation(found, wasteOf(interval)))).toBeLessThan(T_9995);
      expect(Math.abs(mean(found) / wasteOf(interval) - 1)).toBeLessThan(0.02);
      expect(wasteOf(interval)).toBeGreaterThan(1.1 * wasteOf(618));
    },
  );

  test('of long tasks is that of a single segment', () => {
    expect(wasteOf(618) / wasteAt(618, COST, MTBF, RESTART)).toBeCloseTo(1, 2);
    expect(bestInterval(COST, MTBF)).toBeCloseTo(617.891, 3);
  });
});
