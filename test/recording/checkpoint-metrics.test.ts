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

  test('of an attempt that was replaced, and succeeds all the same, are of use once', async () => {
    const cut = scenario()
      .replace(
        'agents: 1',
        'agents: { groups: [{ name: far, count: 1, regions: [b] }, { name: near, count: 1, regions: [a] }] }',
      )
      .replace(/faults: .*/, 'faults: [{ kind: partition, between: [a, b], at: 40s, duration: 300s }]')
      .replace('timeout: never', 'timeout: 90s');
    const figures = await of(`cluster: { regions: [a, b] }\n${cut}`, [
      'scheduler.agent_queue=0',
      'coordination.region=a',
      'network.links.between_regions.latency=0s',
    ]);
    // Both have worked: 100 s, and 40 s from the checkpoint at 60 s of work.
    expect(figures).toMatchObject({
      lost_work: 40,
      refused: 1,
      restored: 1,
      waste: expect.closeTo(1 - 100 / (106 + 47), 9),
    });
  });

  test('of a task that has failed for good are lost, whatever is still open', async () => {
    const two = scenario('duration: 130s').replace(
      /workload: .*/,
      'workloads: [{ name: bad, backlog: 1, service: 20s, failure: 100% }, { name: long, start: 30s, backlog: 1, service: 200s }]',
    );
    const figures = await of(two, ['retry.max_attempts=1', 'faults=[]']);
    expect(figures.lost_work).toEqual({ lower: 20, upper: null });
  });

  test('of tasks of the warm-up take nothing from those that come later', async () => {
    const two = scenario('warmup: 55s\nduration: 130s').replace(
      /workload: .*/,
      'workloads: [{ name: first, backlog: 1, service: 100s }, { name: later, start: 56s, backlog: 1, service: 200s }]',
    );
    expect((await of(two)).lost_work).toEqual({ lower: 0, upper: null });
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
