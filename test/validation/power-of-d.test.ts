import { describe, expect, test } from 'vitest';
import { controlledMean } from '../../src/lab/statistics/control-variates.ts';
import { meanInterval } from '../../src/lab/statistics/mean-interval.ts';
import { load, replicate, values } from './experiment.ts';
import { sojournCorrection, sojournInTheLimit } from './supermarket.ts';

const RUNS = 10;
/** So wide that not one of the intervals here should miss the truth. */
const CONFIDENCE = 0.999;
/** Of what the correction of order 1/n leaves, at most this / n^2; published simulations at load 0.9 lie 6 / n^2 above it. */
const REST = 10;

/** Warm-up in seconds after which the limit's own distance from its fixed point is below 0.1 %. */
const WARM_UP: Readonly<Record<number, number>> = { 0.5: 20, 0.7: 40, 0.9: 80 };

describe('the supermarket model', () => {
  test('has the tabulated limits', () => {
    expect(sojournInTheLimit(0.5)).toBeCloseTo(1.265686, 6);
    expect(sojournInTheLimit(0.7)).toBeCloseTo(1.614454, 6);
    expect(sojournInTheLimit(0.9)).toBeCloseTo(2.614057, 6);
    expect(sojournInTheLimit(0.95)).toBeCloseTo(3.383046, 6);
  });

  test('has the published first-order queue lengths at load 0.9 where the two may be one and the same', () => {
    const queue = (n: number) => 0.9 * (sojournInTheLimit(0.9) + sojournCorrection(0.9, false) / n);
    expect(queue(10)).toBeCloseTo(2.7513, 4);
    expect(queue(100)).toBeCloseTo(2.3925, 4);
  });
});

describe('the better of two random agents', () => {
  test.each([
    // So few that the correction is 6 % of the limit: without it this would fail.
    { agents: 20, rho: 0.9, seconds: 1600 },
    { agents: 100, rho: 0.5, seconds: 200 },
    { agents: 100, rho: 0.7, seconds: 200 },
    { agents: 100, rho: 0.9, seconds: 400 },
    { agents: 1000, rho: 0.5, seconds: 20 },
    { agents: 400, rho: 0.7, seconds: 40 },
    { agents: 400, rho: 0.9, seconds: 60 },
  ])('$agents agents at load $rho', async ({ agents, rho, seconds }) => {
    const scenario = load('power-of-two', [
      `agents=${agents}`,
      `warmup=${WARM_UP[rho]}s`,
      `workload.arrivals=poisson(rate=${Math.round(agents * rho)}/s)`,
      `workload.stop=${WARM_UP[rho] + seconds}s`,
    ]);
    const rows = await replicate(scenario, RUNS);
    const service = values(rows, 'task.service.mean');
    // What came in differs most between runs, and what is expected of it is known.
    const demand = values(rows, 'tasks.submitted').map((tasks, i) => tasks * service[i]);
    const control = { values: demand, expectation: agents * rho * seconds };
    const sojourn = controlledMean(values(rows, 'task.latency.mean'), [control], CONFIDENCE);
    const truth = sojournInTheLimit(rho) + sojournCorrection(rho) / agents;
    const rest = REST / (agents * agents);
    expect(sojourn.lower - rest).toBeLessThan(truth);
    expect(sojourn.upper).toBeGreaterThan(truth);
    // A wide interval would let anything pass.
    expect(sojourn.upper - sojourn.lower).toBeLessThan(0.1 * truth);
  });
});

describe('a central queue', () => {
  test('waits as Erlang says', async () => {
    const scenario = load('mmc', ['scheduler.algorithm=central_queue', 'scheduler.agent_queue=unlimited']);
    const waits = meanInterval(values(await replicate(scenario, 20), 'task.wait.mean'), CONFIDENCE);
    expect(waits.lower).toBeLessThan(0.20459);
    expect(waits.upper).toBeGreaterThan(0.20459);
    expect(waits.upper - waits.lower).toBeLessThan(0.1);
  });

  test('is what the least loaded agents make of tasks that may not wait at them', async () => {
    const central = load('mmc', ['scheduler.algorithm=central_queue', 'scheduler.agent_queue=unlimited']);
    expect(await replicate(central, 2)).toEqual(await replicate(load('mmc'), 2));
  });
});
