/** Limits in words: which side they bound, whether the number itself is allowed, and what is said of those that no plan has. */
import { describe, expect, test } from 'vitest';
import { Share } from '../../src/modules/shares.ts';
import { planToScenarioYaml } from '../../src/planning/scenario-yaml.ts';
import type { Understood } from '../../src/planning/types.ts';
import { plan, question } from './support.ts';

type Expected = Partial<Understood>;

const notesOf = (text: string) => plan(text).notes.join('\n');

describe('a bound excludes the number where its words do', () => {
  const most = (agentLimit: number): Expected => ({ agentLimit, agentMinimum: null, override: null });
  const least = (agentMinimum: number): Expected => ({ agentMinimum, agentLimit: null, override: null });
  test.each<[string, Expected]>([
    ['at most 10 agents', most(10)],
    ['up to 10 agents', most(10)],
    ['no more than 10 agents', most(10)],
    ['not over 10 agents', most(10)],
    ['a maximum of 10 agents', most(10)],
    ['max. 10 agents', most(10)],
    ['fewer than 10 agents', most(9)],
    ['less than 10 agents', most(9)],
    ['under 10 agents', most(9)],
    ['below 10 agents', most(9)],
    ['at least 9 agents', least(9)],
    ['no fewer than 9 agents', least(9)],
    ['not less than 9 agents', least(9)],
    ['a minimum of 9 agents', least(9)],
    ['min. 9 agents', least(9)],
    ['more than 9 agents', least(10)],
    ['over 9 agents', least(10)],
    ['above 9 agents', least(10)],
  ])('Deploy to 100 servers with %s', (words, expected) => {
    const text = `Deploy to 100 servers with ${words}`;
    const result = plan(text);
    expect(result.understood).toMatchObject({ subtasks: 100, ...expected });
    expect(result.reading.unused).toEqual([]);
  });

  test('each region has its own agents, and the bound is of them all', () => {
    const text = 'Deploy to 90 servers with fewer than 10 agents per region in 3 regions';
    expect(plan(text).understood.agentLimit).toBe(27);
  });

  test('fewer than one agent is a question', () => {
    expect(question('Deploy to 100 servers with fewer than 1 agent').reason).toBe('agents_invalid');
  });

  test.each([
    ['Scan fewer than 50 hosts', 49],
    ['Scan more than 50 hosts', 51],
    ['Scan up to 50 hosts', 50],
    ['Scan no more than 50 hosts', 50],
    ['Scan at least 50 hosts', 50],
    ['Scan max. 50 hosts', 50],
  ])('%s', (text, subtasks) => {
    expect(plan(text).understood.subtasks).toBe(subtasks);
    expect(notesOf(text)).toContain(`is planned as ${subtasks} hosts`);
    expect(plan(text).reading.unused).toEqual([]);
  });

  test.each([
    ['Scan 500 hosts in less than 2 hours', 'makespan < 2h'],
    ['Scan 500 hosts in under 2 hours', 'makespan < 2h'],
    ['Scan 500 hosts within 2 hours', 'makespan <= 2h'],
    ['Scan 500 hosts in no more than 2 hours', 'makespan <= 2h'],
  ])('%s', (text, condition) => {
    expect(planToScenarioYaml(plan(text))).toContain(`  - ${condition}\n`);
    expect(plan(text).reading.unused).toEqual([]);
  });

  test.each([
    'less than 2 minutes',
    'under 2 minutes',
    'more than 2 minutes',
    'up to 2 minutes',
    'at least 2 minutes',
  ])('Convert 500 images, %s each', (words) => {
    const text = `Convert 500 images, ${words} each`;
    expect(notesOf(text)).toContain(`"${words}" is planned as 2 min.`);
    expect(plan(text).reading.unused).toEqual([]);
  });

  test.each([
    ['stop if more than 4% fail', 0.04],
    ['stop if at least 4% fail', 0.038],
    ['stop when 4% fail', 0.038],
    ['tolerate up to 4% failures', 0.04],
    ['tolerate less than 4% failures', 0.038],
    ['at most 4% may fail', 0.04],
    ['fewer than 4% may fail', 0.038],
    ['below 4% errors are tolerated', 0.038],
    ['4% failures allowed', 0.04],
  ])('Patch 500 servers, %s', (words, share) => {
    const { understood, reading } = plan(`Patch 500 servers, ${words}`);
    expect(understood.toleratedShare).toBeCloseTo(share, 12);
    expect(understood.failureShare).toBeNull();
    expect(reading.unused).toEqual([]);
  });
});

describe('a verb of another clause does not make failures a limit', () => {
  test.each([
    'the API allows 50 requests per second, 1 in 200 calls fails',
    'the API takes 50 requests per second, 1 in 200 calls fails',
    'the API allows 20 at once and 0.5 % fail',
    'stop the old jobs first, 0.5 % fail',
    'the server accepts all of them but 0.5 % fail',
  ])('%s', (words) => {
    const { understood } = plan(`Resize 10,000 images, ${words}, 2.5 s per image`);
    expect(understood.failureShare).toBeCloseTo(0.005, 9);
    expect(understood.toleratedShare).toBeNull();
  });

  test.each([
    'stop, if more than 4 % fail',
    'stop if, at any point, more than 4 % fail',
    'stop the whole work once more than 4 % of the images fail',
    'we tolerate, say, 4 % failures',
  ])('but one of the same does: %s', (words) => {
    const { understood } = plan(`Resize 10,000 images, 2.5 s per image, ${words}`);
    expect(understood.failureShare).toBeNull();
    expect(understood.toleratedShare).toBeCloseTo(0.04, 9);
  });
});

describe('a number of failures that are allowed', () => {
  test.each([
    ['with a maximum of 3 failures', 3],
    ['at most 3 failures', 3],
    ['at most 3 may fail', 3],
    ['no more than 3 may fail', 3],
    ['at most 3 servers may fail', 3],
    ['no more than 3 of the servers may fail', 3],
    ['max 3 failed servers', 3],
    ['tolerate up to 3 errors', 3],
    ['fewer than 4 failures are allowed', 3],
    ['stop after 4 failures', 3],
    ['abort if more than 3 fail', 3],
    ['stop if at least 4 fail', 3],
    ['at most 3 failures, and at most 0.2% may fail', 1],
  ])('Patch 500 servers, %s', (words, count) => {
    const found = plan(`Patch 500 servers, ${words}`);
    expect(found.understood).toMatchObject({ subtasks: 500, failureShare: null });
    expect(found.understood.toleratedShare).toBeCloseTo(count / 500, 12);
    expect(found.reading.unused).toEqual([]);
  });

  test.each([
    ['Fix 3 failures', 3],
    ['Analyse at most 200 errors', 200],
    ['Debug 12 failing tests', 12],
    ['Restart 10 crashed servers', 10],
  ])('is none where failures are what is worked on: %s', (text, subtasks) => {
    expect(plan(text).understood).toMatchObject({ subtasks, toleratedShare: null });
  });

  test.each([403, 7, 99_991])('of %i subtasks the scenario requires all but that number', (subtasks) => {
    const text = planToScenarioYaml(plan(`Process ${subtasks} records, at most 3 failures`));
    const required = [...text.matchAll(/required_success: ([\d.]+)%/g)].map(
      ([, share]) => Number(share) / 100,
    );
    expect(required.length).toBeGreaterThan(0);
    for (const share of required) expect(new Share(share).ceil(subtasks)).toBe(subtasks - 3);
  });
});

test.each([
  // The month is a word that says nothing by itself elsewhere.
  ['by 3 May', ['3']],
  ['by 3 May 2027', ['3 May 2027']],
  ['before 3 may at noon', ['before 3 may at noon']],
  ['at most 3 may fail', []],
])('a day in May is a date, and what may fail is none: %s', (words, dates) => {
  const { unused } = plan(`Patch 500 servers ${words}`).reading;
  expect(unused).toEqual(dates);
});

describe('nouns that mean agents behind a bound', () => {
  test.each([
    'Process 10,000 files with up to 250 workers',
    'Process 10,000 files, up to 250 workers',
    'Process 10,000 files with a maximum of 250 workers',
    'Process 10,000 files with max 250 threads',
    'Process 10,000 files, max. 250 processes',
    'Process 10,000 files, max 250 instances',
    'Process 10,000 files using at most 250 runners',
  ])('%s', (text) => {
    const { understood, reading } = plan(text);
    expect(understood).toMatchObject({ subtasks: 10_000, agentLimit: 250 });
    expect(reading.unused).toEqual([]);
  });

  test('what a verb is done to is work', () => {
    expect(plan('Restart at most 40 instances').understood).toMatchObject({ subtasks: 40, agentLimit: null });
  });
});

test('a bound does not hide the word before it', () => {
  const { understood, reading } = plan('Restart 40 servers with a maximum of 3 failures');
  expect(understood.subtasks).toBe(40);
  expect(reading.unused).toEqual([]);
  expect(understood.toleratedShare).toBe(3 / 40);
  expect(plan('Move 1,000 files over 3 links').understood.subtasks).toBe(1000);
  const never = plan('Restart 40 servers, never restart more than 5 at a time');
  expect(never.understood.concurrency).toBe(5);
  expect(never.reading.unused).toEqual([]);
});

describe('lower limits that no plan has are named', () => {
  test.each([
    ['Send 20,000 emails, at least 3 per minute', 'at least 3 per minute'],
    ['Send 20,000 emails, more than 3 emails per minute', 'more than 3 emails per minute'],
    ['Send 20,000 emails at a minimum of 3 per minute', 'minimum of 3 per minute'],
    ['Send 20,000 emails, at least 20 at a time', 'at least 20 at a time'],
    ['Send 20,000 emails, more than 20 in parallel', 'more than 20 in parallel'],
  ])('%s', (text, words) => {
    const { understood, reading, notes } = plan(text);
    expect(understood).toMatchObject({ subtasks: 20_000, ratePerMinute: null, concurrency: null });
    expect(reading.unused.join(' | ')).toContain(words.replace(/^at /, ''));
    expect(notes.some((note) => note.includes('is not planned') && note.includes(words))).toBe(true);
  });

  test('an upper limit of a rate is none of these', () => {
    expect(
      plan('Send 20,000 emails, not less than 3 and at most 100 per minute').understood.ratePerMinute,
    ).toBe(100);
    expect(plan('Send 20,000 emails, fewer than 3 per minute').understood.ratePerMinute).toBe(2);
    expect(plan('Send 500 messages, less than one per second').understood.ratePerMinute).toBe(59);
  });
});

describe('amounts of data are no tasks', () => {
  test.each([
    'at 50 MB/s',
    'at 50 MB per second',
    'at 50 megabytes per second',
    'at 2 GB a minute',
    'at 4 batches per minute',
  ])('Copy 4,000 files %s', (words) => {
    const { understood } = plan(`Copy 4,000 files ${words}`);
    expect(understood).toMatchObject({ subtasks: 4000, ratePerMinute: null });
  });
});

describe('pauses are not planned, and said to be', () => {
  test.each([
    'with a 5 minute pause',
    'with 5-minute pauses between batches',
    'with a pause of 5 minutes between batches',
    'pausing 5 minutes between batches',
    'then wait 5 minutes',
    'with 5 minutes between batches',
  ])('Process 10,000 files in batches of 250 %s', (words) => {
    const { understood, reading, notes } = plan(`Process 10,000 files in batches of 250 ${words}`);
    expect(understood).toMatchObject({
      subtasks: 10_000,
      concurrency: 250,
      ratePerMinute: null,
      sources: { durationMinutes: 'default' },
    });
    expect(reading.unused.join(' ')).toMatch(/5.minute/);
    expect(notes.join('\n')).toMatch(/5.minute.* is not planned/);
  });
});

describe('ranges in words', () => {
  test.each([
    ['between ten and twenty minutes each', [10, 20]],
    ['one to two hours each', [60, 120]],
    ['between one and two hours each', [60, 120]],
    ['ten to twenty minutes each', [10, 20]],
    ['between one hundred and two hundred seconds each', [100 / 60, 200 / 60]],
    ['between twenty-five and thirty minutes each', [25, 30]],
    ['between one hundred and five and two hundred minutes each', [105, 200]],
  ])('Migrate 40 services, %s', (words, range) => {
    const [item] = plan(`Migrate 40 services, ${words}`).understood.items;
    expect(item.rangeMinutes?.map((one) => Math.round(one * 1e6) / 1e6)).toEqual(
      range.map((one) => Math.round(one * 1e6) / 1e6),
    );
  });

  test('one of them counts, and one after the other does not', () => {
    expect(question('Rename one or two files').reason).toBe('count_contradictory');
    expect(plan('Upgrade 40 nodes one to another').reading.unused).toEqual(['one to another']);
  });

  test('two numbers are not one', () => {
    for (const words of [
      'between one hundred and two hundred files',
      'between one thousand and two thousand files',
    ])
      expect(question(`Rename ${words}`).reason).toBe('count_contradictory');
    const { understood, reading } = plan('Rename one hundred and two hundred files');
    expect(understood.subtasks).toBe(200);
    expect(reading.unused).toEqual(['one hundred']);
  });
});

describe('counts of each of several things', () => {
  test('zones are within regions', () => {
    for (const words of [
      'in 5 regions with 2 zones each',
      'in 5 regions, 2 zones each',
      'in 5 regions of 2 zones each',
    ]) {
      const { understood, reading, notes } = plan(`Migrate 40 services ${words}`);
      expect(understood).toMatchObject({ subtasks: 40, regions: 5 });
      expect(reading.unused.join(' ')).toContain('2 zones');
      expect(notes.join('\n')).toContain('"2 zones each" is not planned');
    }
  });

  test('servers of each zone are those of all', () => {
    const { understood } = plan('Deploy to 5 regions, 2 zones each, 10 servers per zone');
    expect(understood).toMatchObject({ subtasks: 100, regions: 5 });
  });

  test('a limit of each rack is multiplied by racks, or these are asked for', () => {
    expect(plan('Reboot 400 servers, 4 at a time per rack, in 10 racks').understood).toMatchObject({
      subtasks: 400,
      concurrency: 40,
    });
    expect(plan('Reboot 400 servers in 10 racks, at most 2 per rack').understood).toMatchObject({
      subtasks: 400,
      concurrency: 20,
    });
    expect(plan('Restart 100 pods, 5 at a time per node, 10 nodes').understood).toMatchObject({
      subtasks: 100,
      concurrency: 50,
    });
    expect(plan('Reboot 400 servers in 4 regions, at most 2 per region').understood.concurrency).toBe(8);
    for (const text of [
      'Reboot 400 servers, 4 at a time per rack',
      'Reboot 400 servers, at most 2 per rack',
      'Reboot 400 servers, max 2 in each rack',
    ])
      expect(question(text).question).toContain('How many racks are there');
    const regional = 'Reboot 400 servers, at most 2 at once per region';
    expect(question(regional).reason).toBe('regions_missing');
    expect(plan(regional, { regions: 4 }).understood.concurrency).toBe(8);
  });

  test('a number for each of something without a noun is no work', () => {
    const { understood, reading } = plan('Reboot 400 servers, 4 per rack');
    expect(understood.subtasks).toBe(400);
    expect(reading.unused).toEqual(['4 per rack']);
  });
});

describe('what each subtask needs of machines', () => {
  const capacity = (text: string) => plan(text).sizing.warning ?? '';

  test.each([
    'Run 500 simulations with 4 GB of memory on 3 machines of 32 GB',
    'Run 500 simulations, 4 GB of RAM each, on 3 machines with 32 GB of RAM',
    'Run 500 simulations, each needs 4 GB of memory, on 3 machines of 32 GB',
    'Run 500 simulations, each needs 4 GB, on 3 machines of 32 GB',
    'Run 500 simulations of 4 GB memory on 3 machines of 32 GB memory each',
    'Run 500 simulations with 4 GB on 3 machines of 32 GB',
  ])('%s', (text) => {
    expect(capacity(text)).toContain('capacity of 24');
    expect(plan(text).reading.unused).toEqual([]);
  });

  test('a need is no order', () => {
    expect(notesOf('Run 500 simulations on 16 cores, each needs 2 cores')).not.toContain('is not planned');
  });

  test('whole subtasks fit on each machine, not on all together', () => {
    expect(capacity('Run 500 simulations, each needs 20 GB of memory, on 3 machines of 32 GB')).toContain(
      'capacity of 3',
    );
    expect(capacity('Run 500 simulations, each needs 3 cores, on 4 machines with 16 cores')).toContain(
      'capacity of 20',
    );
  });

  test('what fits nowhere, and two sizes of the same machines, are questions', () => {
    expect(question('Run 500 simulations, each needs 64 GB of memory, on 3 machines of 32 GB').reason).toBe(
      'limit_invalid',
    );
    expect(question('Run 500 simulations on 16 cores and on 32 cores').question).toContain(
      '16 cores or 32 cores',
    );
  });

  test('the size of what is worked on is not what it needs', () => {
    const { reading, sizing } = plan('Restore 90 backups of 64 GB each on 3 machines of 32 GB');
    expect(reading.unused.join()).toContain('64 GB');
    expect(sizing.warning ?? '').not.toContain('capacity of 0');
  });
});

describe('waves that the text names', () => {
  test.each([
    ['Deploy to 1,000 servers: canary wave, then early adopters, then everyone', 'then early adopters'],
    [
      'Deploy to 1,000 servers in three waves: canary wave, then staging wave, then production wave',
      'staging wave',
    ],
    ['Roll out to 1,000 servers: canary wave, then a wave of 100, then the rest', 'wave of 100'],
    ['Deploy to 1,000 servers, canary first, then 10%, then the rest', 'then 10%'],
  ])('%s', (text, words) => {
    const { notes, reading, understood } = plan(text);
    expect(understood.subtasks).toBe(1000);
    expect(reading.unused.join(' | ')).toContain(words);
    expect(notes.some((note) => /has the waves of its pattern/.test(note) && note.includes(words))).toBe(
      true,
    );
  });

  test('parts that are planned one after the other are not named', () => {
    expect(notesOf('First resize 100 images, then upload 50 videos')).not.toContain('waves of its pattern');
    expect(notesOf('Process 10 files, then merge')).not.toContain('waves of its pattern');
  });
});
