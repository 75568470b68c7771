/** What runs say of checkpoints, by worked example. */
import { describe, expect, test } from 'vitest';
import { summaryOf } from '../lab/from-text.ts';

/** One agent, one task of 100 s at a time, saved every 30 s; a crash of 10 s at 50 s. */
const scenario = (more = '') => `
agents: 1
network: { links: { same_node: { latency: 0s }, same_zone: { latency: 0s }, same_region: { latency: 0s } } }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
retry: { timeout: never }
checkpoints: { interval: 30s, cost: 2s, restore: 5s }
workload: { backlog: 1, service: 100s }
faults: [{ kind: crash, target: all, at: 50s, duration: 10s }]
${more}
`;

const of = async (text: string, set: string[] = []) => {
  const { metrics, bounds } = await summaryOf(text, set);
  const names = Object.keys({ ...metrics, ...bounds }).filter((name) => name.startsWith('checkpoints.'));
  return Object.fromEntries(
    names.map((name) => [name.slice('checkpoints.'.length), metrics[name] ?? bounds[name] ?? null]),
  );
};

describe('checkpoints in the metrics of a run', () => {
  test('are counted, with the work that was lost and the share of time that nothing came of', async () => {
    // 48 s of work, of which 18 are lost, and 70; three times saved; gone on from once.
    expect(await of(scenario())).toEqual({
      written: 3,
      bytes: expect.closeTo(3 * 65, -2),
      refused: 0,
      restored: 1,
      damaged: 0,
      lost_work: 18,
      waste: expect.closeTo(1 - 100 / (48 + 2 + 5 + 70 + 4), 12),
      'shard.share': 1,
    });
  });

  test('are none where nothing is saved', async () => {
    const figures = await of(scenario(), ['checkpoints=false']);
    expect(new Set(Object.values(figures))).toEqual(new Set([null]));
  });

  test('found damaged are counted, and cost what they had saved', async () => {
    expect(await of(scenario(), ['checkpoints.corrupt=100%'])).toMatchObject({
      ...{ written: 4, restored: 0, damaged: 1, lost_work: 48 },
      waste: expect.closeTo(1 - 100 / (48 + 2 + 106), 12),
    });
  });

  test('of a task that fails for good have been written in vain', async () => {
    expect(
      await of(scenario(), ['workload.failure=100%', 'retry.max_attempts=1', 'faults=[]']),
    ).toMatchObject({
      ...{ written: 3, lost_work: 100, waste: 1 },
    });
  });

  test('of the warm-up are left out, with what was done of its tasks', async () => {
    const figures = await of(scenario('warmup: 1ms'));
    expect(figures).toMatchObject({ written: 0, bytes: 0, restored: 0, lost_work: 0, waste: null });
  });

  test('have bounds while their tasks are open', async () => {
    expect(await of(scenario('duration: 70s'))).toMatchObject({
      written: { lower: 1, upper: null },
      restored: { lower: 1, upper: null },
      // The 30 s that were saved may yet be of use, and so may the 18 where nothing had been saved.
      lost_work: { lower: 0, upper: null },
      waste: { lower: 0, upper: 1 },
    });
  });
});
