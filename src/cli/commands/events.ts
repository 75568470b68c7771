/**
 * `sim events`: what happens in a run, event by event.
 */
import { type Command, InvalidArgumentError } from 'commander';
import { type HistoryRequest, MOST_EVENTS } from '../../lab/history-request.ts';
import type { OpenModules } from '../../lab/isolated.ts';
import type { RunResult } from '../../lab/result.ts';
import type { RunOptions } from '../../lab/simulate.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { EXIT, UsageError } from '../exit.ts';
import { collect, MODULE_OPTION, quantityOption, readScenario, UNTIL_OPTION, withModules } from '../input.ts';
import { withInterrupt } from '../interrupt.ts';
import { ProgressBar } from '../progress.ts';
import type { Session } from '../session.ts';

interface EventsOptions {
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly module?: readonly string[];
  readonly from: number;
  readonly to?: number;
  readonly until?: number;
  readonly count: number;
  readonly checkpoints?: boolean;
  readonly json?: boolean;
}

/** Checkpoints printed as text; the JSON has all. */
const MOST_CHECKPOINTS = 32;

const EXAMPLES = `
Events are numbered from 1. Two runs have had the same events up to a checkpoint where their digests agree; sim diff
finds the first event that differs.

Examples:
  sim events scenarios/quickstart.yaml --from 1000 --count 20
  sim events scenarios/quickstart.yaml --checkpoints --json`;

export function registerEvents(program: Command, session: Session): void {
  program
    .command('events')
    .summary('show what happens in a run, event by event')
    .description(
      'Simulates a scenario up to the events asked for and prints these, each with what it is about.',
    )
    .argument('<file>', 'scenario file (YAML)')
    .option('--seed <seed>', "seed of all random numbers, instead of the scenario's")
    .option('--set <path=value>', 'change one value of the scenario; may be repeated', collect)
    .option(...MODULE_OPTION, collect)
    .option(...UNTIL_OPTION, quantityOption('duration', { above: 0 }))
    .option('--from <number>', 'first event that is shown', eventNumber, 1)
    .option('--count <number>', `how many are shown, at most ${MOST_EVENTS}`, countOption, 40)
    .option('--to <number>', 'with --checkpoints: where the run ends, instead of at its own end', eventNumber)
    .option(
      '--checkpoints',
      'instead of events: digests of all events so far, at regular places from --from on',
    )
    .option('--json', 'print one JSON document, and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: EventsOptions) => {
      const request = requestOf(options);
      const bar = new ProgressBar(session.err, true, `loading ${file}`);
      bar.start();
      try {
        await withInterrupt({ first: () => {}, second: () => bar.stop() }, ({ signal }) =>
          withModules(options.module, async (modules) => {
            const scenario = await readScenario(file, options, modules);
            const result = await simulate(scenario, modules, request, { until: options.until, signal }, bar);
            bar.stop();
            await print(result, request, options, session);
            if (signal.aborted) session.code = EXIT.interrupted;
          }),
        );
      } finally {
        bar.stop();
      }
    });
}

function eventNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number from 1.');
  return value;
}

function countOption(text: string): number {
  const value = eventNumber(text);
  if (value > MOST_EVENTS) throw new InvalidArgumentError(`At most ${MOST_EVENTS} at a time.`);
  return value;
}

/** @throws UsageError where --to has nothing to end */
function requestOf({ from, to, count, checkpoints }: EventsOptions): HistoryRequest {
  if (checkpoints) return { kind: 'checkpoints', from: from - 1, ...(to === undefined ? {} : { to }) };
  if (to !== undefined)
    throw new UsageError('--to goes with --checkpoints; --count says how many events are shown');
  return { kind: 'events', from: from - 1, to: from - 1 + count };
}

async function simulate(
  scenario: Scenario,
  modules: OpenModules | null,
  history: HistoryRequest,
  { until, signal }: Pick<RunOptions, 'until' | 'signal'>,
  bar: ProgressBar,
): Promise<RunResult> {
  const options = {
    until,
    history,
    signal,
    onProgress: (progress: Parameters<ProgressBar['update']>[0]) => bar.update(progress),
  };
  if (modules) return modules.run(scenario, options);
  const { runResponsively } = await import('../../lab/run-thread.ts');
  return runResponsively(scenario, options);
}

async function print(
  { summary, record, history }: RunResult,
  request: HistoryRequest,
  { json }: EventsOptions,
  { out }: Session,
): Promise<void> {
  const { checkpoints = [], events = [] } = history ?? {};
  if (json) {
    const { toJson, orderedSummary } = await import('../../report/json.ts');
    const { timeline } = record;
    await out.line(toJson({ summary: orderedSummary(summary), timeline, history: { checkpoints, events } }));
    return;
  }
  const { formatTable } = await import('../table.ts');
  const step = Math.ceil(checkpoints.length / MOST_CHECKPOINTS);
  const style = { width: out.width, color: out.color };
  const table =
    request.kind === 'events'
      ? formatTable(
          ['event', 'time (s)', 'what'],
          events.map(({ event, time, text }) => [String(event), time.toFixed(6), text]),
          style,
        )
      : formatTable(
          ['events', 'time (s)', 'digest'],
          checkpoints
            .filter((_, place) => place % step === 0)
            .map(({ event, time, digest }) => [String(event), time.toFixed(6), digest]),
          style,
        );
  const rows = request.kind === 'events' ? events.length : checkpoints.length;
  await out.line(
    rows > 0 ? table : `the run has ${summary.events} events, none of them from ${request.from + 1} on`,
  );
}
