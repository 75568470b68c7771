/**
 * What a run that was cut decides is what the same run decides that goes on to its end, and most of what it leaves undecided could
 * come out either way. CUT_RUNS=1000 npx vitest run test/validation/cut-runs.test.ts checks as many pairs of runs; the default is
 * few enough for every day.
 */
import { expect, test } from 'vitest';
import { checkCase } from './cut-runs.ts';

const PAIRS = Number(process.env.CUT_RUNS ?? 60);
const LONGEST = 300_000 + PAIRS * 3_000;

test(
  'verdicts of cut runs are those of whole ones, and undecided ones are open',
  async () => {
    const wrong: string[] = [];
    let [decided, undecided, open] = [0, 0, 0];
    for (let number = 0; number < PAIRS; number++) {
      const outcome = await checkCase(number);
      wrong.push(...outcome.wrong);
      decided += outcome.decided;
      undecided += outcome.undecided;
      open += outcome.open;
    }
    if (process.env.CUT_RUNS)
      console.info(
        `${PAIRS} pairs: ${decided} decided, ${wrong.length} of them wrongly; ${open} of ${undecided} undecided are open`,
      );
    expect(wrong).toEqual([]);
    expect(decided).toBeGreaterThan(PAIRS * 10);
    expect(undecided).toBeGreaterThan(PAIRS);
    expect(open / undecided).toBeGreaterThanOrEqual(0.6);
  },
  LONGEST,
);

test.each([
  ['tasks give up and agents turn them away', 'loss'],
  ['flows go back, and begin others', 'flows'],
  ['gates let waves go on, or have them undone', 'gates'],
] as const)(
  'also where %s',
  async (_, flavour) => {
    const wrong: string[] = [];
    let decided = 0;
    for (let number = 0; number < PAIRS; number++) {
      const outcome = await checkCase(number, flavour);
      wrong.push(...outcome.wrong);
      decided += outcome.decided;
    }
    expect(wrong).toEqual([]);
    expect(decided).toBeGreaterThan(PAIRS * 10);
  },
  LONGEST,
);
