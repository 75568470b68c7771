/** Graphs with typed dependencies and phases, as scenario files have them, and their critical path. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { longestChain, pathFigures } from '../../src/lab/critical-path.ts';
import { runScenario } from '../../src/lab/run.ts';
import { FILE_OPTIONS } from '../../src/report/charts/theme.ts';
import { stepsChart } from '../../src/report/charts/waves.ts';
import { runFacts } from '../../src/report/facts.ts';
import { runTables } from '../../src/report/tables.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

function load(workload: string, more = '') {
  const text = `seed: 1
duration: 1h
agents: 10
network: { latency: 0s${more} }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
retry: { max_attempts: 1, timeout: 20min, ack_timeout: 1min }
workload:
  name: build
${workload}`;
  return loadScenario('g.yaml', { files: memoryFiles({ 'g.yaml': text }), catalog: catalog() });
}

const run = (workload: string, more = '') => runScenario(load(workload, more));

describe('longestChain', () => {
  example('takes the longest way through a diamond', () => {
    const graph = [
      { name: 'd', after: ['b', { name: 'c', on: 'data' as const, bytes: 1 }] },
      { name: 'a', after: [] },
      { name: 'b', after: ['a'] },
      { name: 'c', after: ['a'] },
    ];
    expect(longestChain(graph, [4, 1, 2, 3])).toEqual({ steps: [1, 3, 0], length: 8 });
  });

  const graphs = fc.array(fc.tuple(fc.nat(9), fc.nat()), { minLength: 1, maxLength: 7 });
  test.prop([graphs])('is as long as the longest of all ways, and is one of them', (drawn) => {
    const before = drawn.map(([, bits], i) => [...Array(i).keys()].filter((j) => (bits >> j) & 1));
    const graph = before.map((after, i) => ({ name: `s${i}`, after: after.map((j) => `s${j}`) }));
    const times = drawn.map(([time]) => time);
    const from = (step: number): number => times[step] + Math.max(0, ...before[step].map(from));
    const { steps, length } = longestChain(graph, times);
    expect(length).toBe(Math.max(...times.map((_, step) => from(step))));
    expect(steps.reduce((sum, step) => sum + times[step], 0)).toBe(length);
    for (let i = 1; i < steps.length; i++) expect(before[steps[i]]).toContain(steps[i - 1]);
  });
});

describe('the critical path of a run', () => {
  const graph = (agents: string) => `${agents}  dag:
    - { name: fetch, service: 1s }
    - { name: compile, count: 4, after: [fetch], service: 3s }
    - { name: lint, after: [fetch], service: 2s }
    - { name: test, after: [compile, lint], service: 5s }
`;

  example(
    'is the makespan where agents are enough, and stands in metrics, facts, tables and chart',
    async () => {
      const result = await run(graph(''));
      const { summary } = result;
      expect(summary.metrics).toMatchObject({
        makespan: 9,
        'workflow.critical_path': 9,
        'workflow.critical_path.ratio': 1,
      });
      expect(summary.critical_path).toEqual({
        workload: 'build',
        steps: ['fetch', 'compile', 'test'],
        seconds: 9,
        makespan: 9,
      });
      expect(runFacts(summary)).toContainEqual({
        label: 'critical path',
        value: 'build: fetch → compile → test, 9 s of 9 s',
      });
      const rows = runTables(result).find(({ name }) => name === 'steps.csv')?.rows;
      expect(rows?.map(([, , name, tasks, start, end]) => [name, tasks, start, end])).toEqual([
        ['fetch', 1, 0, 1],
        ['compile', 4, 1, 4],
        ['lint', 1, 1, 3],
        ['test', 1, 4, 9],
      ]);
      const chart = stepsChart(result, FILE_OPTIONS);
      const bars = (chart as unknown as { data: { values: { label: string; text: string }[] } }).data.values;
      expect(bars.map(({ label, text }) => [label, text.endsWith('critical')])).toEqual([
        ['fetch', true],
        ['compile', true],
        ['lint', false],
        ['test', true],
      ]);
    },
  );

  example('is a lower bound of the makespan of fewer agents', async () => {
    const two = load(graph(''));
    const groups = [{ ...two.agents.groups[0], count: 2 }];
    const { metrics } = (await runScenario({ ...two, agents: { groups } })).summary;
    // Two agents: fetch 1 s, then four of 3 s and one of 2 s on two (8 s, the last of them alone), then test 5 s.
    expect(metrics).toMatchObject({ 'workflow.critical_path': 9, makespan: 14 });
    expect(metrics['workflow.critical_path.ratio']).toBeCloseTo(14 / 9);
  });

  example('is not measured when a step never ran', async () => {
    const { summary } = await run(
      '  dag: [{ name: a, service: 1s, failure: 100% }, { name: b, service: 1s, after: [a] }]\n',
    );
    expect(summary.metrics['workflow.critical_path']).toBeNull();
    expect(summary.critical_path).toBeUndefined();
  });
});

describe('the ratio of the makespan to the critical path', () => {
  const ended = (seconds: number) => ({ workload: 'graph', steps: ['a'], seconds, makespan: 4 });
  example.each([
    // Open graphs that may fail, and those whose steps may all take no time, may have none.
    [{ ended: null, open: [2] }, false, { lower: 1, upper: null }],
    [{ ended: null, open: [2] }, true, { lower: 1, upper: null, or_none: true }],
    [{ ended: null, open: [0] }, false, { lower: 1, upper: null, or_none: true }],
    [{ ended: ended(2), open: [0] }, true, { lower: 1, upper: null }],
    [{ ended: ended(0), open: [0] }, true, { lower: 1, upper: null, or_none: true }],
    [{ ended: ended(0), open: [] }, false, null],
    [{ ended: ended(2), open: [] }, false, 2],
  ])('%o, which may fail: %s', (paths, mayFail, ratio) => {
    expect(pathFigures(paths, mayFail)['workflow.critical_path.ratio']).toEqual(ratio);
  });
});

describe('typed dependencies', () => {
  const failing = (on: string) =>
    run(`  service: 1s
  dag:
    - { name: bad, count: 2, failure: 100% }
    - { name: report, after: [{ name: bad, on: ${on} }] }
`);

  example('on completion start after a failure, on success do not', async () => {
    expect((await failing('completion')).record.steps[1]).toMatchObject({ start: 1, end: 2, completed: 1 });
    expect((await failing('success')).record.steps[1].start).toBeNull();
  });

  example('on data send bytes, which take time on links of little bandwidth', async () => {
    const data = (dependency: string) =>
      run(
        `  service: 1s
  dag: [{ name: a }, { name: b, count: 2, payload: 1KB, after: [${dependency}] }]
`,
        ', bandwidth: 1MB/s',
      );
    const plain = (await data('a')).summary.metrics;
    const heavy = (await data('{ name: a, on: data, bytes: 5MB }')).summary.metrics;
    expect((heavy['messages.bytes'] as number) - (plain['messages.bytes'] as number)).toBe(2 * 5e6);
    expect((heavy.makespan as number) - (plain.makespan as number)).toBeGreaterThan(4.9);
  });

  example.each([
    ['{ name: a, on: data }', 'missing bytes'],
    ['{ name: a, bytes: 1KB }', 'only a dependency on data has bytes'],
    ['{ name: aa, on: completion }', 'there is no step "aa", did you mean "a"?'],
    ['{ name: a, on: never }', 'completion, success or data'],
  ])('%s is refused', (dependency, message) => {
    const text = `  service: 1s\n  dag: [{ name: a }, { name: b, after: [${dependency}] }]\n`;
    expect(() => load(text)).toThrow(ScenarioErrors);
    expect(() => load(text)).toThrow(message);
  });
});

describe('phases', () => {
  example('run one after the other, and their steps side by side', async () => {
    const { record, summary } = await run(`  service: 2s
  phases: [[a, { name: b, service: 3s }], c, [d, { name: e, count: 2 }]]
`);
    expect(record.steps.map(({ name, tasks, start, end }) => [name, tasks, start, end])).toEqual([
      ['a', 1, 0, 2],
      ['b', 1, 0, 3],
      ['c', 1, 3, 5],
      ['d', 1, 5, 7],
      ['e', 2, 5, 7],
    ]);
    expect(summary.critical_path?.steps).toEqual(['b', 'c', 'd']);
  });

  example('have steps of different names', () => {
    expect(() => load('  service: 2s\n  phases: [[a, b], a]\n')).toThrow('two steps are named "a"');
  });
});
