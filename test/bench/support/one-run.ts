/** One run in this process: `one-run.ts FILE [path=value...]` prints how long it took, as JSON. */
import { TASK_STATE } from '../../../src/world/core/task-table.ts';
import { buildWorld, runWorld } from './worlds.ts';

const [path, ...set] = process.argv.slice(2);
const world = buildWorld(path, set);
const { wall, events } = runWorld(world);
const { tasks } = world.parts;
let completed = 0;
for (let task = 0; task < tasks.count; task++) if (tasks.state[task] === TASK_STATE.completed) completed++;
console.log(JSON.stringify({ wall, events, completed }));
