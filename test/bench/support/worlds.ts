/** Worlds from scenario files, built apart from being run, so that only the running is timed. */
import { catalog } from '../../../src/lab/catalog.ts';
import { nodeFiles } from '../../../src/lab/files.ts';
import { RunRecorder } from '../../../src/recording/run-recorder.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { World } from '../../../src/world/world.ts';

export function buildWorld(path: string, set: readonly string[]): World {
  const scenario = loadScenario(path, { files: nodeFiles(), catalog: catalog(), set });
  const options = { spec: scenario, logLimit: 0, intervals: scenario.record.intervals };
  return new World(scenario, (view) => new RunRecorder(view, options));
}

export interface Timing {
  readonly events: number;
  /** Real seconds. */
  readonly wall: number;
  /** Virtual seconds. */
  readonly simulated: number;
}

/** Runs a world to its end. */
export function runWorld(world: World): Timing {
  const begin = process.hrtime.bigint();
  while (world.advance(1_000_000) === 'running');
  const wall = Number(process.hrtime.bigint() - begin) / 1e9;
  return { events: world.parts.kernel.executed, wall, simulated: world.now / 1e6 };
}
