/** The program of a process with a user's modules: it starts the thread that runs them, and watches over it. */
import process from 'node:process';
import { type Order, plainError } from './isolated-messages.ts';
import type { ProcessAnswer, ProcessStart } from './isolated-process.ts';
import { ModuleThread } from './isolated-thread.ts';
import type { RunProgress } from './simulate.ts';

// It ends with the process that started it, which gets the same signals from a terminal and decides what is to be done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());

function tell(answer: ProcessAnswer): void {
  // Whoever has gone hears nothing.
  if (process.connected) process.send?.(answer, () => {});
}

function answer(work: Promise<ProcessAnswer>): void {
  work.then(tell, (error: unknown) => tell({ kind: 'failed', error: plainError(error) }));
}

process.once('message', ({ bundles, limits }: ProcessStart) => {
  const thread = new ModuleThread(bundles, { ...limits, output: process.stdout });
  let abort = new AbortController();
  process.on('message', (order: Order) => {
    if (order.kind === 'abort') {
      abort.abort();
      return;
    }
    abort = new AbortController();
    const { signal } = abort;
    const onProgress = (progress: RunProgress) => tell({ kind: 'progress', progress });
    const run = thread.run(order.scenario, { ...order.options, signal, onProgress });
    answer(run.then((result) => ({ kind: 'result', result })));
  });
  answer(thread.ready().then((descriptions) => ({ kind: 'ready', descriptions })));
});
