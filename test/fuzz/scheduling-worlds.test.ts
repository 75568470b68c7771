import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { check } from './check.ts';
import { schedulingWorld } from './scheduling-worlds.ts';

const WORLDS = 200;

describe('scheduling options, topologies, limits, patience and retries together', () => {
  it('end in a result without broken invariants, or in a refusal with a place', async () => {
    const known = catalog();
    const problems: string[] = [];
    let results = 0;
    for (let number = 0; number < WORLDS; number++) {
      const text = schedulingWorld(number, known);
      try {
        if ((await check({ text })) === 'result') results++;
      } catch (error) {
        problems.push(`world ${number}: ${(error as Error).message}\n${text}`);
      }
    }
    expect(problems).toEqual([]);
    // Worlds that are refused test little.
    expect(results).toBeGreaterThan(0.9 * WORLDS);
  });

  it.each(['topology: star', 'topology: tree, fanout: 3'])(
    'late binding: a task gives up while the timer of its patience waits behind a result (%s)',
    async (topology) => {
      const text = `
agents: 6
duration: 2min
scheduler: late_binding
coordination: { ${topology}, costs: { result: 20ms, submit: 5ms } }
workload: { arrivals: poisson(rate=8/s), service: exponential(mean=1s), patience: 50ms }
`;
      expect(await check({ text })).toBe('result');
    },
  );
});
