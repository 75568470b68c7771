import { describe, expect, test } from 'vitest';
import { ExperimentError, RunCrash, RunDefect } from '../../src/lab/experiment/types.ts';
import { pack } from '../../src/queue/contents.ts';
import { exactJson } from '../../src/queue/exact-json.ts';
import { errorOf, readOutcomes } from '../../src/queue/outcomes.ts';
import { rowOf } from '../lab/experiment/stub.ts';

const completion = (outcomes: unknown) => ({
  token: 't-1',
  worker: 'here 1',
  ...pack(exactJson(outcomes), 'a test'),
});
const run = { scenario: 'a', replication: 3 };
const done = { ...run, row: rowOf({ makespan: 2 }), seconds: 0.5 };

describe('what a worker hands in', () => {
  test('is read as it was sent, -0 too', () => {
    const crash = { scenario: 'b', replication: 0, problem: 'crash', reason: 'out of memory' };
    const zero = { ...done, row: rowOf({ makespan: -0 }) };
    expect(readOutcomes(completion([done, crash, zero]))).toStrictEqual([done, crash, zero]);
  });

  test.each([
    ['no list', { row: 1 }],
    ['nothing in its list', [null]],
    ['a number in its list', [done, 7]],
    ['no scenario', [{ replication: 1, row: done.row, seconds: 1 }]],
    ['half a replication', [{ ...done, replication: 0.5 }]],
    ['no time', [{ ...run, row: done.row }]],
    ['a time below 0', [{ ...done, seconds: -1 }]],
    ['an endless time', [{ ...done, seconds: Number.POSITIVE_INFINITY }]],
    ['neither row nor problem', [run]],
    ['a problem without a reason', [{ ...run, problem: 'crash' }]],
  ])('with %s cannot be read', (_, outcomes) => {
    expect(readOutcomes(completion(outcomes))).toBeNull();
  });

  test('that is no packed text cannot be read', () => {
    expect(readOutcomes({ token: 't-1', worker: 'here 1', packed: 'nonsense' })).toBeNull();
    expect(readOutcomes({ token: 't-1', worker: 'here 1', ...pack('[{', 'a test') })).toBeNull();
  });

  test.each([
    ['null', null],
    ['a list', [1]],
    ['without metrics', { ...done.row, metrics: undefined }],
    ['of another run', { ...done.row, key: 7, events: 'many' }],
  ])('a row that is %s fails its run alone', (_, row) => {
    expect(readOutcomes(completion([{ ...done, row }, done]))).toEqual([
      {
        ...run,
        problem: 'defect',
        reason: expect.stringContaining('what the worker sent is no finished run'),
      },
      done,
    ]);
  });

  test('fails a run by what went wrong', () => {
    const error = (problem: 'crash' | 'defect' | 'input') => errorOf({ ...run, problem, reason: 'because' });
    expect(error('crash')).toStrictEqual(new RunCrash('because'));
    expect(error('defect')).toStrictEqual(new RunDefect('because'));
    expect(error('input')).toStrictEqual(new ExperimentError('because'));
  });
});
