/** Whether words are a command that there is, without running it. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { fakeSession } from '../cli/streams.ts';
import { scriptsOf } from './collect.ts';

const program = createProgram(fakeSession().session);

/** Long and short names of the options of all commands. */
export const OPTIONS: ReadonlySet<string> = new Set(
  everyCommand(program).flatMap(({ options }) =>
    options.flatMap(({ long, short }) => [long, short]),
  ) as string[],
);

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => everyCommand(child as Command))];
}

/** Why a command line, word by word, is none; null where it is one. Places such as FILE may stand for what a reader has. */
export function commandProblem(words: readonly string[]): string | null {
  const [first, ...rest] = words;
  if (first === 'npx') return commandProblem(rest);
  if (first === 'sim') return simProblem(rest);
  if (first === 'npm') return npmProblem(rest);
  if (first === 'node' || first === 'bash' || first === 'tsx')
    return existsSync(rest[0]) ? null : `there is no ${rest[0]}`;
  if (first === 'vitest') return null;
  return `${first} is no command of this project`;
}

function npmProblem(words: readonly string[]): string | null {
  const prefix = words.indexOf('--prefix');
  const scripts = scriptsOf(prefix < 0 ? '.' : words[prefix + 1]);
  const [what, script] = words;
  if (what === 'ci' || what === 'install') return null;
  const name = what === 'run' ? script : what;
  return scripts.has(name) ? null : `there is no script ${name}`;
}

function simProblem(words: readonly string[]): string | null {
  let command = program;
  let place = 0;
  for (; place < words.length; place++) {
    const child = command.commands.find((one) => one.name() === words[place]);
    if (child === undefined) break;
    command = child as Command;
  }
  if (command === program && place < words.length) return `there is no command ${words[place]}`;
  const options = [...command.options, ...(command.parent?.options ?? [])];
  for (const word of words.slice(place)) {
    if (!word.startsWith('--')) continue;
    const name = word.split('=')[0];
    if (!options.some(({ long }) => long === name)) return `sim ${command.name()} has no option ${name}`;
  }
  return null;
}
