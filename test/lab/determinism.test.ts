import { describe, expect, it } from 'vitest';
import { partingOf, twice } from '../../src/lab/determinism.ts';
import { RunDefect, type Runner, type RunRow } from '../../src/lab/experiment/types.ts';
import { rowOf, scenario } from './experiment/stub.ts';

/** A runner that gives these rows, one after the other, and keeps what it was called with. */
function runnerOf(...rows: readonly RunRow[]): Runner & { readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  return {
    parallel: 2,
    calls,
    run(...words) {
      calls.push(words);
      return Promise.resolve(rows[calls.length - 1]);
    },
    close: () => Promise.resolve(),
  };
}

const same = rowOf({ makespan: 1 });

describe('every run twice', () => {
  it('gives both runs all that it is given: exact metrics and the signal of an interrupt too', async () => {
    const runner = runnerOf(same, same);
    const { signal } = new AbortController();
    const given = [scenario(), 3, ['task.latency.p99'], signal, true] as const;
    expect(await twice(runner, undefined).run(...given)).toBe(same);
    expect(runner.calls).toEqual([given, given]);
    for (const call of runner.calls) expect(call[3]).toBe(signal);
  });

  it('does not begin a second run after an interrupt', async () => {
    const controller = new AbortController();
    const runner = runnerOf(same, same);
    const stopping: Runner = {
      ...runner,
      async run(...words) {
        const row = await runner.run(...words);
        controller.abort();
        return row;
      },
    };
    const ran = twice(stopping, undefined).run(scenario(), 0, [], controller.signal);
    await expect(ran).rejects.toMatchObject({ name: 'AbortError' });
    expect(runner.calls).toHaveLength(1);
  });

  it('is a defect of the run where they part', async () => {
    const ran = twice(runnerOf(same, rowOf({ makespan: 2 })), ['mine.ts']).run(scenario(), 0, []);
    await expect(ran).rejects.toThrow(RunDefect);
    await expect(ran).rejects.toThrow('mine.ts: not deterministic');
  });
});

describe('two runs', () => {
  it('are the same where a metric was measured in neither, however that is written', () => {
    expect(partingOf(rowOf({ a: null }), rowOf({}))).toBeNull();
    expect(partingOf(rowOf({ a: Number.NaN }), rowOf({ a: Number.NaN }))).toBeNull();
  });

  it.each([
    [{ a: { lower: 1, upper: 2 } }, { a: { lower: 1, upper: null } }, 'between 1 and 2', 'at least 1'],
    [{ a: { lower: 1, upper: 2 } }, {}, 'between 1 and 2', 'not measured'],
    [
      { a: { lower: 1, upper: 2 } },
      { a: { lower: 1, upper: 2, or_none: true as const } },
      'between 1 and 2',
      'between 1 and 2, if any',
    ],
  ])('part where the end of the run leaves a metric open in another way: %j, %j', (first, second, a, b) => {
    const row = rowOf({ a: null });
    expect(partingOf({ ...row, bounds: first }, { ...row, bounds: second })).toBe(
      `a is ${a} and ${b}; both have 1 events`,
    );
    expect(partingOf({ ...row, bounds: first }, { ...row, bounds: structuredClone(first) })).toBeNull();
  });

  it('part where one has bounds and the other a value', () => {
    const bounded = { ...rowOf({ a: null }), bounds: { a: { lower: 1, upper: 1 } } };
    expect(partingOf(rowOf({ a: 1 }), bounded)).toContain('a is 1 and between 1 and 1');
  });
});
