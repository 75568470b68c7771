/** Processes that are killed while they put results in place: what is there is whole or says that it is not. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { execute, folderWith, MAIN, readFolder, SMALL, sim, temporaryFolder } from './sim.ts';

/** Kills its process instead of the rename with this number. */
const KILLER = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const rename = fs.renameSync;
let left = Number(process.env.KILL_AT);
fs.renameSync = (...words) => {
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
  return rename(...words);
};
syncBuiltinESMExports();
`;

/** Puts a result in place of an earlier whole one, of which one file has no successor. */
const PUT = `import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
const { OutputFolder } = await import(${JSON.stringify(pathToFileURL(resolve('dist/report/folder.js')).href)});
const folder = await OutputFolder.reopen('out');
await folder.put(async (temporary) => {
  mkdirSync(join(temporary, 'charts'));
  for (const name of ['journal', 'runs.csv', 'charts/a.svg', 'answer']) writeFileSync(join(temporary, name), 'new');
}, { own: ['journal'], aside: process.env.WHOLE ? ['answer', 'runs.csv', 'stale'] : [], last: ['answer', 'journal'] });
folder.release();
`;
const EARLIER = { answer: 'old', 'runs.csv': 'old', stale: 'old' };

const killer = () => join(folderWith({ 'kill.mjs': KILLER }), 'kill.mjs');
const killedAt = (at: number, words: readonly string[], cwd: string, env = {}) =>
  execute(process.execPath, ['--import', killer(), ...words], { cwd, env: { KILL_AT: String(at), ...env } });

const contents = (folder: string) =>
  Object.fromEntries(
    [...readFolder(folder)]
      .filter(([name]) => !name.startsWith('.'))
      .map(([name, text]) => [name, `${text}`]),
  );
const isUnfinished = (folder: string) => readdirSync(folder).some((name) => name.startsWith('unfinished-'));

test.each([
  ['an earlier whole result', '1', { ...EARLIER, journal: 'old' }],
  ['nothing but its journal', '', { journal: 'old' }],
])(
  'a folder with %s is as it was, or says that it is unfinished, and is finished by the next',
  async (_, WHOLE, before) => {
    const after = {
      ...{ answer: 'new', 'runs.csv': 'new', 'charts/a.svg': 'new', journal: 'new' },
      ...(WHOLE === ''
        ? {}
        : Object.fromEntries(Object.entries(EARLIER).map(([name, text]) => [`earlier-1/${name}`, text]))),
    };
    let ended = false;
    for (let at = 1; !ended; at++) {
      const cwd = folderWith({
        'put.mjs': PUT,
        ...Object.fromEntries(Object.entries(before).map(([name, text]) => [`out/${name}`, text])),
      });
      const out = join(cwd, 'out');
      const { signal } = await killedAt(at, ['put.mjs'], cwd, { WHOLE });
      ended = signal === null;
      if (!ended && isUnfinished(out)) {
        // Where there is an answer, it is that of the files beside it.
        const found = contents(out);
        if (found.answer === 'new') expect(found).toMatchObject({ 'runs.csv': 'new', 'charts/a.svg': 'new' });
        if (found.answer === 'old') expect(found).toMatchObject(EARLIER);
        const { OutputFolder } = await import('../../src/report/folder.ts');
        const next = await OutputFolder.reopen(out);
        expect(next.completed).toBe(true);
        next.release();
      } else if (!ended) {
        expect(contents(out)).toEqual(before);
        continue;
      }
      expect(contents(out)).toEqual(after);
      expect(readdirSync(out).filter((name) => name.startsWith('unfinished-'))).toEqual([]);
    }
  },
  60_000,
);

test('a run that was killed leaves a mark, and is whole after the next command', async () => {
  const cwd = folderWith({ 'small.yaml': SMALL });
  const words = ['run', 'small.yaml', '--no-charts', '--quiet', '--out', 'out/x'];
  const out = join(cwd, 'out/x');
  const { signal } = await killedAt(3, [MAIN, ...words], cwd);
  expect(signal).toBe('SIGKILL');
  expect(isUnfinished(out)).toBe(true);
  expect(readdirSync(out)).not.toContain('summary.json');
  const { code, err } = await sim(words, { cwd });
  expect(code).toBe(2);
  expect(err).toBe(
    'error: out/x holds results that a command was ended in the middle of putting in place; they are whole now: name a new or an empty folder\n',
  );
  const { run } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as {
    readonly run: { readonly files: readonly string[] };
  };
  expect(run.files.map((file) => file.slice(basename(out).length + 1)).sort()).toEqual(
    [...readFolder(out).keys()].sort(),
  );
});

test('what somebody has put in the place of a file meanwhile is kept', async () => {
  for (const at of [2, 3, 4]) {
    const cwd = folderWith({ 'put.mjs': PUT, 'out/journal': 'old' });
    const out = join(cwd, 'out');
    const { signal } = await killedAt(at, ['put.mjs'], cwd, { WHOLE: '' });
    expect(signal).toBe('SIGKILL');
    const foreign = ['answer', 'runs.csv', 'journal'].filter(
      (name) => contents(out)[name] !== 'new' && isUnfinished(out),
    );
    for (const name of foreign) writeFileSync(join(out, name), `precious ${name}`);
    const { OutputFolder } = await import('../../src/report/folder.ts');
    (await OutputFolder.reopen(out)).release();
    const found = contents(out);
    expect(found).toMatchObject({ answer: 'new', 'runs.csv': 'new', journal: 'new' });
    for (const name of foreign) expect(found[`earlier-1/${name}`]).toBe(`precious ${name}`);
    expect(foreign.length).toBeGreaterThan(0);
  }
});

test("a folder of that name that is somebody else's is left alone", async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, 'unfinished-novel'), 'precious');
  const { OutputFolder } = await import('../../src/report/folder.ts');
  await expect(OutputFolder.take(out)).rejects.toThrow('holds files already (unfinished-novel)');
  const folder = await OutputFolder.reopen(out);
  expect(folder.completed).toBe(false);
  folder.release();
  expect(readFileSync(join(out, 'unfinished-novel'), 'utf8')).toBe('precious');
});
