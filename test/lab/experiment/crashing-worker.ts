/** A worker that goes down at a run of three agents until a file has as many lines as MOST. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { runJob as honest, type WorkerAnswer, type WorkerJob } from '../../../src/lab/experiment/worker.ts';

export function runJob(job: WorkerJob): Promise<WorkerAnswer> {
  const tally = job.scenario.description;
  const [path, most] = tally.split(' ');
  const crashes = existsSync(path) ? readFileSync(path, 'utf8').length : 0;
  if (job.scenario.agents.groups[0].count === 3 && job.replication === 1 && crashes < Number(most)) {
    appendFileSync(path, '!');
    // As a fault of memory does: the whole thread is gone.
    process.exit(workerData === undefined ? 1 : 9);
  }
  return honest(job);
}
