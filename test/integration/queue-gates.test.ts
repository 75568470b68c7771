/** `sim test` and `sim bench` over a queue answer what they answer with threads. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { folderWith, SMALL, sim } from './sim.ts';
import { missingServer, startServer, type TestServer } from './support/servers.ts';
import { startWorker } from './support/workers.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const missing = missingServer('redis');

/** What does not hold, in one run and over many, beside what does. */
const EXPECTING = SMALL.replace(
  '  - tasks.lost == 0\n',
  `  - tasks.lost == 0
  - makespan < 1s
  - task.latency.mean < 1h over 6 reps with 95% confidence
  - max queue.depth between 1min and 2min < 500
`,
);

describe.skipIf(missing !== null)(`over a queue${missing === null ? '' : ` (${missing})`}`, () => {
  let server: TestServer | undefined;
  beforeAll(async () => {
    server = await startServer('redis');
  });
  afterAll(() => server?.remove());

  const withWorker = () => {
    const url = (server as TestServer).url;
    const worker = startWorker(url, ['--workers', '2']);
    onTestFinished(async () => {
      worker.child.kill('SIGKILL');
      await worker.ended;
    });
    return url;
  };

  test('sim test: the same conditions with the same numbers and charts', async () => {
    const url = withWorker();
    const cwd = folderWith({
      'scenarios/a.yaml': EXPECTING,
      'scenarios/b.yaml': SMALL.replace('small', 'b'),
    });
    const answer = async (words: readonly string[], out: string) => {
      const {
        code,
        out: text,
        err,
      } = await sim(['test', ...words, '--json', '--quiet', '--out', out], { cwd });
      expect({ code, err }).toEqual({ code: 1, err: '' });
      // What depends on the machine, and the name of the folder.
      return JSON.parse(
        text
          .replaceAll(/"seconds": [\d.e-]+/g, '"seconds": 0')
          .replaceAll(`"${out}`, '"out')
          .replaceAll(`chart: ${out}/`, 'chart: out/'),
      );
    };
    const threads = await answer([], 'threads');
    const queue = await answer(['--queue', url], 'queue');
    expect(JSON.stringify(queue).replaceAll('--out queue', '')).toEqual(
      JSON.stringify(threads).replaceAll('--out threads', ''),
    );
    expect(JSON.stringify(threads)).toContain('makespan');
  });

  test('sim test --fail-fast: what comes after the first failure is given up, and nothing else', async () => {
    const url = withWorker();
    const fails = SMALL.replace('tasks.lost == 0', 'makespan < 1s');
    const cwd = folderWith({
      'scenarios/a.yaml': SMALL.replace('small', 'a'),
      'scenarios/b.yaml': fails.replace('small', 'b'),
      'scenarios/c.yaml': SMALL.replace('small', 'c').replace('duration: 5min', 'duration: 200h'),
    });
    const { code, out } = await sim(['test', '--fail-fast', '--no-charts', '--queue', url], { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(/1 passed/);
    expect(out).toMatch(/1 failed/);
  });

  test('sim bench: baselines made by threads are met, and a change is seen', async () => {
    const url = withWorker();
    const cwd = folderWith({ 'small.yaml': SMALL });
    const few = ['--reps', '4', '--fresh', '4'];
    const accept = ['bench', 'small.yaml', '--accept', '--because', 'first', ...few, '--workers', '1'];
    expect((await sim(accept, { cwd, env: { CI: '' } })).code).toBe(0);
    const bench = ['bench', 'small.yaml', '--behaviour', '--queue', url, '--json', '--quiet'];
    const same = await sim(bench, { cwd });
    expect([same.code, same.err]).toEqual([0, '']);
    expect(JSON.parse(same.out).behaviour.scenarios).toMatchObject([{ state: 'identical' }]);
    const changed = await sim([...bench, '--set', 'agents.count=12'], { cwd });
    expect(changed.code).toBe(1);
  });

  test('speed is never queued', async () => {
    const cwd = folderWith({ 'small.yaml': SMALL });
    const { code, err } = await sim(['bench', '--against', 'HEAD', '--queue', 'redis://localhost/0'], {
      cwd,
    });
    expect(code).toBe(2);
    expect(err).toContain('--queue is of behaviour');
    const threads = await sim(['test', '.', '--queue', 'redis://localhost/0', '--workers', '2'], { cwd });
    expect(threads.err).toContain('--workers goes with sim worker');
  });
});
