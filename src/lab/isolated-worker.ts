/** The thread in which a user's modules run. */
import { once } from 'node:events';
import { memoryUsage } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { estimateMemory } from '../world/feasibility/estimate.ts';
import { Misuse, ModuleError } from './extension/errors.ts';
import { extend } from './extension/extend.ts';
import { Intrinsics } from './extension/intrinsics.ts';
import { CallTrace, type MemoryUse } from './extension/trace.ts';
import { forbidUncountedMemory } from './extension/uncounted-memory.ts';
import { type Answer, type Order, plainError, type ThreadStart } from './isolated-messages.ts';
import { importModule } from './module-file.ts';
import { runScenario } from './run.ts';

if (parentPort === null) throw new Error('this file is run in a worker thread');
const [{ port, bundles, trace: shared, memory }] = (await once(parentPort, 'message')) as [ThreadStart];
// Nothing else comes here, and the thread is to end with its last work.
parentPort.unref();
const trace = new CallTrace(shared);
const say = port.postMessage.bind(port) as (answer: Answer) => void;

/** Milliseconds; timers of 0 ms are due after one. */
const PUT_OFF = 3;

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

/** Bytes that are in use, and after a collection where that decides. */
function watchMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const watched = (used: () => number, what: string): MemoryUse => ({
    used,
    usedForCertain() {
      collect();
      // Buffers found to be garbage are freed on the side; the next collection waits for that.
      collect();
      return used();
    },
    limit: Infinity,
    problem: `used more than ${Math.round(memory / 1e6)} MB of memory${what}, with what it keeps from earlier calls`,
  });
  trace.memory = [
    watched(() => getHeapStatistics().used_heap_size, ''),
    // V8 counts no shared memory, and Node nothing but buffers: of each sort the other leaves out, the larger count has most.
    watched(() => Math.max(getHeapStatistics().external_memory, memoryUsage().arrayBuffers), ' for buffers'),
  ];
}

/** An error of the simulation itself is the module's where that has changed what the simulation uses. */
function blamed(error: unknown, checkIntrinsics: () => void): unknown {
  if (ModuleError.is(error)) return error;
  try {
    checkIntrinsics();
    return error;
  } catch (better) {
    return better;
  }
}

async function start(): Promise<void> {
  forbidImpurity();
  forbidUncountedMemory();
  watchMemory();
  const intrinsics = new Intrinsics();
  intrinsics.protect();
  const files = bundles.map(({ file }) => file).join(', ');
  const checkIntrinsics = (): void => {
    const changed = intrinsics.changed();
    if (changed === null) return;
    intrinsics.restore();
    throw new ModuleError(`changed ${changed}, which the simulation around it uses too`, { module: files });
  };
  const modules = await Promise.all(bundles.map(importModule));
  checkIntrinsics();
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
      const more = memory + estimateMemory(order.scenario).bytes;
      for (const use of trace.memory) use.limit = use.used() + more;
      const result = await runScenario(order.scenario, {
        ...order.options,
        modules,
        trace,
        signal,
        onProgress,
      });
      // What a module has put off to a timer that is due, and throws there, ends the thread before its result is told.
      await sleep(PUT_OFF);
      checkIntrinsics();
      say({ kind: 'result', result });
    } catch (error) {
      say({ kind: 'failed', error: plainError(blamed(error, checkIntrinsics)) });
    }
  });
  say({ kind: 'ready', descriptions, entries });
}

start().catch((error: unknown) => say({ kind: 'failed', error: plainError(error) }));
