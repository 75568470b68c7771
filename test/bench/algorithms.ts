/**
 * How long a run of 10,000 agents and 1,000,000 tasks takes with each distribution algorithm, on one core, everything on: what a
 * comparison of algorithms at full size costs. Each in a process of its own, so that none warms up the next.
 *
 * `npm run bench algorithms`
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DISTRIBUTION_ALGORITHMS } from '../../src/modules/scheduling/algorithms/index.ts';
import { machine, printTable } from './support/table.ts';

const RUN = fileURLToPath(new URL('./support/one-run.ts', import.meta.url));
const SCENARIO = fileURLToPath(new URL('./support/million-tasks.yaml', import.meta.url));

interface Measured {
  readonly wall: number;
  readonly events: number;
  readonly completed: number;
}

const rows = DISTRIBUTION_ALGORITHMS.entries().map((entry) => {
  const words = ['--import', 'tsx', RUN, SCENARIO, `scheduler.algorithm=${entry.name}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${entry.name}: ${stderr}`);
  const { wall, events, completed }: Measured = JSON.parse(stdout);
  if (completed !== 1e6) throw new Error(`${entry.name} completed ${completed} of 1,000,000 tasks`);
  return [entry.name, wall.toFixed(1), (events / 1e6).toFixed(1), ((wall / completed) * 1e6).toFixed(2)];
});
printTable(
  `10,000 agents, 1,000,000 tasks at a load of 80 % (${machine()})`,
  ['algorithm', 'seconds', 'million events', 'microseconds per task'],
  rows,
);
