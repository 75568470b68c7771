import { describe, expect, test } from 'vitest';
import { benchText } from '../../../src/cli/bench/text.ts';
import type { BehaviourRow, SubjectResult } from '../../../src/lab/bench/behaviour-types.ts';
import { type BenchResult, concludeBench } from '../../../src/lab/bench/conclusion.ts';
import { historyRows, type Trend } from '../../../src/lab/bench/history.ts';
import type { SpeedRow } from '../../../src/lab/bench/speed-types.ts';
import { benchCases } from '../../../src/report/bench/cases.ts';
import { bencherMetrics, benchJson, githubActionBenchmark } from '../../../src/report/bench/formats.ts';
import { coverageSentence, differenceText, speedCoverage } from '../../../src/report/bench/sentences.ts';
import { trendsChart } from '../../../src/report/bench/trends-chart.ts';
import { loadRenderer } from '../../../src/report/charts/render.ts';
import { FILE_OPTIONS } from '../../../src/report/charts/theme.ts';

const ROW: BehaviourRow = {
  metric: 'task.latency.mean',
  better: 'lower',
  margin: '2%',
  margin_value: 0.2,
  verdict: 'worse',
  reason: '',
  baseline: 10,
  candidate: 10.5,
  difference: {
    estimate: 0.5,
    lower: 0.4,
    upper: 0.6,
    confidence: 0.9,
    standard_error: 0.05,
    degrees_of_freedom: 29,
  },
  worse_p: 0.001,
  pairs: 30,
  changed: 30,
  stage: 2,
};

const SUBJECT: SubjectResult = {
  name: 'a',
  file: 'a.yaml',
  state: 'changed',
  reason: 'fingerprints differ, and nobody has accepted that',
  fingerprints: { replication: 0, before: 'f', now: 'g' },
  replications: 10,
  accepted: null,
  expired: false,
  rows: [ROW],
  means: [
    { metric: 'task.latency.mean', better: 'lower', mean: 10.5, range: { lower: 10, upper: 11 } },
    { metric: 'throughput', better: 'higher', mean: 3, range: null },
  ],
  uncompared: ['makespan'],
};

const SPEED: SpeedRow = {
  name: 'event list',
  unit: 'ns',
  now: 55,
  before: 50,
  relative: 1.1,
  ratio: { estimate: 1.1, lower: 1.08, upper: 1.12, confidence: 0.9 },
  threshold: 0.05,
  verdict: 'worse',
  reason: '',
  pairs: 20,
  modes: null,
};

const UNMATCHED: SpeedRow = {
  ...SPEED,
  name: 'new',
  verdict: 'unmatched',
  reason: 'the version compared with has no such row',
  ratio: null,
  now: null,
  before: null,
  relative: null,
};

const resultOf = (
  subjects: readonly SubjectResult[],
  rows: readonly SpeedRow[] | null = null,
): BenchResult => ({
  behaviour: { reference: 'the baseline', subjects },
  speed: rows === null ? null : { against: 'main', rows, notes: [] },
  nulls: null,
  accepted: null,
  partial: false,
});
const subject = (changes: Partial<SubjectResult>): SubjectResult => ({ ...SUBJECT, ...changes });
const identical = subject({ state: 'identical', rows: [], uncompared: [], reason: '' });
const without = subject({ name: 'b', state: 'no baseline', rows: [], fingerprints: null });

describe('what a gate comes to', () => {
  test('the worst of it', () => {
    expect(concludeBench(resultOf([identical]))).toBe('fine');
    expect(concludeBench(resultOf([identical, without]))).toBe('no baseline');
    expect(concludeBench(resultOf([identical, without, SUBJECT]))).toBe('failed');
    expect(concludeBench(resultOf([subject({ state: 'accepted' })]))).toBe('fine');
    expect(concludeBench(resultOf([subject({ state: 'identical', expired: true })]))).toBe('failed');
    const undecided = { ...SPEED, verdict: 'undecided' as const };
    expect(concludeBench(resultOf([identical], [undecided]))).toBe('undecided');
    expect(concludeBench(resultOf([without], [undecided]))).toBe('undecided');
    expect(concludeBench(resultOf([identical], [undecided, SPEED]))).toBe('failed');
    expect(concludeBench(resultOf([identical], [UNMATCHED]))).toBe('no baseline');
    expect(concludeBench(resultOf([identical], [UNMATCHED, { ...SPEED, verdict: 'same' }]))).toBe('fine');
  });

  test('what was compared, and what was not', () => {
    expect(coverageSentence({ reference: 'the baseline', subjects: [identical, without, SUBJECT] })).toBe(
      '2 of 3 scenarios compared with the baseline; 1 without one: b',
    );
    expect(speedCoverage({ against: 'main', rows: [SPEED, UNMATCHED], notes: [] })).toBe(
      '1 of 2 rows compared with main; 1 without a counterpart: new',
    );
  });
});

describe('reports', () => {
  test('text', () => {
    const text = benchText(resultOf([SUBJECT, identical], [SPEED, UNMATCHED]), { width: 160, color: false });
    expect(text).toContain('task.latency.mean  10 s    10.5 s  +5 % (+4 % to +6 %)  2 %     worse, 30 pairs');
    expect(text).toContain('without a baseline: makespan');
    expect(text).toMatch(/event list +50 ns +55 ns +\+10 % \(\+8 % to \+12 %\) +\+5 % +worse, 20 pairs/);
    expect(text).toContain('not compared, the version compared with has no such row');
  });

  test('a difference of nothing is in units', () => {
    const lost = {
      ...ROW,
      metric: 'tasks.lost',
      baseline: 0,
      difference: { ...(ROW.difference as object), estimate: 2, lower: 1, upper: 3 },
    };
    expect(differenceText(lost as BehaviourRow)).toBe('+2 (+1 to +3)');
  });

  test('cases: fingerprint, metrics, what has no baseline, speed', () => {
    const cases = benchCases(resultOf([SUBJECT, without], [SPEED, UNMATCHED]));
    expect(cases.map(({ suite, name, status }) => `${suite} ${name} ${status}`)).toEqual([
      'a.yaml fingerprint failed',
      'a.yaml task.latency.mean failed',
      'a.yaml makespan skipped',
      'a.yaml fingerprint skipped',
      'a.yaml makespan skipped',
      'speed event list failed',
      'speed new skipped',
    ]);
    expect(cases[1].message).toBe('worse by +5 % (+4 % to +6 %), margin 2 %');
    expect(benchCases(resultOf([subject({ state: 'accepted' })]))[1].status).toBe('passed');
  });

  test('formats of other services, and our own', () => {
    const result = resultOf([SUBJECT], [SPEED, UNMATCHED]);
    const rows = historyRows(result);
    expect(JSON.parse(githubActionBenchmark(rows))).toEqual([
      { name: 'a: task.latency.mean', unit: 'seconds', value: 10.5, range: '10 to 11' },
      { name: 'speed: event list', unit: 'calibration loops', value: 1.1 },
    ]);
    expect(JSON.parse(bencherMetrics(rows))).toEqual({
      a: { 'task.latency.mean': { value: 10.5, lower_value: 10, upper_value: 11 }, throughput: { value: 3 } },
      speed: { 'event list': { value: 1.1 } },
    });
    const own = JSON.parse(benchJson(result, 'failed'));
    expect(own).toMatchObject({ kind: 'bench', verdict: 'failed', speed: { against: 'main' } });
    expect(own.behaviour.scenarios[0].rows[0].margin).toEqual({ written: '2%', value: 0.2 });
  });

  test('trends are drawn, also of one point and of no change', async () => {
    const revision = {
      commit: 'abcdef0123456789',
      date: '2026-11-29T00:00:00Z',
      subject: 'Change',
      dirty: false,
    };
    const trend = (values: readonly number[], changes: Trend['changes'] = []): Trend => ({
      benchmark: 'a',
      measure: 'makespan',
      unit: 'seconds',
      better: 'lower',
      points: values.map((value, entry) => ({ entry, revision, value })),
      changes,
      too_early: 4,
      bimodal: false,
    });
    const change = { revision, index: 3, p: 0.005, before: 1, after: 2, worse: true };
    const { svg } = await loadRenderer();
    const drawn = await svg(
      trendsChart('a', [trend([1, 1, 1, 2, 2, 2], [change]), trend([0]), trend([3, 3])], FILE_OPTIONS),
    );
    expect(drawn).toContain('History of a');
    expect(drawn).toContain('abcdef0123');
    expect(drawn).toContain('makespan (seconds)');
  });
});
