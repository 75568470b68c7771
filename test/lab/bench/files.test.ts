import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type Baseline,
  baselineName,
  isExpired,
  readBaseline,
  writeBaseline,
} from '../../../src/lab/bench/baseline.ts';
import { marginOf, readGates } from '../../../src/lab/bench/gates.ts';
import { appendHistory, type HistoryRow, readHistory, trends } from '../../../src/lab/bench/history.ts';
import { listedScenarios, readProject } from '../../../src/lab/bench/project.ts';
import { DigestingFiles } from '../../../src/lab/bench/source-digest.ts';
import { memoryFiles } from '../../../src/scenario/files.ts';

function folder(files: Readonly<Record<string, string>> = {}): string {
  const made = mkdtempSync(join(tmpdir(), 'bench-files-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}

const BASELINE: Baseline = {
  scenario: 'scenarios/small.yaml',
  set: ['agents.count=5'],
  seed: '7',
  version: '0.1.0',
  source: '0123456789abcdef',
  accepted: { because: 'because "it" is\nmeant', until: '2027-01-31' },
  gates: [{ metric: 'makespan', better: 'lower', margin: '2%' }],
  replications: 1,
  runs: [
    { fingerprint: 'a', values: [1.5] },
    { fingerprint: 'b', values: [{ lower: 2, upper: null }] },
    { fingerprint: 'c', values: [null] },
  ],
};

describe('baseline files', () => {
  test('what is written is read again, a line for each run', async () => {
    const file = join(folder(), 'deep/small.json');
    await writeBaseline(file, BASELINE);
    expect(await readBaseline(file)).toEqual({ kind: 'found', baseline: BASELINE });
    const text = await readFile(file, 'utf8');
    expect(text).toContain('\n    {"fingerprint":"b","values":[{"lower":2,"upper":null}]},\n');
    expect(text.endsWith('\n')).toBe(true);
  });

  test('what is none says which key is wrong', async () => {
    const good = { format: 1, ...BASELINE };
    const made = folder({
      'broken.json': '{"format": 1,',
      'other.json': JSON.stringify({ ...good, format: 9 }),
      'gates.json': JSON.stringify({ ...good, gates: [] }),
      'values.json': JSON.stringify({ ...good, runs: [{ fingerprint: 'a', values: [] }] }),
      'day.json': JSON.stringify({ ...good, accepted: { because: 'x', until: '2027-02-30' } }),
    });
    expect(await readBaseline(join(made, 'missing.json'))).toEqual({ kind: 'none' });
    expect(await readBaseline(join(made, 'other.json'))).toEqual({ kind: 'format', found: 9 });
    await expect(readBaseline(join(made, 'broken.json'))).rejects.toThrow(/broken\.json: expected JSON/);
    await expect(readBaseline(join(made, 'gates.json'))).rejects.toThrow(/gates\.json: gates: /);
    await expect(readBaseline(join(made, 'values.json'))).rejects.toThrow(/one value for each gate/);
    await expect(readBaseline(join(made, 'day.json'))).rejects.toThrow(/accepted\.until/);
  });

  test('names and days', () => {
    expect(baselineName('scenarios/quickstart.yaml')).toBe('quickstart');
    expect(baselineName('./scenarios/validation/mm1.yaml')).toBe('validation-mm1');
    expect(baselineName('/tmp/a b.yml')).toBe('tmp-a-b');
    expect(isExpired({ because: '', until: '2027-01-31' }, '2027-01-31')).toBe(false);
    expect(isExpired({ because: '', until: '2027-01-31' }, '2027-02-01')).toBe(true);
    expect(isExpired({ because: '', until: null }, '9999-12-31')).toBe(false);
  });

  test('the source of a scenario is its files by content, what was set, and the seed', () => {
    const digest = (text: string, set: readonly string[] = [], seed = '1', path = 'a.yaml') => {
      const files = new DigestingFiles(memoryFiles({ [path]: text }));
      files.read(path);
      return files.digest(set, seed);
    };
    expect(digest('x')).toMatch(/^[0-9a-f]{16}$/);
    expect(digest('x', [], '1', 'elsewhere/a.yaml')).toBe(digest('x'));
    expect(new Set([digest('x'), digest('y'), digest('x', ['a=1']), digest('x', [], '2')]).size).toBe(4);
  });
});

describe('gates', () => {
  const read = (metrics: readonly string[], margins: Record<string, string> = {}) =>
    readGates({ metrics, margins, margin: null }, 'bench.json');

  test('directions and margins', () => {
    expect(read(['makespan', 'agents.count:lower'], { makespan: '5s' })).toEqual([
      { metric: 'makespan', better: 'lower', margin: '5s' },
      { metric: 'agents.count', better: 'lower', margin: '2%' },
    ]);
    expect(read(['tasks.lost'])[0].margin).toBe('0');
    expect(() => read(['makespam'])).toThrow('bench.json: there is no metric "makespam"');
    expect(() => read(['agents.count'])).toThrow('agents.count:lower or agents.count:higher');
    expect(() => read(['makespan:up'])).toThrow('expected makespan:lower');
    expect(() => read(['tasks.lost'], { 'tasks.lost': '5%' })).toThrow('tasks.lost has no margin');
  });

  test('a margin is a share of the mean, or a value', () => {
    const margin = (text: string, mean: number) =>
      marginOf({ metric: 'makespan', better: 'lower', margin: text }, mean, 'here');
    expect(margin('2%', 50)).toBeCloseTo(1, 12);
    expect(margin('2%', -50)).toBeCloseTo(1, 12);
    expect(margin('2%', 0)).toBe(0);
    expect(margin('250ms', 50)).toBeCloseTo(0.25, 12);
    expect(margin('0', 50)).toBe(0);
    expect(() => margin('5 apples', 1)).toThrow('here: margin of makespan');
    expect(() => margin('-1s', 1)).toThrow('here: margin of makespan');
  });

  test("the project's list", async () => {
    const made = folder({
      'bench.json': JSON.stringify({
        format: 1,
        fresh: 4,
        margins: { makespan: '1%' },
        scenarios: ['a.yaml', { file: 'b.yaml', name: 'big', fresh: 9, margins: { throughput: '3%' } }],
      }),
    });
    const project = await readProject(made);
    expect(project && listedScenarios(project)).toMatchObject([
      { file: 'a.yaml', fresh: 4, margins: { makespan: '1%' } },
      { file: 'b.yaml', name: 'big', fresh: 9, margins: { makespan: '1%', throughput: '3%' } },
    ]);
    expect(await readProject(join(made, 'nowhere'))).toBeNull();
    const wrong = folder({ 'bench.json': '{"format":1,"scenarios":["a"],"margn":"1%"}' });
    await expect(readProject(wrong)).rejects.toThrow(/bench\.json: .*margn/);
  });
});

describe('histories', () => {
  const row = (value: number): HistoryRow => ({
    benchmark: 'a',
    measure: 'makespan',
    unit: 'seconds',
    better: 'lower',
    value,
    range: null,
  });
  const revision = (i: number) => ({
    commit: `commit${i}`,
    date: '2026-11-29T00:00:00Z',
    subject: `change ${i}`,
    dirty: false,
  });

  test('a level that rises names the commit at which it did, twice the same', async () => {
    const file = join(folder(), 'h/bench.jsonl');
    for (let i = 0; i < 24; i++)
      await appendHistory(file, revision(i), [row(10 + ((i * 7) % 5) / 20 + (i >= 14 ? 1 : 0))]);
    const entries = await readHistory(file);
    expect(entries).toHaveLength(24);
    const [trend] = trends(entries);
    expect(trend.changes).toMatchObject([{ index: 14, worse: true, revision: { commit: 'commit14' } }]);
    expect(trend.changes[0].after - trend.changes[0].before).toBeCloseTo(1, 1);
    expect(trend.too_early).toBe(4);
    expect(trends(entries)).toEqual([trend]);
    expect(trends(entries.slice(0, 14))[0].changes).toEqual([]);
  });

  test('two modes that take turns are no change', async () => {
    const file = join(folder(), 'bench.jsonl');
    for (let i = 0; i < 30; i++)
      await appendHistory(file, revision(i), [row((i * 11) % 3 === 0 ? 5 : 9 + (i % 2) / 10)]);
    expect(trends(await readHistory(file))[0]).toMatchObject({ changes: [], bimodal: true });
  });

  test('a line that is no entry is named; a last one without an end was cut', async () => {
    const line = JSON.stringify({ format: 1, ...revision(0), rows: [] });
    const made = folder({
      'cut.jsonl': `${line}\n{"format":1,"com`,
      'wrong.jsonl': `${line}\n{"format":1}\n`,
      'none.jsonl': '\nx\n',
    });
    expect(await readHistory(join(made, 'cut.jsonl'))).toHaveLength(1);
    await expect(readHistory(join(made, 'wrong.jsonl'))).rejects.toThrow(/wrong\.jsonl:2: commit/);
    await expect(readHistory(join(made, 'none.jsonl'))).rejects.toThrow(/none\.jsonl:2: expected JSON/);
    await expect(readHistory(join(made, 'missing.jsonl'))).rejects.toThrow('there is no such file');
  });
});
