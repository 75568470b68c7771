/** Steps of a graph, as a run records them. */
import { expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

function scenario(failure: string) {
  const text = `name: graph
seed: 1
duration: 1h
agents: 5
network: { latency: 1ms }
retry: { max_attempts: 1, timeout: 10min }
workload:
  - name: early
    waves:
      - { name: only, tasks: 2, service: 1s }
  - name: graph
    start: 1min
    dag:
      - { name: fetch, count: 2, service: 10s }
      - { name: parse, count: 2, service: 20s, after: [fetch]${failure} }
      - { name: report, count: 1, service: 5s, after: [parse] }
`;
  return loadScenario('graph.yaml', { files: memoryFiles({ 'graph.yaml': text }), catalog: catalog() });
}

test('a step lasts from the submission of its first task to the end of its last', async () => {
  const { record, summary } = await runScenario(scenario(''));
  expect(record.waves.map(({ name }) => name)).toEqual(['only']);
  expect(record.steps.map(({ workload, name, index, tasks }) => [workload, name, index, tasks])).toEqual([
    ['graph', 'fetch', 0, 2],
    ['graph', 'parse', 1, 2],
    ['graph', 'report', 2, 1],
  ]);
  const [fetch, parse, report] = record.steps;
  expect(fetch.start).toBe(60);
  expect(fetch.completed).toBe(2);
  for (const [step, service] of [
    [fetch, 10],
    [parse, 20],
    [report, 5],
  ] as const) {
    const length = (step.end as number) - (step.start as number);
    expect(length).toBeGreaterThan(service);
    expect(length).toBeLessThan(service + 0.5);
  }
  expect(parse.start as number).toBeGreaterThan(fetch.end as number);
  expect(report.end as number).toBeLessThanOrEqual(summary.simulated);
});

test('a step whose tasks fail has an end, and those after it have no start', async () => {
  const { record } = await runScenario(scenario(', failure: 100%'));
  const [fetch, parse, report] = record.steps;
  expect(fetch).toMatchObject({ completed: 2, failed: 0 });
  expect(parse).toMatchObject({ completed: 0, failed: 2 });
  expect(parse.end).not.toBeNull();
  expect(report).toMatchObject({ start: null, end: null, completed: 0, failed: 0 });
});
