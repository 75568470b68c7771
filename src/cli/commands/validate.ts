/**
 * `sim validate`: checks scenario files without running them.
 */
import type { Command } from 'commander';
import type { OpenModules } from '../../lab/isolated.ts';
import type { ListedTimeout } from '../../lab/timeouts.ts';
import type { Change } from '../../scenario/document/fix.ts';
import type { Problem, ScenarioErrors } from '../../scenario/errors.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { EXIT } from '../exit.ts';
import { collect, MODULE_OPTION, readScenario, withModules } from '../input.ts';
import type { Session } from '../session.ts';

interface ValidateOptions {
  readonly set?: readonly string[];
  readonly module?: readonly string[];
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly timeouts?: boolean;
}

type Judged =
  | { readonly file: string; readonly ok: true; readonly scenario: Scenario }
  | { readonly file: string; readonly ok: false; readonly errors: ScenarioErrors };
/** `fixed` is null where nothing was to be fixed. */
type Verdict = Judged & { readonly fixed: readonly Change[] | null };

const FIXING = `
--fix rewrites calls as older versions took them: poisson(rate: 20/s) becomes poisson(rate=20/s), between braces or
brackets in quotation marks. All else in the file stays, comments too, and a file without such calls is not touched.
Files that it extends are fixed when they are named.`;

export function registerValidate(program: Command, session: Session): void {
  program
    .command('validate')
    .summary('check scenario files')
    .description(
      'Checks scenario files, with everything they extend, and lists the problems found: the first twenty, and how many more.',
    )
    .addHelpText('after', FIXING)
    .argument('<files...>', 'scenario files (YAML)')
    .option('--set <path=value>', 'change one value of every scenario first; may be repeated', collect)
    .option(...MODULE_OPTION, collect)
    .option('--fix', 'first bring the files named into the present syntax, and say what was changed')
    .option(
      '--timeouts',
      'list what each scenario waits for before it acts without an answer, with what the times follow from and must outlast',
    )
    .option('--json', 'print one JSON document, and nothing else')
    .action(async (files: string[], options: ValidateOptions) => {
      const verdicts: Verdict[] = [];
      await withModules(options.module, async (modules) => {
        for (const file of files) {
          const fixed = options.fix === true ? await fixFile(file) : null;
          const verdict: Verdict = { ...(await judge(file, options, modules)), fixed };
          verdicts.push(verdict);
          if (!options.json) await printVerdict(verdict, session);
          if (!options.json && options.timeouts && verdict.ok) await printTimeouts(verdict.scenario, session);
        }
      });
      if (options.json)
        await session.out.line(JSON.stringify(await plainVerdicts(verdicts, options), null, 2));
      session.code = verdicts.every((verdict) => verdict.ok) ? EXIT.fine : EXIT.badInput;
    });
}

async function judge(file: string, options: ValidateOptions, modules: OpenModules | null): Promise<Judged> {
  try {
    return { file, ok: true, scenario: await readScenario(file, options, modules) };
  } catch (error) {
    const { ScenarioErrors } = await import('../../scenario/errors.ts');
    if (error instanceof ScenarioErrors) return { file, ok: false, errors: error };
    throw error;
  }
}

/** What was changed in a file. One that cannot be read is left to the check that follows, which says why. */
async function fixFile(file: string): Promise<readonly Change[]> {
  const [{ fixScenarioFile }, { replaceFile }, { nodeFiles }, { ScenarioErrors }] = await Promise.all([
    import('../../scenario/document/fix.ts'),
    import('../new-file.ts'),
    import('../../lab/files.ts'),
    import('../../scenario/errors.ts'),
  ]);
  try {
    const { text, changes } = fixScenarioFile(file, nodeFiles());
    if (changes.length > 0) await replaceFile(file, text);
    return changes;
  } catch (error) {
    if (error instanceof ScenarioErrors) return [];
    throw error;
  }
}

async function printVerdict(verdict: Verdict, session: Session): Promise<void> {
  for (const { line, before, after } of verdict.fixed ?? [])
    await session.out.line(`fixed ${verdict.file}:${line}: ${before} is now ${after}`);
  if (verdict.ok) await session.out.line(`ok ${verdict.file}: ${await facts(verdict.scenario)}`);
  else await session.err.line(verdict.errors.format());
}

/** Times that nobody wrote down beside those that are in the file; those too short are marked. */
async function printTimeouts(scenario: Scenario, session: Session): Promise<void> {
  const [{ scenarioTimeouts }, { formatTable }, { showDuration }] = await Promise.all([
    import('../../lab/timeouts.ts'),
    import('../table.ts'),
    import('../../scenario/units.ts'),
  ]);
  const rows = scenarioTimeouts(scenario).map((one) => [
    `${one.short ? '! ' : ''}${one.name}`,
    showDuration(one.seconds),
    one.needs === null ? '' : showDuration(one.needs),
    one.from,
    one.what,
  ]);
  const head = ['time-out', 'after', 'must outlast', 'follows from', 'what happens'];
  await session.out.line(formatTable(head, rows, { width: session.out.width, color: session.out.color }));
}

/** What is in a scenario, in one line. */
async function facts(scenario: Scenario): Promise<string> {
  const { showDuration } = await import('../../scenario/units.ts');
  const agents = scenario.agents.groups.reduce((sum, group) => sum + group.count, 0);
  const { regions } = scenario.cluster;
  return [
    scenario.name,
    counted(agents, 'agent'),
    counted(regions.length, 'region'),
    counted(scenario.workloads.length, 'workload'),
    counted(scenario.faults.length, 'fault'),
    scenario.duration === null ? 'until all work is done' : `at most ${showDuration(scenario.duration)}`,
    `seed ${scenario.seed}`,
  ].join(', ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

interface PlainVerdict {
  readonly file: string;
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  /** Problems beyond those listed. */
  readonly omitted: number;
  /** With --fix: what was changed in the file. */
  readonly fixed?: readonly Change[];
  /** With --timeouts, where the scenario is right. */
  readonly timeouts?: readonly ListedTimeout[];
}

async function plainVerdicts(
  verdicts: readonly Verdict[],
  options: ValidateOptions,
): Promise<readonly PlainVerdict[]> {
  if (!options.timeouts) return verdicts.map(plain);
  const { scenarioTimeouts } = await import('../../lab/timeouts.ts');
  return verdicts.map((verdict) =>
    verdict.ok ? { ...plain(verdict), timeouts: scenarioTimeouts(verdict.scenario) } : plain(verdict),
  );
}

function plain(verdict: Verdict): PlainVerdict {
  const { file, ok } = verdict;
  const fixed = verdict.fixed === null ? {} : { fixed: verdict.fixed };
  if (verdict.ok) return { file, ok, problems: [], omitted: 0, ...fixed };
  return { file, ok, problems: verdict.errors.problems, omitted: verdict.errors.omitted, ...fixed };
}
