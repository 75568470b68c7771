/**
 * Turns whatever went wrong into a message and an exit code. No stack trace reaches a user who did not ask for it.
 */
import { CommanderError } from 'commander';
import { VERSION } from '../lab/version.ts';
import { visible } from '../scenario/visible.ts';
import { EXIT, type ExitCode, isSystemError, reason } from './exit.ts';
import type { Session } from './session.ts';

interface Failure {
  readonly code: ExitCode;
  /** Lines for standard error; empty when they have been printed already. */
  readonly message: string;
}

/** By name rather than by class: the classes live in rooms that are loaded only when needed. */
const INPUT_ERRORS: ReadonlySet<string> = new Set([
  'UsageError',
  'OccupiedError',
  'ResourceError',
  'WorldError',
  'ExperimentError',
  'ModuleFileError',
  'BenchError',
  'RevisionError',
  'QueueAddressError',
  'HandlerError',
  'LiveError',
  'HistoryFormatError',
]);
const FAILURES: ReadonlySet<string> = new Set(['OutputError', 'WriteError', 'ModuleError', 'QueueError']);

export function explain(error: unknown, environment: Session['environment']): Failure {
  if (error instanceof CommanderError) {
    return { code: error.exitCode === 0 ? EXIT.fine : EXIT.badInput, message: '' };
  }
  if (error instanceof Error) {
    if (error.name === 'ScenarioErrors') return { code: EXIT.badInput, message: error.message };
    if (INPUT_ERRORS.has(error.name)) return { code: EXIT.badInput, message: `error: ${error.message}` };
    if (error.name === 'UndecidedError')
      return { code: EXIT.undecided, message: `undecided: ${error.message}` };
    if (FAILURES.has(error.name)) return { code: EXIT.failed, message: `error: ${error.message}` };
  }
  if (isSystemError(error)) {
    const what = error.path ?? `${error.syscall} failed`;
    return { code: EXIT.failed, message: `error: ${what}: ${reason(error)}` };
  }
  return { code: EXIT.internal, message: internalError(error, environment) };
}

function internalError(error: unknown, environment: Session['environment']): string {
  const what = (error instanceof Error ? error.message || error.name : String(error)).split('\n')[0];
  const first = `internal error: ${what} (sim ${VERSION}, node ${process.versions.node})`;
  if (environment.SIM_DEBUG === '1') {
    return `${first}\n${error instanceof Error ? error.stack : ''}`;
  }
  return `${first}; this is a fault of sim: please report it with the command, the scenario and the output under SIM_DEBUG=1`;
}

/** Prints what went wrong and sets the exit code. */
export async function report(error: unknown, session: Session): Promise<void> {
  const explained = explain(error, session.environment);
  const message = visible(explained.message);
  const { code } = explained;
  session.code = code;
  if (message === '') return;
  // Where not even standard error takes text, the exit code has to do.
  await session.err.line(message).catch(() => {});
}
