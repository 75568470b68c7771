import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputError, replaceFolder, resultFolder } from '../../src/report/output.ts';
import { writeRun } from '../../src/report/write.ts';
import { emptyRun, fixture } from './fixture.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'output-test-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Everything below a folder, hidden names included. */
async function everything(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

async function failure(promise: Promise<unknown>): Promise<OutputError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OutputError);
  return error as OutputError;
}

describe('writing a run', () => {
  it('lists exactly the files that are there', async () => {
    const files = await writeRun(fixture(), { directory: join(root, 'deep', 'run'), charts: true });
    const found = await everything(join(root, 'deep'));
    expect([...files, 'run', 'run/charts'].sort()).toEqual(found);
    const summary = JSON.parse(await readFile(join(root, 'deep', 'run', 'summary.json'), 'utf8'));
    expect(summary.run.files).toEqual(files);
    const events = (await readFile(join(root, 'deep', 'run', 'events.ndjson'), 'utf8')).trimEnd().split('\n');
    expect(events.map((line) => JSON.parse(line))).toEqual(fixture().record.log);
  });

  it('gives the same bytes for the same run', async () => {
    const files = await writeRun(fixture(), { directory: join(root, 'run'), charts: true });
    const first = await Promise.all(files.map((file) => readFile(join(root, file))));
    await writeRun(fixture(), { directory: join(root, 'run'), charts: true });
    const second = await Promise.all(files.map((file) => readFile(join(root, file))));
    files.forEach((file, place) => {
      expect(first[place].equals(second[place]), file).toBe(true);
    });
  });

  it('replaces earlier results whole', async () => {
    await writeRun(fixture(), { directory: join(root, 'run'), charts: true });
    const files = await writeRun(emptyRun(), { directory: join(root, 'run'), charts: false });
    expect(files).toEqual(['run/summary.json', 'run/report.html']);
    expect(await everything(root)).toEqual(['run', 'run/report.html', 'run/summary.json']);
  });

  it('draws nothing where there is nothing to draw', async () => {
    const files = await writeRun(emptyRun(), { directory: join(root, 'run'), charts: true });
    expect(files).toEqual(['run/summary.json', 'run/report.html']);
  });

  it('writes into an empty folder and through a symbolic link', async () => {
    await mkdir(join(root, 'there'));
    await symlink(join(root, 'there'), join(root, 'link'));
    await writeRun(emptyRun(), { directory: join(root, 'link'), charts: false });
    expect(await everything(join(root, 'there'))).toEqual(['report.html', 'summary.json']);
    expect((await readdir(root)).sort()).toEqual(['link', 'there']);
  });
});

describe('what is not ours', () => {
  it('is never replaced', async () => {
    await mkdir(join(root, 'run'));
    await writeFile(join(root, 'run', 'thesis.tex'), 'precious');
    const error = await failure(writeRun(emptyRun(), { directory: join(root, 'run'), charts: false }));
    expect(error.path).toBe(join(root, 'run'));
    expect(error.reason).toMatch(/holds other files \(thesis\.tex\)/);
    expect(await everything(root)).toEqual(['run', 'run/thesis.tex']);
  });

  it.each(['{}', 'not JSON', '{"fingerprint": 1}', '[]', 'null'])(
    'is a folder whose summary.json is %s',
    async (text) => {
      await mkdir(join(root, 'run'));
      await writeFile(join(root, 'run', 'summary.json'), text);
      await failure(writeRun(emptyRun(), { directory: join(root, 'run'), charts: false }));
      expect(await readFile(join(root, 'run', 'summary.json'), 'utf8')).toBe(text);
    },
  );

  it('may be a file of that name, or on the way there', async () => {
    await writeFile(join(root, 'file'), 'x');
    const there = await failure(writeRun(emptyRun(), { directory: join(root, 'file'), charts: false }));
    expect(there.reason).toBe('there is a file of that name');
    const below = await failure(
      writeRun(emptyRun(), { directory: join(root, 'file', 'run'), charts: false }),
    );
    expect(below.message).toBe(
      `cannot write ${join(root, 'file', 'run')}: a part of the path is a file, not a folder`,
    );
    expect(await everything(root)).toEqual(['file']);
  });

  it('that appears while results are written is kept too', async () => {
    const target = join(root, 'run');
    const error = await failure(
      replaceFolder(target, async () => {
        await mkdir(target);
        await writeFile(join(target, 'notes.txt'), 'mine');
      }),
    );
    expect(error.reason).toMatch(/notes\.txt/);
    expect(await everything(root)).toEqual(['run', 'run/notes.txt']);
  });
});

describe('a failure half-way', () => {
  it('leaves the old results and nothing else', async () => {
    await writeRun(emptyRun(), { directory: join(root, 'run'), charts: false });
    const before = await readFile(join(root, 'run', 'summary.json'), 'utf8');
    const error = await failure(
      replaceFolder(join(root, 'run'), async (temporary) => {
        await writeFile(join(temporary, 'timeline.csv'), 'half');
        // A device that is always full: the real error of the system, not an imitation.
        await writeFile('/dev/full', 'x'.repeat(100_000));
      }),
    );
    expect(error.message).toBe(`cannot write ${join(root, 'run')}: no space is left on the device`);
    expect(await everything(root)).toEqual(['run', 'run/report.html', 'run/summary.json']);
    expect(await readFile(join(root, 'run', 'summary.json'), 'utf8')).toBe(before);
  });

  it.each([
    ['EACCES', 'you have no permission to write there'],
    ['EROFS', 'the file system is read-only'],
    ['EWHATEVER', 'the system reports EWHATEVER'],
  ])('%s is said in plain words', async (code, words) => {
    const error = await failure(
      replaceFolder(join(root, 'run'), () =>
        Promise.reject(Object.assign(new Error('open'), { code, syscall: 'open' })),
      ),
    );
    expect(error.reason).toBe(words);
    expect(await everything(root)).toEqual([]);
  });

  it('that is a mistake of the program stays what it is', async () => {
    const mistake = new TypeError('oops');
    await expect(replaceFolder(join(root, 'run'), () => Promise.reject(mistake))).rejects.toBe(mistake);
    expect(await everything(root)).toEqual([]);
  });

  it('a name that is too long is said', async () => {
    const error = await failure(
      writeRun(emptyRun(), { directory: join(root, 'x'.repeat(300)), charts: false }),
    );
    expect(error.reason).toBe('the name is too long');
  });
});

describe('two runs at once', () => {
  it('into one folder leave one of them, whole', async () => {
    const write = (name: string) =>
      writeRun(fixture({ summary: { name } }), { directory: join(root, 'run'), charts: false });
    const results = await Promise.allSettled(['a', 'b', 'c'].map(write));
    expect(results.some((result) => result.status === 'fulfilled')).toBe(true);
    const { name } = JSON.parse(await readFile(join(root, 'run', 'summary.json'), 'utf8'));
    expect(await readFile(join(root, 'run', 'report.html'), 'utf8')).toContain(`<h1>${name}</h1>`);
    expect((await readdir(root)).filter((found) => found !== 'run')).toEqual([]);
  });
});

describe('the folder of a run', () => {
  it('is named after scenario and seed', () => {
    expect(resultFolder('planetary-swarm', '42')).toBe(join('results', 'runs', 'planetary-swarm-42'));
    expect(resultFolder('a_b.c', 7)).toBe(join('results', 'runs', 'a_b.c-7'));
  });

  it.each(['..', '/', 'a/../../b', '', '.hidden', 'ü b', 'x'.repeat(500)])(
    'stays in its place for the name %j',
    (name) => {
      const folder = resultFolder(name, '1');
      expect(folder.split(/[\\/]/).length).toBe(3);
      expect(folder).toMatch(/^results.runs.[A-Za-z0-9][A-Za-z0-9._-]*-1$/);
      expect(folder.length).toBeLessThan(130);
    },
  );

  it('differs for names that differ', () => {
    const folders = ['a b', 'a/b', 'a-b', 'a', 'ä', 'ö'].map((name) => resultFolder(name, '1'));
    expect(new Set(folders).size).toBe(folders.length);
  });
});
