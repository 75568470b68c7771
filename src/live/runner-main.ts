/** Started as a process of its own: waits for orders, and ends with whoever gives them. */
import process from 'node:process';
import type { FromRunner, ToRunner } from './control.ts';
import { HandlerError, loadHandlers } from './handler.ts';
import { Runner } from './runner.ts';

if (process.send === undefined) throw new Error('this file is run with a channel to whoever started it');
const say = (message: FromRunner): void => {
  // The channel may have closed a moment ago; this process then ends.
  process.send?.(message, undefined, undefined, () => {});
};
const failed = (error: unknown): void => {
  if (error instanceof HandlerError) say({ kind: 'failed', message: error.message, isInput: true });
  else
    say({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
};

let runner: Runner | null = null;
let orders = Promise.resolve();

async function obey(order: ToRunner): Promise<void> {
  if (order.kind === 'prepare') {
    const { handler, spec } = order.order;
    runner = new Runner(order.order, say, handler === null ? null : await loadHandlers(handler, spec));
    say({ kind: 'prepared' });
  } else await runner?.onOrder(order);
}

// One after the other: an order may take several turns of the event loop.
process.on('message', (order: ToRunner) => {
  orders = orders.then(() => obey(order)).catch(failed);
});
process.on('disconnect', () => process.exit());
process.on('uncaughtException', failed);
// An interrupt from the terminal reaches every process of the group; the driver decides what becomes of it.
process.on('SIGINT', () => {});
