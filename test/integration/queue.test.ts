/**
 * Experiments on a queue give the bytes that one thread gives, whatever becomes of workers and servers. Once and of few replications
 * here; more often, of forty, and with a longer outage, with
 * SIM_QUEUE_LOOPS=10 SIM_QUEUE_REPS=40 SIM_QUEUE_OUTAGE=30 npx vitest run test/integration/queue.test.ts
 */
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { folderWith, lasting, SMALL, sim, untilRuns } from './sim.ts';
import { missingServer, type ServerKind, startServer, type TestServer } from './support/servers.ts';
import { startWorker, type TestWorker } from './support/workers.ts';

const LOOPS = Number(env.SIM_QUEUE_LOOPS ?? 1);
/** Replications of each of eight algorithms. */
const REPS = Number(env.SIM_QUEUE_REPS ?? 10);
/** Seconds for which the server is away: long enough that clients have tried in vain to connect. */
const OUTAGE = Number(env.SIM_QUEUE_OUTAGE ?? 3);

const ALGORITHMS =
  'round_robin,random,least_loaded,power_of_d_choices,join_idle_queue,late_binding,shortest_expected_delay,central_queue';
const COMPARE = [
  'compare',
  'small.yaml',
  '--vary',
  `scheduler=${ALGORITHMS}`,
  '--reps',
  `${REPS}`,
  '--no-charts',
];
const SHORT = ['--set', 'duration=1min', '--set', 'workload.stop=40s', '--set', 'faults=[]', '--no-charts'];

const cwd = (): string => folderWith({ 'small.yaml': SMALL });

/** What an experiment writes, without what depends on machine and moment. */
async function written(folder: string, words: readonly string[]): Promise<Map<string, string>> {
  const { code, err } = await sim([...words, '--quiet', '--out', 'out'], { cwd: folder });
  expect({ code, err: err.replaceAll(/^the queue at .*\n/gm, '') }).toEqual({ code: 0, err: '' });
  return lasting(join(folder, 'out'));
}

/** Of each experiment once, for all tests and servers. */
const references = new Map<string, Promise<Map<string, string>>>();

function oneThread(words: readonly string[]): Promise<Map<string, string>> {
  const key = words.join(' ');
  const reference = references.get(key) ?? written(cwd(), [...words, '--workers', '1']);
  references.set(key, reference);
  return reference;
}

function onServer(kind: ServerKind): { readonly url: () => string; readonly server: () => TestServer } {
  let server: TestServer | undefined;
  beforeAll(async () => {
    server = await startServer(kind);
  });
  afterAll(() => server?.remove());
  return { url: () => (server as TestServer).url, server: () => server as TestServer };
}

/** Workers that end with the test. */
function workers(url: string, count: number, words: readonly string[] = ['--workers', '1']): TestWorker[] {
  const all = Array.from({ length: count }, () => startWorker(url, words));
  onTestFinished(async () => {
    for (const { child } of all) child.kill('SIGKILL');
    await Promise.all(all.map(({ ended }) => ended));
  });
  return all;
}

/**
 * Kills two workers while they have batches, then again and again one of them, and starts others in their place, until told to end. A
 * third, which nobody kills, comes after the first two kills: no machine is so fast that the experiment ends before.
 * @returns how often it killed
 */
async function havoc(url: string, over: AbortSignal): Promise<number> {
  const all = workers(url, 2);
  const start = (): TestWorker => {
    const [started] = workers(url, 1);
    all.push(started);
    return started;
  };
  const victims = [...all];
  for (const victim of victims) {
    await victim.saying(/works on/);
    await sleep(Math.random() * 300);
    victim.child.kill('SIGKILL');
  }
  start();
  let kills = victims.length;
  while (!over.aborted) {
    const place = kills % 2;
    victims[place] = start();
    await sleep(500 + Math.random() * 2_500, undefined, { signal: over }).catch(() => {});
    victims[place].child.kill('SIGKILL');
    kills++;
  }
  for (const { child } of all) child.kill('SIGKILL');
  return kills;
}

const SERVERS = (['redis', 'postgres'] as const).map((kind) => ({ kind, missing: missingServer(kind) }));

for (const { kind, missing } of SERVERS)
  describe.skipIf(missing !== null)(`on ${kind}${missing === null ? '' : ` (${missing})`}`, () => {
    const { url, server } = onServer(kind);

    test('a comparison has the bytes of one thread, whatever workers are killed', {
      timeout: 600_000 * LOOPS,
    }, async () => {
      const expected = await oneThread(COMPARE);
      for (let loop = 0; loop < LOOPS; loop++) {
        const over = new AbortController();
        const killing = havoc(url(), over.signal);
        const found = await written(cwd(), [...COMPARE, '--queue', url()]);
        over.abort();
        const kills = await killing;
        expect(found).toEqual(expected);
        expect(kills).toBeGreaterThan(2);
        if (LOOPS > 1)
          process.stderr.write(`${kind}: loop ${loop + 1} of ${LOOPS}, ${kills} kills, same bytes\n`);
      }
    });

    test('a worker that is stopped for a while, and then hands in what another has done, counts once', {
      timeout: 300_000,
    }, async () => {
      const expected = await oneThread(COMPARE);
      const [stopped] = workers(url(), 1);
      const running = written(cwd(), [...COMPARE, '--queue', url()]);
      await stopped.saying(/works on/);
      await sleep(500);
      stopped.child.kill('SIGSTOP');
      // What it had falls to another when its lock of two seconds has run out.
      workers(url(), 1);
      await sleep(6_000);
      stopped.child.kill('SIGCONT');
      expect(await running).toEqual(expected);
    });

    test('everything goes on after the server was away', { timeout: 600_000 }, async () => {
      const expected = await oneThread(COMPARE);
      workers(url(), 2);
      const folder = cwd();
      const running = written(folder, [...COMPARE, '--queue', url()]);
      await untilRuns(folder, 20);
      await server().stop();
      await sleep(OUTAGE * 1_000);
      await server().start();
      expect(await running).toEqual(expected);
    });

    test.each([
      [
        'a precision',
        [
          'compare',
          'small.yaml',
          '--vary',
          'scheduler=random,least_loaded',
          '--precision',
          '5%',
          '--max-reps',
          '30',
        ],
      ],
      [
        'a selection',
        ['compare', 'small.yaml', '--vary', 'agents=10..30:10', '--select-best', '--indifference', '20%'],
      ],
      [
        'a search',
        [
          'sweep',
          'small.yaml',
          '--find',
          'agents.count such that task.latency.p99 < 20s',
          '--range',
          '5..40',
        ],
      ],
      [
        'a grid',
        [
          'sweep',
          'small.yaml',
          '--vary',
          'agents.count=10,20',
          '--vary',
          'scheduler=random,least_loaded',
          '--reps',
          '3',
        ],
      ],
    ])('%s decides as with one thread', { timeout: 300_000 }, async (_, words) => {
      const expected = await oneThread([...words, ...SHORT]);
      workers(url(), 2);
      expect(await written(cwd(), [...words, ...SHORT, '--queue', url()])).toEqual(expected);
    });
  });
