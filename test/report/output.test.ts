import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OccupiedError, OutputFolder } from '../../src/report/folder.ts';
import { LOCK_FILE } from '../../src/report/folder-lock.ts';
import { OutputError, resultFolder } from '../../src/report/output.ts';
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

function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

async function failure(promise: Promise<unknown>): Promise<OutputError> {
  const error = await reasonOf(promise);
  expect(error).toBeInstanceOf(OutputError);
  return error as OutputError;
}

async function refusal(promise: Promise<unknown>): Promise<OccupiedError> {
  const error = await reasonOf(promise);
  expect(error).toBeInstanceOf(OccupiedError);
  return error as OccupiedError;
}

/** Takes a folder, puts files into it and releases it. */
async function put(directory: string, fill: (temporary: string) => Promise<void>): Promise<string | null> {
  const folder = await OutputFolder.take(directory);
  try {
    return await folder.put(fill, { last: ['answer'] });
  } finally {
    folder.release();
  }
}

const answer = (text: string) => (temporary: string) => writeFile(join(temporary, 'answer'), text);

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
    await writeRun(fixture(), { directory: join(root, 'again', 'run'), charts: true });
    const second = await Promise.all(files.map((file) => readFile(join(root, 'again', file))));
    files.forEach((file, place) => {
      expect(first[place].equals(second[place]), file).toBe(true);
    });
  });

  it('does not take the place of earlier results', async () => {
    await writeRun(emptyRun(), { directory: join(root, 'run'), charts: false });
    const before = await readFile(join(root, 'run', 'summary.json'), 'utf8');
    const error = await refusal(writeRun(fixture(), { directory: join(root, 'run'), charts: true }));
    expect(error.message).toMatch(/holds files already \(report\.html, summary\.json\)/);
    expect(await everything(root)).toEqual(['run', 'run/report.html', 'run/summary.json']);
    expect(await readFile(join(root, 'run', 'summary.json'), 'utf8')).toBe(before);
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

describe('what this very command did not write', () => {
  it('keeps its place', async () => {
    await mkdir(join(root, 'run'));
    await writeFile(join(root, 'run', 'thesis.tex'), 'precious');
    const error = await refusal(writeRun(emptyRun(), { directory: join(root, 'run'), charts: false }));
    expect(error.path).toBe(join(root, 'run'));
    expect(error.message).toMatch(/holds files already \(thesis\.tex\)/);
    expect(await everything(root)).toEqual(['run', 'run/thesis.tex']);
  });

  it('may be a file of that name, or on the way there', async () => {
    await writeFile(join(root, 'file'), 'x');
    const there = await failure(writeRun(emptyRun(), { directory: join(root, 'file'), charts: false }));
    expect(there.reason).toBe('there is a file of that name');
    const below = await failure(
      writeRun(emptyRun(), { directory: join(root, 'file', 'run'), charts: false }),
    );
    expect(below.message).toBe(
      `cannot write ${join(root, 'file', 'run')}: ${join(root, 'file')} is not a folder`,
    );
    expect(await everything(root)).toEqual(['file']);
  });

  it('and appears where results go is moved within the folder, with all that is in it', async () => {
    const target = join(root, 'run');
    const folder = await OutputFolder.take(target);
    await writeFile(join(target, 'answer'), 'mine');
    await writeFile(join(target, 'charts'), 'a file, not a folder');
    await writeFile(join(target, 'notes.txt'), 'mine too');
    const fill = async (temporary: string) => {
      await mkdir(join(temporary, 'charts'));
      await writeFile(join(temporary, 'charts', 'a.svg'), 'svg');
      await writeFile(join(temporary, 'answer'), '42');
    };
    expect(await folder.put(fill, { last: ['answer'] })).toBe('earlier-1');
    folder.release();
    expect(await everything(target)).toEqual([
      ...[
        'answer',
        'charts',
        'charts/a.svg',
        'earlier-1',
        'earlier-1/answer',
        'earlier-1/charts',
        'notes.txt',
      ],
    ]);
    expect(await readFile(join(target, 'earlier-1/answer'), 'utf8')).toBe('mine');
  });

  it('but an earlier state of the result is replaced, and an earlier whole one set aside', async () => {
    const target = join(root, 'run');
    await put(target, async (temporary) => {
      await answer('old')(temporary);
      await writeFile(join(temporary, 'stale'), 'old');
      await writeFile(join(temporary, 'journal'), 'old');
    });
    const folder = await OutputFolder.reopen(target);
    await writeFile(join(target, 'notes.txt'), 'mine');
    const fill = async (temporary: string) => {
      await answer('new')(temporary);
      await writeFile(join(temporary, 'journal'), 'new');
    };
    expect(await folder.put(fill, { last: ['answer', 'journal'], own: ['journal', 'answer'] })).toBeNull();
    expect(await everything(target)).toEqual([LOCK_FILE, 'answer', 'journal', 'notes.txt', 'stale']);
    const aside = { last: ['answer', 'journal'], own: ['journal'], aside: ['answer', 'stale'] };
    expect(await folder.put(fill, aside)).toBe('earlier-1');
    expect(await folder.put(fill, aside)).toBe('earlier-2');
    folder.release();
    expect(await everything(join(target, 'earlier-1'))).toEqual(['answer', 'stale']);
    expect(await everything(join(target, 'earlier-2'))).toEqual(['answer']);
    expect(await readFile(join(target, 'notes.txt'), 'utf8')).toBe('mine');
  });
});

describe('a failure half-way', () => {
  it('leaves what was there and nothing else', async () => {
    await put(join(root, 'run'), answer('old'));
    const folder = await OutputFolder.reopen(join(root, 'run'));
    const fill = async (temporary: string) => {
      await writeFile(join(temporary, 'answer'), 'half');
      // A device that is always full: the real error of the system, not an imitation.
      await writeFile('/dev/full', 'x'.repeat(100_000));
    };
    const error = await failure(folder.put(fill, { last: ['answer'], own: ['answer'] }));
    folder.release();
    expect(error.message).toBe(`cannot write ${join(root, 'run')}: no space is left on the device`);
    expect(await everything(root)).toEqual(['run', 'run/answer']);
    expect(await readFile(join(root, 'run', 'answer'), 'utf8')).toBe('old');
  });

  it.each([
    ['EACCES', 'permission denied'],
    ['EROFS', 'the file system is read-only'],
    ['EWHATEVER', 'the system reports EWHATEVER'],
  ])('%s is said in plain words', async (code, words) => {
    const error = await failure(
      put(join(root, 'run'), () =>
        Promise.reject(Object.assign(new Error('open'), { code, syscall: 'open' })),
      ),
    );
    expect(error.reason).toBe(words);
    expect(await everything(root)).toEqual([]);
  });

  it('that is a mistake of the program stays what it is', async () => {
    const mistake = new TypeError('oops');
    await expect(put(join(root, 'run'), () => Promise.reject(mistake))).rejects.toBe(mistake);
    expect(await everything(root)).toEqual([]);
  });

  it('a name that is too long is said', async () => {
    const error = await failure(
      writeRun(emptyRun(), { directory: join(root, 'x'.repeat(300)), charts: false }),
    );
    expect(error.reason).toBe('its name is too long');
  });
});

describe('several at once', () => {
  it.each([true, false])('one gets the folder, whether it is there already: %s', async (there) => {
    if (there) await mkdir(join(root, 'run'));
    const write = (name: string) =>
      writeRun(fixture({ summary: { name } }), { directory: join(root, 'run'), charts: false });
    const results = await Promise.allSettled(['a', 'b', 'c'].map(write));
    expect(results.filter((result) => result.status === 'fulfilled').length).toBe(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(OccupiedError);
    const { name } = JSON.parse(await readFile(join(root, 'run', 'summary.json'), 'utf8'));
    expect(await readFile(join(root, 'run', 'report.html'), 'utf8')).toContain(`<h1>${name}</h1>`);
    expect(await readdir(root)).toEqual(['run']);
  });

  it('each gets a folder with a number of its own', async () => {
    await mkdir(join(root, 'run-2'));
    const folders = await Promise.all(
      Array.from({ length: 8 }, () => OutputFolder.takeNumbered(join(root, 'run'))),
    );
    const names = ['run', ...[3, 4, 5, 6, 7, 8, 9].map((number) => `run-${number}`)];
    expect(folders.map(({ directory }) => directory).sort()).toEqual(names.map((name) => join(root, name)));
    // Made for nothing, they are removed; the one that was there stays.
    for (const folder of folders) folder.release();
    expect(await readdir(root)).toEqual(['run-2']);
  });
});

describe('the lock of a process', () => {
  const lock = (text: string) => writeFile(join(root, LOCK_FILE), text);
  const DEAD = 2 ** 22 + 1;

  it('that is no more is taken over, and what it has left half written is removed', async () => {
    await lock(JSON.stringify({ pid: DEAD, host: hostname() }));
    await mkdir(join(root, '.sim-partial-aB3dE9', 'files'), { recursive: true });
    await writeFile(join(root, '.sim-partial-aB3dE9', 'files', 'summary.json'), '{');
    await put(root, answer('x'));
    expect(await everything(root)).toEqual(['answer']);
  });

  it.each([
    ['.sim-partial-notes', 'x.txt'],
    ['.sim-partial-aB3dE9', 'x.txt'],
  ])("a folder of that name that is somebody else's is left alone: %s", async (folder, name) => {
    await mkdir(join(root, folder));
    await writeFile(join(root, folder, name), 'precious');
    const error = await refusal(OutputFolder.take(root));
    expect(error.message).toContain(`holds files already (${folder})`);
    (await OutputFolder.reopen(root)).release();
    expect(await readFile(join(root, folder, name), 'utf8')).toBe('precious');
  });

  it('is taken over by one of those that want it', async () => {
    await lock(JSON.stringify({ pid: DEAD, host: hostname() }));
    const wanted = await Promise.allSettled(Array.from({ length: 6 }, () => OutputFolder.take(root)));
    const got = wanted.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(got.length).toBe(1);
    got[0].release();
    expect(await everything(root)).toEqual([]);
  });

  it.each([
    ['that lives', () => ({ pid: process.ppid, host: hostname() }), () => `process ${process.ppid}`],
    ['of another machine', () => ({ pid: DEAD, host: 'elsewhere' }), () => `process ${DEAD} on elsewhere`],
    ['that says nothing', () => ({}), () => 'another process'],
  ])('%s is respected', async (_, holder, words) => {
    await lock(JSON.stringify(holder()));
    const error = await refusal(OutputFolder.take(root));
    expect(error.message).toBe(
      `${root} is being written to by ${words()}; if that is not so, remove ${join(root, LOCK_FILE)}`,
    );
    expect(await everything(root)).toEqual([LOCK_FILE]);
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
