/**
 * How fast the two large scenarios run, everything on: whole commands in processes of their own, as a user starts them, with
 * the largest memory that the process had.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from 'simple-statistics';
import { machine, printTable } from './support/table.ts';

const SCENARIOS = ['10k-deploy', 'heartbeats-1m'];
const ROUNDS = 3;

interface Measured {
  readonly simulated: number;
  readonly wall: number;
  readonly events: number;
  readonly megabytes: number;
}

function measure(name: string): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-bench-'));
  // Writes the process's peak memory to the error output when it ends.
  const hook =
    'data:text/javascript,process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))';
  const words = [
    '--import',
    hook,
    'dist/cli/main.js',
    'run',
    `scenarios/${name}.yaml`,
    '--json',
    '--no-charts',
    '--out',
    join(folder, 'out'),
  ];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1e9 });
  rmSync(folder, { recursive: true, force: true });
  const summary = JSON.parse(stdout);
  const peak = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
  return { simulated: summary.simulated, wall: summary.run.wall, events: summary.events, megabytes: peak };
}

const rows = SCENARIOS.map((name) => {
  const rounds = Array.from({ length: ROUNDS }, () => measure(name));
  const wall = median(rounds.map((round) => round.wall));
  const { simulated, events } = rounds[0];
  return [
    name,
    `${simulated.toFixed(0)} s`,
    `${wall.toFixed(1)} s`,
    (simulated / wall).toFixed(1),
    `${((events / wall) * 1e-6).toFixed(2)} M`,
    `${median(rounds.map((round) => round.megabytes)).toFixed(0)} MB`,
  ];
});
printTable(
  `Large scenarios on one core (median of ${ROUNDS}; ${machine()})`,
  ['scenario', 'simulated', 'in', 'times real time', 'events/s', 'peak memory'],
  rows,
);
