import { describe, expect, test } from 'vitest';
import { DRAINED } from '../../../src/lab/draining.ts';
import { cautionNotes } from '../../../src/lab/experiment/caution-notes.ts';
import { singleRun } from '../../../src/lab/experiment/single-run.ts';
import { scenario } from './stub.ts';

const run = (label: string, ...cautions: readonly string[]) => ({ label, row: { cautions } });

describe('cautions of many runs', () => {
  test('are said once where all runs give them', () => {
    expect(cautionNotes([run('a', 'So.'), run('a', 'So.'), run('b', 'So.')])).toEqual(['So.']);
    expect(cautionNotes([run('a'), { label: 'b', row: {} }])).toEqual([]);
  });

  test('name the runs that give them where others do not', () => {
    const runs = [run('a', 'So.', 'Thus.'), run('a', 'So.'), run('b'), run('c', 'Thus.')];
    expect(cautionNotes(runs)).toEqual(['In a: So.', 'In a (1 of 2 runs), c: Thus.']);
    expect(cautionNotes([run('', 'So.'), run(''), run('')])).toEqual(['In 1 of 3 runs: So.']);
  });

  test('of averages over time are left out where an answer is about nothing of the kind', () => {
    const runs = [run('a', DRAINED, 'So.')];
    expect(cautionNotes(runs, ['task.latency.p99'])).toEqual(['So.']);
    expect(cautionNotes(runs, ['task.latency.p99', 'agents.utilization'])).toEqual([DRAINED, 'So.']);
    expect(cautionNotes(runs)).toEqual([DRAINED, 'So.']);
  });

  const rowWith = (time: string, target: string) =>
    singleRun(
      scenario(2, [
        `faults=[{ name: f, kind: crash, every: ${time}, duration: 1s, target: ${target} }]`,
        'workload.backlog=20',
      ]),
      0,
    );

  test('are those of runs, without numbers that differ from run to run; rows without any have no such field', async () => {
    const missed = await rowWith('2s', '{ agents: 1% }');
    expect(missed.cautions).toEqual([
      'The fault f hit nobody in some of its occurrences: 1 % of those there is less than half of one, and the nearest whole number is taken.',
    ]);
    expect('cautions' in (await singleRun(scenario(), 0))).toBe(false);
  });
});
