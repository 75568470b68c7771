import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { RunRow } from '../../src/lab/experiment/types.ts';
import { batchSize, MOST_RUNS, RunTimes } from '../../src/queue/batch-size.ts';
import { Ledger } from '../../src/queue/ledger.ts';
import type { Batch, RunOutcome } from '../../src/queue/protocol.ts';

const EXACT: readonly string[] = [];

/** A row that says which run it is of. */
const rowOf = (scenario: string, replication: number) =>
  ({ fingerprint: `${scenario}/${replication}` }) as unknown as RunRow;

function outcomesOf({ parts }: Batch): RunOutcome[] {
  return parts.flatMap(({ scenario, replications }) =>
    replications.map((replication) => ({
      scenario,
      replication,
      row: rowOf(scenario, replication),
      seconds: 0.01,
    })),
  );
}

const errorOf = ({ reason }: { readonly reason: string }): Error => new Error(reason);

function timesOf(seconds: Readonly<Record<string, number>>): RunTimes {
  const times = new RunTimes();
  for (const [scenario, value] of Object.entries(seconds)) times.observe(scenario, value);
  return times;
}

describe('the size of batches', () => {
  const many = (scenario: string, count: number) => Array.from({ length: count }, () => scenario);

  test('is one run where nothing is known', () => {
    expect(batchSize(many('a', 100), 100, 2, new RunTimes())).toBe(1);
  });

  test('is about a second of runs, and at least one run', () => {
    expect(batchSize(many('a', 1_000), 1_000, 2, timesOf({ a: 0.1 }))).toBe(10);
    expect(batchSize(many('a', 1_000), 1_000, 2, timesOf({ a: 7 }))).toBe(1);
  });

  test('has a bound, however short runs are', () => {
    expect(batchSize(many('a', 1e5), 1e5, 2, timesOf({ a: 1e-9 }))).toBe(MOST_RUNS);
  });

  test('shrinks towards the end, so that all workers end together', () => {
    expect(batchSize(many('a', 12), 12, 3, timesOf({ a: 0.001 }))).toBe(2);
    expect(batchSize(many('a', 2), 2, 3, timesOf({ a: 0.001 }))).toBe(1);
  });

  test('counts what runs of each scenario take', () => {
    const times = timesOf({ short: 0.1, long: 0.8 });
    expect(batchSize(['short', 'long', 'short', ...many('short', 997)], 1_000, 1, times)).toBe(3);
  });
});

/** What may happen to a batch. */
type Fate = 'done' | 'twice' | 'lost' | 'late' | 'crash' | 'partly';
const FATES: readonly Fate[] = ['done', 'twice', 'lost', 'late', 'crash', 'partly'];

describe('the ledger', () => {
  property.prop([
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 5 }),
    fc.array(fc.constantFrom(...FATES), { maxLength: 80 }),
    fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
  ])(
    'settles every run once and rightly, whatever becomes of batches',
    async (runs, slots, fates, seconds) => {
      const ledger = new Ledger('s');
      const times = timesOf({ a: seconds, b: seconds / 2 });
      let settledTwice = 0;
      const results = Array.from({ length: runs }, (_, index) => {
        const scenario = index % 2 === 0 ? 'a' : 'b';
        let settled = 0;
        return ledger.add(scenario, index, EXACT).then((row) => {
          if (++settled > 1) settledTwice++;
          expect(row.fingerprint).toBe(`${scenario}/${index}`);
          return row;
        });
      });
      const late: Batch[] = [];
      let counted = 0;
      for (let step = 0; ledger.open > 0 && step < 10_000; step++) {
        const batch = ledger.take(slots, times, step);
        expect(batch).not.toBeNull();
        const { token } = batch as Batch;
        const outcomes = outcomesOf(batch as Batch);
        expect(outcomes.length).toBeGreaterThan(0);
        expect(outcomes.length).toBeLessThanOrEqual(MOST_RUNS);
        const fate = fates[step] ?? 'done';
        if (fate === 'done' || fate === 'twice') counted += ledger.complete(token, outcomes, errorOf);
        if (fate === 'twice') expect(ledger.complete(token, outcomes, errorOf)).toBe(0);
        if (fate === 'partly') counted += ledger.complete(token, outcomes.slice(1), errorOf);
        if (fate === 'lost' || fate === 'late') ledger.giveBack(token);
        if (fate === 'late') late.push(batch as Batch);
        if (fate === 'crash' && outcomes.length > 1) ledger.suspect(token, new Error('went down'));
        else if (fate === 'crash') ledger.giveBack(token);
        expect(ledger.has(token)).toBe(false);
        const old = late.shift();
        if (old && fate !== 'late') counted += ledger.complete(old.token, outcomesOf(old), errorOf);
      }
      await Promise.all(results);
      expect({
        counted,
        settledTwice,
        open: ledger.open,
        waiting: ledger.waiting,
        issued: ledger.issued,
      }).toEqual({
        counted: runs,
        settledTwice: 0,
        open: 0,
        waiting: 0,
        issued: 0,
      });
    },
  );

  test('gives what was taken back first, in its order', () => {
    const ledger = new Ledger('s');
    const times = timesOf({ a: 0.3 });
    for (let replication = 0; replication < 9; replication++)
      ledger.add('a', replication, EXACT).catch(() => {});
    const first = ledger.take(1, times, 0) as Batch;
    expect(first.parts).toEqual([{ scenario: 'a', replications: [0, 1, 2] }]);
    ledger.giveBack(first.token);
    expect((ledger.take(1, times, 1) as Batch).parts).toEqual(first.parts);
  });

  test('tries the runs of a batch that brought its workers down one by one, and fails the one that does', async () => {
    const ledger = new Ledger('s');
    const times = timesOf({ a: 0.3 });
    const results = [0, 1, 2].map((replication) => ledger.add('a', replication, EXACT));
    for (const replication of [3, 4, 5]) ledger.add('a', replication, EXACT).catch(() => {});
    const settled = Promise.allSettled(results);
    const all = ledger.take(1, times, 0) as Batch;
    expect(all.parts[0].replications).toEqual([0, 1, 2]);
    ledger.suspect(all.token, new Error('went down'));
    for (const replication of [0, 1, 2]) {
      const alone = ledger.take(1, times, 1) as Batch;
      expect(alone.parts).toEqual([{ scenario: 'a', replications: [replication] }]);
      if (replication === 1) ledger.suspect(alone.token, new Error('went down'));
      else ledger.complete(alone.token, outcomesOf(alone), errorOf);
    }
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    // Whoever asks for it again gets it in a batch of its own.
    ledger.add('a', 1, EXACT).catch(() => {});
    for (const replication of [6, 7, 8, 9]) ledger.add('a', replication, EXACT).catch(() => {});
    const rest = [2, 3, 4].map((moment) => (ledger.take(1, times, moment) as Batch).parts[0].replications);
    expect(rest).toEqual([[3, 4, 5], [1], [6, 7]]);
  });

  test('puts only alike runs into a batch', () => {
    const ledger = new Ledger('s');
    ledger.add('a', 0, ['task.latency.p99']).catch(() => {});
    ledger.add('a', 1, EXACT).catch(() => {});
    for (const replication of [2, 3, 4, 5])
      ledger.add('a', replication, EXACT, { whole: true }).catch(() => {});
    const batches = [0, 1, 2].map((now) => ledger.take(1, timesOf({ a: 0.001 }), now) as Batch);
    expect(batches.map(({ whole, parts }) => [whole, parts[0].replications])).toEqual([
      [false, [0]],
      [false, [1]],
      [true, [2, 3]],
    ]);
  });

  test('gives up what was asked for with a signal, and nothing else', async () => {
    const ledger = new Ledger('s');
    const { signal } = new AbortController();
    const other = new AbortController();
    const kept = ledger.add('a', 0, EXACT, { signal });
    const given = Promise.allSettled([
      ledger.add('b', 0, EXACT, { signal: other.signal }),
      ledger.add('b', 1, EXACT, { signal: other.signal }),
    ]);
    const first = ledger.take(1, timesOf({ a: 0.3, b: 0.3 }), 0) as Batch;
    other.abort(new Error('enough'));
    ledger.cancel(other.signal);
    expect((await given).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    // A worker does not know of it, and hands in what it has.
    expect(ledger.complete(first.token, outcomesOf(first), errorOf)).toBe(1);
    expect((await kept).fingerprint).toBe('a/0');
    expect(ledger.take(1, timesOf({}), 1)).toBe(null);
  });

  test('refuses a run that is asked for twice', () => {
    const ledger = new Ledger('s');
    ledger.add('a', 0, EXACT).catch(() => {});
    expect(() => ledger.add('a', 0, EXACT)).toThrow('asked for twice');
  });

  test('fails everything that is open when it ends', async () => {
    const ledger = new Ledger('s');
    const results = Promise.allSettled([ledger.add('a', 0, EXACT), ledger.add('a', 1, EXACT)]);
    ledger.take(1, timesOf({ a: 5 }), 0);
    ledger.fail(new Error('over'));
    expect((await results).every(({ status }) => status === 'rejected')).toBe(true);
    expect({ open: ledger.open, issued: ledger.issued }).toEqual({ open: 0, issued: 0 });
  });
});
