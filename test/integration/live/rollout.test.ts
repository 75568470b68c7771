/** Waves with a gate on real processes: what the gate decides, what is undone, and that the last fact of all is told. */
import { expect, test, vi } from 'vitest';
import { documentOf, leftBehind, live, liveFolder, liveMetric } from './live.ts';

vi.setConfig({ testTimeout: 240_000 });

const ROLLOUT = `
name: rollout
duration: 5min
agents: 6
health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 20s } }
workload:
  service: 1s
  waves:
    - { name: before, tasks: 6, rollback: {} }
    - { name: canary, tasks: 12, agents: 3, failure: 100%, gate: 5% }
    - { name: rest, tasks: 6 }
`;

/** The figures of a live run of these waves. */
async function figuresOf(text: string): Promise<(name: string) => number | null> {
  const cwd = liveFolder({ 'rollout.yaml': text });
  const words = ['rollout.yaml', '--speed', '4', '--processes', '1', '--json', '--quiet'];
  const document = documentOf(await live(cwd, words));
  expect(document).toMatchObject({ end: 'finished', violations: [] });
  expect(await leftBehind(cwd)).toEqual([]);
  return (name) => liveMetric(document, name);
}

test('waves are rolled back', async () => {
  const figure = await figuresOf(ROLLOUT);
  expect(figure('waves.completed')).toBe(1);
  expect(figure('waves.rolled_back')).toBe(1);
  expect(figure('rollback.tasks')).toBe(6);
  expect(figure('rollback.left') ?? 0).toBe(0);
  expect(figure('rollback.duration')).toBeGreaterThan(1);
});

test('all waves that come to their end are told, the last one too', async () => {
  const figure = await figuresOf(ROLLOUT.replace('failure: 100%, ', ''));
  expect(figure('waves.completed')).toBe(3);
});
