/**
 * `sim worker`: does runs of experiments that were started with --queue, on this machine or on others.
 */
import type { Command } from 'commander';
import { plural } from '../../scenario/numbers.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readCount } from '../experiment/options.ts';
import { openQueue } from '../experiment/queued.ts';
import { QUEUE_URL, quantityOption } from '../input.ts';
import { withInterrupt } from '../interrupt.ts';
import type { Session } from '../session.ts';

interface WorkerOptions {
  readonly queue: string;
  readonly workers?: string;
  readonly once?: boolean;
  readonly allowModules?: boolean;
  readonly timeLimit: number;
  readonly lock: number;
  readonly quiet?: boolean;
}

/** Seconds. */
const DEFAULT_TIME_LIMIT = 3_600;
const DEFAULT_LOCK = 15;
const SHORTEST_LOCK = 1;
/** What timers of Node can wait, rounded down: twenty days. */
const LONGEST = 1_728_000;

const HELP = `
A worker serves all experiments on the queue that have its version of sim, and refuses others. It can be started and ended at any time:
at SIGTERM it finishes the batch of about a second that it has, and what a worker that is killed had is done by another.

Examples:
  sim worker --queue redis://queue.example/0
  SWARMLAB_QUEUE_PASSWORD=... sim worker --queue 'postgres://sim@db.example/sim?sslmode=verify-full' --workers 8 --once`;

export function registerWorker(program: Command, session: Session): void {
  program
    .command('worker')
    .summary('do runs of experiments that were started with --queue')
    .description(
      'Takes batches of runs from a queue, does them, and hands in the results, until it is ended.',
    )
    .requiredOption('--queue <url>', `where the queue is: ${QUEUE_URL}`)
    .option('--workers <count>', 'runs at a time (default: one for each core)')
    .option('--once', 'end when the queue has no experiment any more, after it had one')
    .option(
      '--allow-modules',
      'run modules that come with experiments (--module): code of whoever may write to the queue',
    )
    .option(
      '--time-limit <duration>',
      'give up a run that takes longer than this (default: 1h)',
      quantityOption('duration', { above: 0, max: LONGEST }),
      DEFAULT_TIME_LIMIT,
    )
    .option(
      '--lock <duration>',
      `how long this worker may be silent before another takes over what it has, at least ${SHORTEST_LOCK}s (default: ${DEFAULT_LOCK}s)`,
      quantityOption('duration', { min: SHORTEST_LOCK, max: LONGEST }),
      DEFAULT_LOCK,
    )
    .option('--quiet', 'print nothing but errors')
    .addHelpText('after', HELP)
    .action(async (options: WorkerOptions) => {
      session.code = await work(options, session);
    });
}

function work(options: WorkerOptions, session: Session): Promise<ExitCode> {
  const { quiet, once, allowModules, timeLimit, lock } = options;
  const workers =
    options.workers === undefined ? undefined : readCount('--workers', options.workers, 1, 1024);
  const say = (text: string): void => {
    if (!quiet) session.out.line(text).catch(() => {});
  };
  const first = (): void => say('finishing what is under way; interrupt again to quit at once');
  return withInterrupt({ first, second: () => {} }, async ({ signal, keep }) => {
    const connection = await openQueue(options.queue, session);
    try {
      const { serve } = await import('../../queue/serve.ts');
      keep();
      say(`waits for experiments at ${connection.shown}`);
      const serving = { workers, once, allowModules, timeLimit, lock, signal, onNote: say };
      const done = await serve(connection, serving);
      say(`ends after ${plural(done, 'run')}`);
    } finally {
      await connection.close();
    }
    return signal.aborted ? EXIT.interrupted : EXIT.fine;
  });
}
