/** A live run from its beginning to its end, and nothing left behind. */
import process from 'node:process';
import type { WorldObserver, WorldView } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { Driver } from './driver.ts';
import type { LiveOptions, LiveRun } from './live-types.ts';
import { placeProcesses } from './placement.ts';
import { LiveError, placementRefusals, refusals } from './refusals.ts';
import { planRun } from './run-plan.ts';
import { cleanUp, StateFolder } from './state-folder.ts';

/**
 * Runs a scenario live.
 * @param watch makes the recorder of the run
 * @throws LiveError when the scenario asks for what is not carried live; WorldError when it cannot be built; Error when a process
 * of the run fails
 */
export async function runLive(
  spec: WorldSpec,
  watch: (view: WorldView) => WorldObserver,
  options: LiveOptions,
): Promise<LiveRun> {
  const problems = refusals(spec, options.handler !== null);
  if (problems.length > 0) throw new LiveError(problems);
  const plan = planRun(spec, options.replication ?? 0);
  const placement = placeProcesses(plan, options.processes, options.replication ?? 0);
  const unplaced = placementRefusals(placement);
  if (unplaced.length > 0) throw new LiveError(unplaced);
  cleanUp(options.root);
  const folder = new StateFolder(options.root);
  const driver = new Driver(plan, placement, folder, watch, options);
  const killAll = () => driver.killAll();
  process.on('exit', killAll);
  try {
    return await driver.run();
  } finally {
    process.off('exit', killAll);
    await folder.close();
  }
}
