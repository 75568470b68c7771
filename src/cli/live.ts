/** `sim run --live`: a scenario simulated and run for real, figure by figure. */
import { availableParallelism } from 'node:os';
import type { Metrics } from '../lab/result.ts';
import type { LiveResult } from '../live/measured.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { EXIT, type ExitCode, expectationCode } from './exit.ts';
import { placedErrors, readScenario } from './input.ts';
import { ProgressBar } from './progress.ts';
import type { Session } from './session.ts';
import { formatTable } from './table.ts';
import { withWork } from './work.ts';

const MICROSECONDS = 1e6;

export interface LiveCommand {
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly speed?: number;
  readonly processes?: number;
  readonly handler?: string;
}

/** @throws ScenarioErrors when the scenario asks for what is not carried live */
export function performLive(file: string, options: LiveCommand, session: Session): Promise<ExitCode> {
  const bar = new ProgressBar(session.err, !options.quiet, `loading ${file}`);
  return withWork(bar, options, session, async ({ signal, keep }) => {
    const scenario = await readScenario(file, options);
    await refuse(file, scenario, options);
    bar.phase(`simulating ${scenario.name}`);
    const { runScenario } = await import('../lab/run.ts');
    const simulated = await runScenario(scenario, { signal });
    bar.phase('starting processes');
    keep();
    const live = await runProcesses(scenario, options, simulated.summary.simulated, bar, signal);
    bar.stop();
    const { metrics } = simulated.summary;
    if (options.json)
      await session.out.write(`${JSON.stringify(document(scenario, metrics, live), null, 2)}\n`);
    else if (!options.quiet) await session.out.line(await text(scenario, metrics, live, session));
    return live.end === 'running' ? EXIT.interrupted : expectationCode(live.expectations);
  });
}

/** @throws ScenarioErrors */
async function refuse(file: string, scenario: Scenario, options: LiveCommand): Promise<void> {
  const { allRefusals } = await import('../live/refusals.ts');
  const { handler, processes = availableParallelism() } = options;
  const found = allRefusals(scenario, handler !== undefined, processes);
  if (found.length > 0) throw await placedErrors(file, options, found);
}

async function runProcesses(
  scenario: Scenario,
  { speed = 1, processes = availableParallelism(), handler }: LiveCommand,
  expected: number,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<LiveResult> {
  const { measureLive } = await import('../live/measured.ts');
  const { bundleModule } = await import('../lab/module-file.ts');
  return measureLive(scenario, {
    speed,
    processes,
    handler: handler === undefined ? null : await bundleModule(handler),
    signal,
    onProgress({ time, tasksDone, tasksOpen }) {
      const tasksTotal = tasksDone + tasksOpen;
      bar.update({ time, duration: scenario.duration ?? expected, events: 0, tasksDone, tasksTotal });
    },
  });
}

function document(scenario: Scenario, simulated: Metrics, live: LiveResult) {
  const { name, seed } = scenario;
  const { metrics, bounds, ...run } = live;
  const names = shownNames(simulated, live);
  return {
    name,
    seed,
    ...run,
    metrics: Object.fromEntries(
      names.map((metric) => [
        metric,
        {
          simulated: simulated[metric] ?? null,
          live: metrics[metric] ?? null,
          difference: difference(metric, simulated, metrics),
        },
      ]),
    ),
    bounds,
  };
}

/** Metrics that both have, or one of them has and is not 0. */
function shownNames(simulated: Metrics, { metrics }: LiveResult): string[] {
  return Object.keys(metrics).filter((name) => {
    const [one, other] = [simulated[name] ?? null, metrics[name] ?? null];
    return (one !== null || other !== null) && Boolean(one || other);
  });
}

/** How much more the live run has, as a share of the simulated value; null where that is 0, or one of the two is not known. */
function difference(name: string, simulated: Metrics, live: Metrics): number | null {
  const [one, other] = [simulated[name] ?? null, live[name] ?? null];
  return one === null || other === null || one === 0 ? null : other / one - 1;
}

async function text(
  scenario: Scenario,
  simulated: Metrics,
  live: LiveResult,
  { out }: Session,
): Promise<string> {
  const [{ formatMetric, measuredText, undecidedBecause }, { formatDuration, formatNumber }] =
    await Promise.all([import('../report/metrics.ts'), import('../scenario/numbers.ts')]);
  const rows = shownNames(simulated, live).map((name) => [
    name,
    formatMetric(name, simulated[name] ?? null),
    formatMetric(name, live.metrics[name] ?? null),
    showDifference(difference(name, simulated, live.metrics), formatNumber),
  ]);
  const { mean, max } = live.lateness;
  return [
    `${scenario.name} seed ${scenario.seed}, live at ${live.speed} times the wall clock: ${ENDS[live.end]}`,
    '',
    formatTable(['metric', 'simulated', 'live', 'difference'], rows, out),
    '',
    `${formatDuration(live.simulated)} of virtual time in ${formatDuration(live.wall)}, in ${live.processes} processes of the operating system`,
    `timers were late by ${formatDuration(round(mean))} on average, ${formatDuration(round(max))} at most, in virtual time: what the machine adds to every step`,
    'coordinators and the disk take the time that they take here; coordination.costs are of the simulation alone',
    ...live.violations.map((what) => `! ${what}`),
    ...(live.expectations.length === 0 ? [] : ['', 'Expectations, by the live run']),
    ...live.expectations.flatMap((result) => [
      `  ${VERDICTS[result.verdict]} ${result.text}  ${measuredText(result)}`,
      ...(result.verdict === 'undecided' ? [`    ${undecidedBecause(result)}`] : []),
    ]),
  ].join('\n');
}

const ENDS = {
  finished: 'all work is done',
  horizon: 'the duration of the scenario is over',
  stalled: 'nothing moved any more though tasks were open',
  running: 'it was interrupted',
} as const;

const VERDICTS = { met: '✓', unmet: '✗', undecided: '?' } as const;

/** A share above which factors read better. */
const LARGE_SHARE = 9;

function showDifference(share: number | null, format: (value: number) => string): string {
  if (share === null) return '';
  if (Math.abs(share) < 0.0005) return '0 %';
  if (share > LARGE_SHARE) return `× ${format(1 + share)}`;
  return `${share > 0 ? '+' : '−'}${Number((100 * Math.abs(share)).toPrecision(3))} %`;
}

/** To microseconds. */
function round(seconds: number): number {
  return Math.round(seconds * MICROSECONDS) / MICROSECONDS;
}
