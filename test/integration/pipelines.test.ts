/** The workflow files of the documentation, copied into a repository of one scenario and one scheduler, and run step by step. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { execute, folderWith, MAIN, type Outcome, sim } from './sim.ts';

const DOCUMENT = readFileSync('src/cli/testing/README.md', 'utf8');
const [GITHUB, GITLAB] = [...DOCUMENT.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => parse(text));

const SCENARIO = `name: swarm
agents: 10
scheduler: mine
workload:
  arrivals: poisson(rate=8/s)
  service: exponential(mean=1s)
  stop: 50s
expect:
  - tasks.lost == 0
  - tasks.failed == 0
`;

/** To the worker with the fewest tasks; with the planted fault, to the one with the most that still has room. */
const scheduler = (isFaulty: boolean) => `import { defineModule } from 'swarmlab';

export default defineModule({
  algorithms: [
    {
      name: 'mine',
      description: 'by load',
      source: 'a test',
      parameters: {},
      order: 'arrival',
      create: ({ workers }) => ({
        choose() {
          let best = -1;
          for (let worker = 0; worker < workers.count; worker++) {
            if (!workers.isOpen(worker)) continue;
            if (best < 0 || workers.outstanding[worker] ${isFaulty ? '>' : '<'} workers.outstanding[best]) best = worker;
          }
          return best;
        },
        update() {},
      }),
    },
  ],
});
`;

/** Commands of the steps that run something, less those that install. */
function commandsOf(workflow: 'github' | 'gitlab'): string[] {
  const steps: unknown[] =
    workflow === 'github'
      ? GITHUB.jobs.swarm.steps.map((step: { run?: string }) => step.run)
      : GITLAB.swarm.script;
  return steps.filter((step): step is string => typeof step === 'string' && step !== 'npm ci');
}

const PIPELINE = {
  github: { CI: 'true', GITHUB_ACTIONS: 'true' },
  gitlab: { CI: 'true', GITLAB_CI: 'true' },
} as const;

/** Runs the steps in turn, as a runner does, up to the first that fails. */
async function runSteps(workflow: 'github' | 'gitlab', cwd: string): Promise<Outcome> {
  const env = {
    ...PIPELINE[workflow],
    ...(workflow === 'github' ? { GITHUB_STEP_SUMMARY: join(cwd, 'step.md') } : {}),
  };
  let last: Outcome | undefined;
  for (const command of commandsOf(workflow)) {
    const script = command.replaceAll('npx sim', `"${process.execPath}" "${MAIN}"`);
    last = await execute('sh', ['-ec', script], { cwd, env });
    if (last.code !== 0) break;
  }
  return last as Outcome;
}

async function repository(): Promise<string> {
  const cwd = folderWith({ 'scenarios/swarm.yaml': SCENARIO, 'scheduler.ts': scheduler(false) });
  execFileSync('git', ['init', '--quiet'], { cwd });
  const accept = [
    'bench',
    'scenarios',
    '--module',
    'scheduler.ts',
    '--accept',
    '--because',
    'first baseline',
  ];
  const { code, err } = await sim(accept, { cwd, env: { CI: '' } });
  expect([code, err]).toEqual([0, expect.any(String)]);
  return cwd;
}

describe.each(['github', 'gitlab'] as const)('the workflow for %s', (workflow) => {
  test('has steps that test and compare', () => {
    expect(commandsOf(workflow).map((command) => command.split(' ').slice(0, 3).join(' '))).toEqual([
      'npx sim test',
      'npx sim bench',
    ]);
  });

  test('passes without a regression, and fails with one', async () => {
    const cwd = await repository();
    const passed = await runSteps(workflow, cwd);
    expect([passed.code, passed.out + passed.err]).toEqual([0, expect.any(String)]);
    expect(existsSync(join(cwd, 'behaviour.xml'))).toBe(true);
    writeFileSync(join(cwd, 'scheduler.ts'), scheduler(true));
    const failed = await runSteps(workflow, cwd);
    expect([failed.code, failed.out + failed.err]).toEqual([1, expect.any(String)]);
  }, 180_000);
});
