/** An agent that sleeps when idle is a queue with set-up times, whose means are known exactly. */
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { covering, leastCovered, load, replicate, values } from './experiment.ts';

/** Arrivals a second, mean service, idle time before sleep, time to wake, in seconds: as in setup-times.yaml. */
const ARRIVALS = 0.5;
const SERVICE = 1;
const AFTER = 1;
const WAKE = 2;

/** An idle period is exponential: who comes first after it finds the agent asleep with this probability. */
const asleep = Math.exp(-ARRIVALS * AFTER);
const setup = asleep * WAKE;
const setupSquared = asleep * WAKE * WAKE;

/** Welch (1964), "On a generalized M/G/1 queuing process in which the first customer of each busy period receives exceptional service". */
const latency =
  1 / (1 / SERVICE - ARRIVALS) + (2 * setup + ARRIVALS * setupSquared) / (2 * (1 + ARRIVALS * setup));

/** Of a cycle of an idle and a busy period, the part of the idle one after `AFTER`: a renewal-reward argument. */
const share = asleep / ARRIVALS / (1 / ARRIVALS + (setup + SERVICE) / (1 - ARRIVALS * SERVICE));

const GROUPS = 20;
const RUNS = 5;

describe('hibernation', () => {
  test('waits and sleeps as a queue with set-up times', async () => {
    const rows = await replicate(load('setup-times'), GROUPS * RUNS);
    for (const [metric, truth] of [
      ['task.latency.mean', latency],
      ['agents.hibernated.mean', share],
    ] as const) {
      const found = values(rows, metric);
      expect(covering(found, RUNS, truth).covered, metric).toBeGreaterThanOrEqual(leastCovered(GROUPS));
      // Coverage alone would let wide intervals pass.
      expect(Math.abs(mean(found) / truth - 1), metric).toBeLessThan(0.02);
    }
  });

  test('costs nothing where waking takes no time', async () => {
    const [row] = await replicate(load('setup-times', ['spawning.hibernate.wake=0s']), 1);
    const [without] = await replicate(load('setup-times', ['spawning={mode: sequential, boot: 0s}']), 1);
    expect(row['task.latency.mean']).toBe(without['task.latency.mean']);
    expect(row['agents.hibernated.mean']).toBeGreaterThan(0);
  });

  test('the formulas give what can be worked out by hand', () => {
    expect(latency).toBeCloseTo(3.1326, 4);
    expect(share).toBeCloseTo(0.1888, 4);
  });
});
