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

describe('both ends of a range are read whole', () => {
  test.each<[string, [number, number]]>([
    ['each takes between a minute and an hour and a half', [1, 90]],
    ['each takes from half an hour to an hour and a half', [30, 90]],
    ['each takes between half a minute and a minute and a half', [0.5, 1.5]],
    ['each takes between an hour and a quarter and two hours', [75, 120]],
    ['each takes an hour and a half to two hours', [90, 120]],
    ['each takes one and a half to two hours', [90, 120]],
    ['each takes one to two and a half minutes', [1, 2.5]],
    ['each takes between two and a half and five minutes', [2.5, 5]],
    ['each takes between one and a half and two and a half hours', [90, 150]],
    ['each takes between a quarter of an hour and three quarters of an hour', [15, 45]],
    ['each takes between ten minutes and one hour and thirty minutes', [10, 90]],
    ['each takes between 1h30m and 2h15m', [90, 135]],
    ['1 h 30 min to 2 h each', [90, 120]],
    ['each takes a minute or two and a half', [1, 2.5]],
  ])('%s', (words, range) => {
    const { understood, reading } = plan(`Translate 12 dozen pages, ${words}`);
    expect(understood.items).toMatchObject([{ count: 144, rangeMinutes: range }]);
    expect(reading.unused).toEqual([]);
  });
});

describe('the time of some is not the time of all', () => {
  test.each([
    'every second one takes 10 minutes',
    'every third file takes 10 minutes',
    'every 10th takes 10 minutes',
    'every other file takes 10 minutes',
    'half of them take 10 minutes',
    'the other half takes 10 minutes',
    'two thirds take 10 minutes',
    'a quarter of the files take 10 minutes each',
    'one in ten takes 10 minutes',
    '3 out of 10 take 10 minutes',
    '20 % of them take 10 minutes',
    '20% need at most 10 minutes',
    '100 of them take 10 minutes',
    '50 of the files need 10 minutes each',
    'some take 10 minutes',
    'most of them take 10 minutes',
    'a few take 5 to 10 minutes',
    'the first 100 take 10 minutes each',
    'the large ones take 10 minutes',
    'the slowest take 10 minutes',
    'only one takes 10 minutes',
    'the rest 10 minutes',
    '10 minutes for every second one',
  ])('%s', (words) => {
    for (const each of ['', '3 minutes each, ']) {
      const { understood, reading, notes } = plan(`Process 300 files, ${each}${words}`);
      expect(understood).toMatchObject({ subtasks: 300, durationMinutes: each === '' ? 2 : 3 });
      expect(understood.sources.durationMinutes).toBe(each === '' ? 'default' : 'stated');
      expect(reading.unused.join(' ')).toContain('10 minutes');
      expect(notes.join('\n')).toContain('it is the time of some subtasks only');
    }
  });

  test.each([
    'every file takes 10 minutes',
    'all of them take 10 minutes',
    'some 10 minutes each',
    'at most 10 minutes each',
    'each file takes 10 minutes',
    'each one takes at most 10 minutes',
  ])('but all are meant: %s', (words) => {
    const { understood } = plan(`Process 300 files, ${words}`);
    expect(understood).toMatchObject({ subtasks: 300, durationMinutes: 10, deadlineMinutes: null });
  });
});

describe('products and groups are counted whole', () => {
  test.each<[string, number, number | null]>([
    ['Update 3 x 40 servers', 120, null],
    ['Update 3 × 40 servers', 120, null],
    ['Update 3x40 servers', 120, null],
    ['Update 3 times 40 servers', 120, null],
    ['Update three times forty servers', 120, null],
    ['Update 2 x 3 x 40 servers, 10 at once', 240, 10],
    ['Update 40 servers, at most 2 x 5 servers at once', 40, 10],
    ['Update 2 groups of 50 servers', 100, null],
    ['Deploy to 4 groups of 25 servers, at most 10 at once', 100, 10],
    ['Process 4 sets of 25 images', 100, null],
    ['Run 3 rounds of 40 tests', 120, null],
    ['Process five batches of 20 files', 100, 20],
    ['Process 5 batches of 20 files each', 100, 20],
    ['Process 100 files in 20 batches of 2', 100, 2],
    ['Process 100 files in 4 groups of 25', 100, 25],
  ])('%s', (text, subtasks, concurrency) => {
    const { understood, reading } = plan(text);
    expect(understood).toMatchObject({ subtasks, concurrency });
    expect(understood.items).toHaveLength(1);
    expect(reading.unused).toEqual([]);
  });

  test('a width and a height, cores and repetitions are no products of what is counted', () => {
    expect(plan('Resize 1000 images to 800x600').understood.subtasks).toBe(1000);
    expect(plan('Resize 1000 images of 800 x 600 pixels').reading.unused).toEqual(['800 x 600 pixels']);
    expect(plan('Process 400 files on 4 x 16 cores').reading.used.at(-1)?.gives).toContain(
      '64 processor cores',
    );
    expect(plan('Update 40 servers 3 times, 5 minutes each').reading.unused).toEqual(['3 times']);
  });
});

describe('a time of parts is no time of a subtask', () => {
  test.each<[string, number, number]>([
    ['Process 100 files of 3 GB each, 200 ms per MB', 100, 10],
    ['Process 100 files of 3 GB, 200 ms per megabyte', 100, 10],
    ['Process 100 files with 3 GB, 200 ms per MB', 100, 10],
    ['Process 100 files, each 3 GB, at 200 ms per MB', 100, 10],
    ['Process 100 files, 3 GB each, 0.2 s/MB', 100, 10],
    ['Process 100 files of 2 GiB each, 1 s per MiB', 100, 2048 / 60],
    ['Process 100 files of 500 MB each, 2 seconds per 100 MB', 100, 10 / 60],
    ['Process 100 files, 3 s for each GB, each is 2 GB', 100, 0.1],
    ['Translate 100 documents with 2,000 words each, 10 ms per word', 100, 20 / 60],
    ['Process 100 files with 1,000 lines each, 6 ms per line', 100, 0.1],
    ['Analyze 50 repositories, each with 20 files, 3 minutes per file', 50, 60],
    ['Analyze 50 repositories of 20 files, 3 minutes per file', 50, 60],
    ['Analyze 50 repositories, each containing 20 files, 3 minutes per file', 50, 60],
    ['Analyze 50 repositories, each has 20 files, 3 minutes per file', 50, 60],
    ['Analyze 50 repositories, each of them with 20 files, each file takes 3 minutes', 50, 60],
    ['Process 100 files, 3 s per page, each has 20 pages', 100, 1],
    ['Test 10 servers, each with 4 disks, 2 minutes per disk', 10, 8],
    ['Analyze 50 repositories with 20 files each, 3 minutes per file', 1000, 3],
    ['Analyze 50 repositories containing 20 files each, 3 minutes per file', 1000, 3],
    ['Update three racks of 40 servers, 5 minutes each', 120, 5],
    ['Deploy to 3 clusters of 40 nodes, 5 minutes each', 120, 5],
    ['Generate 250 thumbnails, 6 s per image', 250, 0.1],
  ])('%s', (text, subtasks, minutes) => {
    const { understood, reading } = plan(text);
    expect(understood.subtasks).toBe(subtasks);
    expect(understood.durationMinutes).toBeCloseTo(minutes, 9);
    expect(understood.sources.durationMinutes).toBe('stated');
    expect(reading.unused.filter((words) => words !== 'file')).toEqual([]);
  });

  test('the multiplication is said', () => {
    const { reading } = plan('Process 100 files of 3 GB each, 200 ms per MB');
    expect(reading.used).toContainEqual({
      words: '3 GB',
      gives: '3,000 x 0.2 s: a subtask takes 10 min on average',
    });
  });

  test.each([
    ['Process 100 files, 200 ms per MB', '200 ms per MB'],
    ['Process 100 files, 3 TB in total, 200 ms per MB', '200 ms per MB'],
    ['Translate 100 documents, 10 ms per word', '10 ms per word'],
    ['Analyze 50 repositories, 3 minutes per file', '3 minutes per file'],
  ])('without their number it is not used: %s', (text, words) => {
    const { understood, reading, notes } = plan(text);
    expect(understood.sources.durationMinutes).toBe('default');
    expect(reading.unused).toContain(words);
    expect(notes.join('\n')).toContain(`"${words}" is not planned: the text does not say how`);
  });

  test.each([
    ['Analyze 50 repositories with 20 files each, 3 minutes per repository', 50, '20 files'],
    ['Analyze 50 repositories, each with 20 files, 3 minutes per repository', 50, '20 files'],
    ['Check 24 boxes of 12 bottles, 3 minutes per box', 24, '12 bottles'],
    ['Translate 100 documents of 20 pages, 3 minutes each', 100, '20 pages'],
  ])('of the whole it is that of a subtask: %s', (text, subtasks, words) => {
    const { understood, reading } = plan(text);
    expect(understood).toMatchObject({ subtasks, durationMinutes: 3 });
    expect(reading.unused).toEqual([words]);
  });
});
