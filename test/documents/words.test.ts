/** What documents mention in passing is there: commands, options, files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { STARTERS, starter } from '../../src/cli/starters.ts';
import { catalog } from '../../src/lab/catalog.ts';
import { nodeFiles } from '../../src/lab/files.ts';
import { wilsonInterval } from '../../src/lab/statistics/index.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { documents, linksOf, settingsIn, spansOf, wordsOf } from './collect.ts';
import { commandProblem, OPTIONS } from './commands.ts';

/** Options of other programs. */
const FOREIGN_OPTIONS: ReadonlySet<string> = new Set(['--omit=optional']);
/** Folders at the top of the repository: what begins with one of them is a path. */
const TOPS = ['src', 'test', 'scenarios', 'results', 'notebooks', '.tools', '.ci'];
/** Paths that appear when something is run. */
const MADE = ['results/runs', 'results/baselines/speed.json', 'results/mutants.md'];

/** Whether a script beside the document takes the option: its sources name it to `parseArgs`. */
function isOfScript(option: string, folder: string): boolean {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const key = new RegExp(`\\b${option.slice(2)}: \\{ type:`);
  return sources.some((name) => key.test(readFileSync(join(folder, name), 'utf8')));
}

const all = documents();
const spans = all.flatMap(spansOf);

describe('documents', () => {
  test('there are those of the project', () => {
    expect(all).toEqual(expect.arrayContaining(['README.md', 'scenarios/README.md', 'src/queue/README.md']));
    expect(spans.length).toBeGreaterThan(1_000);
  });

  test('commands in passing are there, with their options', () => {
    const commands = spans.filter(({ text }) => /^(sim|npx|npm|node|bash) /.test(text));
    expect(commands.length).toBeGreaterThan(20);
    const problems = commands.flatMap(({ place, text }) =>
      text.split(' && ').flatMap((line) => {
        const problem = commandProblem(wordsOf(line));
        return problem === null ? [] : [`${place}: ${line}: ${problem}`];
      }),
    );
    expect(problems).toEqual([]);
  });

  test('options in passing are those of some command', () => {
    const named = spans.filter(({ text }) => text.startsWith('--') && !FOREIGN_OPTIONS.has(text));
    expect(named.length).toBeGreaterThan(30);
    const unknown = named.filter(({ file, text }) => {
      const [name] = text.split(/[ =]/);
      return !OPTIONS.has(name) && !isOfScript(name, dirname(file));
    });
    expect(unknown).toEqual([]);
  });

  test('files in passing, links and pictures are there', () => {
    const paths = spans.filter(
      ({ text }) => TOPS.includes(text.split('/')[0]) && text.includes('/') && !/[*\s,<>(]/.test(text),
    );
    expect(paths.length).toBeGreaterThan(15);
    const missing = paths.filter(
      ({ text }) => !existsSync(text) && !MADE.some((path) => text.startsWith(path)),
    );
    expect(missing).toEqual([]);
    const broken = all.flatMap((file) =>
      linksOf(file).filter(({ text }) => {
        const path = join(dirname(file), text);
        return !existsSync(path) && !MADE.includes(path);
      }),
    );
    expect(broken).toEqual([]);
  });

  test('scenarios of the table are there, and all that are there stand in it', () => {
    const readme = readFileSync('README.md', 'utf8');
    const [, table] = /\| scenario \| question \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(readme) ?? [];
    const names = table.split('\n').flatMap((line) => {
      const [first, ...more] = [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name);
      const stem = first?.replace(/-[^-]+$/, '');
      return first === undefined
        ? []
        : [first, ...more.map((name) => (name.startsWith('-') ? stem + name : name))];
    });
    const files = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));
    const shown = files
      .map((name) => name.replace('.yaml', ''))
      .filter((name) => !name.startsWith('targets-'));
    expect(names.sort()).toEqual(shown.sort());
  });

  test('numbers that can be computed are right', () => {
    const readme = readFileSync('README.md', 'utf8').replaceAll(/\s+/g, ' ');
    // Shown instead of the whole document.
    const says = (text: string) => (readme.includes(text) ? text : 'nothing of the kind');
    const { lower, upper } = wilsonInterval(18, 20);
    const share = `"holds in 18 of 20, 95 %: ${Math.round(lower * 100)} to ${Math.round(upper * 100)} %"`;
    expect(says(share)).toBe(share);
    expect(STARTERS).toContain('scheduler');
    const lines = starter('scheduler', 'my-scheduler.ts').module.trimEnd().split('\n').length;
    const length = `writes a scheduler of ${lines} lines and its test`;
    expect(says(length)).toBe(length);
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(engines.node).toBe('^20.19.0 || ^22.12.0 || >=24.0.0');
    const node = 'Node 20.19, 22.12 or 24 and later';
    expect(says(node)).toBe(node);
  });
});

describe('settings that scenario files suggest', () => {
  const known = catalog();
  const suggested = readdirSync('scenarios')
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const file = `scenarios/${name}`;
      return settingsIn(readFileSync(file, 'utf8')).map((setting) => [file, setting] as const);
    });

  test('there are many', () => expect(suggested.length).toBeGreaterThan(15));

  test.each(suggested)('%s --set %s', (file, setting) => {
    expect(loadScenario(file, { files: nodeFiles(), catalog: known, set: [setting] }).name).not.toBe('');
  });
});
