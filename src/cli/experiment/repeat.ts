/**
 * `sim run --reps`: one scenario many times, with the workers and the journal of experiments.
 */
import type { RepeatedPlan } from '../../lab/experiment/plan.ts';
import type { Alternative } from '../../lab/experiment/types.ts';
import type { OutputFolder } from '../../report/folder.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readScenario, withModules } from '../input.ts';
import type { Session } from '../session.ts';
import { takeFolder } from './folder.ts';
import { commandWords, type ExperimentOptions, type Modules, readCount } from './options.ts';
import { progressOf, readWorkers, runnerOf, whereabouts, withBar } from './perform.ts';

const MOST_REPS = 1_000_000;

export function performRepeated(
  file: string,
  options: ExperimentOptions,
  session: Session,
): Promise<ExitCode> {
  return withBar(options, session, async (bar, { signal, keep }) => {
    let folder: OutputFolder | undefined;
    try {
      const { plan, conducted } = await withModules(options.module, async (modules) => {
        const workers = readWorkers(options);
        const { plan, alternative } = await repeatedPlan(file, options, modules);
        folder = await takeFolder(plan, options);
        bar.phase('starting workers');
        const { conduct } = await import('../../lab/experiment/conduct.ts');
        keep();
        const conducted = await conduct(plan, [alternative], {
          directory: folder.directory,
          resume: options.resume === true,
          workers,
          signal,
          onProgress: progressOf(bar, signal),
          ...(await runnerOf(plan.name, modules, [alternative], options, session, bar)),
        });
        return { plan, conducted };
      });
      const taken = folder as unknown as OutputFolder;
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
      const written = await report.writeRepeated(result, run, { directory: taken, charts, journal });
      bar.stop();
      const { out } = session;
      if (options.json) await out.write(report.repeatedJson(result, { ...run, files: written.files }));
      else if (!options.quiet) {
        await out.line(report.repeatedText(result, { color: out.color, width: out.width }));
        await out.line(`\n${whereabouts(taken.directory, written, result.outcome.partial)}`);
      }
      if (result.outcome.partial) return EXIT.interrupted;
      if (result.outcome.failures.length > 0) return EXIT.failed;
      const expected = result.conditions.filter(({ of }) => of === 'expect');
      if (expected.some(({ unmet }) => unmet > 0)) return EXIT.failed;
      return expected.some(({ undecided }) => undecided > 0) ? EXIT.undecided : EXIT.fine;
    } finally {
      folder?.release();
    }
  });
}

async function repeatedPlan(
  file: string,
  options: ExperimentOptions,
  modules: Modules,
): Promise<{ plan: RepeatedPlan; alternative: Alternative }> {
  const replications = readCount('--reps', options.reps ?? '', 1, MOST_REPS);
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
