/** A scenario as a whole command in a process of its own, as a user starts it: processor time, and the most memory it had. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runProgram } from '../run-program.ts';
import { VersionFailure } from './speed-process.ts';

export interface CommandCost {
  /** Seconds of processor time, of the user and of the system. */
  readonly seconds: number;
  /** Peak resident set in bytes. */
  readonly bytes: number;
}

const MARK = 'resources ';
/** Runs in the process that is measured, when it ends. */
const HOOK = `data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();console.error("${MARK}"+JSON.stringify(u))})`;

/** @param root folder of a built version @throws VersionFailure when the command does not run */
export async function wholeCommand(
  root: string,
  scenario: string,
  signal?: AbortSignal,
): Promise<CommandCost> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-bench-run-'));
  try {
    const command = ['run', scenario, '--quiet', '--no-charts', '--out', join(folder, 'out')];
    const words = ['--import', HOOK, join(root, 'dist/cli/main.js'), ...command];
    const { code, err } = await runProgram(process.execPath, words, { signal });
    const line = err.split('\n').find((text) => text.startsWith(MARK));
    // An expectation that is not met is no obstacle to timing.
    if (line === undefined || code === null || code === 2 || code >= 70)
      throw new VersionFailure(`sim run ${scenario} ended with ${code}: ${err.split('\n')[0]}`);
    const usage = JSON.parse(line.slice(MARK.length)) as NodeJS.ResourceUsage;
    return { seconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6, bytes: usage.maxRSS * 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
