/**
 * `sim new`: writes a commented scenario to start from.
 */
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { isSystemError, UsageError, WriteError } from '../exit.ts';
import type { Session } from '../session.ts';

interface NewOptions {
  readonly force?: boolean;
}

export function registerNew(program: Command, session: Session): void {
  program
    .command('new')
    .summary('write a commented scenario to start from')
    .description(
      'Writes a small scenario that explains itself. "sim new FILE" and "sim new scenario FILE" are the same.',
    )
    .usage('[options] [scenario] <file>')
    .argument('<file...>', 'where to write it, such as my-swarm.yaml')
    .option('--force', 'overwrite the file if it exists')
    .action(async (words: string[], options: NewOptions) => {
      const file = fileOf(words);
      const { starterScenario } = await import('../../scenario/load.ts');
      await writeNew(file, starterScenario(nameOf(file)), options.force === true);
      await session.out.line(`wrote ${file}; run it with: sim run ${file}`);
    });
}

function fileOf(words: readonly string[]): string {
  if (words.length === 1) return words[0];
  if (words.length === 2 && words[0] === 'scenario') return words[1];
  throw new UsageError(`expected one file, found: ${words.join(' ')}`);
}

/** The file's name without its ending, in the letters that a scenario's name may have. */
function nameOf(file: string): string {
  const plain = basename(file).replace(/\.ya?ml$/i, '');
  const name = plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'scenario' : name;
}

/** Without `force` a file that exists stays as it is; with it, it is replaced whole or not at all. */
async function writeNew(file: string, text: string, force: boolean): Promise<void> {
  const target = force ? `${file}.${randomBytes(6).toString('hex')}.tmp` : file;
  try {
    await writeFile(target, text, { flag: 'wx' });
    if (force) await rename(target, file);
  } catch (error) {
    if (force) await rm(target, { force: true });
    else if (isSystemError(error) && error.code === 'EEXIST') {
      throw new UsageError(`${file} exists; --force overwrites it`);
    }
    throw new WriteError(file, error);
  }
}
