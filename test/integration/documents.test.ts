/**
 * Documents are run: every block of code and every printed result has somebody here who runs it, or another test that does, or stands in the
 * list of those that nobody can run, with the reason.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  type Block,
  blocksOf,
  commandLines,
  commandsInComments,
  documents,
  quotesOf,
  scriptsOf,
  wordsOf,
} from '../documents/collect.ts';
import { commandProblem } from '../documents/commands.ts';
import { execute, MAIN, type Outcome, sim, temporaryFolder, withoutProgress } from './sim.ts';

// Some of them are what a reader waits for.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const REPOSITORY = resolve('.');
const DEPLOY = 'npm ci && npx sim run scenarios/10k-deploy.yaml';
const COMPARISON =
  'npx sim compare scenarios/distribution-algorithms.yaml --vary scheduler=round_robin,random,least_loaded,power_of_d_choices,join_idle_queue,late_binding,shortest_expected_delay,central_queue';
const CHECK = 'npx sim check scenarios/histories/stale-read.edn --model cas-register --out checked';

/** Lines of which something else than they themselves is run: how, by whom, or why not. */
const OTHERWISE: Readonly<Record<string, { readonly run?: string; readonly because: string }>> = {
  [DEPLOY]: { because: 'it is run once for all that is said of it, below' },
  [COMPARISON]: { because: 'it is run for what is quoted of it, below' },
  'npm ci && npm test': { because: 'these are the tests' },
  'npx sim test scenarios --junit report.xml': {
    run: 'npx sim test scenarios --junit report.xml --filter quickstart',
    because: 'all scenarios take minutes, and the pipeline of the project tests them',
  },
  [CHECK]: { run: `${CHECK} || test $? -eq 1`, because: 'the history is not linearizable' },
  'npx sim bench --against main': {
    because: 'bench-command.test.ts builds and compares two versions; here is no repository',
  },
  'npm ci --prefix notebooks && npm run build --prefix notebooks': {
    because: 'it installs packages of its own; the tests of notebooks look at what it builds',
  },
  'sim worker --queue redis://queue.example/0': { because: 'queue.test.ts runs it with a server' },
  'sim compare a.yaml --vary scheduler=random,least_loaded --reps 5000 --queue redis://queue.example/0': {
    because: 'queue.test.ts runs such a comparison with a server',
  },
  'npx sim bench scenarios --module scheduler.ts --accept --because "first baseline"': {
    because: 'pipelines.test.ts does it before it runs the workflows',
  },
  'npm run mutants -- --rooms engine,modules --sample 600 --workers 2': {
    because: 'it takes hours; the tests of test/mutants try the script',
  },
  "npm run mutants -- --files 'src/modules/scheduling/*.ts' --sample 50": { because: 'the same' },
  'npm run mutants -- --files src/engine/kernel.ts --list': { because: 'the same' },
  'git add results/baselines && git commit -m "Baselines of the swarm"': { because: 'it is of git alone' },
};

/** Blocks that are no commands, scenarios or programs, by document and language. */
const OTHER_BLOCKS: Readonly<Record<string, { readonly count: number; readonly because: string }>> = {
  'README.md js': { count: 1, because: 'live/handler.test.ts runs it' },
  'src/README.md ': { count: 2, because: 'drawings' },
  'src/queue/README.md yaml': { count: 2, because: 'documents.test.ts of the queue checks them' },
  'src/cli/testing/README.md yaml': { count: 2, because: 'pipelines.test.ts runs their steps' },
};

const blocks = documents().flatMap(blocksOf);
const others = blocks.filter(({ file, language }) => `${file} ${language}` in OTHER_BLOCKS);
const of = (language: string): Block[] =>
  blocks.filter((block) => block.language === language && !others.includes(block));

/** What a reader has who has cloned the project: scenarios, a baseline to compare with, the package by its name. */
function clone(): string {
  const cwd = temporaryFolder();
  cpSync('scenarios', join(cwd, 'scenarios'), { recursive: true });
  mkdirSync(join(cwd, 'results/baselines'), { recursive: true });
  cpSync('results/baselines/bug-fix.json', join(cwd, 'results/baselines/bug-fix.json'));
  const { replications, fresh, format } = JSON.parse(readFileSync('results/baselines/bench.json', 'utf8'));
  const project = { format, replications, fresh, scenarios: ['scenarios/bug-fix.yaml'] };
  writeFileSync(join(cwd, 'results/baselines/bench.json'), JSON.stringify(project));
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(REPOSITORY, join(cwd, 'node_modules/swarmlab'), 'dir');
  // A history names commits.
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], { cwd });
  git('init', '--quiet');
  git('add', 'scenarios');
  git('commit', '--quiet', '-m', 'All');
  return cwd;
}

/** Runs a line as a shell does. A pipeline may not accept what a reader may. */
async function runLine(line: string, cwd: string): Promise<Outcome> {
  const command = `"${process.execPath}" "${MAIN}"`;
  const words = ['-ec', line.replaceAll(/\bnpx sim\b/g, command)];
  return withoutProgress(await execute('sh', words, { cwd, env: { CI: '' } }));
}

describe('blocks', () => {
  test('each is of a kind that is run here, or stands in the list of others', () => {
    const kinds = blocks.filter((block) => !others.includes(block)).map(({ language }) => language);
    expect(new Set(kinds)).toEqual(new Set(['sh', 'yaml', 'ts']));
    for (const [key, { count }] of Object.entries(OTHER_BLOCKS))
      expect([key, others.filter(({ file, language }) => `${file} ${language}` === key).length]).toEqual([
        key,
        count,
      ]);
  });

  const lines = of('sh').map(({ place, text }) => ({ place, lines: commandLines(text) }));

  test('lines that are run otherwise are there, and are commands', () => {
    const all = lines.flatMap((block) => block.lines);
    expect(all).toEqual(expect.arrayContaining(Object.keys(OTHERWISE)));
    const problems = all
      .flatMap((line) => line.split(' && '))
      .filter((line) => !line.startsWith('git '))
      .map((line) => commandProblem(wordsOf(line)));
    expect(problems.filter((problem) => problem !== null)).toEqual([]);
    expect(scriptsOf('notebooks')).toContain('build');
  });

  test.each(lines)('$place: commands', async ({ lines: all }) => {
    const runnable = all.flatMap((line) => (line in OTHERWISE ? (OTHERWISE[line].run ?? []) : line));
    if (runnable.length === 0) return;
    const cwd = clone();
    for (const line of runnable) {
      const { code, out, err } = await runLine(line, cwd);
      expect({ line, code, said: code === 0 ? '' : out + err }).toEqual({ line, code: 0, said: '' });
    }
  });

  test.each(of('yaml'))('$place: a scenario, or a part of one', async ({ text }) => {
    const cwd = clone();
    // What has no work of its own is said of another one.
    const isWhole = /^workloads?:/m.test(text);
    writeFileSync(
      join(cwd, 'snippet.yaml'),
      isWhole
        ? text
        : `extends: scenarios/quickstart.yaml\nduration: 2h\n${text.replace(/^.*snapshot.*$/m, '')}`,
    );
    const checked = await sim(['validate', 'snippet.yaml'], { cwd });
    expect([checked.code, checked.err]).toEqual([0, '']);
    if (!isWhole) return;
    const { code, err } = await sim(['run', 'snippet.yaml', '--quiet', '--no-charts'], { cwd });
    expect([code, err]).toEqual([0, '']);
  });

  test.each(of('ts'))('$place: a program', async ({ text }) => {
    const cwd = clone();
    writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(cwd, 'program.ts'), text);
    const loader = ['--import', resolve('node_modules/tsx/dist/loader.mjs')];
    const { code, out, err } = await execute(process.execPath, [...loader, 'program.ts'], { cwd });
    expect([code, err]).toEqual([0, '']);
    // A latency, and a fingerprint.
    expect(out).toMatch(/^\d+\.\d+ [0-9a-f]{16}\n/);
  });
});

describe('what is printed', () => {
  test('the comparison gives the sentence that is quoted of it', async () => {
    const quoted = documents().flatMap(quotesOf);
    expect(quoted.map(({ place }) => place.split(',')[0])).toEqual(['README.md']);
    const { code, out, err } = await runLine(`${COMPARISON} --no-charts`, clone());
    expect([code, err]).toEqual([0, '']);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(quoted[0].text);
  });

  describe('of the roll-out to 10,000 servers', () => {
    const readme = readFileSync('README.md', 'utf8').replaceAll(/\s+/g, ' ');
    /** Shows what is not said instead of the whole document. */
    const expectSaid = (text: string) =>
      expect(readme.includes(text) ? text : 'nothing of the kind').toBe(text);
    interface Summary {
      readonly metrics: Readonly<Record<string, number>>;
      readonly expectations: readonly { readonly verdict: string }[];
      readonly claims: readonly { readonly verdict: string }[];
    }
    let known: Summary | undefined;
    const summarised = async (): Promise<Summary> => {
      if (known) return known;
      const line = `${DEPLOY.replace('npm ci && ', '')} --json --quiet --no-charts`;
      known = JSON.parse((await runLine(line, clone())).out) as Summary;
      return known;
    };

    test('its tasks, executions and minutes', async () => {
      const { metrics } = await summarised();
      const number = (value: number) => value.toLocaleString('en-US');
      expect(metrics['tasks.lost']).toBe(0);
      expectSaid(`All ${number(metrics['tasks.completed'])} tasks completed, none was lost`);
      expectSaid(
        `${number(metrics['tasks.effects.repeated'])} executions succeeded although another one of the same task had`,
      );
      expectSaid(`it takes ${Math.round(metrics.makespan / 60)}, because a wave ends with`);
    });

    test('its expectations and claims', async () => {
      const summary = await summarised();
      const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'];
      const count = (verdict: string, of: 'expectations' | 'claims') =>
        words[summary[of].filter((one) => one.verdict === verdict).length];
      expectSaid(
        `all ${count('met', 'expectations')} expectations are met, ${count('met', 'claims')} of ${words[summary.claims.length]} claims confirmed, ${count('unmet', 'claims')} refuted`,
      );
    });
  });
});

describe('commands in the comments of scenario files', () => {
  const commands = readdirSync('scenarios')
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => commandsInComments(readFileSync(`scenarios/${name}`, 'utf8')));
  /** Files that a reader is to have. */
  const OWN = { 'requests.csv': 'scenarios/trace-llm.csv' };

  test('there are many', () => expect(commands.length).toBeGreaterThan(20));

  /** A search has no parts, but a budget. */
  function shortened(words: readonly string[]): string[] {
    if (words[0] === 'run') return ['--until', '1s'];
    return words.includes('--find') ? ['--budget', '10'] : ['--shard', '999999/999999'];
  }

  /** Everything but most of the simulation: the last of very many parts of an experiment is empty, and a run ends after a moment. */
  test.each(commands)('%s', async (line) => {
    const cwd = clone();
    for (const [name, from] of Object.entries(OWN)) cpSync(from, join(cwd, name));
    const words = wordsOf(line).slice(1);
    const short = shortened(words);
    const { code, err } = await sim([...words, ...short, '--quiet', '--no-charts', '--out', 'out'], { cwd });
    // A run that is cut short decides little.
    const errors = err.split('\n').filter((line) => line !== '' && !/^(expectation )?undecided/.test(line));
    expect([[0, 1, 3].includes(code as number), errors]).toEqual([true, []]);
    expect(existsSync(join(cwd, 'out'))).toBe(true);
  });
});
