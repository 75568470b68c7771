/**
 * Runs with a user's modules in a thread of their own, and runs beside these in processes of their own. Code that throws, never returns,
 * takes all memory or ends its thread costs that run alone, and is named with the call in which it did.
 */
import { createHash } from 'node:crypto';
import type { Scenario } from '../scenario/scenario.ts';
import type { ModuleDescription } from './extension/description.ts';
import { ModuleProcess } from './isolated-process.ts';
import { type IsolatedLimits, type ModuleHost, ModuleThread } from './isolated-thread.ts';
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
  readonly #start: () => ModuleHost;
  #host: ModuleHost | null;

  constructor(
    bundles: readonly ModuleBundle[],
    host: ModuleHost | null,
    descriptions: readonly ModuleDescription[],
    limits: IsolatedLimits,
  ) {
    this.descriptions = descriptions;
    this.bundles = bundles;
    const Host = host === null ? ModuleProcess : ModuleThread;
    this.#start = () => new Host(bundles, limits);
    this.#host = host;
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
    this.#host ??= this.#start();
    const host = this.#host;
    try {
      await host.ready();
      return await host.run(scenario, options);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** The same modules for runs beside these, in a process that starts with the first of them. */
  another(): OpenModules {
    return new OpenModules(this.bundles, null, this.descriptions, this.#limits);
  }

  /** Ends the thread or process. A run under way fails; a later one starts another. */
  async close(): Promise<void> {
    const host = this.#host;
    this.#host = null;
    await host?.close();
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
