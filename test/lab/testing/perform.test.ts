/** The scheduling of tests: order, places, failures, what is skipped. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ExperimentError, RunCrash, RunDefect, type Runner } from '../../../src/lab/experiment/types.ts';
import { judgeConditions } from '../../../src/lab/testing/judge.ts';
import { performTests, type TestedScenario, type TestOptions } from '../../../src/lab/testing/perform.ts';
import { Slots } from '../../../src/lab/testing/slots.ts';
import { rowOf, scenario } from '../experiment/stub.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Scenarios with so many runs each; the number of agents tells which is which. */
const tests = (reps: readonly number[]) =>
  reps.map((count, index) => ({ file: `${index}.yaml`, scenario: scenario(index + 1), reps: count }));

type Run = (index: number, replication: number) => Promise<void> | void;

function runnerOf(parallel: number, run: Run): Runner & { most: number } {
  let going = 0;
  const own = {
    parallel,
    most: 0,
    async run(one: ReturnType<typeof scenario>, replication: number) {
      own.most = Math.max(own.most, ++going);
      try {
        const index = one.agents.groups[0].count - 1;
        await run(index, replication);
        return rowOf({ index, replication });
      } finally {
        going--;
      }
    },
    close: () => Promise.resolve(),
  };
  return own;
}

const never: Pick<TestOptions, 'failFast' | 'hasFailed'> = { failFast: false, hasFailed: () => false };

property.prop([
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }),
  fc.integer({ min: 1, max: 4 }),
  fc.scheduler(),
])('every run is done once, no more than allowed at a time, and told in order', async (reps, parallel, s) => {
  const wait = s.scheduleFunction(async () => {});
  const runner = runnerOf(parallel, () => wait());
  const told: number[] = [];
  const done = performTests(tests(reps), {
    ...never,
    runner,
    onTested: (index) => {
      told.push(index);
      return Promise.resolve();
    },
  });
  await s.waitFor(done);
  const results = await done;
  expect(told).toEqual(reps.map((_, index) => index));
  expect(runner.most).toBeLessThanOrEqual(parallel);
  results.forEach(({ rows }, index) => {
    expect(rows.map(({ metrics }) => metrics)).toEqual(
      Array.from({ length: reps[index] }, (_, replication) => ({ index, replication })),
    );
  });
});

property.prop([
  fc.array(fc.record({ reps: fc.integer({ min: 1, max: 3 }), fails: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  }),
  fc.integer({ min: 1, max: 4 }),
  fc.scheduler(),
])('what is skipped after a failure does not depend on which run is faster', async (plan, parallel, s) => {
  const wait = s.scheduleFunction(async () => {});
  const done = performTests(tests(plan.map(({ reps }) => reps)), {
    runner: runnerOf(parallel, () => wait()),
    failFast: true,
    hasFailed: (index) => plan[index].fails,
  });
  await s.waitFor(done);
  const first = plan.findIndex(({ fails }) => fails);
  const expected = plan.map((_, index) => (first >= 0 && index > first ? 'failed before' : null));
  expect((await done).map(({ skipped }) => skipped)).toEqual(expected);
});

describe('failures are of one scenario', () => {
  const outcome = async (run: Run): Promise<readonly TestedScenario[]> =>
    performTests(tests([1, 2, 1]), { ...never, runner: runnerOf(2, run) });

  test('that cannot be run, or whose run breaks down', async () => {
    const results = await outcome((index) => {
      if (index === 0) throw new ExperimentError('agents fit nowhere');
      if (index === 1) throw new RunDefect('a module threw');
    });
    expect(results.map(({ failure }) => failure)).toEqual([
      { kind: 'input', reason: 'agents fit nowhere' },
      { kind: 'run', reason: 'run 1: a module threw' },
      null,
    ]);
  });

  test('a worker that goes down is replaced', async () => {
    let crashes = 2;
    const results = await outcome((index) => {
      if (index === 1 && crashes-- > 0) throw new RunCrash('out of memory');
    });
    expect(results[1]).toMatchObject({ failure: null, rows: [{}, {}] });
  });

  test('an interrupt keeps what is finished', async () => {
    const controller = new AbortController();
    const results = await performTests(tests([1, 1, 1]), {
      ...never,
      signal: controller.signal,
      runner: runnerOf(1, async (index) => {
        if (index === 1) controller.abort();
        await turn();
        controller.signal.throwIfAborted();
      }),
    });
    expect(results.map(({ skipped }) => skipped)).toEqual([null, 'interrupted', 'interrupted']);
  });
});

test('places go to the lowest number that waits', async () => {
  const slots = new Slots(1);
  const { signal } = new AbortController();
  const order: number[] = [];
  await Promise.all(
    [5, 3, 9, 1, 3].map((priority) =>
      slots.use(priority, signal, async () => {
        await turn();
        order.push(priority);
      }),
    ),
  );
  expect(order).toEqual([5, 1, 3, 3, 9]);
});

describe('the run that decides', () => {
  const expectation = { text: 'makespan < 5s', metric: 'makespan', operator: '<', value: 5 } as const;
  const rows = (['met', 'undecided', 'unmet', 'unmet'] as const).map((verdict, replication) => ({
    ...rowOf({ makespan: replication }),
    expectations: [
      {
        text: '',
        metric: 'makespan',
        operator: '<',
        expected: 5,
        actual: replication,
        verdict,
        met: verdict === 'met',
      },
    ],
  }));

  test('is the first, and with --reps the first that is worst', () => {
    const judge = (reps: number | null) =>
      judgeConditions({ ...scenario(1), expect: [expectation] }, rows, reps)[0];
    expect(judge(null)).toMatchObject({ verdict: 'met', runs: 1, replication: 0 });
    expect(judge(2)).toMatchObject({ verdict: 'undecided', runs: 2, met: 1, replication: 1 });
    expect(judge(4)).toMatchObject({ verdict: 'unmet', runs: 4, met: 1, replication: 2 });
  });
});
