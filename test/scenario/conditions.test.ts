/** The language of conditions: what is read, and how what is not is refused. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Expectation } from '../../src/scenario/scenario.ts';
import { MINIMAL } from './support.ts';

const CATALOG = catalog();

function conditions(expect: string, files: Readonly<Record<string, string>> = {}): readonly Expectation[] {
  const text = `${MINIMAL}seed: 5\nduration: 30min\nexpect:\n${expect}\n`;
  const all = memoryFiles({ 'some/test.yaml': text, ...files });
  return loadScenario('some/test.yaml', { files: all, catalog: CATALOG }).expect;
}

function one(condition: string, files?: Readonly<Record<string, string>>): Expectation {
  return conditions(`  - ${JSON.stringify(condition)}`, files)[0];
}

/** Column within the condition, counted from 0, and message. */
function refusal(condition: string, files?: Readonly<Record<string, string>>): string {
  try {
    one(condition, files);
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw error;
    const [{ column, message, suggestion }] = error.problems;
    return `${column - 6}: ${message}${suggestion === undefined ? '' : `, did you mean "${suggestion}"?`}`;
  }
  throw new Error('it was read');
}

describe('what is read', () => {
  test.each<[string, object]>([
    ['makespan < 1h', { metric: 'makespan', operator: '<', value: 3600 }],
    ['throughput >= 5/s', { operator: '>=', value: 5 }],
    ['throughput >= 5', { operator: '>=', value: 5 }],
    [
      'queue.depth.max <= agents.count * 2',
      { metric: 'queue.depth.max', operator: '<=', value: 2, times: 'agents.count' },
    ],
    ['tasks.lost <= 0.1% * tasks.submitted', { value: 0.001, times: 'tasks.submitted' }],
    ['speedup >= agents.count*0.8', { value: 0.8, times: 'agents.count' }],
    ['makespan <= workflow.critical_path', { value: 1, times: 'workflow.critical_path' }],
    [
      '10s <= task.latency.p95 < 20s',
      { metric: 'task.latency.p95', operator: '>=', value: 10, and: { operator: '<', value: 20 } },
    ],
    [
      '1h > makespan >= 10 min',
      { metric: 'makespan', operator: '<', value: 3600, and: { operator: '>=', value: 600 } },
    ],
    [
      'makespan between 10s and 1h 30min',
      { metric: 'makespan', operator: '>=', value: 10, and: { operator: '<=', value: 5400 } },
    ],
    [
      'max queue.depth between 10m and 20m < 500',
      {
        metric: 'max queue.depth between 10min and 20min',
        operator: '<',
        value: 500,
        window: { statistic: 'max', series: 'queue.depth', from: 600, to: 1200 },
      },
    ],
    [
      '2 <= mean tasks.running between 0s and 90s <= agents.count',
      {
        metric: 'mean tasks.running between 0s and 1.5min',
        operator: '>=',
        value: 2,
        and: { operator: '<=', value: 1, times: 'agents.count' },
      },
    ],
    [
      'count tasks.completed between 1m and 2m between 5 and 10',
      { operator: '>=', value: 5, and: { operator: '<=', value: 10 } },
    ],
    ['recovery.time.p95 <= 5s over 20 reps', { value: 5, over: { of: 'mean', reps: 20, confidence: 0.95 } }],
    [
      'recovery.time.p95 <= 5s over 20 reps with 99.5% confidence',
      { over: { of: 'mean', reps: 20, confidence: 0.995 } },
    ],
    ['tasks.lost == 0 in all 20 reps', { operator: '==', over: { of: 'all', reps: 20 } }],
    [
      'makespan < 1h in at least 95% of 59 reps with 90 % confidence',
      { over: { of: 'share', share: 0.95, reps: 59, confidence: 0.9 } },
    ],
    [
      'max queue.depth between 10m and 20m < 500 in all of 3 reps',
      { operator: '<', value: 500, over: { of: 'all', reps: 3 } },
    ],
    [
      'makespan between 10s and 1h over 5 reps',
      { and: { operator: '<=', value: 3600 }, over: { of: 'mean', reps: 5 } },
    ],
  ])('%s', (text, expected) => {
    expect(one(text)).toMatchObject({ text, ...expected });
  });

  test('mappings, whose keys may be windows', () => {
    const read = conditions(
      '  makespan: [< 1h, "between 1s and 2h over 3 reps"]\n  max queue.depth between 1m and 2m: "< tasks.submitted * 2"',
    );
    expect(read).toMatchObject([
      { metric: 'makespan', value: 3600 },
      { metric: 'makespan', value: 1, over: { reps: 3 } },
      { metric: 'max queue.depth between 1min and 2min', times: 'tasks.submitted', value: 2 },
    ]);
  });
});

describe('what is refused, with the place', () => {
  test.each([
    ['makespan < 1h < 2h', '11: there is no metric "1h"'],
    [
      '1s <= makespan >= 2h',
      '15: expected a range such as "10s <= task.latency.p95 <= 20s", found "<=" and ">="',
    ],
    [
      '1s == makespan == 1s',
      '15: expected a range such as "10s <= task.latency.p95 <= 20s", found "==" and "=="',
    ],
    ['2h <= makespan <= 1h', '18: nothing lies in this range'],
    ['balance.jain > 2', '15: no run can have that: balance.jain is from 0 to 1 (100%)'],
    ['agents.utilization > 100%', '21: no run can have that: agents.utilization is from 0 to 1 (100%)'],
    ['tasks.success_rate >= 150%', '22: no run can have that: tasks.success_rate is from 0 to 1 (100%)'],
    ['2 <= tasks.success_rate <= 3', '0: no run can have that: tasks.success_rate is from 0 to 1 (100%)'],
    ['tasks.success_rate == 1.01', '22: no run can have that: tasks.success_rate is from 0 to 1 (100%)'],
    ['tasks.lost < 0', '13: no run can have that: tasks.lost is never below 0'],
    [
      'max queue.depth between 1min and 2min < 0',
      '40: no run can have that: max queue.depth between 1min and 2min is never below 0',
    ],
    ['makespan between 2h and 1h', '24: nothing lies in this range'],
    ['makespan =< 2h', '9: expected one of <= >= == != < >, found "=<", did you mean "<="?'],
    [
      'queue.depth.max <= makespan * 2',
      '19: queue.depth.max is measured in count, makespan in seconds: they cannot be compared',
    ],
    [
      'queue.depth.max <= agent.count * 2',
      '19: there is no metric "agent.count", did you mean "agents.count"?',
    ],
    ['queue.depth.max <= agent.count', '19: there is no metric "agent.count", did you mean "agents.count"?'],
    ['queue.depth.max <= agents.count * x', '34: expected a number, found "x"'],
    [
      'queue.depth < 5',
      '0: queue.depth changes over time: write a window of it, such as "max queue.depth between 10min and 20min"',
    ],
    [
      'max queue.dept between 10m and 20m < 500',
      '4: "queue.dept" is not followed over time: windows are of queue.depth, tasks.in_system, tasks.waiting, tasks.queued, tasks.running, agents.idle, agents.busy, agents.paused, agents.failed, agents.absent, agents.hibernated, agents.suspected, tasks.submitted, tasks.completed, tasks.failed, tasks.retried, heartbeats.processed or messages.processed, did you mean "queue.depth"?',
    ],
    [
      'p99 queue.depth between 10m and 20m < 500',
      '0: expected min, mean, max or last of queue.depth, which is a level, found "p99"',
    ],
    [
      'max tasks.completed between 10m and 20m < 500',
      '0: expected count of tasks.completed, which is a count of events, found "max"',
    ],
    ['max queue.depth between 20m and 10m < 500', '32: the window ends before it begins'],
    [
      'max queue.depth between 20m and 2x < 500',
      '32: unknown unit "x" in "2x": the units are us, ms, s, m or min, h and d',
    ],
    [
      'max queue.depth between 20m and 40m < 500',
      '32: the window ends at 40min, after the run, whose duration is 30min',
    ],
    [
      'max queue.depth between 10m and 20m',
      '-1: expected a limit behind the window, as in "max queue.depth between 10min and 20min < 500", found "max queue.depth between 10m and 20m"',
    ],
    [
      'max queue.depth < 500',
      '0: expected a metric, or a window such as "max queue.depth between 10min and 20min", found "max queue.depth"',
    ],
    ['makespan < 1h over 1 reps', '14: expected 2 to 100000 reps, found 1'],
    [
      'makespan < 1h over 20 reps with 50% confidence',
      '14: expected a confidence above 50% and below 100%, found 50%',
    ],
    [
      'makespan < 1h in 100% of 20 reps',
      '14: expected a share above 0% and below 100%, found 100%: "in all 20 reps" asks for every one',
    ],
    [
      'makespan < 1h over twenty reps',
      '14: expected "over 20 reps with 95% confidence", "in all 20 reps" or "in 95% of 20 reps with 95% confidence", found "over twenty reps"',
    ],
    [
      'makespan < 1h with 95% confidence',
      '14: expected "over 20 reps with 95% confidence", "in all 20 reps" or "in 95% of 20 reps with 95% confidence", found "with 95% confidence"',
    ],
    [
      'tasks.lost == 0 over 20 reps',
      '11: no number of runs shows that a mean is exactly a value: write "in all 20 reps"',
    ],
    ['same fingerprint as', '19: expected "same fingerprint as FILE", or "as snapshot"'],
  ])('%s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });
});

test.each([
  'agents.utilization >= 100%',
  'agents.utilization <= 0',
  'balance.jain == 1',
  'tasks.success_rate <= 120%',
  'tasks.lost >= 0',
  'speedup > 3',
  'workflow.critical_path.ratio > 1',
])('%s is read: some run may have that', (condition) => {
  expect(one(condition).text).toBe(condition);
});

test('metrics of the own modules have no known range', () => {
  const metrics = [...CATALOG.metrics, { name: 'mine.balance', unit: 'ratio', description: 'of mine' }];
  const files = memoryFiles({ 'x.yaml': `${MINIMAL}expect: [mine.balance > 2, mine.balance < -1]\n` });
  expect(loadScenario('x.yaml', { files, catalog: { ...CATALOG, metrics } }).expect).toHaveLength(2);
});

describe('fingerprints', () => {
  test('of another scenario, which has this seed and no conditions', () => {
    const base = `${MINIMAL}seed: 9\nagents: 7\nexpect: [tasks.lost == 0, same fingerprint as ../some/test.yaml]\n`;
    expect(one('same fingerprint as ../other/base.yaml', { 'other/base.yaml': base })).toMatchObject({
      as: '../other/base.yaml',
      source: { kind: 'scenario', scenario: { name: 'base', seed: '5', expect: [] } },
    });
  });

  test('of results', () => {
    const summary = JSON.stringify({ fingerprint: '0123456789abcdef', seed: '5' });
    expect(one('same fingerprint as summary.json', { 'some/summary.json': summary })).toMatchObject({
      source: { kind: 'file', fingerprint: '0123456789abcdef', seed: '5' },
    });
  });

  test('of the snapshot beside the scenario, which may not be there yet', () => {
    const text = JSON.stringify({
      fingerprints: { 'test.yaml': { fingerprint: '0123456789abcdef', seed: '5' } },
    });
    const none = { source: { kind: 'snapshot', fingerprint: null } };
    expect(one('same fingerprint as snapshot')).toMatchObject(none);
    expect(
      one('same fingerprint as snapshot', { 'some/fingerprints.json': '{"fingerprints": {}}' }),
    ).toMatchObject(none);
    expect(one('same fingerprint as snapshot', { 'some/fingerprints.json': text })).toMatchObject({
      source: { kind: 'snapshot', fingerprint: '0123456789abcdef', seed: '5' },
    });
  });

  test.each<[string, Record<string, string>, string]>([
    ['base.yaml', {}, '-1: "some/base.yaml": there is no such file'],
    ['test.yaml', {}, '20: a run has its own fingerprint: name another file, or snapshot'],
    ['a.json', { 'some/a.json': '{' }, '20: "some/a.json" is not JSON'],
    [
      'a.json',
      { 'some/a.json': '{}' },
      '20: "some/a.json" has no fingerprint: expected the summary.json of a run, or a scenario',
    ],
    [
      'snapshot',
      { 'some/fingerprints.json': '{"fingerprints": {"a.yaml": {}}}' },
      '20: "some/fingerprints.json" does not hold snapshots: the entry of "a.yaml" has no fingerprint of 16 hexadecimal digits and seed',
    ],
  ])('refused: %s', (file, files, message) => {
    expect(refusal(`same fingerprint as ${file}`, files)).toBe(message);
  });

  test('problems inside the other scenario have their place there', () => {
    const files = { 'some/base.yaml': `${MINIMAL}agent: 5\n` };
    expect(() => one('same fingerprint as base.yaml', files)).toThrow(
      'some/base.yaml:2:1: agent: unknown key "agent"',
    );
  });
});

const WORDS = [
  ...[
    'makespan',
    'queue.depth',
    'queue.depth.max',
    'agents.count',
    'max',
    'count',
    'tasks.completed',
    'between',
    'and',
  ],
  ...[
    'over',
    'in',
    'all',
    'reps',
    'with',
    '95%',
    'confidence',
    'same',
    'fingerprint',
    'as',
    'snapshot',
    '*',
    '2',
    '10s',
  ],
  ...['1h', '<', '<=', '==', '=', '>=', '', '"', '\n', 'ä'],
];
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((words) => words.join(' ')),
);

property.prop([text], { numRuns: 300 })('any text is read or refused, with a place in it', (condition) => {
  try {
    expect(conditions(`  - ${JSON.stringify(condition)}`)).toHaveLength(1);
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw error;
    for (const { file, line, column } of error.problems) {
      expect([file, line]).toEqual(['some/test.yaml', 5]);
      expect(column).toBeLessThanOrEqual(JSON.stringify(condition).length + 5);
    }
  }
});
