/**
 * The commands of `sim`. Their options are declared here and in src/cli/commands; what they need is loaded when they run.
 */
import { Command } from 'commander';
import { VERSION } from '../lab/version.ts';
import { registerBench } from './commands/bench.ts';
import { registerCheck } from './commands/check.ts';
import { registerCompare } from './commands/compare.ts';
import { registerDiff } from './commands/diff.ts';
import { registerEvents } from './commands/events.ts';
import { registerList } from './commands/list.ts';
import { registerMerge } from './commands/merge.ts';
import { registerNew } from './commands/new.ts';
import { registerPlan } from './commands/plan.ts';
import { registerQueue } from './commands/queue.ts';
import { registerReference } from './commands/reference.ts';
import { registerRun } from './commands/run.ts';
import { registerSchema } from './commands/schema.ts';
import { registerSweep } from './commands/sweep.ts';
import { registerTest } from './commands/test.ts';
import { registerValidate } from './commands/validate.ts';
import { registerWorker } from './commands/worker.ts';
import { report } from './failure.ts';
import type { Session } from './session.ts';

const EXIT_CODES = `
Exit codes: 0 fine, 1 an expectation was not met, something got worse, a history is not linearizable, or output could not
be written, 2 bad input or usage, 3 undecided, 4 no baseline, 70 internal error, 130 interrupted.`;

export function createProgram(session: Session): Command {
  const program = new Command('sim');
  program
    .description('Simulates swarms of agents and measures what their coordination costs.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(sim --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => session.out.stream.write(session.out.safe(text)),
      writeErr: (text) => session.err.stream.write(session.err.safe(text)),
      getOutHasColors: () => session.out.color,
      getErrHasColors: () => session.err.color,
    });
  // Commands inherit the settings above.
  for (const register of [
    registerRun,
    registerCompare,
    registerSweep,
    registerMerge,
    registerWorker,
    registerQueue,
    registerTest,
    registerBench,
    registerValidate,
    registerNew,
    registerPlan,
    registerList,
    registerEvents,
    registerDiff,
    registerCheck,
    registerReference,
    registerSchema,
  ]) {
    register(program, session);
  }
  for (const command of program.commands) pointToHelp(command);
  return program;
}

/** An error in the options of a command points to the help of that command. */
function pointToHelp(command: Command): void {
  const names: string[] = [];
  for (let each: Command | null = command; each !== null; each = each.parent) names.unshift(each.name());
  command.showHelpAfterError(`(${names.join(' ')} --help explains it)`);
  for (const below of command.commands) pointToHelp(below);
}

/** Runs one command line. The exit code is in `session.code`; nothing is thrown. */
export async function run(words: readonly string[], session: Session): Promise<void> {
  try {
    await createProgram(session).parseAsync([...words], { from: 'user' });
  } catch (error) {
    await report(error, session);
  }
}
