/**
 * `sim sweep --find`: from a question to files, text and exit code.
 */
import type { Searched } from '../../lab/experiment/conduct.ts';
import type { FindPlan } from '../../lab/experiment/plan.ts';
import type { Alternative } from '../../lab/experiment/types.ts';
import type { OutputFolder } from '../../report/folder.ts';
import { type ExitCode, UsageError } from '../exit.ts';
import { readScenario, withModules } from '../input.ts';
import { missedInRuns } from '../missed.ts';
import type { Session } from '../session.ts';
import { namingOption } from './alternatives.ts';
import { commandWords, type ExperimentOptions, type Modules, readCount } from './options.ts';
import { beginRuns, experimentCode, tell, whereabouts, withRuns } from './perform.ts';

export interface FindOptions extends ExperimentOptions {
  readonly find?: string;
  readonly range?: string;
  readonly tolerance?: string;
  readonly budget?: string;
}

export const DEFAULT_BUDGET = 500;

export function performSearch(file: string, options: FindOptions, session: Session): Promise<ExitCode> {
  return withRuns(options, session, async (work) => {
    const { bar, signal } = work;
    const { folder, searched } = await withModules(options.module, async (modules) => {
      const plan = await findPlan(file, options, modules);
      const at = await scenarioAt(file, options, plan, modules);
      // Both ends are read before the first run, as most mistakes show there.
      await at(plan.range.upper);
      const base = await at(plan.range.lower);
      const { folder, conducting } = await beginRuns(plan, [base], modules, options, work);
      const { conductSearch } = await import('../../lab/experiment/conduct.ts');
      return { folder, searched: await conductSearch(plan, base, at, conducting) };
    });
    if (!signal.aborted) bar.phase('writing results');
    const command = commandWords('sweep', [file], options);
    const charts = options.charts && !signal.aborted;
    return finishSearch(searched, { ...options, charts, folder, command }, session, () => bar.stop());
  });
}

/** Writes and prints. `ready` is called before the first line is printed. */
async function finishSearch(
  { result, kept, environment }: Searched,
  options: FindOptions & { readonly folder: OutputFolder; readonly command: readonly string[] },
  session: Session,
  ready: () => void,
): Promise<ExitCode> {
  const [{ searchJournal }, { isUndecidedSearch }, report] = await Promise.all([
    import('../../lab/experiment/journal-text.ts'),
    import('../../report/experiment/undecided-search.ts'),
    import('../../report/experiment/write.ts'),
  ]);
  const { folder, charts, command } = options;
  const run = { ...environment, command };
  const journal = searchJournal(result, kept);
  const written = await report.writeSearch(result, run, { directory: folder, charts, journal });
  ready();
  const { partial, failures, expectations } = result;
  const open = isUndecidedSearch(result);
  await tell(options, session, {
    json: () => report.findJson(result, { ...run, files: written.files }),
    text: (shown) => report.findText(result, shown),
    whereabouts: whereabouts(folder.directory, written, partial),
    missed: [
      ...missedInRuns(expectations, failures),
      ...(open ? [`undecided: ${report.findSentence(result)}`] : []),
    ],
  });
  return experimentCode(partial, failures.length > 0, expectations, open);
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
