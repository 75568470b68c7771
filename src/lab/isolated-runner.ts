/** Runs of experiments with a user's modules: several threads, each watched, so that a run that hangs costs that run alone. */
import { suitableWorkers } from './experiment/pool.ts';
import { rowOf, withoutLog } from './experiment/single-run.ts';
import {
  type Alternative,
  ExperimentError,
  RunDefect,
  type Runner,
  type RunRow,
} from './experiment/types.ts';
import type { IsolatedLimits, OpenModules } from './isolated.ts';

/** Errors of a scenario rather than of a run. */
const INPUT_ERRORS: ReadonlySet<string> = new Set(['ResourceError', 'WorldError']);

export interface IsolatedRunnerOptions extends IsolatedLimits {
  /** Threads; default one for each core, and no more than there is memory for. */
  readonly workers?: number;
}

/**
 * A runner for `Experiment` and `conduct`. A run in which a module fails is a RunDefect, which names module, call and virtual time.
 * It takes `modules` over: closing it closes them.
 */
export function isolatedRunner(
  modules: OpenModules,
  alternatives: readonly Alternative[],
  options: IsolatedRunnerOptions = {},
): Runner {
  const parallel = options.workers ?? suitableWorkers(alternatives);
  const free: OpenModules[] = [modules];
  const all = [modules];
  const run: Runner['run'] = async (scenario, replication, exact, signal, whole): Promise<RunRow> => {
    let own = free.pop();
    if (own === undefined) {
      own = modules.another();
      all.push(own);
    }
    const abandon = () => void own.close();
    signal?.addEventListener('abort', abandon);
    try {
      signal?.throwIfAborted();
      return rowOf(await own.run(withoutLog(scenario), { replication, exact }), {
        replication,
        exact,
        whole,
      });
    } catch (error) {
      signal?.throwIfAborted();
      const { name, message } = error as Error;
      throw INPUT_ERRORS.has(name) ? new ExperimentError(message) : new RunDefect(message);
    } finally {
      signal?.removeEventListener('abort', abandon);
      free.push(own);
    }
  };
  const close = async (): Promise<void> => {
    await Promise.all(all.map((open) => open.close()));
  };
  return { parallel, run, close };
}
