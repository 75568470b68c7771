import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../src/lab/bench/gates.ts';
import { judge, type MetricPairs } from '../../../src/lab/bench/judge.ts';
import type { Figure } from '../../../src/recording/bounds.ts';

const GATE: Gate = { metric: 'task.latency.mean', better: 'lower', margin: '2%' };
const base = [10, 10.2, 9.9, 10.1, 10, 9.8, 10.3, 10];
const pairs = (
  baseline: readonly (Figure | null)[],
  candidate: readonly (Figure | null)[],
  margin = 0.2,
): MetricPairs => ({ gate: GATE, margin, baseline, candidate });
const one = (...values: Parameters<typeof pairs>) => judge([pairs(...values)], 0.05)[0];

describe('judging a metric', () => {
  test('same, worse and better, with means and the difference', () => {
    const moved = base.map((value, i) => value + 0.5 + (i % 2) / 50);
    expect(one(base, base)).toMatchObject({ verdict: 'same', changed: 0, pairs: 8 });
    const worse = one(base, moved);
    expect(worse).toMatchObject({ verdict: 'worse', changed: 8, reason: '' });
    expect(worse.difference?.estimate).toBeCloseTo(0.51, 10);
    expect((worse.candidate as number) - (worse.baseline as number)).toBeCloseTo(0.51, 10);
    expect(one(moved, base).verdict).toBe('better');
  });

  test('the last bits of a mean are no change', () => {
    const rounded = base.map((value) => value * (1 + 2e-16));
    expect(one(base, rounded, 0)).toMatchObject({ verdict: 'same', changed: 0 });
    expect(one(base, [...base.slice(1), 10.1], 0).verdict).toBe('worse');
  });

  test('what the end of the run left open has to hold at both ends', () => {
    const open = base.map((value): Figure => ({ lower: value, upper: value + 0.05 }));
    expect(one(base, open).verdict).toBe('same');
    const wide = base.map((value): Figure => ({ lower: value, upper: value + 9 }));
    expect(one(base, wide)).toMatchObject({ verdict: 'undecided', baseline: null, difference: null });
    expect(one(base, wide).reason).toContain('tasks had not ended');
    const surely = base.map((value): Figure => ({ lower: value + 3 + value / 100, upper: value + 9 }));
    expect(one(base, surely).verdict).toBe('worse');
    const endless = base.map((value): Figure => ({ lower: value, upper: null }));
    expect(one(base, endless)).toMatchObject({ verdict: 'undecided' });
    expect(one(base, endless).reason).toContain('no upper bound');
  });

  test('never from those alone that both sides measured', () => {
    const holes = [null, ...base.slice(1)];
    const judgement = one(base, holes);
    expect(judgement.verdict).toBe('undecided');
    expect(judgement.reason).toContain('in 8 of 8 runs before and in 7 of 8 now');
    // Measured in the same replications on both sides: those are all there are.
    expect(one(holes, holes)).toMatchObject({ verdict: 'same', pairs: 7 });
    const [last] = base;
    expect(one([...holes.slice(0, 7), null], [last, ...holes.slice(1, 7), null]).verdict).toBe('undecided');
    expect(one([null, null], [null, null])).toMatchObject({ verdict: 'unmeasured', reason: 'not measured' });
  });

  test("Holm's correction runs over all that can be tested", () => {
    const slight = base.map((value, i) => value + 0.2 + (i % 3) * 0.03);
    expect(one(base, slight).verdict).toBe('worse');
    const judged = judge([pairs(base, slight), ...Array.from({ length: 20 }, () => pairs(base, base))], 0.05);
    expect(judged[0].verdict).toBe('undecided');
    expect(judged[0].worse_p).toBeCloseTo(21 * one(base, slight).worse_p, 8);
    // What is not tested costs nothing.
    const untested = Array.from({ length: 200 }, () => pairs([null], [null]));
    expect(judge([pairs(base, slight), ...untested], 0.05)[0].verdict).toBe('worse');
    expect(judged[0].reason).toMatch(
      /^the interval of this metric alone lies beyond the margin, .* \(Holm\)$/,
    );
  });
});
