/**
 * What an event costs as the number of agents grows: heartbeats of all agents through a tree of coordinators, about as many events
 * at every size. The cost at a million agents must stay within three times that at a thousand.
 */
import { median } from 'simple-statistics';
import { machine, printTable } from './support/table.ts';
import { buildWorld, runWorld } from './support/worlds.ts';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
/** Virtual seconds that all agents together beat: agents x seconds. */
const BEATS = 4_000_000;
const ROUNDS = 3;

const costs = SIZES.map(() => [] as number[]);
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, agents] of SIZES.entries()) {
    const set = [`agents.count=${agents}`, `duration=${BEATS / agents}s`, 'faults=[]', 'expect=[]'];
    const { events, wall } = runWorld(buildWorld('scenarios/heartbeats-1m.yaml', set));
    costs[i].push((wall / events) * 1e9);
  }
}

const medians = costs.map(median);
printTable(
  `Cost of an event by number of agents (median of ${ROUNDS}; ${machine()})`,
  ['agents', 'ns per event', 'times that at 1,000'],
  SIZES.map((agents, i) => [
    agents.toLocaleString('en-US'),
    medians[i].toFixed(0),
    (medians[i] / medians[0]).toFixed(2),
  ]),
);
