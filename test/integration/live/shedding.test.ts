import { expect, test, vi } from 'vitest';
import { documentOf, live, liveFolder, liveMetric } from './live.ts';

// Seconds, where the machine has nothing else to do.
vi.setConfig({ testTimeout: 240_000 });

/** A third more than the agents can do. */
const TOO_MUCH = `name: too-much
duration: unlimited
agents: 4
scheduler: { algorithm: central_queue, shedding: SHEDDING }
retry: { timeout: never }
workload: { arrivals: poisson(rate=130/s), service: exponential(mean=40ms), stop: 4s }
`;

test.each([
  { shedding: 'codel', metric: 'tasks.shed.waited' },
  { shedding: '{ kind: priority, thresholds: { 10: 3 } }', metric: 'tasks.shed.priority' },
])('a live run sheds what is too much: $metric', async ({ shedding, metric }) => {
  const cwd = liveFolder({ 'a.yaml': TOO_MUCH.replace('SHEDDING', shedding) });
  const document = documentOf(await live(cwd, ['a.yaml', '--json']));
  expect(document.violations).toEqual([]);
  const of = (name: string) => liveMetric(document, name) ?? 0;
  expect(of(metric)).toBeGreaterThan(50);
  expect(of('tasks.shed')).toBe(of(metric));
  expect(of('tasks.completed') + of('tasks.failed')).toBe(of('tasks.submitted'));
});

/** Calls of one agent that stands still for a second and a half; who calls waits for a second. */
const WAITING = `name: waiting
duration: unlimited
agents: 1
scheduler: central_queue
retry: { timeout: never }
workload:
  name: calls
  flow:
    arrivals: poisson(rate=10/s)
    stop: 4s
    steps: [{ name: call, attempts: 2, timeout: 1s, service: 10ms }]
faults: [{ kind: pause, target: all, at: 1s, duration: 1500ms }]
`;

test('flows of a live run wait only so long for the task of a step', async () => {
  const document = documentOf(await live(liveFolder({ 'a.yaml': WAITING }), ['a.yaml', '--json']));
  const of = (name: string) => liveMetric(document, name) ?? 0;
  expect(of('flow.timeouts')).toBeGreaterThan(0);
  expect(of('flow.completed') + of('flow.failed')).toBeGreaterThan(20);
  // What nobody waits for any more is done all the same.
  expect(of('tasks.completed')).toBe(of('tasks.submitted'));
});
