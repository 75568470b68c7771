import { existsSync } from 'node:fs';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import type { RunSummary } from '../../src/lab/result.ts';
import { runScenario } from '../../src/lab/run.ts';
import { loadScenario } from '../../src/lab/scenario-file.ts';
import { welchTest } from '../../src/lab/statistics/index.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

/** Something of everything that a run is made of. */
const FILES = {
  'folder/base.yaml': `
agents:
  count: 60
  speed: lognormal(mean=1, cv=0.3)
  groups: [{ name: able, share: 50%, capabilities: [gpu] }]
cluster: { regions: [{ name: a, zones: 2, nodes: 4 }, { name: b, zones: 1, nodes: 4 }] }
network: { loss: 1%, regions: [{ between: [a, b], latency: "gamma(mean=40ms, cv=0.5)" }] }
coordination: { topology: tree, fanout: 20 }
`,
  'folder/trace.csv': 'at,work\n1,2.5\n4,0.5\n4.25,9\n60,1\n',
  'main.yaml': `
extends: folder/base.yaml
seed: browser
duration: 5min
warmup: 30s
scheduler: weighted
workload:
  - { name: bursts, arrivals: "bursty(rate=2/s, burst_rate=30/s, quiet=20s, burst=5s)", service: "weibull(shape=0.7, scale=2s)" }
  - { name: waves, waves: [{ tasks: 50 }, { tasks: 70 }], service: exponential(mean=3s), capabilities: [gpu], failure: 5% }
  - name: recorded
    arrivals: { trace: { file: folder/trace.csv, time: at, time_unit: s, service: { column: work, per_unit: 1s } } }
faults:
  - { kind: crash, target: { agents: 20% }, at: 1min, duration: 30s }
  - { kind: partition, groups: [[a], [b]], at: 2min, duration: 20s }
expect: [tasks.lost == 0]
`,
};

/** What is compared: everything but what depends on the machine. */
type Outcome = Omit<RunSummary, 'run'> & { readonly record: unknown };

async function bundle(entry: string): Promise<{ code: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'swarmlab',
    platform: 'browser',
    target: 'es2023',
    metafile: true,
    logLevel: 'silent',
  });
  return { code: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}

test('the bundle holds no page, no command and nothing of Node', async () => {
  const { inputs } = await bundle('src/browser.ts');
  expect(inputs.filter((path) => /^src\/(cli|report)\/|^src\/lab\/experiment\//.test(path))).toEqual([]);
  expect(inputs).toContain('src/world/world.ts');
  // What asks for Node cannot be bundled for a browser.
  await expect(bundle('src/lab/run.ts')).rejects.toThrow('Could not resolve "node:os"');
});

if (CHROMIUM === undefined && process.env.CI === 'true') throw new Error('there is no Chromium to run it in');

describe.skipIf(CHROMIUM === undefined)('in a browser (skipped where no Chromium is installed)', () => {
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    page = await browser.newPage();
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.addScriptTag({ content: (await bundle('src/browser.ts')).code });
  });

  afterAll(() => browser?.close());

  /** Runs the files in the page. */
  function outcomeThere(files: Readonly<Record<string, string>>, main: string): Promise<Outcome> {
    return page.evaluate(
      `(async () => {
        const scenario = swarmlab.loadScenarioFrom(${JSON.stringify(files)}, ${JSON.stringify(main)});
        const { summary: { run, ...summary }, record } = await swarmlab.runScenario(scenario);
        return JSON.parse(JSON.stringify({ ...summary, record }));
      })()`,
    );
  }

  async function outcomeHere(scenario: Parameters<typeof runScenario>[0]): Promise<Outcome> {
    const { summary, record } = await runScenario(scenario);
    const { run, ...rest } = summary;
    return JSON.parse(JSON.stringify({ ...rest, record }));
  }

  test('a run gives the same fingerprint, metrics and series as on Node', async () => {
    const { loadScenarioFrom } = await import('../../src/lab/load-scenario.ts');
    const here = await outcomeHere(loadScenarioFrom(FILES, 'main.yaml'));
    const there = await outcomeThere(FILES, 'main.yaml');
    expect(there.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(there).toEqual(here);
    expect(there.metrics['tasks.executions']).toBeGreaterThan(500);
    expect(problems).toEqual([]);
  });

  test('a shipped scenario gives what it gives on Node', async () => {
    const { readFileSync } = await import('node:fs');
    const text = readFileSync('scenarios/quickstart.yaml', 'utf8');
    const there = await outcomeThere({ 'quickstart.yaml': text }, 'quickstart.yaml');
    expect(there.fingerprint).toBe(
      (await outcomeHere(loadScenario('scenarios/quickstart.yaml'))).fingerprint,
    );
  });

  test('errors name their place', async () => {
    const message = await page.evaluate(
      `(() => { try { swarmlab.parseScenario('agentz: 5'); } catch (error) { return error.name + ': ' + error.message; } })()`,
    );
    const here = () => parseScenario('agentz: 5');
    expect(here).toThrow('scenario.yaml:1:1: ');
    expect(message).toMatch(/^ScenarioErrors: scenario\.yaml:1:1: agentz: .*did you mean "agents"\?$/);
  });

  test('a module of one’s own runs, and is named when it breaks a promise', async () => {
    const runWith = (choice: string) =>
      page.evaluate(
        `(async () => {
          const modules = [swarmlab.defineModule({ name: 'mine', algorithms: [{
            name: 'mine', description: 'mine', source: 'test', parameters: {}, order: 'arrival',
            create: ({ workers }) => ({ update() {}, choose: () => ${choice} }),
          }] })];
          const text = 'agents: 9\\nscheduler: mine\\nworkload: { backlog: 20, service: 1s }';
          const { summary } = await swarmlab.runScenario(swarmlab.parseScenario(text, { modules }), { modules });
          return summary.metrics['tasks.completed'];
        })().catch((error) => error.message)`,
      );
    expect(await runWith('workers.isOpen(3) ? 3 : -1')).toBe(20);
    expect(await runWith('9')).toMatch(
      /^mine: algorithm "mine": choose\(task 0\) at .* returned worker 9, but/,
    );
  });

  test('a long run leaves the page its turns, and can be stopped', async () => {
    const { turns, partial } = await page.evaluate<{ turns: number; partial: boolean }>(
      `(async () => {
        const controller = new AbortController();
        let turns = 0;
        const count = () => { if (++turns === 3) controller.abort(); };
        const timer = setInterval(count, 10);
        const text = 'agents: 1000\\nduration: 3000d\\nworkload: { arrivals: poisson(rate=1/s), service: 1s }';
        const { summary } = await swarmlab.runScenario(swarmlab.parseScenario(text), { signal: controller.signal });
        clearInterval(timer);
        return { turns, partial: summary.partial };
      })()`,
    );
    expect({ turns: turns >= 3, partial }).toEqual({ turns: true, partial: true });
  });

  test('statistics are there', async () => {
    const sample = { x: [1, 2, 3, 4.5], y: [2, 4, 4, 7.25] };
    const there = await page.evaluate<ReturnType<typeof welchTest>>(
      `swarmlab.statistics.welchTest(${JSON.stringify(sample.x)}, ${JSON.stringify(sample.y)})`,
    );
    // Browsers round logarithms and exponentials differently in the last bit.
    const here = welchTest(sample.x, sample.y);
    expect(there.p).toBeCloseTo(here.p, 12);
    expect(there.degrees_of_freedom).toBeCloseTo(here.degrees_of_freedom, 12);
  });
});
