/** One run of one scenario, on whatever platform there is. */

import { TimeOverflow } from '../engine/time-error.ts';
import type { Microseconds } from '../engine/types.ts';
import { RunRecorder } from '../recording/run-recorder.ts';
import { formatDuration, plural } from '../scenario/numbers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { StandstillError, WorldError } from '../world/core/errors.ts';
import { estimateMemory } from '../world/feasibility/estimate.ts';
import { type Progress, World } from '../world/world.ts';
import { isCut, upTo } from './early-end.ts';
import { withFingerprints } from './expectations.ts';
import type { ModuleDefinition } from './extension/definition.ts';
import { withSamplers } from './extension/distribution.ts';
import { ModuleError } from './extension/errors.ts';
import { extend } from './extension/extend.ts';
import { CallTrace } from './extension/trace.ts';
import { checkNumbers } from './finite.ts';
import { HistoryRecorder } from './history.ts';
import type { HistoryRequest } from './history-request.ts';
import { recorderOptions } from './recorder-options.ts';
import type { RunEnvironment, RunResult } from './result.ts';
import { runResult } from './run-result.ts';

export interface RunProgress {
  /** Seconds of virtual time. */
  readonly time: number;
  readonly duration: number | null;
  readonly events: number;
  readonly tasksDone: number;
  readonly tasksTotal: number | null;
}

export interface RunOptions {
  /** Seconds of virtual time after which the run ends, if it has not before. */
  readonly until?: number;
  /** 0, 1, 2, ...: independent runs under one seed. Default 0. */
  readonly replication?: number;
  /** The words of the command that asked for the run, for the record. */
  readonly command?: readonly string[];
  readonly onProgress?: (progress: RunProgress) => void;
  /** Aborted: the run ends early and its result is marked partial. */
  readonly signal?: AbortSignal;
  /** Modules of one's own, whose algorithms, detectors, metrics and distributions the scenario may name. */
  readonly modules?: readonly ModuleDefinition[];
  /**
   * Metrics whose quantiles are to be values that occurred, and not within 0.05 % of them, as those are in any case that the
   * scenario's conditions read: `task.latency.p99`. Every value of the duration is kept, at eight bytes each.
   */
  readonly exact?: readonly string[];
  /** Where calls into modules are noted; another thread may read along. */
  readonly trace?: CallTrace;
  /** Keep this of what happened, event by event; a request that ends somewhere ends the run there, as an interruption does. */
  readonly history?: HistoryRequest;
}

/** What a run asks of the machine that it runs on. */
export interface Platform {
  host(): RunEnvironment['host'];
  /** Bytes that a run may use; Infinity where that cannot be known. */
  memoryLimit(): number;
  /** Resolves after everything else that waits to run has run. */
  turn(): Promise<void>;
}

/** A scenario that this machine cannot run. */
export class ResourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ResourceError';
  }
}

/** Events between two looks at the clock, and where a user's code may take its time over each. */
const SLICE = 20_000;
const SMALL_SLICE = 250;
/** Real milliseconds between two turns given to the event loop. */
const TURN = 50;
const MICROSECONDS = 1e6;

/**
 * Simulates a scenario. The result depends on scenario, seed, replication, version and modules alone, but for its `run` part.
 *
 * @throws ResourceError when it would need more memory than there is
 * @throws WorldError when the scenario cannot be built (agents that fit nowhere), or its clock would stand still for ever
 * @throws RangeError when a number in the scenario or the options is not finite, or an option is out of its range
 * @throws ModuleError when a module of one's own throws, or breaks a promise of the interface
 */
export async function simulate(
  scenario: Scenario,
  options: RunOptions,
  platform: Platform,
): Promise<RunResult> {
  const first = await simulateOnce(scenario, options, platform);
  const { until, signal, replication = 0 } = options;
  const cut = isCut(scenario, until);
  const other = async (twin: Scenario) => {
    if (signal?.aborted) return null;
    // What happened in this run is asked of it alone, and may end it early.
    const { onProgress, trace, command, history, ...same } = options;
    const { summary } = await simulateOnce(twin, same, platform);
    return summary.partial ? null : summary.fingerprint;
  };
  return withFingerprints(first, { replication, cut, other });
}

async function simulateOnce(scenario: Scenario, options: RunOptions, platform: Platform): Promise<RunResult> {
  checkNumbers(scenario, options);
  const trace = options.trace ?? new CallTrace();
  const extension = options.modules?.length ? extend(options.modules, trace) : null;
  const spec = extension ? withSamplers(scenario, extension.samplerOf) : scenario;
  checkMemory(upTo(spec, options.until), platform.memoryLimit());
  const started = new Date();
  const begin = performance.now();
  const watched = recorderOptions(spec, options.exact);
  let recorder: RunRecorder | undefined;
  const world = new World(
    spec,
    (view) => {
      recorder = new RunRecorder(view, watched);
      return recorder;
    },
    options.replication ?? 0,
    extension?.registries,
  );
  trace.clock = () => world.now;
  const names = extension?.descriptions.map(({ name }) => name) ?? [];
  const history = options.history === undefined ? null : new HistoryRecorder(world, options.history);
  await drive(world, options, names, trace, platform, history);
  const wall = (performance.now() - begin) / 1000;
  const answer = runResult(scenario, world, recorder as RunRecorder, extension, {
    started,
    wall,
    host: platform.host(),
    command: options.command ?? null,
  });
  return history === null ? answer : { ...answer, history: history.finish() };
}

/** Runs to the end or the interruption, giving the event loop a turn now and then. */
async function drive(
  world: World,
  options: RunOptions,
  modules: readonly string[],
  trace: CallTrace,
  platform: Platform,
  history: HistoryRecorder | null,
): Promise<void> {
  const slice = options.modules?.length ? SMALL_SLICE : SLICE;
  const end = Math.round((options.until ?? Infinity) * MICROSECONDS);
  let progress: Progress = 'running';
  let turn = performance.now();
  while (progress === 'running' && !options.signal?.aborted && !history?.isComplete) {
    const events = history === null ? slice : Math.min(slice, history.room);
    progress = advance(world, events, end, modules);
    history?.advanced();
    trace.progress(world.parts.kernel.executed);
    if (performance.now() - turn < TURN) continue;
    options.onProgress?.(report(world, options.until));
    await platform.turn();
    turn = performance.now();
  }
  options.onProgress?.(report(world, options.until));
}

/**
 * @param end microseconds at which the run is cut
 * @param modules names of the user's own, which are to blame first where the clock stands still
 * @throws WorldError, or with modules ModuleError, when the clock would stand still; WorldError when it would run out
 */
function advance(world: World, events: number, end: Microseconds, modules: readonly string[]): Progress {
  try {
    return world.advance(events, end);
  } catch (error) {
    if (error instanceof StandstillError && modules.length > 0) {
      const problem = `kept the run at ${error.time} s of virtual time: events follow each other without end`;
      throw new ModuleError(problem, { module: modules.join(', ') });
    }
    if (!(error instanceof TimeOverflow)) throw error;
    throw new WorldError(
      'duration',
      `at ${formatDuration(world.now / 1e6)} something was to happen more than 285 years after the start, where virtual time ends: shorten what takes longest, or raise what is slowest`,
    );
  }
}

function report(world: World, until: number | undefined): RunProgress {
  return {
    time: world.now / 1e6,
    duration: upTo(world.spec, until).duration,
    events: world.parts.kernel.executed,
    tasksDone: world.tasks.ended,
    tasksTotal: world.totalTasks,
  };
}

function checkMemory(spec: Scenario, limit: number): void {
  const problem = memoryProblem(spec, limit);
  if (problem !== null) throw new ResourceError(problem);
}

/** Why so many bytes are too few for a run of a scenario, in words; null when they are enough. */
export function memoryProblem(spec: Scenario, limit: number): string | null {
  const { bytes, agents, tasks } = estimateMemory(spec);
  if (bytes <= limit) return null;
  const need = Number.isFinite(bytes) ? `about ${gigabytes(bytes)}` : 'memory without end';
  const count = Number.isFinite(tasks)
    ? plural(Math.round(tasks), 'task')
    : 'tasks without end: give duration, stop or a number of tasks';
  return `this scenario would need ${need}, and there is ${gigabytes(limit)} (${plural(agents, 'agent')}, ${count})`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
