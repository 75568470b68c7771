import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { Streams } from '../../src/engine/random/streams.ts';
import { WorldError } from '../../src/world/core/errors.ts';
import { createArrivals } from '../../src/world/plan/arrivals.ts';
import { timedArrivals } from '../../src/world/plan/offered-load.ts';
import type { OpenWorkloadSpec, TimedArrivalSpec } from '../../src/world/spec/spec.ts';
import { constant, finish, group, observedWorld, s, task, uniform, worldSpec } from './spec.ts';

const arrivals = (spec: TimedArrivalSpec, seed = 'arrivals') =>
  createArrivals(spec, new Streams(seed, 0), 'work');

/** Times of the first arrivals, in microseconds. */
function times(spec: TimedArrivalSpec, count: number, seed?: string): number[] {
  const process = arrivals(spec, seed);
  let at = 0;
  return Array.from({ length: count }, () => {
    at += process.next();
    return at;
  });
}

/** Mean and variance-to-squared-mean ratio (squared coefficient of variation) of the gaps. */
function gaps(spec: TimedArrivalSpec, count: number): { mean: number; scv: number } {
  const process = arrivals(spec);
  const drawn = Array.from({ length: count }, () => process.next() / 1e6);
  const mean = drawn.reduce((sum, gap) => sum + gap, 0) / count;
  const variance = drawn.reduce((sum, gap) => sum + (gap - mean) * (gap - mean), 0) / count;
  return { mean, scv: variance / (mean * mean) };
}

describe('poisson', () => {
  example('has its rate, and gaps as variable as exponential ones', () => {
    const { mean, scv } = gaps({ process: 'poisson', rate: 4 }, 40_000);
    // Standard errors: 1/200 of the mean, about 1.4 % of the squared variation.
    expect(Math.abs(mean * 4 - 1)).toBeLessThan(4.5 / 200);
    expect(Math.abs(scv - 1)).toBeLessThan(0.07);
  });

  example('is the same for the same seed and name, and different otherwise', () => {
    const spec: TimedArrivalSpec = { process: 'poisson', rate: 1 };
    expect(times(spec, 20)).toEqual(times(spec, 20));
    expect(times(spec, 20)).not.toEqual(times(spec, 20, 'another'));
  });
});

describe('deterministic', () => {
  test.prop([fc.double({ min: 1e-5, max: 100, noNaN: true }), fc.integer({ min: 1, max: 300 })], {
    numRuns: 100,
  })('puts the k-th arrival at k intervals, without drift', (interval, count) => {
    const at = times({ process: 'deterministic', interval }, count);
    at.forEach((time, i) => {
      expect(time).toBe(Math.round((i + 1) * interval * 1e6));
    });
  });

  example('keeps a third of a second for a million arrivals', () => {
    expect(times({ process: 'deterministic', interval: 1 / 3 }, 1_000_000).at(-1)).toBe(333_333_333_333);
  });
});

describe('renewal', () => {
  example('takes its gaps from the distribution', () => {
    const { mean, scv } = gaps({ process: 'renewal', interval: uniform(1, 3) }, 20_000);
    expect(mean).toBeCloseTo(2, 1);
    expect(scv).toBeCloseTo(1 / 3 / 4, 2);
    expect(times({ process: 'renewal', interval: constant(2.5) }, 3)).toEqual([s(2.5), s(5), s(7.5)]);
  });
});

describe('mmpp', () => {
  const bursty: TimedArrivalSpec = { process: 'mmpp', rates: [1, 20], dwell: [9, 1] };

  example('has the mean rate of its states, weighed by how long they last', () => {
    // (9 x 1 + 1 x 20) / 10 per second. A cycle brings 29 arrivals; of 2000 cycles the count varies by about 2 %.
    const { mean, scv } = gaps(bursty, 58_000);
    expect(Math.abs(1 / mean / 2.9 - 1)).toBeLessThan(0.1);
    // Burstier than Poisson.
    expect(scv).toBeGreaterThan(2);
  });

  example('of one rate is Poisson', () => {
    const { mean, scv } = gaps({ process: 'mmpp', rates: [4, 4], dwell: [1, 2] }, 40_000);
    expect(Math.abs(mean * 4 - 1)).toBeLessThan(4.5 / 200);
    expect(Math.abs(scv - 1)).toBeLessThan(0.07);
  });

  example('begins in its first state, and is silent in a state of rate 0', () => {
    // Nothing for about a second, then a hundred a second for about ten.
    const at = times({ process: 'mmpp', rates: [0, 100], dwell: [1, 10] }, 200);
    expect(at[0]).toBeGreaterThan(s(0.05));
    expect(at[199] - at[0]).toBeLessThan(s(5));
  });
});

describe('a trace', () => {
  example('is followed to the letter, and then nothing more comes', () => {
    const process = arrivals({ process: 'trace', times: [0, 0.5, 0.5, 7], services: null, source: 'test' });
    expect([1, 2, 3, 4, 5, 6].map(() => process.next())).toEqual([0, s(0.5), 0, s(6.5), Infinity, Infinity]);
  });

  example('can say what each arrival asks for', () => {
    const process = arrivals({ process: 'trace', times: [1, 2], services: [3, 0.5], source: 'test' });
    process.next();
    expect(process.demand).toBe(3);
    process.next();
    expect(process.demand).toBe(0.5);
  });

  example('has no drift from many times that are no whole microseconds', () => {
    const at = Array.from({ length: 1000 }, (_, i) => (i + 1) / 3);
    expect(times({ process: 'trace', times: at, services: null, source: 'test' }, 1000).at(-1)).toBe(
      333_333_333,
    );
  });
});

describe('an open workload', () => {
  function submissions(more: Partial<OpenWorkloadSpec>, duration: number | null = null) {
    const workload: OpenWorkloadSpec = {
      kind: 'open',
      name: 'work',
      region: null,
      start: 0,
      arrivals: { process: 'deterministic', interval: 2 },
      tasks: null,
      stop: null,
      task: task(),
      ...more,
    };
    const { world, heard } = observedWorld(worldSpec({ duration, workloads: [workload] }));
    finish(world);
    return {
      progress: world.progress,
      times: heard.filter(([event]) => event === 'taskSubmitted').map(([, time]) => time),
      demands: Array.from(world.parts.tasks.demand.slice(0, world.parts.tasks.count)),
    };
  }

  example('begins at its start, and ends after a number of tasks', () => {
    expect(submissions({ start: 3, tasks: 3 })).toMatchObject({ progress: 'finished', times: [5, 7, 9] });
  });

  example('by load comes as fast as its share of what the agents can do', () => {
    const groups = [
      group({ count: 3, slots: 2, speed: uniform(1, 2) }),
      group({ name: 'slow', count: 2, speed: constant(0.5) }),
    ];
    // (3 x 2 x 1.5 + 2 x 0.5) x 80 % / 4 s = 2/s.
    const load = { process: 'load', load: 0.8 } as const;
    expect(timedArrivals(load, [constant(1), constant(3)], groups)).toEqual({ process: 'poisson', rate: 2 });
    const given = { process: 'deterministic', interval: 3 } as const;
    expect(timedArrivals(given, [constant(4)], groups)).toBe(given);
    const rate = submissions({ arrivals: { process: 'load', load: 0.5 }, tasks: 2_000 }).times;
    expect(rate).toEqual(submissions({ arrivals: { process: 'poisson', rate: 0.5 }, tasks: 2_000 }).times);
    for (const mean of [0, Number.MIN_VALUE])
      expect(() => timedArrivals(load, [constant(mean)], groups)).toThrow(WorldError);
  });

  example('ends at a time, which is no longer in it', () => {
    expect(submissions({ stop: 6 }).times).toEqual([2, 4]);
    expect(submissions({ stop: 6.1 }).times).toEqual([2, 4, 6]);
    expect(submissions({ start: 9, stop: 6 })).toMatchObject({ progress: 'finished', times: [] });
  });

  example('ends with the run', () => {
    expect(submissions({}, 7)).toMatchObject({ progress: 'horizon', times: [2, 4, 6] });
  });

  example('of a trace counts its times from its start, and takes its demands', () => {
    const trace: TimedArrivalSpec = { process: 'trace', times: [0, 1], services: [4, 0.25], source: 'test' };
    expect(submissions({ arrivals: trace, start: 10 })).toEqual({
      progress: 'finished',
      times: [10, 11],
      demands: [s(4), s(0.25)],
    });
    expect(submissions({ arrivals: { ...trace, services: null }, tasks: 1 })).toMatchObject({
      times: [0],
      demands: [s(1)],
    });
  });
});

describe('a closed workload', () => {
  example('submits again when a task has ended and the thinking is over', () => {
    const spec = worldSpec({
      workloads: [
        {
          kind: 'closed',
          name: 'users',
          region: null,
          start: 1,
          population: 2,
          think: constant(3),
          tasks: 5,
          task: task(),
        },
      ],
    });
    const { world, heard } = observedWorld(spec);
    expect(finish(world).progress).toBe('finished');
    const of = (event: string) => heard.filter(([name]) => name === event).map(([, time]) => time);
    // Both think until 4; one agent serves them at 5 and 6; they think until 8 and 9, and so on.
    expect(of('taskSubmitted')).toEqual([4, 4, 8, 9, 12]);
    expect(of('taskCompleted')).toEqual([5, 6, 9, 10, 13]);
    expect(world.now).toBe(s(13));
  });
});
