/**
 * `sim new`: writes a commented scenario to start from, or a module with its test.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { shellWord } from '../../report/shell-word.ts';
import { UsageError } from '../exit.ts';
import { writeNewFile } from '../new-file.ts';
import type { Session } from '../session.ts';
import { STARTERS, type StarterKind, starter } from '../starters.ts';

interface NewOptions {
  readonly force?: boolean;
}

export function registerNew(program: Command, session: Session): void {
  program
    .command('new')
    .summary('write a commented scenario to start from, or a module of your own')
    .description(
      'Writes a small scenario that explains itself ("sim new FILE" and "sim new scenario FILE" are the same), or a small ' +
        'scheduler, failure detector or metric in TypeScript with a test, for --module.',
    )
    .usage('[options] [scenario | scheduler | detector | metric] <file>')
    .argument('<file...>', 'where to write it, such as my-swarm.yaml or my-scheduler.ts')
    .option('--force', 'overwrite the file if it exists')
    .action(async (words: string[], options: NewOptions) => {
      const [kind, file] = readWords(words);
      const force = options.force === true;
      await session.out.line(
        kind === 'scenario' ? await newScenario(file, force) : await newModule(kind, file, force),
      );
    });
}

function readWords(words: readonly string[]): ['scenario' | StarterKind, string] {
  if (words.length === 1) return ['scenario', words[0]];
  const kind = ['scenario' as const, ...STARTERS].find((known) => known === words[0]);
  if (words.length === 2 && kind !== undefined) return [kind, words[1]];
  if (words.length > 2) throw new UsageError(`expected one file, found: ${words.join(' ')}`);
  throw new UsageError(
    `expected one file, or what to write and a file, found: ${words.join(' ')}; "${words[0]}" is not one of scenario, ${STARTERS.join(', ')}`,
  );
}

async function newScenario(file: string, force: boolean): Promise<string> {
  const { starterScenario } = await import('../../scenario/load.ts');
  await writeNewFile(file, starterScenario(nameOf(file)), force);
  return `wrote ${file}; run it with: sim run ${shellWord(file)}`;
}

async function newModule(kind: StarterKind, file: string, force: boolean): Promise<string> {
  if (!/[^/\\]\.m?ts$/.test(file)) throw new UsageError(`${file} does not end with .ts, as TypeScript does`);
  const testFile = file.replace(/(\.m?ts)$/, '.test$1');
  const { name, module, test, use } = starter(kind, basename(file));
  await refuseTaken(kind, name, basename(file));
  // Both or none.
  if (!force && existsSync(testFile)) throw new UsageError(`${testFile} exists; --force overwrites it`);
  await writeNewFile(file, module, force);
  await writeNewFile(testFile, test, force);
  return [
    `wrote ${file}; run it with: sim run SCENARIO --module ${shellWord(file)}${use === null ? '' : ` ${use}`}`,
    `wrote ${testFile}; run it with: node --test ${shellWord(testFile)} (before Node 22.18: npx tsx --test ${shellWord(testFile)})`,
  ].join('\n');
}

/** A module cannot give the name of what the program has itself. */
async function refuseTaken(kind: StarterKind, name: string, file: string): Promise<void> {
  const { catalog } = await import('../../lab/catalog.ts');
  const { algorithms, detectors, metrics } = catalog();
  const known = {
    scheduler: algorithms,
    detector: [...detectors, { name: 'none' }],
    metric: metrics,
  }[kind];
  if (known.some((entry) => entry.name === name))
    throw new UsageError(
      `there is a ${kind} named ${name} already, and ${file} would define another: choose another file name, such as my-${file}`,
    );
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
