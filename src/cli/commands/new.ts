/**
 * `sim new`: writes a commented scenario to start from.
 */
import { basename } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../exit.ts';
import { writeNewFile } from '../new-file.ts';
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
      await writeNewFile(file, starterScenario(nameOf(file)), options.force === true);
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
