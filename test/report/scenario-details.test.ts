import { expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { scenarioDetails } from '../../src/report/html/scenario-details.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

function traced(records: number): Scenario {
  const scenario = parseScenario('duration: 1min\nworkload: { arrivals: poisson(rate=1/s), service: 1s }');
  const times = Array.from({ length: records }, (_, record) => record);
  const arrivals = { process: 'trace', times, services: null, source: 'x' };
  return { ...scenario, workloads: [{ ...scenario.workloads[0], arrivals }] } as unknown as Scenario;
}

test('of a long trace the page shows the beginning, and how much more there is', () => {
  expect(scenarioDetails(traced(1000))).toContain('- 999\n');
  const long = scenarioDetails(traced(500_000));
  expect(long).toContain('- 999\n');
  expect(long).not.toContain('- 1000\n');
  expect(long).toContain('and 499,000 more');
  expect(long.length).toBeLessThan(50_000);
});
