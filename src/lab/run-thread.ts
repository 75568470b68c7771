/** One run in a thread of its own, so that the thread that asked for it hears signals while a large world is built. */
import { Worker } from 'node:worker_threads';
import type { Scenario } from '../scenario/scenario.ts';
import { estimateMemory } from '../world/feasibility/estimate.ts';
import { type Answer, type Order, revivedError } from './isolated-messages.ts';
import type { RunResult } from './result.ts';
import type { RunOptions } from './simulate.ts';
import { ENDING, threadEntry } from './thread-files.ts';

/** Agents and tasks from which building the world may take longer than a person waits. */
const LARGE = 100_000;

/** Whether a run is worth a thread. */
function isLarge(scenario: Scenario): boolean {
  const { agents, tasks } = estimateMemory(scenario);
  return agents + tasks >= LARGE;
}

/**
 * What `runScenario` does; modules of one's own excepted. Large runs have a thread of their own.
 * @throws what `runScenario` throws
 */
export async function runResponsively(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  if (isLarge(scenario)) return runInThread(scenario, options);
  const { runScenario } = await import('./run.ts');
  return runScenario(scenario, options);
}

async function runInThread(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const { until, replication, command, exact, history, signal, onProgress } = options;
  const worker = new Worker(threadEntry(new URL(`./run-worker${ENDING}`, import.meta.url)));
  const tell = (order: Order): void => worker.postMessage(order);
  const abort = (): void => tell({ kind: 'abort' });
  try {
    return await new Promise<RunResult>((resolve, reject) => {
      worker.on('message', (answer: Answer) => {
        if (answer.kind === 'progress') onProgress?.(answer.progress);
        else if (answer.kind === 'result') resolve(answer.result);
        else if (answer.kind === 'failed') reject(revivedError(answer.error));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the thread of the run ended with code ${code}`)));
      tell({ kind: 'run', scenario, options: { until, replication, command, exact, history } });
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort);
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
