/** Conditions of all forms, decided by a run. */
import { expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

/** One agent; a task each second from 1 s to 10 s, of two seconds each: the k-th starts at 2k - 1 s, and the last ends at 21 s. */
const QUEUE = `seed: 3
agents: 1
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
retry: { timeout: never }
workload: { arrivals: "deterministic(interval=1s)", start: 0s, tasks: 10, service: 2s }
`;

async function verdicts(
  conditions: readonly string[],
  {
    set = [],
    files = {},
    ...options
  }: {
    readonly set?: string[];
    readonly files?: Record<string, string>;
    readonly until?: number;
    readonly replication?: number;
  } = {},
) {
  const text = `${QUEUE}expect: ${JSON.stringify(conditions)}\n`;
  const all = memoryFiles({ 'test.yaml': text, ...files });
  const { summary } = await runScenario(
    loadScenario('test.yaml', { files: all, catalog: catalog(), set }),
    options,
  );
  return summary;
}

test('windows are exact, and metrics of their own', async () => {
  const { metrics, expectations } = await verdicts([
    'max queue.depth between 0s and 10500ms == 5',
    'last queue.depth between 4s and 6500ms == 3',
    'min tasks.in_system between 3s and 6s >= 2',
    'count tasks.completed between 3s and 5s == 1',
    'count tasks.submitted between 0s and 1min == 10',
    'mean tasks.running between 1500ms and 20s == 1',
  ]);
  expect(metrics).toMatchObject({
    'max queue.depth between 0s and 10.5s': 5,
    'last queue.depth between 4s and 6.5s': 3,
    // The run was over at 21 s, and nothing was submitted after that.
    'count tasks.submitted between 0s and 1min': 10,
    'mean tasks.running between 1.5s and 20s': 1,
  });
  expect(expectations.map(({ text, verdict }) => [text, verdict])).toEqual(
    expectations.map(({ text }) => [text, 'met']),
  );
});

test('a window that the run does not come to the end of', async () => {
  const { expectations, bounds } = await verdicts(
    [
      'max queue.depth between 5s and 15s < 3',
      'max queue.depth between 5s and 15s < 300',
      'max queue.depth between 12s and 15s < 300',
    ],
    { until: 10.5 },
  );
  expect(bounds['max queue.depth between 5s and 15s']).toEqual({ lower: 5, upper: null });
  expect(expectations).toMatchObject([
    { verdict: 'unmet' },
    {
      verdict: 'undecided',
      reason: 'the run ended at 10.5 s, within the window',
      remedy: 'leave out --until',
    },
    { verdict: 'undecided', reason: 'the run ended at 10.5 s, before the window began' },
  ]);
});

test('a window beyond the end of the work is to end earlier', async () => {
  const { expectations } = await verdicts(['mean agents.busy between 1h and 2h == 0']);
  expect(expectations).toMatchObject([
    {
      verdict: 'undecided',
      reason: 'the run ended at 21 s, before the window began',
      remedy: 'all its work was done: let the window end before that',
    },
  ]);
});

test('multiples, ranges', async () => {
  const { expectations } = await verdicts([
    'queue.depth.max <= agents.count * 5',
    'queue.depth.max <= 4 * agents.count',
    '20s <= makespan <= 21s',
    'makespan between 10s and 15s',
  ]);
  expect(expectations).toMatchObject([
    { verdict: 'met', operator: '<=', expected: 5, actual: 5 },
    { verdict: 'unmet', expected: 4, actual: 5 },
    { verdict: 'met', operator: '>=', expected: 20, and: { operator: '<=', expected: 21 }, actual: 20 },
    { verdict: 'unmet', expected: 10, and: { operator: '<=', expected: 15 } },
  ]);
});

test('a condition of many runs is left to them', async () => {
  const { expectations } = await verdicts(['makespan < 1h over 20 reps']);
  expect(expectations).toMatchObject([
    { verdict: 'undecided', elsewhere: true, remedy: 'sim test, or --reps 20', actual: 20 },
  ]);
});

test('the fingerprint of another scenario, under the same seed and replication', async () => {
  const conditions = ['same fingerprint as a.yaml', 'same fingerprint as b.yaml'];
  const files = {
    'a.yaml': `${QUEUE.replace('seed: 3', 'seed: 77')}name: other\n`,
    'b.yaml': `${QUEUE.replace('10,', '9,')}`,
  };
  for (const replication of [0, 4]) {
    const { expectations, fingerprint } = await verdicts(conditions, { files, replication });
    expect(expectations).toMatchObject([
      { verdict: 'met', fingerprint: { as: 'a.yaml', expected: fingerprint, actual: fingerprint } },
      { verdict: 'unmet', fingerprint: { as: 'b.yaml', actual: fingerprint } },
    ]);
  }
});

test('the history of a run is whole beside conditions on fingerprints, and so is the other run', async () => {
  const files = memoryFiles({
    'test.yaml': `${QUEUE}expect: [same fingerprint as a.yaml]\n`,
    'a.yaml': `${QUEUE}name: other\n`,
  });
  const scenario = loadScenario('test.yaml', { files, catalog: catalog() });
  const whole = await runScenario(scenario, { history: { kind: 'checkpoints', from: 0 } });
  expect(whole.history?.checkpoints.length).toBeGreaterThan(0);
  expect(whole.summary.expectations).toMatchObject([{ verdict: 'met' }]);
  const part = await runScenario(scenario, { history: { kind: 'events', from: 0, to: 5 } });
  expect(part.history?.events.map(({ event }) => event)).toEqual([1, 2, 3, 4, 5]);
});

test('a fingerprint that is kept', async () => {
  const { fingerprint } = await verdicts([]);
  const condition = ['same fingerprint as snapshot', 'same fingerprint as kept.json'];
  const kept = (hash: string, seed: string) => ({
    'fingerprints.json': JSON.stringify({ fingerprints: { 'test.yaml': { fingerprint: hash, seed } } }),
    'kept.json': JSON.stringify({ fingerprint: hash, seed }),
  });
  const of = async (files: Record<string, string>, more: object = {}) =>
    (await verdicts(condition, { files, ...more })).expectations;
  expect(await of(kept(fingerprint, '3'))).toMatchObject([{ verdict: 'met' }, { verdict: 'met' }]);
  expect(await of(kept('0000000000000000', '3'))).toMatchObject([
    { verdict: 'unmet', fingerprint: { expected: '0000000000000000', actual: fingerprint } },
    { verdict: 'unmet' },
  ]);
  const open = (reason: string, more: object = {}) => [
    { verdict: 'undecided', reason, ...more },
    { verdict: 'undecided', reason, ...more },
  ];
  expect(await of(kept(fingerprint, '4'))).toMatchObject(
    open('what is kept is of seed 4, this run of seed 3'),
  );
  expect(await of(kept(fingerprint, '3'), { until: 5 })).toMatchObject(
    open('what is kept is of the whole run'),
  );
  expect(await of(kept(fingerprint, '3'), { replication: 1 })).toMatchObject(
    open('what is kept is of the first replication', { elsewhere: true }),
  );
  const [missing] = await of({ 'kept.json': JSON.stringify({ fingerprint, seed: '3' }) });
  expect(missing).toMatchObject({ verdict: 'undecided', remedy: 'sim test --update writes it' });
});

test('windows one after the other say the same as the metrics of the whole run', async () => {
  const text = `seed: 11
duration: 100s
agents: 5
workload: { arrivals: poisson(rate=4/s), service: exponential(mean=1.2s) }
faults: [{ kind: crash, target: { agents: 40% }, at: 30s, duration: 20s }]
`;
  const edges = [0, 7, 30, 31.5, 64, 100];
  const parts = edges.slice(1).map((to, place) => `between ${edges[place]}s and ${to}s`);
  const list = parts.flatMap((part) => [
    ...['max', 'mean'].map((statistic) => `${statistic} queue.depth ${part} >= 0`),
    `mean tasks.in_system ${part} >= 0`,
    `count tasks.submitted ${part} >= 0`,
    `max agents.failed ${part} >= 0`,
  ]);
  const files = memoryFiles({ 'test.yaml': `${text}expect: ${JSON.stringify(list)}\n` });
  const { summary } = await runScenario(loadScenario('test.yaml', { files, catalog: catalog() }));
  const { metrics, expectations, scenario } = summary;
  const found = new Map(expectations.map((each) => [each.text, each.actual as number]));
  const of = (what: string) => parts.map((part) => found.get(`${what} ${part} >= 0`) as number);
  const lengths = edges.slice(1).map((to, place) => to - edges[place]);
  const average = (values: readonly number[]) =>
    values.reduce((sum, value, place) => sum + value * lengths[place], 0) / 100;
  expect(expectations.map(({ verdict }) => verdict)).toEqual(list.map(() => 'met'));
  expect(Math.max(...of('max queue.depth'))).toBe(metrics['queue.depth.max']);
  expect(average(of('mean queue.depth'))).toBeCloseTo(metrics['queue.depth.mean'] as number, 9);
  expect(average(of('mean tasks.in_system'))).toBeCloseTo(metrics['tasks.in_system.mean'] as number, 9);
  expect(of('count tasks.submitted').reduce((sum, value) => sum + value, 0)).toBe(metrics['tasks.submitted']);
  expect(of('max agents.failed')).toEqual([0, 0, 2, 2, 0]);
  // Conditions change nothing of what happens.
  const { summary: plain } = await runScenario({ ...scenario, expect: [] });
  expect(plain.fingerprint).toBe(summary.fingerprint);
});
