/**
 * SIGINT and SIGTERM: the first asks the work to stop and keep what it has, the second ends the process at once.
 */
import { setMaxListeners } from 'node:events';
import process from 'node:process';
import { EXIT } from './exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const quit = () => process.exit(EXIT.interrupted);

/** Ends the process at the first interrupt, but while work goes on that has something to keep. */
export function quitOnInterrupt(): void {
  for (const name of SIGNALS) process.on(name, quit);
}

/** What work does about an interrupt. */
export interface Interrupt {
  /** Aborted at the first interrupt. */
  readonly signal: AbortSignal;
  /** Says that there is something to keep from now on; until then an interrupt ends the process at once. */
  readonly keep: () => void;
}

/** Runs `work`; `first` is called at the first interrupt to say so, `second` before the process ends at once. */
export async function withInterrupt<Result>(
  { first, second }: { readonly first: () => void; readonly second: () => void },
  work: (interrupt: Interrupt) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { signal } = controller;
  // Every run that goes on listens, and how many do is up to --workers.
  setMaxListeners(0, signal);
  let keeping = false;
  const keep = () => {
    keeping = true;
  };
  const handle = () => {
    if (signal.aborted || !keeping) {
      second();
      process.exit(EXIT.interrupted);
    }
    controller.abort();
    first();
  };
  for (const name of SIGNALS) {
    process.on(name, handle);
    process.off(name, quit);
  }
  try {
    return await work({ signal, keep });
  } finally {
    for (const name of SIGNALS) {
      process.on(name, quit);
      process.off(name, handle);
    }
  }
}
