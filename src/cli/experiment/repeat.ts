/**
 * `sim run --reps`: one scenario many times, with the workers and the journal of experiments.
 */
import type { RepeatedPlan } from '../../lab/experiment/plan.ts';
import type { Alternative } from '../../lab/experiment/types.ts';
import type { ExitCode } from '../exit.ts';
import { readScenario, withModules } from '../input.ts';
import { missedInRuns } from '../missed.ts';
import type { Session } from '../session.ts';
import { commandWords, type ExperimentOptions, type Modules, readReplications } from './options.ts';
import { beginRuns, experimentCode, tell, whereabouts, withRuns } from './perform.ts';

export function performRepeated(
  file: string,
  options: ExperimentOptions,
  session: Session,
): Promise<ExitCode> {
  return withRuns(options, session, async (work) => {
    const { bar, signal } = work;
    const { plan, folder, conducted } = await withModules(options.module, async (modules) => {
      const { plan, alternative } = await repeatedPlan(file, options, modules);
      const { folder, conducting } = await beginRuns(plan, [alternative], modules, options, work);
      const { conduct } = await import('../../lab/experiment/conduct.ts');
      return { plan, folder, conducted: await conduct(plan, [alternative], conducting) };
    });
    const [{ concludeRepeated }, { repeatedJournal }, report] = await Promise.all([
      import('../../lab/experiment/repeated.ts'),
      import('../../lab/experiment/journal-text.ts'),
      import('../../report/experiment/write.ts'),
    ]);
    if (!signal.aborted) bar.phase('writing results');
    const result = concludeRepeated(plan, conducted);
    const run = { ...conducted.environment, command: commandWords('run', [file], options) };
    const charts = options.charts && !signal.aborted;
    const journal = repeatedJournal(result, conducted.kept);
    const written = await report.writeRepeated(result, run, { directory: folder, charts, journal });
    bar.stop();
    const { partial, failures } = result.outcome;
    await tell(options, session, {
      json: () => report.repeatedJson(result, { ...run, files: written.files }),
      text: (shown) => report.repeatedText(result, shown),
      whereabouts: whereabouts(folder.directory, written, partial),
      missed: missedInRuns(result.expectations, failures),
    });
    return experimentCode(partial, failures.length > 0, result.expectations);
  });
}

async function repeatedPlan(
  file: string,
  options: ExperimentOptions,
  modules: Modules,
): Promise<{ plan: RepeatedPlan; alternative: Alternative }> {
  const replications = readReplications(options.reps ?? '', 1);
  const [{ plannedAlternatives }, { ownMetrics }] = await Promise.all([
    import('../../lab/experiment/plan.ts'),
    import('../../lab/experiment/known-metrics.ts'),
  ]);
  const scenario = await readScenario(file, options, modules);
  const { name, seed } = scenario;
  const alternative: Alternative = { label: '', file, values: {}, scenario };
  const plan: RepeatedPlan = {
    kind: 'runs',
    name,
    seed,
    alternatives: plannedAlternatives([alternative], modules?.digest),
    metrics: [],
    ...ownMetrics(modules?.descriptions),
    design: { kind: 'fixed', replications },
  };
  return { plan, alternative };
}
