/**
 * SIGINT and SIGTERM: the first asks the work to stop and keep what it has, the second ends the process at once.
 */
import { setMaxListeners } from 'node:events';
import process from 'node:process';
import { EXIT } from './exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Runs `work` with a signal that is aborted at the first interrupt; `first` is then called to say so, `second` before the end. */
export async function withInterrupt<Result>(
  { first, second }: { readonly first: () => void; readonly second: () => void },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  // Every run that goes on listens, and how many do is up to --workers.
  setMaxListeners(0, controller.signal);
  const handle = () => {
    if (controller.signal.aborted) {
      second();
      process.exit(EXIT.interrupted);
    }
    controller.abort();
    first();
  };
  for (const name of SIGNALS) process.on(name, handle);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, handle);
  }
}
