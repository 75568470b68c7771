/**
 * `sim validate`: checks scenario files without running them.
 */
import type { Command } from 'commander';
import type { OpenModules } from '../../lab/isolated.ts';
import type { Problem, ScenarioErrors } from '../../scenario/errors.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { EXIT } from '../exit.ts';
import { collect, MODULE_OPTION, readScenario, withModules } from '../input.ts';
import type { Session } from '../session.ts';

interface ValidateOptions {
  readonly set?: readonly string[];
  readonly module?: readonly string[];
  readonly json?: boolean;
}

type Verdict =
  | { readonly file: string; readonly ok: true; readonly scenario: Scenario }
  | { readonly file: string; readonly ok: false; readonly errors: ScenarioErrors };

export function registerValidate(program: Command, session: Session): void {
  program
    .command('validate')
    .summary('check scenario files')
    .description('Checks scenario files, with everything they extend, and lists all problems found.')
    .argument('<files...>', 'scenario files (YAML)')
    .option('--set <path=value>', 'change one value of every scenario first; may be repeated', collect)
    .option(...MODULE_OPTION, collect)
    .option('--json', 'print one JSON document, and nothing else')
    .action(async (files: string[], options: ValidateOptions) => {
      const verdicts: Verdict[] = [];
      await withModules(options.module, async (modules) => {
        for (const file of files) {
          const verdict = await judge(file, options, modules);
          verdicts.push(verdict);
          if (!options.json) await printVerdict(verdict, session);
        }
      });
      if (options.json) await session.out.line(JSON.stringify(verdicts.map(plain), null, 2));
      session.code = verdicts.every((verdict) => verdict.ok) ? EXIT.fine : EXIT.badInput;
    });
}

async function judge(file: string, options: ValidateOptions, modules: OpenModules | null): Promise<Verdict> {
  try {
    return { file, ok: true, scenario: await readScenario(file, options, modules) };
  } catch (error) {
    const { ScenarioErrors } = await import('../../scenario/errors.ts');
    if (error instanceof ScenarioErrors) return { file, ok: false, errors: error };
    throw error;
  }
}

async function printVerdict(verdict: Verdict, session: Session): Promise<void> {
  if (verdict.ok) await session.out.line(`ok ${verdict.file}: ${await facts(verdict.scenario)}`);
  else await session.err.line(verdict.errors.format());
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
}

function plain(verdict: Verdict): PlainVerdict {
  const { file, ok } = verdict;
  if (verdict.ok) return { file, ok, problems: [], omitted: 0 };
  return { file, ok, problems: verdict.errors.problems, omitted: verdict.errors.omitted };
}
