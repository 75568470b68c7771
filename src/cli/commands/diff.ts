/**
 * `sim diff`: in what two runs differ, and the first event at which they part.
 */
import { type Command, InvalidArgumentError } from 'commander';
import type { DiffResult } from '../../lab/diff/result.ts';
import type { OutputFolder } from '../../report/folder.ts';
import type { DiffOptions } from '../diff/options.ts';
import { EXIT, type ExitCode, UsageError } from '../exit.ts';
import { collect, folderOption, MODULE_OPTION } from '../input.ts';
import { withInterrupt } from '../interrupt.ts';
import { ProgressBar } from '../progress.ts';
import type { Session } from '../session.ts';

const EXAMPLES = `
A and B are each a scenario file, a folder of results, the fingerprint of such a result, a file with a module, or a git
revision. Modules and revisions need --scenario. A revision of a repository of scenarios and modules gives the files as
they were; a revision of swarmlab itself gives the program as it was.

Exit codes: 0 no difference, 1 a difference, 2 bad input or usage, 3 it could not be decided.

Examples:
  sim diff scenarios/quickstart.yaml scenarios/quickstart.yaml --set-b scheduler=random
  sim diff results/runs/quickstart-1 results/runs/quickstart-1-2
  sim diff ./scheduler-old.ts ./scheduler-new.ts --scenario scenarios/quickstart.yaml --set scheduler=mine
  sim diff HEAD~1 HEAD --scenario scenarios/quickstart.yaml
  sim diff --bisect v1.0..HEAD --scenario scenarios/quickstart.yaml`;

export function registerDiff(program: Command, session: Session): void {
  program
    .command('diff')
    .summary('say in what two runs differ, and where they part')
    .description(
      'Compares two runs: configuration, metrics, and the first event at which their histories part, with the events around it.',
    )
    .argument('[a]', 'the one')
    .argument('[b]', 'the other')
    .option('--scenario <file>', 'what modules and revisions run')
    .option('--seed <seed>', 'seed of both')
    .option('--set <path=value>', 'change one value of both; may be repeated', collect)
    .option('--set-a <path=value>', 'change one value of A alone; may be repeated', collect)
    .option('--set-b <path=value>', 'change one value of B alone; may be repeated', collect)
    .option(...MODULE_OPTION, collect)
    .option('--around <number>', 'events shown before and after the first that differs', aroundOption, 5)
    .option('--bisect <good..bad>', 'name the commit after GOOD up to BAD that first changes the history')
    .option(
      '--out <folder>',
      'also write diff.json, charts and report.html here, a new or an empty folder',
      folderOption,
    )
    .option('--json', 'print one JSON document, and nothing else')
    .option('--no-charts', 'with --out: write no charts')
    .addHelpText('after', EXAMPLES)
    .action(async (a: string | undefined, b: string | undefined, options: DiffOptions) => {
      const bar = new ProgressBar(session.err, true, 'reading');
      bar.start();
      try {
        session.code = await withInterrupt(
          { first: () => {}, second: () => bar.stop() },
          ({ signal, keep }) => {
            keep();
            return perform(a, b, options, signal, bar, session);
          },
        );
      } finally {
        bar.stop();
      }
    });
}

function aroundOption(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value > 1000)
    throw new InvalidArgumentError('Expected a whole number, 0 to 1000.');
  return value;
}

async function perform(
  a: string | undefined,
  b: string | undefined,
  options: DiffOptions,
  signal: AbortSignal,
  bar: ProgressBar,
  session: Session,
): Promise<ExitCode> {
  try {
    if (options.bisect !== undefined) {
      if (a !== undefined) throw new UsageError('--bisect takes the place of A and B');
      const { bisect } = await import('../diff/bisect.ts');
      return await bisect(options.bisect, options, signal, bar, session);
    }
    if (a === undefined || b === undefined) throw new UsageError('two are compared: name A and B');
    return await diff(a, b, options, signal, bar, session);
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    throw error;
  }
}

async function diff(
  a: string,
  b: string,
  options: DiffOptions,
  signal: AbortSignal,
  bar: ProgressBar,
  session: Session,
): Promise<ExitCode> {
  let folder: OutputFolder | undefined;
  try {
    if (options.out !== undefined) {
      const { OutputFolder } = await import('../../report/folder.ts');
      folder = await OutputFolder.take(options.out);
    }
    const { compareNamed } = await import('../diff/compare.ts');
    const found = await compareNamed([a, b], options, signal, bar);
    if ('sentence' in found) {
      bar.stop();
      await session.out.line(options.json ? JSON.stringify(found, null, 2) : found.sentence);
      return found.same ? EXIT.fine : EXIT.failed;
    }
    await print(found, options, folder, bar, session);
    return exitCode(found);
  } finally {
    folder?.release();
  }
}

async function print(
  result: DiffResult,
  { json, charts }: DiffOptions,
  folder: OutputFolder | undefined,
  bar: ProgressBar,
  { out }: Session,
): Promise<void> {
  const [{ diffJson, diffText, writeDiff }, { formatTable }] = await Promise.all([
    import('../../report/diff/write.ts'),
    import('../table.ts'),
  ]);
  let files: readonly string[] = [];
  if (folder !== undefined) {
    bar.phase('writing the report');
    files = await writeDiff(result, { directory: folder, charts });
  }
  bar.stop();
  if (json) {
    await out.write(diffJson(result));
    return;
  }
  const style = { width: out.width, color: out.color };
  await out.line(diffText(result, (head, rows) => formatTable(head, rows, style)));
  if (folder !== undefined) await out.line(`${files.length} files in ${folder.directory}`);
}

function exitCode({ configuration, metrics, history }: DiffResult): ExitCode {
  if (configuration.length > 0 || metrics.length > 0) return EXIT.failed;
  if (history.kind === 'unknown') return EXIT.undecided;
  return history.kind === 'same' ? EXIT.fine : EXIT.failed;
}
