/** Time-outs of the steps of flows, and how often they may be tried again, as a scenario says it. */
import { expect, test } from 'vitest';
import { metricsOf } from '../lab/from-text.ts';
import { load, problemsOf } from './support.ts';

const flow = (written: string, step: string) =>
  `workload: { name: calls, flow: { arrivals: poisson(rate=1/s), stop: 10s, ${written} steps: [{ name: call, service: 1s, ${step} }] } }\n`;

function flowOf(written: string, step: string) {
  const [workload] = load(flow(written, step)).workloads;
  if (workload.kind !== 'flow') throw new Error('no flow');
  return workload;
}

test('there is none, or what is written', () => {
  expect(flowOf('', '').steps[0].timeout).toBeNull();
  expect(flowOf('', 'timeout: never').steps[0].timeout).toBeNull();
  expect(flowOf('', 'timeout: 250ms').steps[0].timeout).toBe(0.25);
  expect(flowOf('', '').budget).toBeNull();
  const finagle = { ratio: 0.2, reserve: 10, window: 10 };
  expect(flowOf('budget: true,', 'attempts: 2').budget).toEqual(finagle);
  expect(flowOf('budget: { reserve: 0/s },', 'attempts: 2').budget).toEqual({ ...finagle, reserve: 0 });
});

test.each([
  ['', 'timeout: 0s', 'flow.steps[0].timeout'],
  ['', 'timeout: 100 days', 'flow.steps[0].timeout'],
  ['budget: true,', '', 'flow.budget: no step is ever tried again: give one of them attempts, such as 3'],
  ['budget: { ratio: -1 },', 'attempts: 2', 'flow.budget.ratio'],
])('%s %s is refused', (written, step, message) => {
  expect(problemsOf(flow(written, step)).join('\n')).toContain(message);
});

test('they are counted where there are any', async () => {
  const run = (written: string, step: string) => metricsOf(flow(written, step), ['duration=unlimited']);
  const waiting = await run('budget: { ratio: 0, reserve: 0/s },', 'attempts: 2, timeout: 500ms');
  expect(waiting['flow.timeouts']).toBeGreaterThan(3);
  expect(waiting['flow.over_budget']).toBe(waiting['flow.timeouts']);
  expect(waiting['flow.failed']).toBe(waiting['flow.timeouts']);
  const patient = await run('', 'attempts: 2');
  expect([patient['flow.timeouts'], patient['flow.over_budget']]).toEqual([null, null]);
});
