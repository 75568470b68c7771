/** The thread in which a user's modules run. */
import { parentPort, workerData } from 'node:worker_threads';
import { Misuse } from './extension/errors.ts';
import { extend } from './extension/extend.ts';
import { CallTrace } from './extension/trace.ts';
import { type Answer, type Order, plainError, type ThreadData } from './isolated-messages.ts';
import { importModule } from './module-file.ts';
import { runScenario } from './run.ts';

if (parentPort === null) throw new Error('this file is run in a worker thread');
const port = parentPort;
const { bundles, trace: memory } = workerData as ThreadData;
const trace = new CallTrace(memory);

function say(answer: Answer): void {
  port.postMessage(answer);
}

/** Clocks and random numbers of the machine would make two runs of one seed differ: calls into modules may not use them. */
function forbidImpurity(): void {
  const guarded = <Work extends (...words: never[]) => unknown>(
    work: Work,
    name: string,
    instead: string,
  ): Work =>
    new Proxy(work, {
      apply(target, self, words) {
        if (trace.inside) throw new Misuse(`called ${name}, which no seed decides; use ${instead}`);
        return Reflect.apply(target, self, words);
      },
    });
  Math.random = guarded(Math.random, 'Math.random()', 'context.random()');
  Date.now = guarded(Date.now, 'Date.now()', 'context.now()');
  performance.now = guarded(performance.now.bind(performance), 'performance.now()', 'context.now()');
  globalThis.Date = new Proxy(Date, {
    construct(target, words, newTarget) {
      if (trace.inside && words.length === 0)
        throw new Misuse('called new Date(), which no seed decides; use context.now()');
      return Reflect.construct(target, words, newTarget);
    },
  });
}

async function start(): Promise<void> {
  forbidImpurity();
  const modules = await Promise.all(bundles.map(importModule));
  const { descriptions, entries } = extend(modules, trace);
  let abort = new AbortController();
  port.on('message', async (order: Order) => {
    if (order.kind === 'abort') {
      abort.abort();
      return;
    }
    abort = new AbortController();
    const { signal } = abort;
    const onProgress = (progress: Extract<Answer, { kind: 'progress' }>['progress']) =>
      say({ kind: 'progress', progress });
    try {
      const result = await runScenario(order.scenario, {
        ...order.options,
        modules,
        trace,
        signal,
        onProgress,
      });
      say({ kind: 'result', result });
    } catch (error) {
      say({ kind: 'failed', error: plainError(error) });
    }
  });
  say({ kind: 'ready', descriptions, entries });
}

start().catch((error: unknown) => say({ kind: 'failed', error: plainError(error) }));
