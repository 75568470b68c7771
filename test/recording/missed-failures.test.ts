/** Failures that are over before anybody notices them, and what is said of figures that leave them out. */
import { describe, expect, test } from 'vitest';
import { summaryOf } from '../lab/from-text.ts';

/** Agents that go down, or stand still, at 1 min. */
function failing(
  kind: 'crash' | 'pause',
  duration: string,
  more = 'detector: fixed_timeout, parameters: { timeout: 10s }',
) {
  return summaryOf(`
duration: 5min
agents: 20
health: { heartbeat_interval: 1s, ${more} }
workload: { arrivals: "poisson(rate=2/s)", service: 5s, stop: 4min }
faults: [{ kind: ${kind}, target: { agents: 5 }, at: 1min, duration: ${duration} }]
`);
}

describe('failures that are over before anybody notices', () => {
  test.each(['crash', 'pause'] as const)(
    '%s: are counted apart from those that somebody noticed',
    async (kind) => {
      const short = (await failing(kind, '5s')).metrics;
      expect(short).toMatchObject({
        'detection.count': 0,
        'detection.missed': 5,
        'detection.time.mean': null,
      });
      const long = (await failing(kind, '1min')).metrics;
      expect(long).toMatchObject({ 'detection.count': 5, 'detection.missed': 0 });
    },
  );

  test('are all of them where nobody watches', async () => {
    const { metrics } = await failing('crash', '1min', 'detector: none');
    expect(metrics).toMatchObject({ 'detection.count': 0, 'detection.missed': 5 });
  });

  test('are not those of a process that was suspected before it failed, nor those that still last', async () => {
    const { metrics } = await summaryOf(`
duration: 5min
agents: 4
health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 10s } }
workload: { arrivals: "poisson(rate=1/s)", service: 1s, stop: 4min }
faults:
  - { kind: partition, isolate: { agents: 1 }, at: 1min, duration: 1min }
  - { kind: crash, target: all, at: 90s, duration: 5s }
  - { kind: crash, target: all, at: 295s, duration: 1min }
`);
    expect(metrics).toMatchObject({ 'detection.unreachable': 1, 'detection.missed': 3 });
  });

  test('are not those of a root that nobody watches', async () => {
    const { metrics } = await summaryOf(`
duration: 5min
agents: 4
health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 10s } }
workload: { arrivals: "poisson(rate=1/s)", service: 1s, stop: 4min }
faults: [{ kind: crash, target: { coordinators: 1 }, at: 1min, duration: 5s }]
`);
    expect(metrics).toMatchObject({ 'coordinators.failed': 1, 'detection.missed': 0 });
  });
});
