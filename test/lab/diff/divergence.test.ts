import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { firstDivergence, type HistoryAnswer, type HistorySource } from '../../../src/lab/diff/divergence.ts';
import type { HistoryRequest } from '../../../src/lab/history-request.ts';
import { parseScenario as fromText } from '../../../src/lab/load-scenario.ts';
import { runScenario } from '../../../src/lab/run.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';

const BASE = `
name: diverging
duration: 40s
agents:
  count: 5
workload:
  name: steady
  arrivals: poisson(rate=20/s)
  service: exponential(mean=200ms)
`;

function source(scenario: Scenario, asked: HistoryRequest[] = []): HistorySource {
  return async (history) => {
    asked.push(history);
    const { summary, history: found } = await runScenario(scenario, { history });
    return {
      history: found as HistoryAnswer['history'],
      events: summary.events,
      fingerprint: summary.fingerprint,
    };
  };
}

const WHOLE: HistoryRequest = { kind: 'checkpoints', from: 0 };

async function divergence(a: Scenario, b: Scenario, around = 3) {
  const sources = [source(a), source(b)] as const;
  const first = [await sources[0](WHOLE), await sources[1](WHOLE)] as const;
  return firstDivergence(sources, first, around);
}

/** The obvious way: every event of both, one by one. */
async function slow(a: Scenario, b: Scenario): Promise<number | null> {
  const all: HistoryRequest = { kind: 'events', from: 0, to: 10_000 };
  const [one, other] = [await source(a)(all), await source(b)(all)];
  const [x, y] = [one.history.events, other.history.events];
  for (let i = 0; i < Math.max(x.length, y.length); i++)
    if (JSON.stringify(x[i]) !== JSON.stringify(y[i])) return i + 1;
  return null;
}

describe('the first event at which two histories part', () => {
  test('equal runs do not part', async () => {
    expect(await divergence(fromText(BASE), fromText(BASE))).toBeNull();
  });

  test('a crash late in one run is the first event that differs', async () => {
    const fault = `faults:
  - name: late
    kind: crash
    at: 30s
    duration: 1s
    target: { agents: 1 }
`;
    const found = await divergence(fromText(BASE), fromText(BASE + fault));
    expect(found?.shared).toHaveLength(3);
    expect(found?.b[0]).toMatchObject({ time: 30, text: 'fault "late" occurs' });
    expect(found?.a[0].time).toBeGreaterThanOrEqual(30);
    expect(found?.byTextAlone).toBe(false);
  });

  test('a run that goes on where the other ends parts from it after the last event', async () => {
    const found = await divergence(fromText(BASE), fromText(BASE.replace('duration: 40s', 'duration: 60s')));
    expect(found?.a).toEqual([]);
    expect(found?.b[0].time).toBeGreaterThan(40);
  });

  test.prop([fc.integer({ min: 1, max: 38_000_000 })], { numRuns: 8 })(
    'it is the one that comparing every event finds',
    async (micros) => {
      const fault = `faults:\n  - name: late\n    kind: pause\n    at: ${micros}us\n    duration: 1s\n    target: { agents: 1 }\n`;
      const [a, b] = [fromText(BASE), fromText(BASE + fault)];
      expect((await divergence(a, b))?.event ?? null).toBe(await slow(a, b));
    },
  );

  test('stretches longer than what is compared event by event are narrowed first', async () => {
    const long = BASE.replace('=20/s', '=40/s')
      .replace('count: 5', 'count: 60')
      .replace('duration: 40s', 'duration: 600s');
    const fault = 'faults:\n  - { name: late, kind: pause, at: 590s, duration: 1s, target: { agents: 1 } }\n';
    const asked: HistoryRequest[] = [];
    const sources = [source(fromText(long), asked), source(fromText(long + fault))] as const;
    const first = [await sources[0](WHOLE), await sources[1](WHOLE)] as const;
    const found = await firstDivergence(sources, first, 2);
    expect(found?.b[0].text).toBe('fault "late" occurs');
    expect(asked.at(-1)?.kind).toBe('events');
    expect(asked.length).toBeLessThanOrEqual(3);
  });
});
