import { expect, test, vi } from 'vitest';
import { documentOf, FAULTS, leftBehind, live, liveFolder, liveMetric, SMALL } from './live.ts';

// Seconds, where the machine has nothing else to do.
vi.setConfig({ testTimeout: 240_000 });

test('crashes, a partition and a pause lose nothing, record nothing twice, and leave nothing behind', async () => {
  const cwd = liveFolder({ 'small.yaml': `${SMALL}${FAULTS}` });
  const outcome = await live(cwd, ['small.yaml', '--speed', '10', '--processes', '2', '--json', '--quiet']);
  const document = documentOf(outcome);
  expect(document).toMatchObject({ end: 'finished', violations: [] });
  const metric = (name: string) => liveMetric(document, name);
  expect(metric('tasks.submitted')).toBe(document.metrics['tasks.submitted'].simulated);
  expect(metric('tasks.completed')).toBe(metric('tasks.submitted'));
  for (const name of ['tasks.lost', 'tasks.duplicated', 'tasks.unfinished', 'invariants.violations'])
    expect(metric(name) ?? 0, name).toBe(0);
  // The faults have been real: the processes that they name went down.
  expect(metric('agents.failed')).toBe(1);
  expect(metric('coordinators.failed')).toBe(1);
  expect(metric('messages.dropped')).toBeGreaterThan(0);
  expect(metric('tasks.executions')).toBeGreaterThanOrEqual(metric('tasks.completed') ?? Infinity);
  expect(await leftBehind(cwd)).toEqual([]);
});
