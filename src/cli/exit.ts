/**
 * How a command ends.
 */
import { systemReason } from '../files/system-reason.ts';
import type { ExpectationResult } from '../lab/result.ts';
import type { Verdict } from '../lab/verdict.ts';

export const EXIT = {
  /** All went well, and every expectation was met. */
  fine: 0,
  /** An expectation or a gate was not met, a history is not linearizable, or the output could not be written. */
  failed: 1,
  /** The command line or the input is wrong. */
  badInput: 2,
  /**
   * An expectation could be neither met nor missed, and none was missed: the run ended too early, or nothing was measured. Of a history: the
   * search reached a limit.
   */
  undecided: 3,
  /** There is nothing to compare with. */
  noBaseline: 4,
  /** A fault of the program itself. */
  internal: 70,
  /** Ended by SIGINT or SIGTERM. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What expectations come to: one that was missed outweighs those that are undecided. */
export function verdictCode(someMissed: boolean, someUndecided: boolean): ExitCode {
  if (someMissed) return EXIT.failed;
  return someUndecided ? EXIT.undecided : EXIT.fine;
}

/** What the expectations of one run come to. */
export function expectationCode(expectations: readonly Pick<ExpectationResult, 'verdict'>[]): ExitCode {
  const some = (wanted: Verdict): boolean => expectations.some(({ verdict }) => verdict === wanted);
  return verdictCode(some('unmet'), some('undecided'));
}

/** The command line asks for something that cannot be done. Its message is one sentence without a full stop. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Output cannot go where it should: a full disk, a folder without permission. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
  readonly target: string;

  constructor(target: string, cause: unknown) {
    super(`cannot write ${target}: ${reason(cause)}`, { cause });
    this.target = target;
  }
}

/** Why the operating system refused, in words. */
export function reason(error: unknown): string {
  if (isSystemError(error)) return systemReason(error.code);
  return error instanceof Error ? error.message : String(error);
}

/** An error of the operating system, as Node reports it. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string';
}
