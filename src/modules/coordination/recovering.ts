/** How a coordinator has workers recovered: what a recovery decides changes who is given tasks. */
import type { Port } from '../ports.ts';
import type { RecoveryOptions } from '../recovery/options.ts';
import { tasksAt } from '../recovery/ramp.ts';
import { Recovery } from '../recovery/recovery.ts';
import type { Dispatcher } from '../scheduling/dispatcher.ts';
import type { WorkerTable } from '../scheduling/workers.ts';

/** @param options null: nobody recovers workers. @returns null where that is so */
export function createRecovery(
  port: Port,
  workers: WorkerTable,
  dispatcher: Dispatcher,
  options: RecoveryOptions | null,
): Recovery | null {
  if (options === null) return null;
  const routes = {
    /** A worker is given a share of what it could do; 0: nothing, and what it has goes elsewhere. */
    route(worker: number, share: number): void {
      if (share === 0) dispatcher.workerLost(worker);
      else dispatcher.workerBack(worker, share < 1 ? tasksAt(share, workers.slots[worker]) : Infinity);
    },
  };
  const scope = port.scope('recovery', { onTimer: () => recovery.onTimer() });
  const recovery = new Recovery(scope, workers, routes, options);
  return recovery;
}
