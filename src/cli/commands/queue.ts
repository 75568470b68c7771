/**
 * `sim queue`: shows the experiments on a queue, pauses, resumes and removes them.
 */
import type { Command } from 'commander';
import type { ExperimentStatus } from '../../queue/administration.ts';
import type { QueueConnection } from '../../queue/connection.ts';
import { openQueue } from '../experiment/queued.ts';
import { QUEUE_URL } from '../input.ts';
import type { Session } from '../session.ts';

interface QueueOptions {
  readonly queue: string;
  readonly json?: boolean;
}

/** Milliseconds between two looks: more than between two signs of life. */
const WATCH = 3_000;

const HELP = `
Examples:
  sim queue status --queue redis://queue.example/0
  sim queue drop quickstart-1b6f9c04 --queue redis://queue.example/0`;

export function registerQueue(program: Command, session: Session): void {
  const queue = program
    .command('queue')
    .summary('look after the experiments on a queue')
    .description('Shows the experiments on a queue and who works on them, pauses, resumes and removes them.')
    .addHelpText('after', HELP);
  const add = (name: string, summary: string) =>
    queue
      .command(name)
      .description(`${summary}.`)
      .requiredOption('--queue <url>', `where the queue is: ${QUEUE_URL}`);
  add('status', 'Lists experiments with their progress, batches and workers')
    .option('--json', 'print one JSON document, and nothing else')
    .action((options: QueueOptions) =>
      administer(options, session, async (connection, { queueStatus }) => {
        const status = await queueStatus(connection, WATCH);
        await session.out.line(options.json ? JSON.stringify(status, null, 2) : statusText(status));
      }),
    );
  add('pause', 'Lets workers finish what they have, and begin nothing')
    .argument('<id>', 'experiment, as status names it')
    .action((id: string, options: QueueOptions) =>
      administer(options, session, (connection, { pauseExperiment }) =>
        pauseExperiment(connection, id, true),
      ),
    );
  add('resume', 'Lets workers go on')
    .argument('<id>', 'experiment, as status names it')
    .action((id: string, options: QueueOptions) =>
      administer(options, session, (connection, { pauseExperiment }) =>
        pauseExperiment(connection, id, false),
      ),
    );
  add('drop', 'Ends an experiment and removes it; what its command has is in its journal')
    .argument('<id>', 'experiment, as status names it')
    .action((id: string, options: QueueOptions) =>
      administer(options, session, (connection, { dropExperiment }) => dropExperiment(connection, id, WATCH)),
    );
}

type Administration = typeof import('../../queue/administration.ts');

async function administer(
  { queue }: QueueOptions,
  session: Session,
  work: (connection: QueueConnection, administration: Administration) => Promise<void>,
): Promise<void> {
  const connection = await openQueue(queue, session);
  try {
    await work(connection, await import('../../queue/administration.ts'));
  } finally {
    await connection.close();
  }
}

function statusText(status: readonly ExperimentStatus[]): string {
  if (status.length === 0) return 'there are no experiments';
  return status.map(experimentText).join('\n');
}

function experimentText({ id, command, version, started, alive, paused, ...rest }: ExperimentStatus): string {
  const { done, total, batches, workers } = rest;
  const state = [paused ? 'paused' : 'running', ...(alive ? [] : ['its command is silent'])].join(', ');
  const { waiting, active, failed } = batches;
  return [
    `${id} (${state})`,
    `  ${done} of ${total} runs asked for so far; batches: ${waiting} waiting, ${active} under way, ${failed} given up`,
    `  started ${started} by ${command}, version ${version}`,
    ...workers.map(({ worker, slots, done, refusal }) =>
      refusal === null
        ? `  worker ${worker}: ${slots} at a time, ${done} done`
        : `  worker ${worker} refuses: ${refusal}`,
    ),
  ].join('\n');
}
