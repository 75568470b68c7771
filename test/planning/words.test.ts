/** Words may mean less than they seem to: refusals, parts, sizes. What is not understood is named as not used, and never used as something else. */
import { describe, expect, test } from 'vitest';
import { plan } from './support.ts';

describe('so many that may not run at once are no limit', () => {
  const text = (words: string) => `Back up 40 databases, 10 min each, ${words}`;

  test.each([
    ['never two at the same time', 1],
    ['no two of them together', 1],
    ['no two databases at the same time', 1],
    ['no two may run concurrently', 1],
    ['never let two overlap', 1],
    ["don't run two at the same time", 1],
    ['do not back up two databases at once', 1],
    ['two must never run at the same time', 1],
    ['any 2 of them must not overlap', 1],
    ['without ever running two in parallel', 1],
    ['never 5 at once', 4],
    ['no 3 concurrently', 2],
    ['avoid 5 concurrent backups', 4],
    ['under no circumstances 5 at once', 4],
  ])('%s', (words, concurrency) => {
    const { understood, reading, checks } = {
      ...plan(text(words)),
      checks: plan(text(words)).understood.checks,
    };
    expect(understood).toMatchObject({ subtasks: 40, concurrency });
    expect(checks.backup).toBeUndefined();
    expect(reading.unused.filter((unused) => unused !== 'any')).toEqual([]);
  });

  test.each([
    ['never more than 5 at once', 5],
    ['at no time more than 3', 3],
    ['at no point more than 3 at once', 3],
    ['never have more than 3 running', 3],
    ['no more than 4 together', 4],
    ['without more than 4 in parallel', 4],
    ['without ever running more than 4 in parallel', 4],
    ['not more than one at once', 1],
    ['at most one at a time', 1],
    ['not more than a dozen at once', 12],
  ])('but a bound is: %s', (words, concurrency) => {
    const { understood, reading } = plan(text(words));
    expect(understood).toMatchObject({ subtasks: 40, concurrency });
    expect(reading.unused).toEqual([]);
  });

  test.each([
    'not 5 at a time',
    'not in batches of 10',
    'rather than 5 at a time',
    'never 10% at a time',
    'no two databases in the same rack at once',
    'not at 10 per minute',
    'never start 10 a minute',
  ])('nothing follows from: %s', (words) => {
    const { understood, reading, notes } = plan(text(words));
    expect(understood).toMatchObject({
      subtasks: 40,
      concurrency: null,
      ratePerMinute: null,
      parallelism: 40,
    });
    expect(reading.unused).toEqual([words]);
    expect(notes.join('\n')).toContain('it says what is not to be, and no limit follows from it.');
  });

  test('what goes on without something else is not refused', () => {
    for (const words of ['without downtime 5 at a time', 'with no downtime 5 at a time'])
      expect(plan(`Deploy to 100 servers ${words}`).understood.concurrency).toBe(5);
    const { understood, reading } = plan(text('not all at once'));
    expect(understood).toMatchObject({ dependencies: 'none', parallelism: 40 });
    expect(reading.unused).toEqual(['not all at once']);
  });
});
