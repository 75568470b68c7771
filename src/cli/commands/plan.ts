/**
 * `sim plan`: from a goal in English to waves of agents, and to a scenario that simulates them.
 */
import type { Command } from 'commander';
import type { PlanComparison } from '../../lab/planning.ts';
import type { RunResult } from '../../lab/result.ts';
import type { Clarification, FiredRule, Plan } from '../../planning/types.ts';
import { shellWord } from '../../report/shell-word.ts';
import { EXIT, type ExitCode, expectationCode, UsageError } from '../exit.ts';
import { writeNewFile } from '../new-file.ts';
import { addValueOptions, type PlanValueOptions, planOptions, VALUE_OPTIONS } from '../plan-options.ts';
import { ProgressBar } from '../progress.ts';
import type { Session } from '../session.ts';
import { withWork } from '../work.ts';

interface PlanCommandOptions extends PlanValueOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly run?: boolean;
  readonly json?: boolean;
  readonly rules?: boolean;
}

const EXAMPLES = `
Examples:
  sim plan "Deploy the new image to 10,000 servers across 5 regions with health checks"
  sim plan "Rename 50,000 files, 2 seconds each" --agents 200 --out rename.yaml
  sim plan "Migrate 2,000 databases, at most 50 at a time, 15 minutes each" --cores 8 --memory 16GiB
  sim plan "Fix the login bug" --run`;

export function registerPlan(program: Command, session: Session): void {
  const command = program
    .command('plan')
    .summary('plan waves of agents for a goal in plain English')
    .description(
      'Reads a goal in plain English, decides how many agents it needs, and plans the waves in which they work. What the ' +
        'text leaves open is assumed and said; what cannot be assumed is asked; words of which the plan makes no use are named.',
    )
    .argument('[goal...]', 'what is to be done, with how many of what')
    .option('--out <file>', 'write the plan as a scenario with comments, for sim run')
    .option('--force', 'overwrite the file of --out if it exists')
    .option('--run', 'simulate the plan and set what is measured beside the estimate')
    .option('--rules', 'list the rules by which texts are read; with a goal, those that applied to it')
    .option('--json', 'print one JSON document, and nothing else')
    .addHelpText('after', EXAMPLES);
  addValueOptions(command).action(async (words: string[], options: PlanCommandOptions) => {
    session.code = await planCommand(words, options, session);
  });
}

async function planCommand(
  words: readonly string[],
  options: PlanCommandOptions,
  session: Session,
): Promise<ExitCode> {
  if (options.force && options.out === undefined) throw new UsageError('--force goes with --out');
  if (words.length === 0) {
    if (!options.rules) throw new UsageError('missing the goal, such as: sim plan "Deploy to 500 servers"');
    for (const option of [...VALUE_OPTIONS, 'out', 'run'] as const) {
      if (options[option] !== undefined) throw new UsageError(`--${option} needs a goal`);
    }
    await printRules(options, session);
    return EXIT.fine;
  }
  const bar = new ProgressBar(session.err, true, 'reading the goal');
  bar.start();
  try {
    const { planText } = await import('../../lab/planning.ts');
    const plan = await planText(words.join(' '), planOptions(options));
    bar.stop();
    if (plan.kind === 'clarification') return await ask(plan, options, session);
    return await answer(plan, options, session);
  } finally {
    bar.stop();
  }
}

async function ask(
  clarification: Clarification,
  options: PlanCommandOptions,
  { out, err }: Session,
): Promise<ExitCode> {
  if (options.json) await out.line(JSON.stringify(clarification, null, 2));
  else {
    const { clarificationText } = await import('../plan-text.ts');
    await err.line(clarificationText(clarification, err));
    if (options.rules && clarification.rules.length > 0)
      await err.line(`\n${await firedTable(clarification.rules, err)}`);
  }
  return EXIT.badInput;
}

async function answer(plan: Plan, options: PlanCommandOptions, session: Session): Promise<ExitCode> {
  const { comparePlan, planScenarioText } = await import('../../lab/planning.ts');
  const { out } = session;
  const text = planScenarioText(plan);
  if (options.out !== undefined) await writeNewFile(options.out, text, options.force === true);
  if (!options.json) await out.line(await planReport(plan, options, out));
  const simulated = options.run ? await simulate(text, options, session) : null;
  const comparison = simulated && comparePlan(plan, simulated.result);
  if (options.json) {
    const { orderedSummary, toJson } = await import('../../report/json.ts');
    const simulation = simulated && {
      ...(comparison as PlanComparison),
      summary: orderedSummary(simulated.result.summary),
    };
    await out.line(toJson({ ...plan, file: options.out ?? null, scenario: text, simulation }, 2));
  } else {
    if (simulated && comparison) {
      const { comparisonText } = await import('../plan-comparison.ts');
      await out.line(`\n${comparisonText(comparison, simulated.result.summary, out)}`);
    }
    await out.line(`\n${nextSteps(options)}`);
  }
  if (simulated?.interrupted) return EXIT.interrupted;
  return simulated ? expectationCode(simulated.result.summary.expectations) : EXIT.fine;
}

async function planReport(plan: Plan, options: PlanCommandOptions, out: Session['out']): Promise<string> {
  const { explanationText } = await import('../plan-text.ts');
  const text = explanationText(plan.explanation, out);
  return options.rules ? `${text}\n\n${await firedTable(plan.rules, out)}` : text;
}

function simulate(
  text: string,
  options: PlanCommandOptions,
  session: Session,
): Promise<{ readonly result: RunResult; readonly interrupted: boolean }> {
  const bar = new ProgressBar(session.err, true, 'preparing the simulation');
  return withWork(bar, {}, session, async ({ signal, keep }) => {
    const [{ readPlannedScenario }, { runScenario }] = await Promise.all([
      import('../../lab/planning.ts'),
      import('../../lab/run.ts'),
    ]);
    const command = options.out === undefined ? undefined : ['sim', 'run', options.out];
    const result = await runScenario(readPlannedScenario(text), {
      command,
      signal,
      onProgress: (progress) => {
        keep();
        if (!signal.aborted) bar.update(progress);
      },
    });
    return { result, interrupted: signal.aborted };
  });
}

function nextSteps({ out, run }: PlanCommandOptions): string {
  if (out !== undefined) return `wrote ${out}; run it with: sim run ${shellWord(out)}`;
  return run
    ? '--out FILE.yaml writes this plan as a scenario to change and to run with charts'
    : '--run simulates this plan; --out FILE.yaml writes it as a scenario';
}

async function printRules(options: PlanCommandOptions, { out }: Session): Promise<void> {
  const { planningRules } = await import('../../lab/planning.ts');
  const rules = planningRules();
  if (options.json) return out.line(JSON.stringify(rules, null, 2));
  const { formatTable } = await import('../table.ts');
  const rows = rules.map(({ name, matches, concludes }) => [name, matches, concludes]);
  await out.line(formatTable(['rule', 'looks for', 'concludes'], rows, out));
}

async function firedTable(rules: readonly FiredRule[], channel: Session['out']): Promise<string> {
  const { formatTable } = await import('../table.ts');
  const rows = rules.map(({ rule, evidence, conclusion }) => [rule, evidence, conclusion]);
  return formatTable(['rule', 'found', 'concluded'], rows, channel);
}
