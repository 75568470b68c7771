/**
 * Runs in worker threads, one run a thread at a time.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { estimateMemory } from '../../world/feasibility/estimate.ts';
import { memoryLimit } from '../environment.ts';
import { ENDING, LOADER } from '../thread-files.ts';
import { type Alternative, ExperimentError, RunCrash, RunDefect, type Runner, type RunRow } from './types.ts';
import type { WorkerAnswer, WorkerJob } from './worker.ts';

export interface PoolOptions {
  /** Threads; default one for each core, and no more than there is memory for. */
  readonly workers?: number;
  /** Module that exports `runJob`. */
  readonly worker?: string;
  /** Bytes of objects that each thread may keep; a run that takes more is a RunCrash. Default: what Node allows. */
  readonly memory?: number;
}

/** Errors of a scenario rather than of a run. */
const INPUT_ERRORS: ReadonlySet<string> = new Set(['ResourceError', 'WorldError']);

const WORKER = fileURLToPath(new URL(`./worker${ENDING}`, import.meta.url));

/** How many of these scenarios run at a time: as many as cores, if memory allows. At least one. */
export function suitableWorkers(alternatives: readonly Alternative[]): number {
  const largest = Math.max(1, ...alternatives.map(({ scenario }) => estimateMemory(scenario).bytes));
  return Math.max(1, Math.min(availableParallelism(), Math.floor(memoryLimit() / largest)));
}

/** Starts worker threads; they end with `close`, or when idle for a while. */
export async function workerPool(
  alternatives: readonly Alternative[],
  options: PoolOptions,
): Promise<Runner> {
  const { Piscina } = await import('piscina');
  const parallel = options.workers ?? suitableWorkers(alternatives);
  const pool = new Piscina<WorkerJob, WorkerAnswer>({
    filename: options.worker ?? WORKER,
    name: 'runJob',
    minThreads: 0,
    maxThreads: parallel,
    idleTimeout: 5_000,
    concurrentTasksPerWorker: 1,
    execArgv: [...LOADER],
    ...(options.memory === undefined
      ? {}
      : { resourceLimits: { maxOldGenerationSizeMb: Math.ceil(options.memory / 1e6) } }),
  });
  // A thread that goes down between runs harms nothing: the next run starts another.
  pool.on('error', () => {});
  const run: Runner['run'] = async (scenario, replication, exact, signal, whole = false): Promise<RunRow> => {
    const job = { scenario, replication, exact, whole };
    const answer = await pool.run(job, { signal }).catch((error: unknown) => {
      if (signal?.aborted) throw signal.reason;
      throw new RunCrash(error instanceof Error ? error.message : String(error));
    });
    if ('row' in answer) return answer.row;
    const { name, message } = answer.error;
    throw INPUT_ERRORS.has(name) ? new ExperimentError(message) : new RunDefect(`${name}: ${message}`);
  };
  return { parallel, run, close: () => pool.destroy() };
}
