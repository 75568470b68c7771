import { describe, expect, it } from 'vitest';
import { summaryOf } from '../lab/from-text.ts';

/** Nothing that happens takes any time, but for what is added. */
const TIMELESS = `
duration: 10s
agents: { groups: [{ name: quick, count: 2 }] }
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
`;

describe('a cycle that takes no time', () => {
  it('ends the run, with the names of those concerned', async () => {
    const text = `${TIMELESS}workload: { name: eager, start: 3s, population: 2, service: 0s }`;
    await expect(summaryOf(text)).rejects.toThrow(
      /^the clock stands still at 3 s: 1(\.\d)? million events there.*agents "quick", the coordinator, workload "eager"; .*tasks executed/,
    );
  });

  it('is found in a wide population', async () => {
    const wide = `${TIMELESS}workload: { population: 2000, service: 0s }`;
    await expect(summaryOf(wide)).rejects.toThrow(/the clock stands still at 0 s/);
  });

  it('is not much work at once, though nothing of it takes time', async () => {
    for (const work of ['backlog: 20000', 'waves: [{ tasks: 10000 }, { tasks: 10000 }]']) {
      const { metrics, simulated } = await summaryOf(`${TIMELESS}workload: { ${work}, service: 0s }`);
      expect([metrics['tasks.completed'], simulated]).toEqual([20_000, 0]);
    }
  });

  it('is none where a part takes its time', async () => {
    const { metrics } = await summaryOf(`${TIMELESS}workload: { population: 1, service: 1ms }`);
    expect(metrics['tasks.completed']).toBe(10_000);
  });
});
