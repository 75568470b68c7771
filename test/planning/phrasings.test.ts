/** Many ways to say a goal, and what of it must be understood. */
import { describe, expect, test } from 'vitest';
import type { PatternName, PlanOptions, Understood } from '../../src/planning/types.ts';
import { plan } from './support.ts';

type Expected = Partial<Omit<Understood, 'checks' | 'critical'>> & {
  readonly pattern?: PatternName;
  readonly agents?: number;
};

const CASES: readonly (readonly [string, Expected])[] = [
  // Counts of agents.
  [
    'Execute the task of refactoring the authentication system using 100 parallel agents',
    { pattern: 'high_dependency', override: 100, subtasks: 20, parallelism: 5 },
  ],
  [
    'Roll out the new kernel to 1,200 hosts with twelve thousand parallel agents',
    { override: 12_000, subtasks: 1200, unit: 'host' },
  ],
  [
    'Deploy the app to 10k servers across three regions using 1,000 agents',
    { override: 1000, subtasks: 10_000, regions: 3 },
  ],
  [
    'Ping 100,000 hosts, 2 seconds each, 500 agents in parallel',
    { pattern: 'micro_operations', override: 500 },
  ],
  [
    'A swarm of 25 agents should review 500 pull requests',
    { override: 25, subtasks: 500, unit: 'pull request', taskType: 'general' },
  ],
  ['Use 8 workers to lint 64 packages', { override: 8, subtasks: 64, unit: 'package' }],
  [
    'Resize half a million photos with at most 200 agents',
    { override: null, agentLimit: 200, agents: 200, subtasks: 500_000 },
  ],
  ["Deploy to 100 servers but don't use more than 50 agents", { override: null, agentLimit: 50, agents: 50 }],
  ['Deploy to 100 servers with at least 300 agents', { agentMinimum: 300, agents: 300 }],
  ['Deploy to 100 servers with about 40 agents', { override: 40 }],
  ['Deploy to 100 servers using a single agent', { override: 1, agents: 1 }],
  ['Deploy to 100 servers, not using 50 agents', { override: null, agents: 100 }],
  ['Use 20 agents instead of 50 agents to deploy to 100 servers', { override: 20 }],
  [
    'Deploy with 50 agents per region to 2,000 servers in 4 regions',
    { override: 200, subtasks: 2000, regions: 4 },
  ],
  ['Deploy to all 10,000 servers (one agent per server)', { override: 10_000 }],
  ['Could you index 2 million documents using a dozen agents?', { override: 12, subtasks: 2_000_000 }],
  ['DEPLOY TO 100 SERVERS USING 10 AGENTS', { override: 10, subtasks: 100, unit: 'server' }],
  // Counts of subtasks.
  ['Rename 1M files', { pattern: 'file_processing', subtasks: 1_000_000, durationMinutes: 0.05 }],
  ['Rename 1m files, 3 seconds each', { subtasks: 1_000_000, durationMinutes: 0.05 }],
  ['Rename 1,5 million files', { subtasks: 1_500_000 }],
  ['Rename 12,000,000 files', { subtasks: 12_000_000 }],
  ['Convert 1,000 images, 1,5 minutes each', { subtasks: 1000, durationMinutes: 1.5 }],
  ['Convert 1,000 images, 1,5-2,5 minutes each', { subtasks: 1000, durationMinutes: 2 }],
  ['Restart three services', { pattern: 'deployment', subtasks: 3, unit: 'service' }],
  ['Deploy to 200 of our 500 servers', { subtasks: 200, unit: 'server' }],
  ['Deploy to 5 regions with 2,000 servers each', { subtasks: 10_000, regions: 5 }],
  ['Deploy to 2,000 servers per region in 5 regions', { subtasks: 10_000, regions: 5 }],
  ['Update 12 files in each of 40 repositories', { subtasks: 480, unit: 'file' }],
  ['Rename 1,000 files in 20 folders', { subtasks: 1000, unit: 'file' }],
  ['Send 500 emails to 100 customers', { subtasks: 500, unit: 'email', taskType: 'api_calls' }],
  ['Run unit tests on all 40 repositories', { subtasks: 40, unit: 'repository' }],
  ['Each of the 25 microservices must be migrated to Kubernetes', { subtasks: 25, unit: 'microservice' }],
  ['I need 300 customer emails answered by Friday', { subtasks: 300, unit: 'customer email' }],
  ['Spin up 30 VMs', { pattern: 'deployment', subtasks: 30, unit: 'vm' }],
  ['Tag 1.2 million photos', { subtasks: 1_200_000 }],
  ['Deploy v2.3.1 to 100 servers', { subtasks: 100 }],
  ['Upgrade PostgreSQL 14 to 16 on 30 databases', { subtasks: 30, unit: 'database' }],
  ['Run 10 simulations with 16 GB memory and 4 cores each', { subtasks: 10, unit: 'simulation' }],
  ['Encode 64 videos on 8 GPUs', { subtasks: 64, taskType: 'computation' }],
  ['Deploy to one server', { subtasks: 1, canary: 0 }],
  ['Servers (250): reboot them', { subtasks: 250 }],
  // Several parts.
  ['Back up 20 databases and resize 1,000 images', { pattern: 'general', subtasks: 1020, unit: 'subtask' }],
  ['Deploy to 100 servers and 200 databases', { pattern: 'deployment', subtasks: 300 }],
  [
    'Rename 1000 files, 3 s each, and convert 500 images, 2 minutes each',
    { subtasks: 1500, durationMinutes: 0.7 },
  ],
  [
    'Process 5 files, then process 10 files, then merge',
    { subtasks: 15, dependencies: 'groups', parallelism: 10, agents: 10 },
  ],
  [
    'Rename 500 files, then compress 500 files',
    { subtasks: 1000, dependencies: 'groups', parallelism: 500, agents: 16 },
  ],
  ['Process 5 files and process 10 files', { subtasks: 15, dependencies: 'none', parallelism: 15 }],
  [
    'Back up 20 databases and delete 4,000 user records',
    { subtasks: 4020, dependencies: 'groups', parallelism: 20 },
  ],
  // Durations and deadlines.
  ['Convert 500 videos within 2 hours, each takes 10 minutes', { durationMinutes: 10, deadlineMinutes: 120 }],
  ['Convert 500 images, 2 to 4 minutes each', { durationMinutes: 3 }],
  [
    'Patch all 3,500 machines in eu-west-1 and us-east-1, 90 seconds per machine',
    { durationMinutes: 1.5, regions: 2, regionNames: ['eu-west-1', 'us-east-1'] },
  ],
  ['Simulate 1,000 markets, two and a half hours each', { durationMinutes: 150, taskType: 'computation' }],
  ['Train 40 models, an hour and a half each', { durationMinutes: 90, taskType: 'computation' }],
  ['Convert 80 recordings; each recording takes 1h30m', { durationMinutes: 90 }],
  ['Generate 250 thumbnails, 10s per image', { durationMinutes: 10 / 60 }],
  ...(
    [
      ['a quarter of an hour each', 15],
      ['each about a quarter of an hour', 15],
      ['a quarter hour each', 15],
      ['three quarters of an hour each', 45],
      ['three-quarters of an hour each', 45],
      ['each takes a third of an hour', 20],
      ['two thirds of a minute per node', 2 / 3],
      ['a tenth of a second each', 1 / 600],
      ['half of an hour each', 30],
      ['a half hour each', 30],
      ['quarter-hour jobs', 15],
      ['\u00be hour each', 45],
      ['1/2 hour each', 30],
      ['1\u00bd hours each', 90],
      ['two and a quarter hours each', 135],
      ['an hour and a quarter each', 75],
      ['an hour and three quarters each', 105],
      ['a couple of minutes each', 2],
      ['a couple minutes each', 2],
      ['each takes a full hour', 60],
      ['each takes an hour or two', 90],
      ['a quarter of an hour to half an hour each', 22.5],
    ] as const
  ).map(
    ([words, durationMinutes]) =>
      [
        `Upgrade 800 nodes, 80 at a time, ${words}`,
        { subtasks: 800, durationMinutes, concurrency: 80 },
      ] as const,
  ),
  ['Deploy to 400 hosts in 45 minutes', { deadlineMinutes: 45, durationMinutes: 3 }],
  [
    'Delete logs older than 30 days on 200 servers',
    { durationMinutes: 5, deadlineMinutes: null, subtasks: 200 },
  ],
  // Patterns and task types.
  [
    'Process 50,000 tiny items, 5 seconds each',
    { pattern: 'micro_operations', taskType: 'micro_operations', agents: 1388 },
  ],
  ['Download 30,000 images', { pattern: 'file_processing', taskType: 'network_operations', agents: 5000 }],
  ['Call the payments API for 5,000 customers', { pattern: 'massive_parallel', taskType: 'api_calls' }],
  ['Translate 300 documents', { pattern: 'file_processing', durationMinutes: 2 }],
  ['Clean up 500 repositories', { pattern: 'general', subtasks: 500 }],
  [
    'Tidy up the codebase using thirty agents, skip the tests',
    { pattern: 'repository_maintenance', override: 30 },
  ],
  [
    'Clean up the repo: remove 40 duplicate files, fix 60 linting errors and update 10 READMEs',
    { pattern: 'repository_maintenance', subtasks: 110 },
  ],
  ['Fix 3 bugs where the cart crashes', { pattern: 'bug_fix', subtasks: 24, parallelism: 6 }],
  [
    'I would like you to fix the crash that happens when users upload 500 files',
    { pattern: 'bug_fix', subtasks: 8 },
  ],
  ['Fix 2,000 linting errors', { pattern: 'massive_parallel', subtasks: 2000 }],
  // Order.
  [
    'We have 20 subtasks, but 15 are sequential: implement them',
    { pattern: 'high_dependency', subtasks: 20, parallelism: 5 },
  ],
  [
    'Upgrade 250 nodes one after the other',
    { pattern: 'deployment', dependencies: 'strict', parallelism: 1, agents: 1 },
  ],
  [
    'Migrate 40 services to the new cluster, each depends on the previous one',
    { pattern: 'high_dependency', dependencies: 'strict', subtasks: 40 },
  ],
  ['Refactor 40 independent modules', { pattern: 'general', dependencies: 'none', parallelism: 40 }],
  ['Refactor 40 modules', { pattern: 'high_dependency', dependencies: 'deep', parallelism: 10 }],
  ['Deploy in batches of 100 to 1,000 servers', { parallelism: 100, subtasks: 1000 }],
  [
    'Roll out version 2 of the app to 40 servers region by region across 4 regions',
    { regionByRegion: true, parallelism: 10, subtasks: 40 },
  ],
  // Slips of the keyboard, and lists.
  ['deplyo to 100 servers', { pattern: 'deployment', subtasks: 100 }],
  ['Deploy to 300 sevrers', { pattern: 'deployment', subtasks: 300 }],
  ['Please:\n- resize 400 images\n- use 20 agents\n', { subtasks: 400, override: 20 }],
  [
    '\u201cDeploy\u201d to\u00a0100\u200b servers\u0000 \ud83d\ude80',
    { pattern: 'deployment', subtasks: 100 },
  ],
  ['Never delete anything; archive 400 logs', { subtasks: 400, unit: 'log' }],
];

describe('what is understood', () => {
  test.each(CASES)('%s', (text, expected) => {
    const { pattern, agents, ...understood } = expected;
    const result = plan(text);
    if (pattern) expect(result.pattern).toBe(pattern);
    if (agents !== undefined) expect(result.sizing.agents).toBe(agents);
    for (const [key, value] of Object.entries(understood)) {
      const found = result.understood[key as keyof Understood];
      if (typeof value === 'number') expect(found, key).toBeCloseTo(value, 9);
      else expect(found, key).toEqual(value);
    }
  });
});

describe('a thing that all others depend on goes first', () => {
  test.each([
    'Compile 40 modules, every module depends on the core module',
    'Every module of 40 depends on the core module; compile each 3 to 5 minutes, with max 8 at once',
    'Every one of the 40 modules depends on the core module; compile them, 4 minutes each',
    '40 modules depend on the core module, compile them, 4 minutes each',
    'Compile 40 modules that all rely on the core module, 4 minutes each',
    'All 40 modules wait for the core module. Compile them',
  ])('%s', (text) => {
    const { understood, reading } = plan(text);
    expect(understood.items).toMatchObject([
      { verb: 'compile', count: 1, unit: 'core module', after: false },
      { verb: 'compile', count: 39, unit: 'module', units: 'modules', after: true },
    ]);
    expect(understood.dependencies).toBe('groups');
    expect(reading.unused).toEqual([]);
  });

  test('only where all of what is counted do', () => {
    const some = plan('12 of the 40 modules depend on the core module; compile them');
    expect(some.understood.dependencies).toBe('none');
    expect(some.reading.unused).toEqual(['depend on the core module']);
  });

  test('a verb of state is not what is counted', () => {
    const { understood, reading } = plan('Every file of 500 takes 3 minutes; convert them');
    expect(understood).toMatchObject({ subtasks: 500, unit: 'file', units: 'files', durationMinutes: 3 });
    expect(reading.unused).toEqual([]);
  });
});

describe('critical operations are sequential', () => {
  test.each([
    ['Migrate two databases one after the other', 'database_migration', 'work'],
    ['Run the database migration and then deploy to 300 servers', 'database_migration', 'before'],
    ['Deploy to 300 servers, then switch over production', 'production_switch', 'after'],
    ['Reindex 3 shards of the search cluster, then cut over traffic', 'production_switch', 'after'],
    ['Delete 4,000 user records', 'data_deletion', 'work'],
    ['Drop all tables in 12 databases', 'data_deletion', 'work'],
    ['Rotate the keys on 40 services', 'credential_rotation', 'work'],
    ['Charge 2,000 customers', 'payment', 'work'],
  ])('%s', (text, name, stage) => {
    const result = plan(text);
    expect(result.understood.critical).toMatchObject([{ name, stage }]);
    if (stage === 'work') {
      expect(result.understood.parallelism).toBe(1);
      expect(result.waves.filter((wave) => wave.covers > 0).map((wave) => wave.agents)).toEqual([1]);
    } else {
      const critical = result.waves.filter((wave) => wave.critical);
      expect(critical.map((wave) => wave.agents)).toEqual([1]);
      const work = result.waves.find((wave) => wave.covers > 0)!;
      expect(critical[0].startMinutes < work.startMinutes).toBe(stage === 'before');
    }
  });

  test('temporary and duplicate things may be deleted in parallel', () => {
    const result = plan('Delete 1 million temporary files');
    expect(result.understood.critical).toEqual([]);
    expect(result.sizing.agents).toBe(8999);
  });

  test('an override is still the number of agents, though one works at a time', () => {
    const result = plan('Delete 4,000 user records using 50 agents');
    expect(result.sizing.agents).toBe(50);
    expect(result.waves.find((wave) => wave.covers > 0)).toMatchObject({ critical: true, agents: 1 });
  });
});

describe('requested checks', () => {
  const names = (text: string) => plan(text).waves.map((wave) => wave.name);

  test('are left out where they are refused', () => {
    expect(names('Deploy to 100 servers without documentation')).not.toContain('Documentation');
    const waves = names('Roll out to 640 stores, skipping the canary and the rollback');
    expect(waves).not.toContain('Rollback Check');
    expect(waves).toContain('Documentation');
    expect(waves.some((name) => name.includes('Canary'))).toBe(false);
    expect(plan('Deploy to 80 servers with a 10% canary and no smoke tests').waves[2]).toMatchObject({
      tasks: 8,
      durationMinutes: 3,
    });
  });

  test('are added where the pattern has none', () => {
    expect(names('Translate 300 documents')).not.toContain('Documentation');
    const waves = names(
      'Import 400 articles with health checks, smoke tests, integration tests, automatic rollback and documentation',
    );
    for (const name of ['Health Checks', 'Smoke Tests', 'Run Tests', 'Rollback Check', 'Documentation']) {
      expect(waves.filter((wave) => wave === name)).toEqual([name]);
    }
  });

  test('tests that are the work itself are no check', () => {
    expect(names('Run unit tests on all 40 repositories')).not.toContain('Run Tests');
    expect(names('Write unit tests for 30 modules')).not.toContain('Run Tests');
  });
});

describe('a verb for which nothing is counted is said to be left out', () => {
  test.each([
    ['process 5 files, then process 10 files, then merge', ['merge']],
    ['merge, then process 10 files', ['merge']],
    ['Rename 100 files, then restart all services', ['restart']],
    ['Download 500 images, resize them and upload them', ['resize', 'upload']],
    ['Deploy to 10 servers, test and document', ['test']],
    ['Fix the bug, then deploy it', ['deploy']],
    ['Resize and convert 500 images', []],
    ['Run the database migration and then deploy to 300 servers', []],
    ['Deploy to 300 servers, then switch over production', []],
    ['Fix the crash that happens when users upload 500 files', []],
    ['Clean up the repo: remove 40 duplicate files and fix 60 linting errors', []],
    ['Servers (250): reboot them', []],
    ['Never delete anything; archive 400 logs', []],
  ])('%s', (text, verbs) => {
    const said = plan(text).notes.filter((note) => note.includes('is not in the plan'));
    expect(said).toEqual(
      verbs.map((verb) => `"${verb}" is not in the plan: the text does not say of how many things.`),
    );
  });
});

test('a decimal comma is said to be read as a point', () => {
  expect(plan('Rename 1,5 million files').notes).toContain('"1,5 million" is read as 1,500,000.');
  expect(plan('Rename 1,500 files').notes.join()).not.toContain('read as');
});

test('options answer what the text leaves open', () => {
  const result = plan('Deploy to all production servers using 1000 parallel agents', {
    subtasks: 5000,
    durationMinutes: 6,
  });
  expect(result.understood).toMatchObject({
    subtasks: 5000,
    override: 1000,
    durationMinutes: 6,
    unit: 'production server',
  });
  expect(result.understood.sources).toMatchObject({
    subtasks: 'option',
    override: 'stated',
    durationMinutes: 'option',
  });
  expect(plan('Deploy to 100 servers using 20 agents or 30 agents', { agents: 25 }).sizing.agents).toBe(25);
});

test('an option out of range is refused with its field', () => {
  expect(() => plan('Deploy to 10 servers', { agents: 0 })).toThrow('agents is 0');
  expect(() => plan('Deploy to 10 servers', { durationMinutes: Number.NaN })).toThrow(
    'durationMinutes is NaN',
  );
});

describe('the machines that carry the agents, in the text', () => {
  const GIB = 1024 ** 3;
  const CASES: readonly (readonly [string, PlanOptions['capacity']])[] = [
    ['on 16 cores', { cores: 16 }],
    ['on a 64-core server', { cores: 64 }],
    ['on 4 machines with 16 cores and 64 GiB each', { cores: 64, memoryBytes: 256 * GIB }],
    ['on 2 x 8 CPUs', { cores: 16 }],
    ['on 10 machines with 8 cores and 5 with 16 cores', { cores: 160 }],
    ['on 10 machines with 8 cores each and 5 machines with 16 cores each', { cores: 160 }],
    ['on a machine with 8 cores, 5 others with 16 cores and 2 with 64 cores', { cores: 216 }],
    ['on 10 machines with 32 GB and 5 with 64 GB', { memoryBytes: 640e9 }],
    [
      'on 10 machines with 8 cores and 32 GB of memory and 5 machines with 16 cores and 64 GB of memory',
      { cores: 160, memoryBytes: 640e9 },
    ],
    ['with 64 GB', { memoryBytes: 64e9 }],
    ['with 512MiB of RAM and 5,000 IOPS', { memoryBytes: 512 * 1024 ** 2, diskIops: 5000 }],
    ['over a 100 Mbit/s link', { bandwidthMbps: 100 }],
    ['over 25 MB/s', { bandwidthMbps: 200 }],
  ];

  test.each(CASES)('%s', (words, capacity) => {
    const text = plan(`Upload 3,000 reports using 2,500 agents ${words}`);
    const options = plan('Upload 3,000 reports using 2,500 agents', { capacity });
    expect(text.reading.unused).toEqual([]);
    expect(text.sizing.warning).toBeDefined();
    expect(text.sizing.warning).toBe(options.sizing.warning);
  });

  test.each([
    'Provision 50 virtual machines with 4 vCPUs and 16 GB each',
    'Restore 90 backups of 64 GB each',
    'Install the driver on 400 machines with 2 cores each',
  ])('is not what is worked on: %s', (text) => {
    const result = plan(`${text}, using 90 agents`);
    expect(result.sizing.warning).toBeUndefined();
    expect(result.reading.unused.join(' ')).toMatch(/cores|CPUs|GB/);
  });

  test('an option wins', () => {
    const result = plan('Deploy to 300 servers on 2 cores using 90 agents', { capacity: { cores: 20 } });
    expect(result.notes.some((note) => note.includes('exceed the capacity of 80'))).toBe(true);
  });
});

test('capacity gives a warning, and the count stays', () => {
  const result = plan('Deploy to 300 servers using 90 agents', { capacity: { cores: 20 } });
  expect(result.sizing.agents).toBe(90);
  expect(result.notes.some((note) => note.includes('exceed the capacity of 80'))).toBe(true);
});

describe('a verb that only helps another is no work', () => {
  test.each(['must', 'should', 'shall', 'can', 'may', 'might', 'could', 'will', 'would'])('%s', (modal) => {
    const worked = (text: string) =>
      plan(text)
        .waves.map(({ name }) => name.toLowerCase())
        .join();
    expect(worked(`Frobnicate 40 widgets, each ${modal} take 3 minutes`)).toMatch(/frobnicate/);
    const without = worked(`The 12,000 widgets, about 3 minutes each, ${modal} be done within 6 hours`);
    expect(without).not.toMatch(new RegExp(`\\b${modal}\\b`));
  });

  test.each(['Re-encode', 'Re-test', 're-encode'])('%s is a word of its own', (verb) => {
    const read = plan(`${verb} 12k videos, about 3 minutes each, must be done within 6 hours`);
    expect(read.waves.map(({ name }) => name.toLowerCase()).join()).toMatch(verb.toLowerCase().slice(3));
    expect(read.reading.unused.filter((word) => word !== 'done')).toEqual([]);
  });
});
