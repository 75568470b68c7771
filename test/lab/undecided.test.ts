/** What a run that left a condition undecided says would decide it. */
import { expect, test } from 'vitest';
import { summaryOf } from './from-text.ts';

const CUT = `
duration: 1min
agents: 4
retry: { timeout: never }
expect: [task.latency.max < 1h]
`;
const STOP = ', and let arrivals stop before the end (workload.stop)';

test.each([
  ['open', 'arrivals: poisson(rate=9/s), service: exponential(mean=1s)', STOP],
  [
    'flow',
    'flow: { arrivals: poisson(rate=9/s), steps: { validate: { service: 1ms }, assign: { service: 1ms }, execute: { service: exponential(mean=1s) }, validate-result: { service: 1ms }, checkpoint: { service: 1ms } } }',
    STOP,
  ],
  ['closed', 'population: 80, service: exponential(mean=1s)', STOP],
  ['backlog', 'backlog: 1000, service: exponential(mean=1s)', ''],
])('%s: arrivals are to stop where there is no end to them', async (_, workload, stop) => {
  const quoted = workload.replaceAll(/(\w+\(\w+=[^)]*\))/g, '"$1"');
  const [{ verdict, remedy }] = (await summaryOf(`${CUT}workload: { ${quoted} }\n`)).expectations;
  expect(verdict).toBe('undecided');
  expect(remedy).toMatch(/^(raise duration|run to at least )/);
  expect(remedy?.endsWith(STOP)).toBe(stop !== '');
});
