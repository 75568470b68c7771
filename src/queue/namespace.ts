/** Removes what an experiment has left on a server. */
import type { Queue } from './connection.ts';

/** The queues of one experiment, and the one that lists all. */
export interface ExperimentQueues {
  readonly experiments: Pick<Queue, 'remove'>;
  readonly runs: Pick<Queue, 'obliterate'>;
  readonly results: Pick<Queue, 'obliterate'>;
  readonly contents: Pick<Queue, 'obliterate'>;
  readonly workers: Pick<Queue, 'obliterate'>;
}

/** First the entry by which workers find it, then all else: also what workers are at. */
export async function clearExperiment(queues: ExperimentQueues, id: string): Promise<void> {
  await queues.experiments.remove(id);
  for (const queue of [queues.runs, queues.results, queues.contents, queues.workers])
    await queue.obliterate({ force: true });
}
