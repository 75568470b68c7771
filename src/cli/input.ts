/**
 * What several commands read from the command line and from scenario files.
 */
import { InvalidArgumentError } from 'commander';
import type { OpenModules } from '../lab/isolated.ts';
import type { Objection } from '../scenario/objections.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { parseQuantity, type Quantity, type Range, UnitError } from '../scenario/units.ts';
import { UsageError } from './exit.ts';

/** For options that may be repeated. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** A reader of an option's value that gives it in base units: seconds, bytes, ratios, events per second. */
export function quantityOption(kind: Quantity, range: Range): (text: string) => number {
  return (text) => {
    try {
      return parseQuantity(kind, text, range);
    } catch (error) {
      if (error instanceof UnitError) throw new InvalidArgumentError(`${capitalized(error.message)}.`);
      throw error;
    }
  };
}

/** Reads an option's value as the name of a folder. */
export function folderOption(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a folder.');
  return text;
}

export const MODULE_OPTION = [
  '--module <file>',
  'add what a module of your own defines (TypeScript or JavaScript); may be repeated',
] as const;

export const UNTIL_OPTION = ['--until <duration>', 'stop at this virtual time, such as 10min'] as const;

/** How to write where a queue is. */
export const QUEUE_URL =
  'redis://HOST:PORT/NUMBER, rediss:// with TLS, or postgres://USER@HOST:PORT/DATABASE; the password is taken from SWARMLAB_QUEUE_PASSWORD';

export const QUEUE_OPTION = [
  '--queue <url>',
  `let sim worker do the runs, on this machine or others: ${QUEUE_URL}`,
] as const;

export const DETERMINISM_OPTION = [
  '--check-determinism',
  'do every run twice, and fail where the second is another: finds modules that depend on more than the seed',
] as const;

/**
 * Runs `work` with the modules in these files open, or with null where there are none.
 * @throws ModuleFileError, UsageError when one of them cannot be used
 */
export async function withModules<Result>(
  files: readonly string[] | undefined,
  work: (modules: OpenModules | null) => Promise<Result>,
): Promise<Result> {
  if (files === undefined || files.length === 0) return work(null);
  const { openModules } = await import('../lab/isolated.ts');
  const modules = await openModules(files).catch((error: unknown) => {
    // Before any run, a module that cannot be used is wrong input like a file that cannot be read.
    throw error instanceof Error && error.name === 'ModuleError' ? new UsageError(error.message) : error;
  });
  try {
    return await work(modules);
  } finally {
    await modules.close();
  }
}

/**
 * @param modules what they define may be named too
 * @throws ScenarioErrors when the file cannot be read or does not hold a scenario.
 */
export async function readScenario(
  file: string,
  options: { readonly set?: readonly string[]; readonly seed?: string },
  modules: Pick<OpenModules, 'descriptions'> | null = null,
): Promise<Scenario> {
  const { readPlacedScenario } = await import('../lab/read-scenario.ts');
  const { set, seed } = options;
  const { scenario } = await readPlacedScenario({ file, set, seed, modules: modules?.descriptions });
  return scenario;
}

/** What a use of a scenario that has been read has against it, placed where it stands. */
export async function placedErrors(
  file: string,
  options: { readonly set?: readonly string[] },
  objections: readonly Objection[],
): Promise<Error> {
  const [{ placedObjections }, { nodeFiles }, { catalog }] = await Promise.all([
    import('../scenario/objections.ts'),
    import('../lab/files.ts'),
    import('../lab/catalog.ts'),
  ]);
  return placedObjections(
    file,
    { files: nodeFiles(), catalog: catalog(), set: options.set ?? [] },
    objections,
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
