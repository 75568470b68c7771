/**
 * `sim sweep --find`: from a question to files, text and exit code.
 */
import { join } from 'node:path';
import type { FindPlan } from '../../lab/experiment/plan.ts';
import type { Alternative } from '../../lab/experiment/types.ts';
import { EXIT, type ExitCode, UsageError } from '../exit.ts';
import { readScenario, withModules } from '../input.ts';
import type { Session } from '../session.ts';
import { namingOption } from './alternatives.ts';
import { chooseFolder } from './folder.ts';
import { commandWords, type ExperimentOptions, type Modules, readCount } from './options.ts';
import { progressOf, readWorkers, runnerOf, withBar } from './perform.ts';

export interface FindOptions extends ExperimentOptions {
  readonly find?: string;
  readonly range?: string;
  readonly tolerance?: string;
  readonly budget?: string;
}

export const DEFAULT_BUDGET = 500;

export function performSearch(file: string, options: FindOptions, session: Session): Promise<ExitCode> {
  return withBar(options, session, async (bar, signal) => {
    const { result, kept, environment, directory } = await withModules(options.module, async (modules) => {
      const workers = readWorkers(options);
      const plan = await findPlan(file, options, modules);
      const at = await scenarioAt(file, options, plan, modules);
      // Both ends are read before the first run, as most mistakes show there.
      await at(plan.range.upper);
      const base = await at(plan.range.lower);
      const directory = await chooseFolder(plan, options);
      bar.phase('starting workers');
      const { conductSearch } = await import('../../lab/experiment/conduct.ts');
      const searched = await conductSearch(plan, base, at, {
        directory,
        resume: options.resume === true,
        workers,
        signal,
        onProgress: progressOf(bar, signal),
        ...(await runnerOf(modules, [base], workers)),
      });
      return { ...searched, directory };
    });
    const [{ searchJournal }, report] = await Promise.all([
      import('../../lab/experiment/journal-text.ts'),
      import('../../report/experiment/write.ts'),
    ]);
    if (!signal.aborted) bar.phase('writing results');
    const run = { ...environment, command: commandWords('sweep', [file], options) };
    const charts = options.charts && !signal.aborted;
    const files = await report.writeSearch(result, run, {
      directory,
      charts,
      journal: searchJournal(result, kept),
    });
    bar.stop();
    const { out } = session;
    if (options.json) await out.write(report.findJson(result, { ...run, files }));
    else if (!options.quiet) {
      await out.line(report.findSentence(result));
      await out.line(
        `\n${files.length} files in ${directory}; ${join(directory, 'report.html')} shows them all`,
      );
      if (result.partial) await out.line('The same command with --resume continues it.');
    }
    if (result.partial) return EXIT.interrupted;
    return result.failures.length === 0 ? EXIT.fine : EXIT.failed;
  });
}

async function findPlan(file: string, options: FindOptions, modules: Modules): Promise<FindPlan> {
  const [{ parseFindRange, parseQuestion }, { knownMetrics, ownMetrics }, { scenarioKey }] =
    await Promise.all([
      import('../../lab/experiment/question.ts'),
      import('../../lab/experiment/known-metrics.ts'),
      import('../../lab/experiment/key.ts'),
    ]);
  const question = parseQuestion(options.find ?? '', knownMetrics(modules?.descriptions));
  if (options.range === undefined) throw new UsageError('--find needs --range, such as --range 10..500');
  const range = parseFindRange(options.range, options.tolerance);
  const budget = readCount('--budget', options.budget ?? String(DEFAULT_BUDGET), 10, 1_000_000);
  const scenario = await readScenario(file, options, modules);
  if (question.path === 'seed')
    throw new UsageError(`--find ${question.text}: the seed cannot be searched for`);
  const { name, seed } = scenario;
  const plain = JSON.parse(JSON.stringify(scenario)) as typeof scenario;
  const key = scenarioKey(scenario, modules?.digest);
  const own = ownMetrics(modules?.descriptions);
  return { kind: 'find', name, seed, file, key, question, ...own, range, budget, scenario: plain };
}

/** Reads the scenario with a number of the range in its place, each once. */
async function scenarioAt(file: string, options: FindOptions, plan: FindPlan, modules: Modules) {
  const { writtenValue } = await import('../../lab/experiment/question.ts');
  const { path } = plan.question;
  return async (x: number): Promise<Alternative> => {
    const value = writtenValue(x, plan.range);
    const assignment = `${path}=${value}`;
    const set = [...(options.set ?? []), assignment];
    const scenario = await readScenario(file, { set, seed: options.seed }, modules).catch((error: unknown) =>
      Promise.reject(namingOption('--find', error, [assignment])),
    );
    return { label: assignment, file, values: { [path]: value }, scenario };
  };
}
