/** What operators of a queue rely on: refusals, limits, pausing, ending, passwords, and a server that is clean afterwards. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readAddress } from '../../src/queue/address.ts';
import { pauseExperiment } from '../../src/queue/administration.ts';
import { connect, type QueueConnection } from '../../src/queue/connection.ts';
import { EXPERIMENTS, type Manifest, PROTOCOL } from '../../src/queue/protocol.ts';
import {
  ENDLESS,
  execute,
  folderWith,
  lasting,
  type Options,
  SMALL,
  sim,
  temporaryFolder,
  untilRuns,
} from './sim.ts';
import { leftOn } from './support/server-content.ts';
import { missingServer, startServer, type TestServer } from './support/servers.ts';
import { startWorker, type TestWorker } from './support/workers.ts';

vi.setConfig({ testTimeout: 300_000 });

const SHORT = ['--set', 'duration=1min', '--set', 'workload.stop=40s', '--set', 'faults=[]', '--no-charts'];
const COMPARE = ['compare', 'small.yaml', '--vary', 'scheduler=round_robin,random', '--reps', '6', ...SHORT];
const QUIET = ['--quiet', '--out', 'out'];
/** Long enough to do something to it while it goes on. */
const LONG = [
  'compare',
  'small.yaml',
  '--vary',
  'scheduler=round_robin,random',
  '--reps',
  '24',
  '--no-charts',
  ...QUIET,
];

let reference: Promise<Map<string, string>> | undefined;

/** What threads give of the long experiment, once for all tests. */
function longByThreads(): Promise<Map<string, string>> {
  const perform = async (): Promise<Map<string, string>> => {
    const cwd = folderOf();
    expect(await sim([...LONG, '--workers', '1'], { cwd })).toMatchObject({ code: 0, err: '' });
    return lasting(join(cwd, 'out'));
  };
  reference ??= perform();
  return reference;
}

const MINE = `import { defineModule } from 'swarmlab';
export default defineModule({
  metrics: [{ name: 'tasks.long', unit: 'count', better: 'lower', description: 'tasks of more than 5 s of work',
    measure: ({ tasks }) => [...tasks].filter(({ demand }) => demand > 5).length }],
});
`;

/** Takes milliseconds, so that no machine is too slow for it. */
const TINY = SMALL.replace('duration: 5min', 'duration: 20s').replace(/faults:[\s\S]*?expect/, 'expect');

/** Takes all the memory that there is, in every second replication of a scheduler. */
// In pieces of 8 MB: where one piece is larger than what V8 leaves a thread beyond its limit, 16 MB, V8 ends the whole process.
const GREEDY = `import { defineModule } from 'swarmlab';
export default defineModule({
  metrics: [{ name: 'tasks.greedy', unit: 'count', better: 'lower', description: 'too much',
    measure({ metrics, scenario }) {
      if (scenario.scheduler.algorithm !== 'random') return metrics['tasks.submitted'];
      const kept = [];
      for (;;) kept.push(new Array(1e6).fill(kept.length));
    } }],
});
`;

const folderOf = (files: Readonly<Record<string, string>> = {}) =>
  folderWith({ 'small.yaml': SMALL, ...files });

for (const kind of ['redis', 'postgres'] as const) {
  const missing = missingServer(kind);
  describe.skipIf(missing !== null)(`on ${kind}${missing === null ? '' : ` (${missing})`}`, () => {
    let server: TestServer;
    let url = '';
    beforeAll(async () => {
      server = await startServer(kind);
      url = server.url;
    });
    afterAll(() => server?.remove());

    function worker(...words: string[]): TestWorker {
      const started = startWorker(url, ['--workers', '1', ...words]);
      onTestFinished(async () => {
        started.child.kill('SIGKILL');
        await started.ended;
      });
      return started;
    }

    async function connection(): Promise<QueueConnection> {
      const opened = await connect(readAddress(url, {}));
      onTestFinished(() => opened.close());
      return opened;
    }

    const run = (cwd: string, words: readonly string[], options: Options = {}) =>
      sim([...words, '--queue', url], { cwd, ...options });

    test('nothing is left on the server after an experiment, and --once ends with it', async () => {
      const once = worker('--once');
      const { code, err } = await run(folderOf(), [...COMPARE, ...QUIET]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(await once.ended).toMatchObject({ code: 0 });
      expect(once.text()).toMatch(
        /^waits for experiments at .*\nworks on small of .*\nhas done 12 runs of small-[0-9a-f]{8}\nends after 12 runs\n$/,
      );
      expect(await leftOn(server)).toEqual([]);
    });

    test('a worker refuses modules that it was not told to allow, and another runs them', async () => {
      const words = [...COMPARE, '--module', './mine.ts', '--metric', 'tasks.long', '--out', 'out'];
      const threads = folderOf({ 'mine.ts': MINE });
      expect(await sim([...words, '--quiet', '--workers', '1'], { cwd: threads })).toMatchObject({
        code: 0,
        err: '',
      });
      const refusing = worker();
      const queued = folderOf({ 'mine.ts': MINE });
      const running = run(queued, words);
      await refusing.saying(
        /refuses small of .*: the experiment needs \.\/mine\.ts, and it was started without --allow-modules/,
      );
      await sleep(3_000);
      worker('--allow-modules');
      const { code, err } = await running;
      expect({ code, err: err.replaceAll(/^no worker yet.*\n/gm, '') }).toEqual({
        code: 0,
        err: expect.stringMatching(/^refused: worker \S+ \S+: the experiment needs .*--allow-modules\n$/),
      });
      expect(lasting(join(queued, 'out'))).toEqual(lasting(join(threads, 'out')));
    });

    test('a worker refuses an experiment of another version, and status says so', async () => {
      const experiments = (await connection()).queue<Manifest>(EXPERIMENTS);
      const manifest = {
        protocol: PROTOCOL,
        version: '9.9.9',
        name: 'later',
        command: 'here 1',
        started: 0,
        beat: 0,
        done: 0,
        total: 3,
        modules: null,
        twice: false,
      };
      await experiments.add('experiment', manifest, { jobId: 'later-00000000' });
      onTestFinished(async () => {
        await sim(['queue', 'drop', 'later-00000000', '--queue', url]);
      });
      const refusing = worker();
      await refusing.saying(
        /refuses later of here 1: it has version \S+ of sim, and the experiment needs 9\.9\.9/,
      );
      const { code, out } = await sim(['queue', 'status', '--queue', url]);
      expect(code).toBe(0);
      expect(out).toContain('later-00000000 (running, its command is silent)');
      expect(out).toMatch(/worker \S+ \S+ refuses: it has version/);
    });

    test('an experiment can be paused, resumed, and dropped, and goes on from its journal', async () => {
      const cwd = folderOf();
      const running = run(cwd, LONG);
      const there = await connection();
      const experiments = there.queue<Manifest>(EXPERIMENTS);
      const id = await vi.waitUntil(async () => (await experiments.getWaiting(0, 0))[0]?.id, {
        timeout: 60_000,
        interval: 100,
      });
      // Paused before anybody works for it, so that no machine is too fast for the test.
      expect(await sim(['queue', 'pause', id, '--queue', url])).toMatchObject({ code: 0, err: '' });
      await worker().saying(/works on/);
      const { out } = await sim(['queue', 'status', '--queue', url, '--json']);
      expect(JSON.parse(out)).toMatchObject([{ id, paused: true, done: 0 }]);
      expect(await sim(['queue', 'resume', id, '--queue', url])).toMatchObject({ code: 0, err: '' });
      await untilRuns(cwd, 4);
      await pauseExperiment(there, id, true);
      expect(await sim(['queue', 'drop', id, '--queue', url])).toMatchObject({ code: 0, err: '' });
      expect(await running).toMatchObject({
        code: 1,
        err: expect.stringContaining(
          `error: ${id} was dropped from the queue; the same command with --resume continues it`,
        ),
      });
      expect(await run(cwd, [...LONG, '--resume'])).toMatchObject({ code: 0 });
      expect(lasting(join(cwd, 'out'))).toEqual(await longByThreads());
      expect(await sim(['queue', 'drop', id, '--queue', url])).toMatchObject({
        code: 1,
        err: expect.stringContaining(`there is no experiment "${id}" at ${url}`),
      });
    });

    test('a command that is killed goes on elsewhere, with other batches', async () => {
      const cwd = folderOf();
      worker();
      await run(cwd, LONG, {
        meanwhile: async (child) => {
          await untilRuns(cwd, 14);
          child.kill('SIGKILL');
        },
      });
      const elsewhere = temporaryFolder();
      cpSync(cwd, elsewhere, { recursive: true });
      worker('--workers', '2');
      const { code, out } = await run(elsewhere, [
        ...LONG.filter((word) => word !== '--quiet'),
        '--json',
        '--resume',
      ]);
      expect(code).toBe(0);
      expect((JSON.parse(out) as { run: { resumed: number } }).run.resumed).toBeGreaterThanOrEqual(12);
      expect(lasting(join(elsewhere, 'out'))).toEqual(await longByThreads());
    });

    test('SIGTERM lets a worker finish its batch, and another does the rest', async () => {
      const cwd = folderOf();
      const first = worker();
      const running = run(cwd, LONG);
      await untilRuns(cwd, 4);
      first.child.kill('SIGTERM');
      expect(await first.ended).toMatchObject({ code: 130 });
      expect(first.text()).toMatch(
        /finishing what is under way.*\n(has done \d+ runs? of small-\w+\n)+ends after \d+ runs?\n$/,
      );
      const second = worker('--once');
      expect(await running).toMatchObject({ code: 0 });
      await second.ended;
      // None of what the first had begun was lost or done again.
      const done = new Map<string, number>();
      for (const [, count, id] of (first.text() + second.text()).matchAll(/has done (\d+) runs? of (\S+)/g))
        done.set(id, (done.get(id) ?? 0) + Number(count));
      expect([...done.values()]).toContain(48);
    });

    test('a worker whose server is gone ends when it is told to', async () => {
      const gone = await startServer(kind);
      onTestFinished(() => gone.remove());
      const waiting = startWorker(gone.url);
      await waiting.saying(/waits for experiments/);
      await sleep(1_000);
      await gone.stop();
      waiting.child.kill('SIGTERM');
      expect(await waiting.ended).toMatchObject({ code: 130 });
    });

    // What a worker makes of a run is the same whatever server it has, and these take long.
    if (kind === 'redis') {
      test('a run without end costs itself alone', async () => {
        const cwd = folderOf({ 'endless.yaml': ENDLESS, 'tiny.yaml': TINY });
        worker('--time-limit', '10s');
        const words = [
          'compare',
          'tiny.yaml',
          'endless.yaml',
          '--reps',
          '2',
          '--metric',
          'tasks.completed',
          '--no-charts',
        ];
        const { code, out } = await run(cwd, [...words, '--json', '--out', 'out']);
        const answer = JSON.parse(out) as {
          failures: { reason: string }[];
          alternatives: { replications: number }[];
        };
        expect(code).toBe(1);
        expect(answer.alternatives.map(({ replications }) => replications)).toEqual([2, 0]);
        expect(answer.failures.map(({ reason }) => reason)).toEqual(
          Array.from({ length: 2 }, () => 'the run took longer than 10 s of real time'),
        );
      });

      test('a run that takes all memory costs itself alone', async () => {
        const cwd = folderOf({ 'greedy.ts': GREEDY });
        const greedy = worker('--allow-modules');
        const words = [
          'compare',
          'small.yaml',
          '--vary',
          'scheduler=round_robin,random',
          '--reps',
          '2',
          ...SHORT,
        ];
        const { code, out } = await run(cwd, [
          ...words,
          '--module',
          './greedy.ts',
          '--metric',
          'tasks.greedy',
          '--json',
          '--out',
          'out',
        ]);
        const answer = JSON.parse(out) as {
          failures: { reason: string }[];
          alternatives: { replications: number }[];
        };
        expect(code).toBe(1);
        expect(answer.alternatives.map(({ replications }) => replications)).toEqual([2, 0]);
        for (const { reason } of answer.failures) // A machine that is slow enough gives up the call that takes it first.
          expect(reason).toMatch(/greedy\.ts.*(MB of memory|did not return within)/);
        expect(greedy.child.exitCode).toBeNull();
      });
    }

    test('every run is done twice with --check-determinism, by the worker', async () => {
      const cwd = folderOf();
      const twice = worker('--once');
      expect(await run(cwd, [...COMPARE, ...QUIET, '--check-determinism'])).toMatchObject({
        code: 0,
        err: '',
      });
      expect(await twice.ended).toMatchObject({ code: 0 });
      const threads = folderOf();
      expect(await sim([...COMPARE, ...QUIET], { cwd: threads })).toMatchObject({ code: 0 });
      expect(lasting(join(cwd, 'out'))).toEqual(lasting(join(threads, 'out')));
    });

    test('passwords and TLS come from the environment, and passwords appear nowhere', async () => {
      const folder = temporaryFolder();
      const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
      execFileSync(
        'openssl',
        [
          ...[
            'req',
            '-x509',
            '-newkey',
            'ec',
            '-pkeyopt',
            'ec_paramgen_curve:prime256v1',
            '-nodes',
            '-days',
            '2',
          ],
          ...[
            '-subj',
            '/CN=127.0.0.1',
            '-addext',
            'subjectAltName=IP:127.0.0.1',
            '-keyout',
            key,
            '-out',
            certificate,
          ],
        ],
        { stdio: 'ignore' },
      );
      const password = 'hidden/word?';
      const safe = await startServer(kind, { password, tls: { certificate, key } });
      onTestFinished(() => safe.remove());
      const where = kind === 'redis' ? safe.url : `${safe.url}?sslmode=verify-full`;
      const env = { SWARMLAB_QUEUE_PASSWORD: password, SWARMLAB_QUEUE_CA: certificate };
      const serving = startWorker(where, ['--workers', '1', '--once'], env);
      const cwd = folderOf();
      const { code, out, err } = await sim([...COMPARE, '--out', 'out', '--queue', where], { cwd, env });
      expect({ code, err }).toEqual({ code: 0, err: '' });
      await serving.ended;
      const files = [...lasting(join(cwd, 'out')).values()].map((content) =>
        Buffer.from(content, 'base64').toString(),
      );
      const wrong = await sim(['queue', 'status', '--queue', where], {
        env: { ...env, SWARMLAB_QUEUE_PASSWORD: `${password}x` },
      });
      expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('cannot be used') });
      const inUrl = where
        .replace('127.0.0.1', `:${encodeURIComponent('hidden/word?')}x@127.0.0.1`)
        .replace('sim@:', 'sim:');
      const wrongUrl = await sim(['queue', 'status', '--queue', inUrl], {
        env: { SWARMLAB_QUEUE_CA: certificate },
      });
      expect(wrongUrl.code).toBe(1);
      const untrusted = await sim(['queue', 'status', '--queue', where], {
        env: { SWARMLAB_QUEUE_PASSWORD: password },
      });
      expect(untrusted).toMatchObject({ code: 1, err: expect.stringMatching(/self.signed/) });
      for (const text of [out, serving.text(), wrong.err, wrongUrl.err, untrusted.err, ...files])
        expect(text).not.toMatch(/hidden/);
    });
  });
}

describe('without a server', () => {
  test('a queue that nobody answers for is an error of one line', async () => {
    const { code, out, err } = await sim([...COMPARE, '--out', 'out', '--queue', 'redis://127.0.0.1:1/0'], {
      cwd: folderOf(),
    });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^error: the queue at redis:\/\/127\.0\.0\.1:1\/0 cannot be used: .*ECONNREFUSED.*\n$/,
    );
  });

  test('--workers belongs to the workers', async () => {
    const { code, err } = await sim([...COMPARE, '--queue', 'redis://127.0.0.1:1/0', '--workers', '2'], {
      cwd: folderOf(),
    });
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: --workers goes with sim worker where there is a --queue\n',
    });
  });

  test.each([
    ['bullmq', 'redis://127.0.0.1:1/0', 'bullmq ioredis'],
    ['ioredis', 'redis://127.0.0.1:1/0', 'bullmq ioredis'],
    ['pg', 'postgres://127.0.0.1:1/x', 'bullmq pg'],
  ])('without %s it says what to install, and threads need none of it', async (absent, url, packages) => {
    const folder = folderOf();
    mkdirSync(join(folder, 'node_modules'));
    for (const name of readdirSync('node_modules'))
      if (name !== absent && !name.startsWith('.'))
        symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
    cpSync('dist', join(folder, 'dist'), { recursive: true });
    cpSync('package.json', join(folder, 'package.json'));
    const main = join(folder, 'dist/cli/main.js');
    const { code, err } = await execute(
      process.execPath,
      [main, ...COMPARE, '--out', 'queued', '--queue', url],
      { cwd: folder },
    );
    expect({ code, err }).toEqual({
      code: 1,
      err: `error: --queue needs packages that are not installed: npm install ${packages}\n`,
    });
    const threads = await execute(process.execPath, [main, ...COMPARE, ...QUIET, '--workers', '1'], {
      cwd: folder,
    });
    expect(threads).toMatchObject({ code: 0, err: '' });
  });
});
