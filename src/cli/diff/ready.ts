/** A side of `sim diff` that can be run: the program, and the words that say what it runs. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import process from 'node:process';
import type { RunSummary } from '../../lab/result.ts';
import { openRevision } from '../../lab/revision.ts';
import { scenarioToRepeat } from '../../scenario/write.ts';
import { UsageError } from '../exit.ts';
import { ownProgram, type RunWords } from './child.ts';
import type { NamedSide } from './sides.ts';

export interface ReadyOptions {
  readonly scenario?: string;
  readonly seed?: string;
  readonly set: readonly string[];
  readonly module?: readonly string[];
}

export interface Ready {
  readonly run: RunWords;
  /** Of a result that is there already. */
  readonly summary: RunSummary | null;
  /** Removes what was made for it. */
  close(): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** @param label as the user named the side. @throws UsageError, RevisionError */
export function readySide(
  side: Exclude<NamedSide, { kind: 'fingerprint' }>,
  label: string,
  options: ReadyOptions,
  signal: AbortSignal,
): Promise<Ready> {
  switch (side.kind) {
    case 'scenario':
      return Promise.resolve(plain([side.file], label, options));
    case 'module':
      return Promise.resolve(plain([scenarioOf(label, options), '--module', side.file], label, options));
    case 'revision':
      return revision(side.revision, label, options, signal);
    case 'results':
      return results(side.summary, label, options);
  }
}

function plain(words: readonly string[], label: string, options: ReadyOptions): Ready {
  const run = { program: ownProgram(), words: [...words, ...optionWords(options)], label };
  return { run, summary: null, close: nothing };
}

/** @throws UsageError without --scenario, after what else is to be said of `label` */
function scenarioOf(label: string, { scenario }: ReadyOptions, hint = ''): string {
  if (scenario === undefined) throw new UsageError(`${label}: ${hint}say with --scenario what it runs`);
  return scenario;
}

function optionWords({ seed, set, module = [] }: ReadyOptions): string[] {
  return [
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...module.flatMap((file) => ['--module', file]),
    ...(seed === undefined ? [] : ['--seed', seed]),
  ];
}

/** This program's own repository gives the program of that time; any other the files of that time. */
async function revision(
  name: string,
  label: string,
  options: ReadyOptions,
  signal: AbortSignal,
): Promise<Ready> {
  const hint = 'no file and no folder is called that; where it is a git revision, ';
  const scenario = scenarioOf(label, options, hint);
  const tree = await openRevision(name, { signal });
  const close = () => tree.close();
  const called = `${label} (${tree.commit.slice(0, 10)}, ${tree.subject})`;
  if (tree.program !== null) {
    const program = { command: process.execPath, words: [tree.program] };
    return {
      run: { program, words: [scenario, ...optionWords(options)], label: called },
      summary: null,
      close,
    };
  }
  const there = (file: string): string => join(tree.directory, relative(tree.top, resolve(file)));
  const module = options.module?.map(there);
  const words = [there(scenario), ...optionWords({ ...options, module })];
  return { run: { program: ownProgram(), words, label: called }, summary: null, close };
}

/** What was run is in the result, fully defaulted; the modules are those of the command that wrote it. */
async function results(summary: RunSummary, label: string, options: ReadyOptions): Promise<Ready> {
  if (options.set.length > 0 || options.seed !== undefined)
    throw new UsageError(`${label}: a result is as it is; --set and --seed change scenarios`);
  const folder = await mkdtemp(join(tmpdir(), 'sim-diff-'));
  const file = join(folder, 'scenario.yaml');
  // Every JSON document is one of YAML. Tables are named as the run found them, from where it was started.
  const scenario = scenarioToRepeat(summary.scenario, (path) => resolve(path));
  await writeFile(file, JSON.stringify(scenario));
  const words = summary.run.command ?? [];
  const modules = words.flatMap((word, index) => (words[index - 1] === '--module' ? ['--module', word] : []));
  const until = summary.until === undefined ? [] : ['--until', `${summary.until}s`];
  const run = { program: ownProgram(), words: [file, ...modules, ...until], label };
  return { run, summary, close: () => rm(folder, { recursive: true, force: true }) };
}
