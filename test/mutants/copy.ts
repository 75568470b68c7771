import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest } from './mutant.ts';

/** What tests read besides packages. */
const PARTS = ['src', 'test', 'scenarios', 'results', 'package.json', 'tsconfig.json', 'README.md'];

/** The folder of everything that runs on a project leave behind. */
export function workFolder(root: string): string {
  const folder = join(tmpdir(), `swarmlab-mutants-${digest(root).slice(0, 8)}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Copies the project, so that a run neither changes it nor sees it change. Removes copies whose runs have ended. */
export function copyProject(root: string, work: string): string {
  for (const name of readdirSync(work)) {
    const pid = /^copy-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(work, name), { recursive: true });
  }
  const copy = join(work, `copy-${process.pid}`);
  for (const part of PARTS) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  return copy;
}
