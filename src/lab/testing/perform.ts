/** Runs the scenarios of a test, several at a time, and hands on what came out in the order of the files. */
import { setMaxListeners } from 'node:events';
import { isFigureExpectation, type Scenario } from '../../scenario/scenario.ts';
import { Experiment } from '../experiment/experiment.ts';
import {
  type Alternative,
  ExperimentError,
  type ExperimentProgress,
  type Runner,
  type RunRow,
} from '../experiment/types.ts';
import { Slots } from './slots.ts';

/** One scenario with the conditions to be tested. */
export interface TestScenario {
  readonly file: string;
  readonly scenario: Scenario;
  /** How many runs its conditions ask for. */
  readonly reps: number;
}

/** What became of one scenario. */
export interface TestedScenario {
  /** By replication; all of them, unless it failed or was skipped. */
  readonly rows: readonly RunRow[];
  /** Wall time of its runs, in seconds. */
  readonly seconds: number;
  /** Why it could not be run to its end: the scenario cannot be run, or a run broke down. */
  readonly failure: { readonly kind: 'input' | 'run'; readonly reason: string } | null;
  /** Whether it was not run, or its runs do not count, because of the first failure or an interruption. */
  readonly skipped: 'failed before' | 'interrupted' | null;
}

export interface TestOptions {
  readonly runner: Runner;
  /** Digest of a user's modules that the runner has. */
  readonly code?: string;
  /** Whether those after the first scenario that failed are left out. */
  readonly failFast: boolean;
  readonly hasFailed: (index: number, tested: TestedScenario) => boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  /** Called for each scenario in the order of the list, as soon as it and all before it are known. */
  readonly onTested?: (index: number, tested: TestedScenario) => Promise<void>;
}

/** How many runs the conditions of a scenario ask for; at least one. */
export function repsOf({ expect }: Pick<Scenario, 'expect'>): number {
  return Math.max(1, ...expect.map((each) => (isFigureExpectation(each) ? (each.over?.reps ?? 1) : 1)));
}

/**
 * Runs them all. Which scenarios are skipped after a failure depends on the list and the verdicts alone, never on which run was
 * faster: those before the first that failed come to their end, those after it do not count.
 */
export async function performTests(
  scenarios: readonly TestScenario[],
  options: TestOptions,
): Promise<TestedScenario[]> {
  const { runner, signal, onTested } = options;
  // A queue takes what workers that are yet to come will do.
  const slots = new Slots(runner.capacity ?? runner.parallel);
  const controllers = scenarios.map(() => new AbortController());
  const abortAll = () => {
    for (const controller of controllers) controller.abort();
  };
  signal?.addEventListener('abort', abortAll);
  if (signal?.aborted) abortAll();
  const progress = scenarios.map(({ reps }) => ({ done: 0, total: reps }));
  let firstFailure = scenarios.length;
  const results: (TestedScenario | undefined)[] = scenarios.map(() => undefined);
  let handed = 0;
  let handing: Promise<void> = Promise.resolve();
  /** What is counted of a scenario whose result may have come too late. */
  const counted = (index: number, tested: TestedScenario): TestedScenario =>
    index > firstFailure ? { rows: [], seconds: 0, failure: null, skipped: 'failed before' } : tested;
  const handOn = async () => {
    for (let tested = results[handed]; tested !== undefined; tested = results[handed]) {
      const index = handed++;
      await onTested?.(index, counted(index, tested));
    }
  };
  const test = async (index: number) => {
    const tested = await performOne(scenarios[index], index, slots, controllers[index].signal, {
      ...options,
      onProgress: ({ done, total }) => {
        progress[index] = { done, total };
        options.onProgress?.(sumOf(progress));
      },
    });
    if (options.failFast && index < firstFailure && options.hasFailed(index, tested)) {
      firstFailure = index;
      for (const later of controllers.slice(index + 1)) later.abort();
    }
    results[index] = tested;
    handing = handing.then(handOn);
    await handing;
  };
  try {
    await Promise.all(scenarios.map((_, index) => test(index)));
  } finally {
    signal?.removeEventListener('abort', abortAll);
  }
  return results.map((tested, index) => counted(index, tested as TestedScenario));
}

async function performOne(
  { file, scenario, reps }: TestScenario,
  priority: number,
  slots: Slots,
  signal: AbortSignal,
  { runner, code, onProgress }: TestOptions,
): Promise<TestedScenario> {
  let seconds = 0;
  // Every run that waits listens.
  setMaxListeners(0, signal);
  const shared: Runner = {
    parallel: runner.parallel,
    capacity: runner.capacity,
    run: (one, replication, exact) =>
      slots.use(priority, signal, async () => {
        const begin = performance.now();
        try {
          return await runner.run(one, replication, exact, signal, true);
        } finally {
          seconds += (performance.now() - begin) / 1000;
        }
      }),
    close: () => Promise.resolve(),
  };
  const alternative: Alternative = { label: file, file, values: {}, scenario };
  const experiment = new Experiment([alternative], { runner: shared, code, signal, onProgress });
  const jobs = Array.from({ length: reps }, (_, replication) => ({ alternative: 0, replication }));
  const none = { rows: [], failure: null, skipped: null };
  try {
    await experiment.perform(jobs);
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    const reason = error.message.slice(file.length + 2);
    return { ...none, seconds, failure: { kind: 'input', reason } };
  }
  const [broken] = experiment.failures;
  if (broken !== undefined)
    return {
      ...none,
      seconds,
      failure: { kind: 'run', reason: `run ${broken.replication + 1}: ${broken.reason}` },
    };
  const rows = jobs.flatMap(({ replication }) => experiment.row(0, replication) ?? []);
  return rows.length < reps ? { ...none, seconds, skipped: 'interrupted' } : { ...none, rows, seconds };
}

function sumOf(progress: readonly { readonly done: number; readonly total: number }[]): ExperimentProgress {
  const sum = (key: 'done' | 'total') => progress.reduce((total, one) => total + one[key], 0);
  return { done: sum('done'), total: sum('total'), resumed: 0 };
}
