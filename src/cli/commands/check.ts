/**
 * `sim check`: whether a history of concurrent operations is linearizable.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { VERSION } from '../../lab/version.ts';
import { HISTORY_FORMATS, type HistoryFormat } from '../../oracles/histories/formats/recognise.ts';
import { HISTORY_MODELS, type HistoryModel } from '../../oracles/histories/kinds/names.ts';
import type { CheckProgress, LinearizabilityReport } from '../../oracles/linearizability/index.ts';
import type { CheckedHistory } from '../../report/check/result.ts';
import type { OutputFolder } from '../../report/folder.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { folderOption, quantityOption } from '../input.ts';
import { ProgressBar, shortCount } from '../progress.ts';
import type { Session } from '../session.ts';
import { type Work, withWork } from '../work.ts';

interface CheckOptions {
  readonly model: HistoryModel;
  readonly format?: HistoryFormat;
  readonly initial?: string | number | boolean | null;
  readonly timeLimit?: number;
  readonly states: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly charts: boolean;
}

const DEFAULT_STATES = 2_000_000;
const MOST_STATES = 50_000_000;
/** Milliseconds of work after which signals and the progress bar get their turn. */
const TURN = 50;

const EXAMPLES = `
A history is what clients saw: for each operation an invoke, and an ok, a fail (it did not take place) or an info (nobody
knows). It is linearizable if each operation can have taken effect at one moment in between, as one object would have
answered. Formats, recognised by how the file begins:
  jsonl   {"process": 0, "type": "invoke", "f": "write", "key": "x", "value": 3, "time": 12000}   (key, time in ns: optional)
  edn     {:process 0, :type :invoke, :f :write, :value 3}   (as Jepsen's history.edn; one after the other, or one vector)
  log     INFO  jepsen.util - 0 :invoke :write 3   (Jepsen's log, and its history.txt)
Functions by model:
  register        read, write          null is the initial value
  cas-register    read, write, cas     the value of cas is [old new]
  multi-register  txn, read, write     the value of txn is a list of [read REGISTER null] and [write REGISTER VALUE]
  kv              get, put, append     values, texts or lists: what is appended and got tells
  mutex           acquire, release
  queue           enqueue, dequeue     a dequeue that answers null found it empty
Each key is an object of its own; values [KEY VALUE], as jepsen.independent writes them, are recognised.
Operations are ordered by their times where all events have one, else as they stand in the file.

Exit codes: 0 linearizable, 1 not linearizable, 2 unreadable history or bad usage, 3 undecided within the limits.

Examples:
  sim check history.edn --model cas-register
  sim check history.jsonl --model kv --time-limit 1min --out checked
  grep jepsen.util jepsen.log | sim check - --model register --json`;

export function registerCheck(program: Command, session: Session): void {
  program
    .command('check')
    .summary('say whether a history of operations is linearizable')
    .description(
      'Checks a history of concurrent operations, from any system, against one object that does one operation after another. What is not linearizable comes with the longest prefix that is, and the operation that cannot be placed.',
    )
    .argument('<history>', 'file with a history; - reads standard input')
    .addOption(
      new Option('--model <name>', 'what the history is of').choices(HISTORY_MODELS).makeOptionMandatory(),
    )
    .addOption(
      new Option('--format <name>', 'format of the history (default: by how it begins)').choices(
        HISTORY_FORMATS,
      ),
    )
    .option('--initial <value>', 'what registers hold at first, instead of null', initialOption)
    .option(
      '--time-limit <duration>',
      'after so long, such as 30s, what is not decided is undecided (default: none)',
      quantityOption('duration', { above: 0 }),
    )
    .option(
      '--states <count>',
      'configurations remembered for each key, of up to 100 bytes each',
      statesOption,
      DEFAULT_STATES,
    )
    .option(
      '--out <folder>',
      'also write check.json, pictures of what cannot be placed and report.html here, a new or an empty folder',
      folderOption,
    )
    .option('--json', 'print one JSON document, and nothing else')
    .option('--no-charts', 'with --out: draw no pictures')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: CheckOptions) => {
      const bar = new ProgressBar(session.err, true, 'reading');
      session.code = await withWork(bar, {}, session, (work) => perform(file, options, work, session));
    });
}

function statesOption(text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MOST_STATES) return value;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_STATES}.`);
}

/** A number, true, false or null; anything else is text. */
function initialOption(text: string): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value as number;
    if (typeof value === 'string') return value;
  } catch {
    // Words are not JSON.
  }
  return text;
}

async function perform(
  file: string,
  options: CheckOptions,
  work: Work<ProgressBar>,
  session: Session,
): Promise<ExitCode> {
  const { bar, signal } = work;
  let folder: OutputFolder | undefined;
  if (options.out !== undefined) {
    const { OutputFolder } = await import('../../report/folder.ts');
    folder = work.hold(await OutputFolder.take(options.out));
  }
  const { readHistory, sourceName } = await import('../check/read.ts');
  const { model, format, initial } = options;
  const history = await readHistory(
    file,
    { model, format, initial },
    { some: turns((text: string) => bar.phase(text)), all: (text) => bar.phase(text) },
  );
  // From now on there is something to say.
  work.keep();
  const begun = performance.now();
  const end = begun + (options.timeLimit ?? Number.POSITIVE_INFINITY) * 1000;
  const isStopped = () => signal.aborted || performance.now() > end;
  const { checkingLinearizability } = await import('../../oracles/linearizability/index.ts');
  const limits = { configurations: options.states, isStopped };
  const report = await checked(
    checkingLinearizability(history.operations, history.model, limits),
    bar,
    signal,
  );
  await print(
    {
      ...{ source: sourceName(file), model, history, report, isPartial: signal.aborted },
      seconds: (performance.now() - begun) / 1000,
      limits: { states: options.states, time: options.timeLimit ?? null },
    },
    options,
    folder,
    bar,
    session,
  );
  return signal.aborted ? EXIT.interrupted : codeOf(report);
}

/** Calls something no more often than the progress bar is drawn. */
function turns<Argument>(call: (argument: Argument) => void): (argument: Argument) => void {
  let last = performance.now();
  return (argument) => {
    const now = performance.now();
    if (now - last < 2 * TURN) return;
    last = now;
    call(argument);
  };
}

/** Does the steps of a check, and lets signals in between. */
async function checked<Report>(
  steps: Generator<CheckProgress, Report, void>,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<Report> {
  let last = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - last < TURN) continue;
    const { parts, partsDone, configurations } = value;
    const of = parts > 1 ? `${partsDone} of ${parts} keys, ` : '';
    // What an interrupt said stays there.
    if (!signal.aborted) bar.phase(`checking: ${of}${shortCount(configurations)} configurations`);
    await setImmediate();
    last = performance.now();
  }
}

function codeOf({ verdict }: LinearizabilityReport<unknown, unknown>): ExitCode {
  if (verdict === 'undecided') return EXIT.undecided;
  return verdict === 'linearizable' ? EXIT.fine : EXIT.failed;
}

async function print(
  result: CheckedHistory,
  { json, charts }: CheckOptions,
  folder: OutputFolder | undefined,
  bar: ProgressBar,
  { out }: Session,
): Promise<void> {
  let files: readonly string[] = [];
  if (folder !== undefined) {
    bar.phase('writing the report');
    const { writeCheck } = await import('../../report/check/write.ts');
    files = await writeCheck(result, { directory: folder, charts, version: VERSION });
  }
  bar.stop();
  if (json) {
    const { checkJson } = await import('../../report/check/json.ts');
    await out.write(checkJson(result));
    return;
  }
  const { checkText } = await import('../../report/check/result.ts');
  await out.write(checkText(result));
  if (folder !== undefined) await out.line(`${files.length} files in ${folder.directory}`);
}
