/** Work that never starts because what it comes after did not succeed. */
import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../src/lab/result.ts';
import { summaryOf } from './from-text.ts';

const GRAPH = `
agents: 4
retry: { max_attempts: 1, timeout: never }
workload:
  name: release
  service: 10s
  dag:
    - { name: fetch }
    - { name: build, count: 2, failure: 100% }
    - { name: test, count: 3, after: [fetch, build] }
    - { name: ship, after: [test] }
    - { name: tidy, after: [{ name: ship, on: completion }] }
    - { name: report, after: [{ name: build, on: completion }] }
`;
const known = ({ metrics, bounds }: RunSummary) =>
  metrics['tasks.never_started'] ?? bounds['tasks.never_started'] ?? null;
const noted = ({ notes }: RunSummary) => notes.filter((note) => note.includes('never started'));

describe('graphs', () => {
  test('name the steps that never started, and those that did not succeed', async () => {
    const summary = await summaryOf(GRAPH);
    expect(known(summary)).toBe(5);
    expect(noted(summary)).toEqual([
      '3 steps of release, with 5 tasks, never started (test, ship, tidy): not all tasks of build succeeded.',
    ]);
    expect(summary.metrics).toMatchObject({ 'tasks.submitted': 4, 'tasks.failed': 2, 'tasks.unfinished': 0 });
    expect(summary.metrics['workflow.critical_path']).toBeNull();
  });

  test('count none where all started', async () => {
    const summary = await summaryOf(GRAPH.replace('failure: 100%', 'failure: 0%'));
    expect(known(summary)).toBe(0);
    expect(noted(summary)).toEqual([]);
    expect(await summaryOf('agents: 1\nworkload: { backlog: 1, service: 1s }').then(known)).toBeNull();
  });

  test('know of a run that was cut what is certain', async () => {
    // Nothing has failed yet: all four steps behind may come, or not.
    expect(known(await summaryOf(GRAPH, ['duration=5s']))).toEqual({ lower: 0, upper: 6 });
    // What comes after the failed step is lost for certain; the report has begun.
    expect(known(await summaryOf(GRAPH, ['duration=15s']))).toBe(5);
    // Nothing can fail: all will come.
    expect(known(await summaryOf(GRAPH.replace(', failure: 100%', ''), ['duration=5s']))).toBe(0);
  });
});

describe('waves', () => {
  const waves = (failure: string) => `
agents: 4
retry: { max_attempts: 1, timeout: never }
workload:
  name: rollout
  service: 10s
  waves:
    - { name: canary, tasks: 4, required_success: 50%, failure: ${failure} }
    - { name: half, tasks: 10 }
    - { name: rest, tasks: 20 }
`;

  test('count what comes after a wave that did not succeed', async () => {
    expect(known(await summaryOf(waves('100%')))).toBe(30);
    expect(known(await summaryOf(waves('0%')))).toBe(0);
  });

  test('of a run that was cut, as far as that is certain', async () => {
    expect(known(await summaryOf(waves('100%'), ['duration=5s']))).toEqual({ lower: 0, upper: 30 });
    expect(known(await summaryOf(waves('0%'), ['duration=15s']))).toBe(0);
  });
});

describe('the critical path of a graph that has not ended', () => {
  const chain = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
agents: 4
retry: { timeout: never }
workload:
  dag:
    - { name: a, service: 4s }
    - { name: b, service: 6s, after: [a] }
    - { name: c, service: 1s, after: [b] }
`;
  const path = ({ metrics, bounds }: RunSummary) =>
    ['workflow.critical_path', 'workflow.critical_path.ratio'].map(
      (name) => metrics[name] ?? bounds[name] ?? null,
    );

  test('is at least what has been executed, that under way included', async () => {
    const cut = await summaryOf(chain, [
      'duration=7s',
      'claims=[workflow.critical_path >= 7s, workflow.critical_path < 9s, workflow.critical_path < 5s]',
    ]);
    expect(path(cut)).toEqual([
      { lower: 7, upper: null },
      { lower: 1, upper: null },
    ]);
    expect(cut.claims.map(({ verdict }) => verdict)).toEqual(['met', 'undecided', 'unmet']);
    expect(path(await summaryOf(chain))).toEqual([11, 1]);
  });

  test('may come to nothing where a step may fail, and comes to nothing where one has', async () => {
    const risky = chain.replace('name: c, service: 1s', 'name: c, service: 1s, failure: 10%');
    expect(path(await summaryOf(risky, ['duration=7s']))[0]).toEqual({
      lower: 4,
      upper: null,
      or_none: true,
    });
    const lost = chain
      .replace('name: a, service: 4s', 'name: a, service: 4s, failure: 100%')
      .replace('retry: { timeout: never }', 'retry: { timeout: never, max_attempts: 1 }')
      .replace('    - { name: c', '    - { name: d, service: 1h }\n    - { name: c');
    expect(path(await summaryOf(lost, ['duration=7s']))).toEqual([null, null]);
  });
});
