/**
 * Runs with a user's modules in a thread of their own. Code that throws, never returns, takes all memory or ends its thread costs
 * that run alone, and is named with the call in which it did.
 */
import { createHash } from 'node:crypto';
import type { Scenario } from '../scenario/scenario.ts';
import type { ModuleDescription } from './extension/description.ts';
import { type IsolatedLimits, ModuleThread } from './isolated-thread.ts';
import { bundleModule, type ModuleBundle } from './module-file.ts';
import type { RunResult } from './result.ts';
import type { RunOptions } from './simulate.ts';

export type { IsolatedLimits } from './isolated-thread.ts';

export type IsolatedRunOptions = Omit<RunOptions, 'modules' | 'trace'>;

/** Modules that have been read and run once, and are ready for runs. */
export class OpenModules {
  /** What they define. */
  readonly descriptions: readonly ModuleDescription[];
  /** 16 hexadecimal digits over the code of all of them and all that they import; with other code, runs are others. */
  readonly digest: string;
  /** Their code, as it was read. */
  readonly bundles: readonly ModuleBundle[];
  readonly #limits: IsolatedLimits;
  #thread: ModuleThread | null;

  constructor(
    bundles: readonly ModuleBundle[],
    thread: ModuleThread | null,
    descriptions: readonly ModuleDescription[],
    limits: IsolatedLimits,
  ) {
    this.descriptions = descriptions;
    this.bundles = bundles;
    this.#thread = thread;
    this.#limits = limits;
    const hash = createHash('sha256');
    for (const { digest } of bundles) hash.update(digest);
    this.digest = hash.digest('hex').slice(0, 16);
  }

  /**
   * One run, as `runScenario` does it; one at a time. After a run that failed the next one starts a new thread.
   * @throws ModuleError when a module throws, breaks a promise, does not return or takes too much memory
   * @throws ResourceError, WorldError as `runScenario` does
   */
  async run(scenario: Scenario, options: IsolatedRunOptions = {}): Promise<RunResult> {
    const thread = this.#thread ?? new ModuleThread(this.bundles, this.#limits);
    this.#thread = thread;
    try {
      await thread.ready();
      return await thread.run(scenario, options);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** The same modules for runs beside these, in a thread that starts with the first of them. */
  another(): OpenModules {
    return new OpenModules(this.bundles, null, this.descriptions, this.#limits);
  }

  /** Ends the thread. A run under way fails; a later one starts another thread. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.close();
  }
}

/**
 * Reads modules from their files and runs their code once, in a thread that is watched.
 * @throws ModuleFileError when a file is not there
 * @throws ModuleError when a module cannot be read, throws, does not come to an end or defines nothing that makes sense
 */
export async function openModules(
  files: readonly string[],
  limits: IsolatedLimits = {},
): Promise<OpenModules> {
  return openBundles(await Promise.all(files.map(bundleModule)), limits);
}

/**
 * The same for modules that have been read already, on this machine or on another.
 * @throws ModuleError when a module throws, does not come to an end or defines nothing that makes sense
 */
export async function openBundles(
  bundles: readonly ModuleBundle[],
  limits: IsolatedLimits = {},
): Promise<OpenModules> {
  const thread = new ModuleThread(bundles, limits);
  try {
    return new OpenModules(bundles, thread, await thread.ready(), limits);
  } catch (error) {
    await thread.close();
    throw error;
  }
}

/** One run with the modules in these files. */
export async function runIsolated(
  scenario: Scenario,
  files: readonly string[],
  options: IsolatedRunOptions & IsolatedLimits = {},
): Promise<RunResult> {
  const modules = await openModules(files, options);
  try {
    return await modules.run(scenario, options);
  } finally {
    await modules.close();
  }
}
