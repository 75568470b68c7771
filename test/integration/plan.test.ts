import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { PlanComparison } from '../../src/lab/planning.ts';
import type { RunSummary } from '../../src/lab/result.ts';
import type { Plan } from '../../src/planning/types.ts';
import { GOALS } from '../planning/support.ts';
import { execute, folderWith, MAIN, sim, temporaryFolder } from './sim.ts';

/** Two parts of the work run side by side, so that the plan is a graph. */
const SIDE_BY_SIDE = 'Convert 200 videos and resize 1,000 images, 3 seconds each';

interface PlanDocument extends Plan {
  readonly file: string | null;
  readonly scenario: string;
  readonly simulation: (PlanComparison & { readonly summary: RunSummary }) | null;
}

async function document(...words: string[]): Promise<PlanDocument> {
  const { code, out, err } = await sim(['plan', '--json', ...words]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as PlanDocument;
}

describe('the goals of Intelligent Dynamic Parallel Orchestration', () => {
  test.each(Object.keys(GOALS) as (keyof typeof GOALS)[])('%s', async (name) => {
    const { code, out, err } = await sim(['plan', GOALS[name]]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    await expect(out).toMatchFileSnapshot(`golden/plan-${name}.txt`);
  });

  test('with the number of agents that the document has', async () => {
    const { out } = await sim(['plan', GOALS.bug, '--agents', '4']);
    expect(out).toContain('USER OVERRIDE DETECTED  4 agents requested');
    expect(out).toMatch(/^ESTIMATED TIME +60 minutes$/m);
  });
});

describe('--out', () => {
  test('writes the scenario that --run simulates', async () => {
    const cwd = temporaryFolder();
    const planned = await sim(['plan', GOALS.bug, '--out', 'bug.yaml', '--run', '--json'], { cwd });
    expect(planned).toMatchObject({ code: 0, err: '' });
    const { file, scenario, simulation } = JSON.parse(planned.out) as PlanDocument;
    expect(file).toBe('bug.yaml');
    expect(readFileSync(join(cwd, 'bug.yaml'), 'utf8')).toBe(scenario);
    const run = await sim(['run', 'bug.yaml', '--json', '--no-charts'], { cwd });
    expect(run.code).toBe(0);
    const summary = JSON.parse(run.out) as RunSummary;
    expect(simulation?.summary.fingerprint).toBe(summary.fingerprint);
    expect(simulation?.summary.metrics).toEqual(summary.metrics);
    expect(simulation?.simulated).toBe(summary.metrics.makespan);
  });

  test('says what it wrote, and overwrites nothing unless told to', async () => {
    const cwd = folderWith({ 'plan.yaml': 'precious' });
    const words = ['plan', 'Deploy to 500 servers', '--out', 'plan.yaml'];
    const refused = await sim(words, { cwd });
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toBe('error: plan.yaml exists; --force overwrites it\n');
    expect(readFileSync(join(cwd, 'plan.yaml'), 'utf8')).toBe('precious');
    const forced = await sim([...words, '--force'], { cwd });
    expect(forced).toMatchObject({ code: 0, err: '' });
    expect(forced.out).toMatch(/\nwrote plan\.yaml; run it with: sim run plan\.yaml\n$/);
    expect(await sim(['validate', 'plan.yaml'], { cwd })).toMatchObject({ code: 0, err: '' });
  });

  test('says why it cannot write', async () => {
    const { code, out, err } = await sim(['plan', GOALS.bug, '--out', 'no/such/plan.yaml'], {
      cwd: temporaryFolder(),
    });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe('error: cannot write no/such/plan.yaml: there is no such file or folder\n');
  });
});

/** Rows of the table: [name, planned, simulated]. */
function comparedRows(out: string): string[][] {
  const rows = out.slice(out.indexOf('PLANNED AND SIMULATED:')).split('\n');
  return rows.filter((row) => /^(Wave \d|Total)/.test(row)).map((row) => row.split(/ {2,}/));
}

describe('--run', () => {
  test('sets wave by wave and the total beside the estimate', async () => {
    const { code, out, err } = await sim(['plan', GOALS.bug, '--run']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const rows = comparedRows(out);
    expect(rows.map(([name]) => name)).toEqual([
      ...Array.from({ length: 7 }, (_, i) => `Wave ${i}`),
      'Total',
    ]);
    expect(rows[4].slice(1, 3)).toEqual(['Testing', '20 min']);
    expect(rows[7][1]).toBe('1 h 10 min');
    for (const row of rows) expect(row.at(-1)).toMatch(/^[+−]?\d+(\.\d)?( %)?$/);
    expect(out).toContain('✓ tasks.lost == 0');
    expect(out).toMatch(/fingerprint [0-9a-f]{16} /);
  });

  test('the figures are those of the run', async () => {
    const { waves, simulation, estimateMinutes } = await document(GOALS.repository, '--run');
    expect(simulation?.planned).toBe(estimateMinutes * 60);
    expect(simulation?.waves.map(({ planned }) => planned / 60)).toEqual(
      waves.map(({ durationMinutes }) => durationMinutes),
    );
    // One after the other, with nothing between them but messages.
    const total = simulation!.waves.reduce((sum, { simulated }) => sum + (simulated as number), 0);
    expect(total).toBeGreaterThan((simulation!.simulated as number) - 1);
    expect(total).toBeLessThan((simulation!.simulated as number) + 1);
    expect(simulation!.summary.metrics.makespan).toBe(simulation!.simulated);
    expect(simulation!.waves.reduce((sum, { completed }) => sum + completed, 0)).toBe(
      simulation!.summary.metrics['tasks.completed'],
    );
  });

  test('waves that run side by side are measured each', async () => {
    const { waves, simulation } = await document(SIDE_BY_SIDE, '--run');
    expect(waves[3].startMinutes).toBe(waves[2].startMinutes);
    for (const { state, planned, simulated } of simulation!.waves) {
      expect(state).toBe('ended');
      expect(simulated as number).toBeGreaterThan(planned * 0.4);
      expect(simulated as number).toBeLessThan(planned * 2.5);
    }
    const sum = simulation!.waves.reduce((total, wave) => total + (wave.simulated as number), 0);
    expect(sum).toBeGreaterThan((simulation!.simulated as number) * 1.1);
  });

  test('a deadline that the simulation misses is exit code 1', async () => {
    const { code, out, err } = await sim(['plan', `${SIDE_BY_SIDE}, within 5 minutes`, '--run']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/✗ makespan <= 5min {2}\d+ min/);
  });

  test('what no machine holds is refused in words', async () => {
    const words = ['plan', 'Deploy to 900,000,000 servers using 900,000,000 agents', '--run'];
    const { code, err } = await sim(words);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: |plan\.yaml:/);
    expect(err).not.toMatch(/\n\s+at |internal error/);
  });

  test('interrupted, it shows what there is', async () => {
    const { code, out, err } = await sim(['plan', 'Deploy to 100,000 servers', '--run'], {
      meanwhile: async (child) => {
        await new Promise((resolve) => child.stdout?.once('data', resolve));
        await sleep(3000);
        child.kill('SIGINT');
      },
    });
    expect(code, err).toBe(130);
    expect(err).toContain('interrupted');
    expect(comparedRows(out).at(-1)).toContain('did not end');
    expect(out).toContain('did not start');
  });
});

describe('a text that cannot be planned', () => {
  test.each([
    ['Deploy to all servers across 5 regions', 'How many servers', '5 regions'],
    ['Deploy to 50-100 servers', '50 or 100', 'pattern: '],
    ['Hello there', 'What should be done?', ''],
    ['', 'What is the goal?', 'nothing'],
    ['Bereitstellen auf allen 100 Servern', 'English', ''],
  ])('%j is answered with a question', async (goal, question, understood) => {
    const cwd = temporaryFolder();
    const { code, out, err } = await sim(['plan', goal, '--out', 'plan.yaml', '--run'], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^This goal cannot be planned without (an answer|answers):\n/);
    expect(err.replace(/\s+/g, ' ')).toContain(question);
    expect(err.slice(err.indexOf('Understood:')).replace(/\s+/g, ' ')).toContain(understood);
    expect(err).not.toMatch(/\n\s+at /);
    expect(existsSync(join(cwd, 'plan.yaml'))).toBe(false);
  });

  test('--json gives question and findings as JSON', async () => {
    const { code, out, err } = await sim(['plan', '--json', 'Deploy to all servers']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject({ kind: 'clarification', reason: 'count_missing' });
  });

  test('--agents answers a question about agents', async () => {
    const goal = 'Deploy to 100 servers using 20 agents or 30 agents';
    expect((await sim(['plan', goal])).code).toBe(2);
    expect((await document(goal, '--agents', '25')).sizing.agents).toBe(25);
  });
});

describe('--rules', () => {
  test('lists all rules', async () => {
    const { code, out, err } = await sim(['plan', '--rules']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^rule +looks for +concludes\n/);
    const rules = JSON.parse((await sim(['plan', '--rules', '--json'])).out) as Record<string, string>[];
    expect(rules.length).toBeGreaterThan(20);
    for (const rule of rules) {
      expect(Object.keys(rule)).toEqual(['name', 'matches', 'concludes']);
      expect(out).toContain(rule.name);
    }
  });

  test('with a goal, shows which applied', async () => {
    const { out } = await sim(['plan', '--rules', 'Deploy to 500 servers']);
    expect(out).toMatch(/^rule +found +concluded\n/m);
    expect(out).toMatch(/^work\.verb +deploy /im);
    const { err } = await sim(['plan', '--rules', 'Deploy']);
    expect(err).toMatch(/^work\.verb +deploy /im);
  });
});

describe('the command line', () => {
  test('words need no quotation marks', async () => {
    const quoted = await sim(['plan', 'Deploy to 500 servers']);
    expect(await sim(['plan', 'Deploy', 'to', '500', 'servers'])).toEqual(quoted);
  });

  test.each([
    [[], 'missing the goal'],
    [['--run'], 'missing the goal'],
    [['--rules', '--run'], '--run needs a goal'],
    [['--rules', '--agents', '5'], '--agents needs a goal'],
    [['Fix the bug', '--force'], '--force goes with --out'],
    [['Fix the bug', '--agents', '0'], 'whole number from 1'],
    [['Fix the bug', '--agents', '-5'], 'whole number from 1'],
    [['Fix the bug', '--agents', '2.5'], 'whole number from 1'],
    [['Fix the bug', '--agents', 'many'], 'whole number from 1'],
    [['Fix the bug', '--agents', '99999999999'], 'whole number from 1'],
    [['Fix the bug', '--agnets', '5'], 'Did you mean --agents?'],
    [['Fix the bug', '--out'], 'argument missing'],
  ])('%j is wrong', async (words, message) => {
    const { code, out, err } = await sim(['plan', ...words]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('the text of the goal reaches no terminal as it is', async () => {
    const goal = 'Deploy \u001b[31mto\u0007 500 servers\u001b]0;title\u0007';
    for (const words of [
      [goal, '--rules', '--run'],
      [`${goal} or 600 servers`, '--rules'],
    ]) {
      const { out, err } = await sim(['plan', ...words]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
      expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    }
  });

  test('colours only where they are wanted', async () => {
    const env = { FORCE_COLOR: '1' };
    const plain = await sim(['plan', GOALS.bug]);
    expect(plain.out).not.toContain('\u001b');
    const coloured = await sim(['plan', GOALS.bug], { env });
    expect(coloured.out).toContain('\u001b');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    expect(coloured.out.replace(/\u001b\[\d+m/g, '')).toBe(plain.out);
  });

  test.runIf(existsSync('/usr/bin/script'))('on a terminal nothing is silent', async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, 'plan.sh'),
      `'${process.execPath}' '${MAIN}' plan 'Deploy to 2,000 servers' --run\n`,
    );
    const { code, out } = await execute('script', ['-qec', 'bash plan.sh', '/dev/null'], {
      cwd,
      env: { TERM: 'xterm' },
    });
    expect(code).toBe(0);
    expect(out).toContain('reading the goal');
    expect(out).toMatch(/\d+% \| .* tasks/);
    expect(out).toContain('PLANNED AND SIMULATED:');
  });
});
