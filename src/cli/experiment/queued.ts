/** Runs of an experiment on a queue instead of in threads, as the command line asks for it. */
import type { ConductOptions } from '../../lab/experiment/conduct.ts';
import type { Runner } from '../../lab/experiment/types.ts';
import type { QueueConnection } from '../../queue/connection.ts';
import type { QueueState } from '../../queue/overseer.ts';
import { UsageError } from '../exit.ts';
import type { Session } from '../session.ts';
import type { ExperimentOptions, Modules } from './options.ts';

/** Milliseconds between two messages about a server that cannot be reached. */
const QUIET = 30_000;
/** Looks at an experiment after which it is said that nobody works on it. */
const LONELY = 3;

/** @throws QueueAddressError, QueueError when the server cannot be used */
export async function openQueue(
  url: string,
  { err, environment }: Pick<Session, 'err' | 'environment'>,
): Promise<QueueConnection> {
  const [{ readAddress }, { connect }] = await Promise.all([
    import('../../queue/address.ts'),
    import('../../queue/connection.ts'),
  ]);
  const address = readAddress(url, environment);
  let connected = false;
  let said = Number.NEGATIVE_INFINITY;
  const connection = await connect(address, (message) => {
    // What is wrong at first is an error of its own.
    if (!connected || performance.now() - said < QUIET) return;
    said = performance.now();
    err.line(`the queue at ${address.shown}: ${message}; trying again`).catch(() => {});
  });
  connected = true;
  return connection;
}

/** @throws UsageError when an option has no meaning with a queue */
export function checkQueueOptions({ queue, workers }: Pick<ExperimentOptions, 'queue' | 'workers'>): void {
  if (queue !== undefined && workers !== undefined)
    throw new UsageError('--workers goes with sim worker where there is a --queue');
}

/** What the command line says of runs on a queue. */
export type QueuedOptions = Pick<ExperimentOptions, 'queue' | 'quiet' | 'checkDeterminism'>;

/** Where it is said how they are doing. */
export interface QueuedWork extends Pick<Session, 'err' | 'environment'> {
  readonly bar: { phase(text: string): void; remark(text: string): void };
}

/** The runner for an experiment of this name. */
export async function queuedRunner(
  name: string,
  modules: Modules,
  options: QueuedOptions,
  work: QueuedWork,
): Promise<Pick<ConductOptions, 'code'> & { readonly runner: Runner }> {
  work.bar.phase('connecting to the queue');
  const connection = await openQueue(options.queue as string, work);
  const { queueRunner } = await import('../../queue/runner.ts');
  const runner = await queueRunner(connection, {
    name,
    bundles: modules?.bundles,
    twice: options.checkDeterminism === true,
    onState: follow(connection.shown, options, work),
  });
  return { runner, code: modules?.digest };
}

/** Shows who works on the experiment, and says once what keeps it from going on. */
function follow(shown: string, { quiet }: QueuedOptions, { bar, err }: QueuedWork) {
  const said = new Set<string>();
  let lonely = 0;
  const say = (text: string): void => {
    if (said.has(text) || quiet) return;
    said.add(text);
    err.line(text).catch(() => {});
  };
  return ({ id, workers, slots, refusals, paused, trouble }: QueueState): void => {
    const count = `${workers} ${workers === 1 ? 'worker' : 'workers'}, ${slots} at a time`;
    bar.remark(paused ? 'paused' : count);
    for (const refusal of refusals) say(`refused: worker ${refusal}`);
    if (trouble !== null) say(`a worker could not do a batch, which is tried again: ${trouble}`);
    lonely = workers === 0 ? lonely + 1 : 0;
    if (paused) say(`${id} is paused: sim queue resume ${id} --queue ${shown} lets it go on`);
    else if (lonely === LONELY) say(`no worker yet: start some with sim worker --queue ${shown}`);
  };
}
