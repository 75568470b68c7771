/** An overload that stays when what set it off is over, and what ends it: the minimal model of Bronson et al. (HotOS 2021). */
import { describe, expect, test } from 'vitest';
import { summaryOf } from '../lab/from-text.ts';

/** One server of 100 tasks a second, first come, first served; callers who wait 1 s and try three times; all done that was begun. */
const model = ({
  rate = 60,
  outage = '2s',
  scheduler = '',
  flow = '',
  patience = '',
  seed = 1,
  seconds = 120,
}) => `
seed: ${seed}
duration: ${seconds}s
agents: 1
scheduler: { algorithm: central_queue${scheduler} }
retry: { timeout: never }
health: { detector: none, heartbeat_interval: 0s }
workload:
  name: calls
  flow:
    arrivals: poisson(rate=${rate}/s)
    events: none
    ${flow}
    steps: [{ name: call, attempts: 3, timeout: 1s, service: exponential(mean=10ms)${patience} }]
faults: [{ kind: pause, target: all, at: 20s, duration: ${outage} }]
# The last half minute: waits and answers in time are those of a system at rest, or of one that is stuck.
warmup: ${seconds - 30}s
`;

/** Share of the calls of the last half minute that were answered in time. */
async function answered(settings: Parameters<typeof model>[0]): Promise<number> {
  const { metrics, bounds } = await summaryOf(model(settings));
  const completed = metrics['flow.completed'] ?? bounds['flow.completed']?.lower ?? 0;
  const failed = metrics['flow.failed'] ?? bounds['flow.failed']?.lower ?? 0;
  return completed / (completed + failed);
}

const SEEDS = [1, 2, 3, 4];

describe('where three times what comes is more than can be done, and what comes is less', () => {
  test.each(SEEDS)(
    'an outage of a second is over soon, and one of two seconds never (seed %i)',
    async (seed) => {
      expect(await answered({ outage: '1s', seed })).toBeGreaterThan(0.99);
      expect(await answered({ outage: '2s', seed })).toBeLessThan(0.01);
      expect(await answered({ outage: '10s', seed })).toBeLessThan(0.01);
    },
  );

  test.each([
    {
      what: 'tasks that nobody waits for are dropped at the head of the queue',
      more: { patience: ', patience: 1s' },
    },
    { what: 'waits are controlled', more: { scheduler: ', shedding: codel' } },
    {
      what: 'no more is taken on than can be done in time',
      more: { scheduler: ', shedding: { kind: priority, thresholds: { 10: 50 } }' },
    },
    {
      what: 'callers try again no more than a fifth of their calls',
      more: { flow: 'budget: { ratio: 20%, reserve: 0/s }', seconds: 240 },
    },
    { what: 'the queue is limited', more: { scheduler: ', queue_limit: 50' } },
  ])('any outage is over soon where $what', async ({ more }) => {
    for (const outage of ['2s', '10s'])
      for (const seed of SEEDS) expect(await answered({ outage, seed, ...more })).toBeGreaterThan(0.99);
  });

  test('CoDel with an interval of a second sheds too slowly to end it', async () => {
    const scheduler = ', shedding: { kind: codel, target: 50ms, interval: 1s }';
    expect(await answered({ scheduler })).toBeLessThan(0.01);
  });
});

test('where three times what comes can be done, any outage is over in the end', async () => {
  // Up to 30 x (10 + 9 + 8) tasks are behind, and the agent does 10 a second more than come.
  for (const seed of SEEDS)
    expect(await answered({ rate: 30, outage: '10s', seed, seconds: 240 })).toBeGreaterThan(0.99);
});
