/** The thread of one run. */
import { parentPort } from 'node:worker_threads';
import { type Answer, type Order, plainError } from './isolated-messages.ts';
import { runScenario } from './run.ts';

if (parentPort === null) throw new Error('this file is run in a worker thread');
const port = parentPort;
const say = (answer: Answer): void => port.postMessage(answer);
const controller = new AbortController();

port.on('message', async (order: Order) => {
  if (order.kind === 'abort') {
    controller.abort();
    return;
  }
  try {
    const onProgress = (progress: Extract<Answer, { kind: 'progress' }>['progress']) =>
      say({ kind: 'progress', progress });
    say({
      kind: 'result',
      result: await runScenario(order.scenario, { ...order.options, signal: controller.signal, onProgress }),
    });
  } catch (error) {
    say({ kind: 'failed', error: plainError(error) });
  }
});
