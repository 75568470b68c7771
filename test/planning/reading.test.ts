/** Every word of a goal is used or named: goals as newcomers write them, and what must be understood of each. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Understood } from '../../src/planning/types.ts';
import { plan, question } from './support.ts';

type Expected = Partial<Understood> & { readonly agents?: number; readonly unused?: readonly string[] };

const CASES: readonly (readonly [string, Expected])[] = [
  // How many at once.
  [
    'Score 8,000 essays, 20 seconds each, max 60 concurrent',
    { subtasks: 8000, concurrency: 60, agents: 60, unused: [] },
  ],
  [
    'Migrate 900 customer databases, at most 30 at a time, 10 minutes each',
    { concurrency: 30, agents: 30, critical: [] },
  ],
  ["Patch 500 servers but don't exceed 20 at once", { concurrency: 20, agents: 20, unused: [] }],
  [
    'Could you resize twelve hundred photos, not more than forty at the same time?',
    { subtasks: 1200, concurrency: 40, unused: [] },
  ],
  ['Never more than 5 in parallel: restart 40 services', { subtasks: 40, concurrency: 5, unused: [] }],
  ['Convert 80 videos in parallel, limit of 8', { subtasks: 80, concurrency: 8, agents: 8, unused: [] }],
  ['Convert 80 videos with a concurrency of 6', { subtasks: 80, concurrency: 6, unused: [] }],
  ['Index a dozen shards, in batches of four', { subtasks: 12, concurrency: 4, agents: 4, unused: [] }],
  ['Reindex 90 tables, fewer than 10 concurrently', { subtasks: 90, concurrency: 9, unused: [] }],
  [
    'Test 60 services, 3 at a time per region, in 4 regions',
    { subtasks: 60, regions: 4, concurrency: 12, unused: [] },
  ],
  ['resize 100 pictures, max 5 concurent', { subtasks: 100, concurrency: 5, unused: [] }],
  ['Process 500 files in parallel', { subtasks: 500, concurrency: null, agents: 500, unused: [] }],
  ['Upgrade 40 hosts, 10 hosts at a time', { subtasks: 40, concurrency: 10, unused: [] }],
  ['Build 64 packages without exceeding 16 parallel jobs', { subtasks: 64, concurrency: 16, unused: [] }],
  [
    '50 customers need onboarding, 20 minutes apiece, max 5 in parallel',
    { subtasks: 50, concurrency: 5, durationMinutes: 20 },
  ],
  [
    'Restart 40 services one region after the other, no more than 5 at once',
    { subtasks: 40, concurrency: 5, agents: 5 },
  ],
  [
    'Deploy to 100 servers using 60 agents, at most 20 at a time',
    { override: 60, concurrency: 20, unused: [] },
  ],
  // How many in a time.
  ['Crawl 2 million pages with a rate limit of 100 requests per second', { ratePerMinute: 6000, unused: [] }],
  [
    '10 deployments a minute: deploy to 300 servers',
    { subtasks: 300, ratePerMinute: 10, agents: 30, unused: [] },
  ],
  ['Send 20,000 emails, no more than 100 per minute', { subtasks: 20_000, ratePerMinute: 100, unused: [] }],
  ['Fetch 5,000 records at 50 rps, 2 seconds each', { ratePerMinute: 3000, parallelism: 100, unused: [] }],
  [
    'Update 600 tickets, 1 s each, limited to 30 updates per minute',
    { subtasks: 600, durationMinutes: 1 / 30, parallelism: 1 },
  ],
  ['Charge 90 orders at 6 per hour', { subtasks: 90, ratePerMinute: 0.1 }],
  // How long.
  ['Summarize 300 reports, each takes between 5 and 20 minutes', { durationMinutes: 12.5, unused: [] }],
  [
    'Gracefully restart 200 pods before Friday, between 30s and 2 min each',
    { durationMinutes: 1.25, unused: ['Gracefully', 'before Friday'] },
  ],
  [
    'Encode 400 videos within 3 hours, 2 to 5 minutes each',
    { durationMinutes: 3.5, deadlineMinutes: 180, unused: [] },
  ],
  [
    'Review about 400 pull requests, roughly 10 minutes each',
    { subtasks: 400, durationMinutes: 10, unused: [] },
  ],
  ['Translate 40 articles, no longer than 2 hours in total', { subtasks: 40, deadlineMinutes: 120 }],
  ['Render 12 scenes from 10 to 30 min each by tomorrow', { durationMinutes: 20, unused: ['tomorrow'] }],
  // What is counted.
  ['Translate the handbook into 12 languages', { subtasks: 12, unused: ['handbook'] }],
  ['Update 200 laptops except 5', { subtasks: 195, unused: [] }],
  [
    'Reboot 80 machines without touching the 3 database hosts',
    { subtasks: 80, unused: ['without touching the 3 database hosts'] },
  ],
  ["Don't restart the 20 databases; patch 200 servers", { subtasks: 200, unused: ["Don't", '20 databases'] }],
  ['Scan up to 50 hosts', { subtasks: 50, unused: [] }],
  ['Deploy to 100 servers without downtime', { subtasks: 100, unused: ['without downtime'] }],
  ['Migrate 2,000 mailboxes for 20 tenants', { subtasks: 2000, unused: ['20 tenants'] }],
  ['10,000 servers, 3min each', { subtasks: 10_000, durationMinutes: 3, unused: [] }],
  ['500 files, 2min each', { subtasks: 500, durationMinutes: 2, unused: [] }],
  ['1M files, 3sec each', { subtasks: 1_000_000, durationMinutes: 0.05, unused: [] }],
  ['Consolidate 6 security files', { subtasks: 6, unused: [] }],
  ['Deploy to all servers using 1000 parallel agents', { subtasks: 1000, override: 1000, unused: [] }],
  [
    'Execute the task of deploying to all production servers using 1000 parallel agents',
    { subtasks: 1000, override: 1000, unused: [] },
  ],
  ['Reboot every instance using 100 agents', { subtasks: 100, override: 100, unused: [] }],
  [
    'Execute the task of refactoring the authentication system using 100 parallel agents',
    { override: 100, unused: ['authentication system'] },
  ],
  ['Execute the task of cleaning up this repo using 50 parallel agents', { override: 50, unused: [] }],
  // In which order.
  [
    'Upgrade 30 modules; every module depends on the core module',
    { subtasks: 30, parallelism: 29, dependencies: 'groups', unused: [] },
  ],
  ['Build 40 packages; all others depend on the first', { subtasks: 40, parallelism: 39, unused: [] }],
  [
    'First resize 100 images, then upload 50 videos',
    { dependencies: 'groups', parallelism: 100, unused: [] },
  ],
  ['Upload 50 videos after resizing 100 images', { dependencies: 'groups', unused: [] }],
  ['After resizing 100 images, upload 50 videos', { dependencies: 'groups', unused: [] }],
  ['Before uploading 50 videos, resize 100 images', { dependencies: 'groups', unused: [] }],
  ['Upgrade 40 nodes node by node', { dependencies: 'strict', agents: 1, unused: [] }],
  ['Migrate 30 mailboxes, one mailbox at a time', { parallelism: 1, agents: 1 }],
  ['Restart 100 servers and 20 databases except 5 servers', { subtasks: 115, unused: [] }],
  ['Restart 100 servers and 20 databases except 5 databases', { subtasks: 115, unused: [] }],
  ['Migrate 2,000 mailboxes for 20 tenants except 2 tenants', { subtasks: 2000 }],
  // On what.
  ['Roll out to 40 kiosks, 10% at a time', { concurrency: 4, agents: 4, unused: [] }],
  ['Patch 8 routers, at most 5 percent of them in parallel', { concurrency: 1, unused: [] }],
  ['Label 900 images on a machine with 16 cores and 64 GB of memory', { subtasks: 900, unused: [] }],
  ['Mirror 400 mirrors over a 1 Gbit/s link', { ratePerMinute: null, unused: [] }],
  ['Sort 70 shelves by 15 March 2027 at 22:00', { subtasks: 70, unused: ['15 March 2027 at 22:00'] }],
  // What fails.
  [
    'Call the geocoding API for 10,000 addresses at 10 requests per second, 1 % fail',
    { failureShare: 0.01, ratePerMinute: 600, unused: ['geocoding'] },
  ],
  ['Patch 500 servers, stop if more than 4% fail', { toleratedShare: 0.04, failureShare: null, unused: [] }],
  [
    'Download 900 images, 1 in 50 fails, retry up to 4 times',
    { failureShare: 0.02, attempts: 5, unused: [] },
  ],
  [
    'Upload 70 videos with a failure rate of 2.5 percent and no retries',
    { failureShare: 0.025, attempts: 1 },
  ],
];

describe('goals as newcomers write them', () => {
  test.each(CASES)('%s', (text, { agents, unused, ...understood }) => {
    const result = plan(text);
    if (agents !== undefined) expect(result.sizing.agents).toBe(agents);
    if (unused) expect(result.reading.unused).toEqual(unused);
    for (const [key, value] of Object.entries(understood)) {
      const found = result.understood[key as keyof Understood];
      if (typeof value === 'number') expect(found, key).toBeCloseTo(value, 9);
      else expect(found, key).toEqual(value);
    }
    const { concurrency } = result.understood;
    if (concurrency !== null) expect(result.peakAgents).toBeLessThanOrEqual(concurrency);
  });

  test.each([
    ['Translate 300 documents into 12 languages', 'each pair of them (3,600)'],
    ['Starte 40 Dienste neu, höchstens 5 gleichzeitig', 'English'],
    ['Restart 40 services one region after the other', 'How many regions'],
    ['Reboot every instance', 'How many instances'],
    ['Spawn 100 agents in parallel', 'how many subtasks'],
  ])('%s: what is missing is asked for', (text, words) => {
    expect(question(text).question).toContain(words);
  });
});

test('a verb for which nothing is counted is named as not used', () => {
  expect(plan('Process 10 files, then merge').reading.unused).toEqual(['then merge']);
  expect(plan('Fix the login bug, then deploy it').reading.unused.join()).toContain('deploy');
});

test('what the analysis says of the work is what the waves below it take', () => {
  const result = plan('Refactor the authentication system using 100 parallel agents');
  const lines = result.explanation.join('\n');
  expect(lines).toContain('Parallel time: 80min + 0.5min overhead = 80.5 minutes');
  expect(lines).toContain('Time saved: 100 - 80.5 = 19.5 minutes');
  const work = result.waves.filter(({ covers }) => covers > 0).map(({ durationMinutes }) => durationMinutes);
  expect(work).toEqual([75, 5]);
});

test('the order of the parts is that of the words', () => {
  for (const text of [
    'First resize 100 images, then upload 50 videos',
    'Upload 50 videos after resizing 100 images',
  ]) {
    const work = plan(text).waves.filter(({ covers }) => covers > 0);
    expect(work.map(({ name }) => name)).toEqual(['Resize Images', 'Upload Videos']);
  }
  const first = plan('Deploy to 300 servers after the database migration').waves;
  expect(first.findIndex(({ critical }) => critical)).toBeLessThan(
    first.findIndex(({ covers }) => covers > 0),
  );
});

describe('each word is used or named, and not both', () => {
  const templates = [
    'deploy to 300 servers, max 20 at once',
    'resize 1,200 photos within 2 hours, 3 to 5 minutes each',
    'call the API for 5,000 customers at 50 requests per second, 2 % fail',
    'fix the login bug and document it',
    'upgrade 30 modules; every module depends on the core module',
    'first convert 40 videos, then upload 90 images',
    'clean up this repo using 50 parallel agents',
  ];
  const extra = [
    'gracefully',
    'blue',
    'tonight',
    'zorblax',
    'carefully',
    'overnight',
    'somehow',
    'before',
    'without',
    'not',
    'urgent',
  ];
  const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}%]+/gu) ?? [];

  property.prop(
    [
      fc.constantFrom(...templates),
      fc.array(fc.tuple(fc.constantFrom(...extra), fc.nat(30)), { maxLength: 4 }),
    ],
    { numRuns: 60 },
  )('random words in goals', (template, insertions) => {
    const words = template.split(' ');
    for (const [word, at] of insertions) words.splice(at % (words.length + 1), 0, word);
    const text = words.join(' ');
    let result: ReturnType<typeof plan>;
    try {
      result = plan(text);
    } catch {
      return;
    }
    const { used, unused } = result.reading;
    const listed = [...used.flatMap((one) => wordsOf(one.words)), ...unused.flatMap(wordsOf)];
    for (const word of new Set(wordsOf(text))) {
      const count = (list: readonly string[]) => list.filter((one) => one === word).length;
      expect(count(listed), `${word} in: ${text}`).toBeLessThanOrEqual(count(wordsOf(text)));
      if (extra.includes(word)) expect(count(listed), `${word} in: ${text}`).toBe(count(wordsOf(text)));
    }
    for (const { gives } of used) expect(gives).not.toBe('');
  });
});
