import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { parseXml } from '../report/ci/parse-xml.ts';
import { ENDLESS, folderWith, type Outcome, sim } from './sim.ts';

/** One agent, ten tasks of a second: a makespan of ten seconds and a little, of which nothing is random but the messages. */
const base = (...expectations: readonly string[]) => `name: ten
seed: 7
agents: 1
workload: { backlog: 10, service: 1s }
${expectations.length === 0 ? '' : `expect:\n${expectations.map((each) => `  - ${each}\n`).join('')}`}`;
const RANDOM = `seed: 3
agents: 4
workload: { backlog: 40, service: exponential(mean=1s) }
`;

/** Without what a pipeline that runs these tests says of itself. */
const PLAIN = { CI: '', GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', GITHUB_WORKSPACE: '' };

function testIn(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return sim(['test', ...words], { cwd: folder, env: { ...PLAIN, ...env } });
}

/** Wall times differ from run to run. */
function withoutTimes(text: string): string {
  return text.replace(/(, |; )[\d.]+ (ms|s|µs|min)\b/g, '$1TIME');
}

describe('what it finds and says', () => {
  test('all is met', async () => {
    const folder = folderWith({
      'scenarios/b.yaml': base('makespan < 11s', '10s <= makespan <= 11s'),
      'scenarios/deeper/a.yml': base('tasks.lost == 0'),
      'scenarios/none.yaml': base(),
      'scenarios/compose.yaml': 'services: {}\n',
      'scenarios/node_modules/x.yaml': base('makespan < 1s'),
    });
    const { code, out, err } = await testIn(folder, []);
    expect(withoutTimes(out)).toBe(`✓ scenarios/b.yaml  2 passed, 1 run, TIME
✓ scenarios/deeper/a.yml  1 passed, 1 run, TIME
· scenarios/none.yaml  has no expectations
3 passed; 3 scenarios, 1 of them without expectations; 1 other YAML file passed over; TIME
`);
    // Where the machine is busy, signs of life.
    expect([code, err.replace(/^.* \| runs \d+ of \d+ \| .*\n/gm, '')]).toEqual([0, '']);
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });

  test('a fault that hit nobody is named below conditions that are met', async () => {
    const fault = 'faults: [{ name: rare, kind: crash, target: { agents: 1% }, at: 2s, duration: 1s }]\n';
    const folder = folderWith({ 'a.yaml': base('tasks.retried == 0') + fault });
    const { code, out } = await testIn(folder, []);
    expect([code, withoutTimes(out)]).toEqual([
      0,
      `✓ a.yaml  1 passed, 1 run, TIME
    ! The fault rare hit nobody: 1 % of those there is less than half of one, and the nearest whole number is taken.
1 passed; 1 scenario; TIME
`,
    ]);
    const { files } = JSON.parse((await testIn(folder, ['--json'])).out);
    expect(files[0].notes).toEqual([expect.stringMatching(/^The fault rare hit nobody: /)]);
  });

  test('a mean over runs under a law without variance is named too', async () => {
    const heavy = `agents: 2
workload: { backlog: 20, service: "pareto(alpha=1.5, mean=1s)" }
expect: [task.latency.mean > 0s over 5 reps, task.latency.p50 > 0s over 5 reps]
`;
    const { out } = await testIn(folderWith({ 'a.yaml': heavy }), []);
    expect(out).toMatch(/^ {4}! HEAVY TAIL: .* intervals of task\.latency\.mean hold the true mean/m);
  });

  test('one is not met: numbers, the command that repeats it, the chart', async () => {
    const folder = folderWith({
      "it's.yaml": base(
        'makespan < 5s',
        'max queue.depth between 0s and 5s < agents.count * 4',
        'tasks.lost == 0',
      ),
    });
    const { code, out } = await testIn(folder, ["it's.yaml"]);
    expect(code).toBe(1);
    expect(withoutTimes(out)).toBe(`✗ it's.yaml  1 passed, 2 failed, 1 run, TIME

✗ it's.yaml:6  makespan < 5s
    makespan is 10 s
    again with: sim run "it's.yaml" --seed 7
    chart: results/runs/test/charts/01-ten-makespan.png

✗ it's.yaml:7  max queue.depth between 0s and 5s < agents.count * 4
    max queue.depth between 0s and 5s is 10, limit 4
    again with: sim run "it's.yaml" --seed 7
    chart: results/runs/test/charts/02-ten-max-queue-depth-between-0s-and-5s.png

1 passed, 2 failed; 1 scenario; TIME
`);
    for (const name of ['01-ten-makespan', '02-ten-max-queue-depth-between-0s-and-5s']) {
      const png = readFileSync(join(folder, `results/runs/test/charts/${name}.png`));
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(png.length).toBeGreaterThan(5_000);
    }
    const { kind, counts } = JSON.parse(readFileSync(join(folder, 'results/runs/test/test.json'), 'utf8'));
    expect({ kind, counts }).toMatchObject({ kind: 'test', counts: { passed: 1, failed: 2 } });
    // The command does repeat it.
    const again = await sim(['run', "it's.yaml", '--seed', '7', '--no-charts'], { cwd: folder });
    expect(again.code).toBe(1);
    expect(again.out).toMatch(/✗ makespan < 5s +10 s/);
  });

  test('undecided, and failed outweighs it', async () => {
    const cut = base('makespan < 1h', 'tasks.completed >= 1').replace('agents: 1', 'agents: 1\nduration: 5s');
    const folder = folderWith({ 'a.yaml': cut, 'b.yaml': base('makespan < 1s') });
    const alone = await testIn(folder, ['a.yaml', '--no-charts']);
    expect(alone.code).toBe(3);
    expect(alone.out).toContain('? a.yaml:7  makespan < 1h\n    undecided: 6 of 10 tasks had not ended');
    expect(alone.out).not.toContain('chart:');
    expect((await testIn(folder, ['.', '--no-charts'])).code).toBe(1);
  });

  test('what cannot be read has its place, and outweighs all', async () => {
    const folder = folderWith({
      'a.yaml': base('makespam < 1h'),
      'b.yaml': base('makespan < 1s'),
      'part.yaml': 'agents: 3\n',
      'c.yaml': 'extends: part.yaml\nworkload: { backlog: 3, service: 1s }\nexpect: [tasks.lost == 0]\n',
    });
    const { code, out } = await testIn(folder, ['.', '--no-charts']);
    expect(code).toBe(2);
    expect(out).toContain(
      '! a.yaml:6  scenario\n    expect[0]: there is no metric "makespam", did you mean "makespan"?\n',
    );
    expect(out).toContain('✗ b.yaml');
    expect(out).toContain('✓ c.yaml');
    // A part of another scenario is none of its own.
    expect(out).not.toContain('part.yaml');
  });

  test.each<[readonly string[], string]>([
    [['nowhere'], 'error: nowhere: there is no such file or folder\n'],
    [['empty'], "error: there are no scenarios in empty: 1 YAML files have none of a scenario's keys\n"],
    [['a.yaml', '--filter', 'latency'], 'error: --filter latency: no file and no condition has that in it\n'],
    [
      ['a.yaml', '--filter', ' '],
      'error: --filter: expected a part of the name of a file or of a condition\n',
    ],
    [['a.yaml', '--reps', '0'], 'error: --reps: expected a whole number from 1 to 100000, found "0"\n'],
    [
      ['a.yaml', '--watch', '--json'],
      'error: --watch has no end, and --json prints one document: leave out one of them\n',
    ],
    [
      ['a.yaml', '--update', '--fail-fast'],
      'error: --update takes the snapshots of all scenarios: leave out --fail-fast\n',
    ],
    [['a.yaml', '--module', 'none.ts'], 'error: none.ts: there is no such file\n'],
  ])('bad usage: %s', async (words, message) => {
    const folder = folderWith({ 'a.yaml': base('tasks.lost == 0'), 'empty/x.yaml': 'a: 1\n' });
    const { code, out, err } = await testIn(folder, words);
    expect([code, out]).toEqual([2, '']);
    expect(err.replace(/^.* \| runs \d+ of \d+ \| .*\n/gm, '')).toBe(message);
  });
});

describe('many runs', () => {
  test('conditions over them, as many as they ask for', async () => {
    const folder = folderWith({
      'a.yaml': `${RANDOM}expect:
  - makespan < 60s over 10 reps
  - makespan < 3s over 10 reps
  - tasks.lost == 0 in all 12 reps
  - makespan < 60s in 95% of 12 reps
`,
    });
    const { code, out } = await testIn(folder, ['a.yaml', '--no-charts']);
    expect(code).toBe(1);
    expect(out).toContain('✗ a.yaml  2 passed, 1 failed, 1 undecided, 12 runs');
    expect(out).toMatch(
      /makespan < 3s over 10 reps\n {4}mean [\d.]+ s, 10 runs; at least [\d.]+ s, at most [\d.]+ s, each with 95 % confidence\n {4}again with: sim run a.yaml --seed 3 --reps 10\n/,
    );
    expect(out).toContain('undecided: so few runs leave it open: about 59 reps would decide it\n');
    const repeated = await sim(['run', 'a.yaml', '--reps', '12', '--no-charts', '--quiet'], { cwd: folder });
    expect(repeated.code).toBe(1);
  });

  test('--reps: each condition in every run', async () => {
    const folder = folderWith({ 'a.yaml': `${RANDOM}expect: [makespan < 11s]\n` });
    const { code, out } = await testIn(folder, ['a.yaml', '--no-charts', '--reps', '20']);
    expect(code).toBe(1);
    expect(out).toMatch(/makespan is [\d.]+ s in run \d+; holds in \d+ of 20 runs/);
  });

  test('the same bytes with any number of workers', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name) => [
        `${name}.yaml`,
        `${RANDOM}name: ${name}\nexpect: [makespan < 12s over 4 reps, makespan > 5s]\n`,
      ]),
    );
    const folder = folderWith(files);
    const [one, three] = await Promise.all(
      ['1', '3'].map((workers) => testIn(folder, ['.', '--json', '--no-charts', '--workers', workers])),
    );
    expect(JSON.parse(one.out).files.length).toBe(4);
    expect([three.code, three.out]).toEqual([one.code, one.out]);
  });
});

describe('choosing', () => {
  test('--filter on files and on conditions', async () => {
    const folder = folderWith({
      'fast.yaml': base('makespan < 1s', 'tasks.lost == 0'),
      'slow.yaml': base('tasks.lost == 0'),
      'other.yaml': base('makespan < 1h'),
    });
    const lost = await testIn(folder, ['.', '--filter', 'tasks.lost']);
    expect([lost.code, lost.out]).toEqual([
      0,
      expect.stringContaining('2 passed; 2 scenarios; left out by --filter: 1 condition and 1 scenario'),
    ]);
    const fast = await testIn(folder, ['.', '--filter', 'fast', '--no-charts']);
    expect([fast.code, fast.out]).toEqual([
      1,
      expect.stringContaining('1 passed, 1 failed; 1 scenario; left out by --filter: 2 scenarios'),
    ]);
  });

  test('--fail-fast skips what comes after the first failure, whatever was faster', async () => {
    const folder = folderWith({
      'a.yaml': base('tasks.lost == 0'),
      'b.yaml': `${RANDOM}expect: [makespan < 1s over 30 reps]\n`,
      'c.yaml': base('makespan < 1s'),
      'd.yaml': base('tasks.lost == 0'),
    });
    for (const workers of ['1', '4']) {
      const { code, out } = await testIn(folder, ['.', '--fail-fast', '--no-charts', '--workers', workers]);
      expect(code).toBe(1);
      expect(withoutTimes(out)).toContain(
        '✓ a.yaml  1 passed, 1 run, TIME\n✗ b.yaml  1 failed, 30 runs, TIME\n· c.yaml  1 skipped\n· d.yaml  1 skipped\n',
      );
    }
  });

  test('--module', async () => {
    const folder = folderWith({
      'metric.ts': `import { defineModule } from 'swarmlab';
export default defineModule({
  metrics: [{ name: 'my.tasks', unit: 'count', description: 'twice the tasks', measure: ({ metrics }) => 2 * Number(metrics['tasks.completed']) }],
});
`,
      'a.yaml': base('my.tasks == 20', 'my.tasks == 21'),
    });
    const { code, out } = await testIn(folder, ['a.yaml', '--module', 'metric.ts', '--no-charts']);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('my.tasks is 20\n    again with: sim run a.yaml --module metric.ts --seed 7'),
    ]);
  });
});

describe('snapshots', () => {
  const asks = base('same fingerprint as snapshot', 'tasks.lost == 0');
  const snapshots = (folder: string) =>
    JSON.parse(readFileSync(join(folder, 'fingerprints.json'), 'utf8')).fingerprints;

  test('missing, written, met, changed, updated', async () => {
    const folder = folderWith({ 'a.yaml': asks });
    const missing = await testIn(folder, ['.']);
    expect([missing.code, missing.out]).toEqual([
      0,
      expect.stringContaining(
        '· a.yaml:6  same fingerprint as snapshot\n    not compared: there is no snapshot of it yet, sim test --update writes it\n',
      ),
    ]);
    const inPipeline = await testIn(folder, ['.'], { CI: 'true' });
    expect([inPipeline.code, inPipeline.out]).toEqual([
      1,
      expect.stringContaining('there is no snapshot of it'),
    ]);

    const refused = await testIn(folder, ['.', '--update'], { CI: '1' });
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('--update is refused where CI is set'),
    ]);
    expect(existsSync(join(folder, 'fingerprints.json'))).toBe(false);

    const written = await testIn(folder, ['.', '--update']);
    expect([written.code, written.out]).toEqual([0, expect.stringContaining('2 passed')]);
    expect(snapshots(folder)).toEqual({
      'a.yaml': { fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), seed: '7' },
    });
    const before = statSync(join(folder, 'fingerprints.json')).mtimeMs;
    expect((await testIn(folder, ['.', '--update'])).code).toBe(0);
    // What is the same is not written again.
    expect(statSync(join(folder, 'fingerprints.json')).mtimeMs).toBe(before);
    expect((await testIn(folder, ['.'], { CI: 'true' })).code).toBe(0);

    const { fingerprint } = snapshots(folder)['a.yaml'];
    writeFileSync(join(folder, 'a.yaml'), asks.replace('service: 1s', 'service: 1001ms'));
    const changed = await testIn(folder, ['.']);
    expect(changed.code).toBe(1);
    expect(changed.out).toContain(
      `, not ${fingerprint}\n    if this is what is wanted now: sim test --update\n`,
    );
    expect((await testIn(folder, ['.', '--update'])).code).toBe(0);
    expect(snapshots(folder)['a.yaml'].fingerprint).not.toBe(fingerprint);
    expect((await testIn(folder, ['.'])).code).toBe(0);
  });

  test('obsolete ones fail until --update removes them', async () => {
    const folder = folderWith({ 'a.yaml': asks, 'b.yaml': asks, 'c.yaml': asks });
    await testIn(folder, ['.', '--update']);
    rmSync(join(folder, 'b.yaml'));
    writeFileSync(join(folder, 'c.yaml'), base('tasks.lost == 0'));
    const { code, out } = await testIn(folder, ['.']);
    expect(code).toBe(1);
    expect(out).toContain(
      '✗ fingerprints.json:7  snapshot\n    the snapshot of b.yaml is obsolete, there is no such scenario: sim test --update removes it\n',
    );
    expect(out).toContain(
      'the snapshot of c.yaml is obsolete, the scenario does not ask for it: sim test --update removes it\n',
    );
    // A filter leaves nothing obsolete that is not.
    expect((await testIn(folder, ['.', '--filter', 'tasks.lost'])).out).not.toContain('snapshot of a.yaml');
    expect((await testIn(folder, ['.', '--update'])).code).toBe(0);
    expect(Object.keys(snapshots(folder))).toEqual(['a.yaml']);
  });
});

describe('what pipelines are told', () => {
  const files = () =>
    folderWith({
      'scenarios/a.yaml': base('makespan < 5s', 'tasks.lost == 0'),
      'scenarios/b.yaml': 'agents: [\n',
      'scenarios/c.yaml': base(),
    });

  test('JUnit, Markdown, GitLab, and one JSON document', async () => {
    const folder = files();
    const reports = [
      '--junit',
      'out/junit.xml',
      '--markdown',
      'out/summary.md',
      '--gitlab',
      'out/quality.json',
    ];
    const { code, out } = await testIn(folder, ['--json', ...reports]);
    expect(code).toBe(2);
    const { attributes, children } = parseXml(readFileSync(join(folder, 'out/junit.xml'), 'utf8'));
    expect(attributes).toMatchObject({
      name: 'sim test',
      tests: '4',
      failures: '1',
      errors: '1',
      skipped: '1',
    });
    expect(
      children.map((suite) => [suite.attributes.name, suite.children.map((one) => one.attributes.name)]),
    ).toEqual([
      ['scenarios/a.yaml', ['makespan < 5s', 'tasks.lost == 0']],
      ['scenarios/b.yaml', ['scenario']],
      ['scenarios/c.yaml', ['expect']],
    ]);
    expect(children[0].children[0].children[0].text).toMatch(
      /^makespan is 10 s\nagain with: sim run scenarios\/a.yaml --seed 7\nchart: results\/runs\/test\/charts\/01-ten-makespan.png$/,
    );
    expect(readFileSync(join(folder, 'out/summary.md'), 'utf8')).toMatch(
      /^### sim test: 1 passed, 1 failed, 1 error, 1 skipped\n/,
    );
    const [failed, broken] = JSON.parse(readFileSync(join(folder, 'out/quality.json'), 'utf8'));
    expect([failed.location, broken.location]).toEqual([
      { path: 'scenarios/a.yaml', lines: { begin: 6 } },
      { path: 'scenarios/b.yaml', lines: { begin: 2 } },
    ]);
    const document = JSON.parse(out);
    expect(document.counts).toEqual({ passed: 1, failed: 1, undecided: 0, error: 1, skipped: 1 });
    expect(document.files[0].conditions[0]).toMatchObject({
      text: 'makespan < 5s',
      status: 'failed',
      verdict: 'unmet',
      place: { file: 'scenarios/a.yaml', line: 6 },
      result: { expected: 5, actual: expect.closeTo(10, 2) },
      command: ['sim', 'run', 'scenarios/a.yaml', '--seed', '7'],
    });
  });

  test('on GitHub: annotations at the lines, from the root of the repository, and the summary of the step', async () => {
    const folder = files();
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(folder, 'step.md'),
      GITHUB_WORKSPACE: folder,
      CI: 'true',
    };
    writeFileSync(join(folder, 'step.md'), '# before\n');
    const { out } = await testIn(join(folder, 'scenarios'), ['.', '--no-charts'], env);
    expect(out).toContain(
      '::error file=scenarios/a.yaml,line=6,title=failed%3A makespan < 5s::makespan is 10 s%0Aagain with: sim run a.yaml --seed 7\n',
    );
    expect(out).toMatch(/::error file=scenarios\/b.yaml,line=2,title=error%3A scenario::/);
    expect(readFileSync(join(folder, 'step.md'), 'utf8')).toMatch(/^# before\n### sim test: 1 passed/);
  });

  test('--quiet', async () => {
    const folder = files();
    const { code, out, err } = await testIn(folder, ['scenarios/a.yaml', '--quiet', '--no-charts']);
    expect([code, out]).toEqual([1, '']);
    expect(err.replace(/^.* \| runs \d+ of \d+ \| .*\n/gm, '')).toBe(
      '✗ scenarios/a.yaml:6  makespan < 5s\n    makespan is 10 s\n    again with: sim run scenarios/a.yaml --seed 7\n',
    );
  });

  test('a report that cannot be written', async () => {
    const folder = files();
    const { code, err } = await testIn(folder, ['scenarios/c.yaml', '--junit', 'scenarios/a.yaml/x.xml']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^error: cannot write scenarios\/a.yaml\/x.xml: /),
    ]);
  });
});

describe('long tests', () => {
  test('a sign of life every five seconds, and an interrupt', async () => {
    const folder = folderWith({
      'a.yaml': base('tasks.lost == 0'),
      'b.yaml': `${ENDLESS}expect: [tasks.lost == 0]\n`,
    });
    let seen = '';
    const outcome = await sim(['test', '.'], {
      cwd: folder,
      env: PLAIN,
      meanwhile: async (child) => {
        child.stderr?.on('data', (text) => {
          seen += text;
        });
        await until(() => /runs 1 of 2/.test(seen));
        child.kill('SIGINT');
      },
    });
    expect(outcome.code).toBe(130);
    expect(outcome.out).toContain('✓ a.yaml');
    expect(outcome.out).toContain('· b.yaml  1 skipped');
    expect(outcome.err).toContain('interrupted: ending the runs under way');
  });

  test('--watch tests again when a scenario, what it extends, or a module changes', async () => {
    const folder = folderWith({
      'base.yaml': base('makespan < 15s').replace('name: ten\n', ''),
      'sub/a.yaml': 'extends: ../base.yaml\nname: extended\n',
      'metric.js': `import { factor } from './factor.js';
export default { metrics: [{ name: 'my.tasks', unit: 'count', description: 'tasks', measure: ({ metrics }) => factor * metrics['tasks.completed'] }] };
`,
      'factor.js': 'export const factor = 1;\n',
      'sub/b.yaml': base('my.tasks == 10'),
    });
    let seen = '';
    const waits = () => seen.split('waiting for a change').length - 1;
    const outcome = await sim(['test', 'sub', '--watch', '--no-charts', '--module', 'metric.js'], {
      cwd: folder,
      env: PLAIN,
      meanwhile: async (child) => {
        child.stdout?.on('data', (text) => {
          seen += text;
        });
        const change = async (file: string, content: string, expected: RegExp) => {
          const before = waits();
          const from = seen.length;
          mkdirSync(join(folder, 'sub'), { recursive: true });
          writeFileSync(join(folder, file), content);
          await until(() => waits() > before);
          expect(seen.slice(from)).toMatch(expected);
        };
        await until(() => waits() === 1);
        expect(seen).toContain('2 passed; 2 scenarios');
        await change(
          'base.yaml',
          base('makespan < 5s').replace('name: ten\n', ''),
          /1 passed, 1 failed; 2 scenarios/,
        );
        await change('factor.js', 'export const factor = 2;\n', /2 failed; 2 scenarios/);
        await change('sub/c.yaml', base('tasks.lost == 0'), /1 passed, 2 failed; 3 scenarios/);
        await change('factor.js', 'export const factor = ;\n', /waiting/);
        await change('factor.js', 'export const factor = 1;\n', /2 passed, 1 failed; 3 scenarios/);
        const before = waits();
        await sleep(1_500);
        expect(waits()).toBe(before);
        child.kill('SIGINT');
      },
    });
    expect(outcome.code).toBe(130);
    expect(outcome.err).toContain('error: factor.js:1:');
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(50);
}
