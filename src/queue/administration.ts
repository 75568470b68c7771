/** What an operator does with the experiments on a queue: looks, pauses, resumes, drops. */
import type { QueueConnection } from './connection.ts';
import { QueueError } from './errors.ts';
import { clearExperiment } from './namespace.ts';
import { type Batch, DROPPED, EXPERIMENTS, type Manifest, type Presence, queuesOf } from './protocol.ts';
import { Signs } from './signs.ts';

export interface ExperimentStatus {
  readonly id: string;
  readonly name: string;
  /** Machine and process of the command. */
  readonly command: string;
  readonly version: string;
  /** When the command started, as ISO 8601. */
  readonly started: string;
  /** Whether the command gives signs of life. */
  readonly alive: boolean;
  readonly paused: boolean;
  /** Runs. */
  readonly done: number;
  /** Runs as far as asked for. */
  readonly total: number;
  /** Batches that wait for a worker, are with one, or were given up. */
  readonly batches: { readonly waiting: number; readonly active: number; readonly failed: number };
  readonly workers: readonly Presence[];
}

/** Most experiments, and most workers of each, that are told. */
const MOST = 1_000;

/**
 * All experiments on a queue, oldest first.
 * @param watch milliseconds between two looks, from which follows who lives
 */
export async function queueStatus(connection: QueueConnection, watch: number): Promise<ExperimentStatus[]> {
  const experiments = connection.queue<Manifest>(EXPERIMENTS);
  const first = await experiments.getWaiting(0, MOST - 1);
  const before = new Map(first.map(({ id, data }) => [id, data.beat]));
  const presences = new Map<string, Signs<Presence>>();
  const look = async (): Promise<void> => {
    for (const { id } of first) {
      const signs = presences.get(id as string) ?? new Signs<Presence>();
      presences.set(id as string, signs);
      const queue = connection.queue<Presence>(queuesOf(id as string).workers);
      signs.read(await queue.getWaiting(0, MOST - 1), performance.now());
      await connection.release([queue]);
    }
  };
  await look();
  if (first.length > 0) await new Promise((resolve) => setTimeout(resolve, watch));
  await look();
  const status: ExperimentStatus[] = [];
  for (const { id, data } of await experiments.getWaiting(0, MOST - 1)) {
    const runs = connection.queue<Batch>(queuesOf(id as string).runs);
    const { waiting = 0, paused = 0, active = 0, failed = 0 } = await runs.getJobCounts();
    const { name, command, version, started, beat, done, total } = data;
    status.push({
      id: id as string,
      name,
      command,
      version,
      started: new Date(started).toISOString(),
      alive: before.get(id) !== beat,
      paused: await runs.isPaused(),
      done,
      total,
      batches: { waiting: waiting + paused, active, failed },
      workers: presences.get(id as string)?.changed() ?? [],
    });
    await connection.release([runs]);
  }
  return status.sort((a, b) => (a.started < b.started ? -1 : a.started > b.started ? 1 : 0));
}

/** Workers finish what they have, and begin nothing until it is resumed. @throws QueueError when there is no such experiment */
export async function pauseExperiment(
  connection: QueueConnection,
  id: string,
  paused: boolean,
): Promise<void> {
  await existing(connection, id);
  const runs = connection.queue<Batch>(queuesOf(id).runs);
  await (paused ? runs.pause() : runs.resume());
}

/**
 * Removes an experiment: what workers are at is given up. Its command, if it lives, ends, and what it has is in its journal.
 * @param watch milliseconds between two looks, from which follows whether it lives
 * @throws QueueError when there is no such experiment
 */
export async function dropExperiment(connection: QueueConnection, id: string, watch: number): Promise<void> {
  const { beat } = await existing(connection, id);
  await new Promise((resolve) => setTimeout(resolve, watch));
  const experiments = connection.queue<Manifest>(EXPERIMENTS);
  const later = await experiments.getJob(id);
  // Only who lives can read it, and removes it.
  if (later && later.data.beat !== beat) await connection.queue(DROPPED).add('dropped', {}, { jobId: id });
  const names = queuesOf(id);
  await clearExperiment(
    {
      experiments,
      runs: connection.queue(names.runs),
      results: connection.queue(names.results),
      contents: connection.queue(names.contents),
      workers: connection.queue(names.workers),
    },
    id,
  );
}

async function existing(connection: QueueConnection, id: string): Promise<Manifest> {
  const experiments = connection.queue<Manifest>(EXPERIMENTS);
  const listed = await experiments.getWaiting(0, MOST - 1);
  const found = listed.find((job) => job.id === id);
  if (found) return found.data;
  const there = listed.map((job) => job.id).slice(0, 10);
  throw new QueueError(
    `there is no experiment ${JSON.stringify(id)} at ${connection.shown}: ${there.length === 0 ? 'there is none at all' : `there are ${there.join(', ')}`}`,
  );
}
