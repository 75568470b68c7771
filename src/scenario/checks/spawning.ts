/** Spawning against the rest of a scenario. */
import type { Problems } from '../document/problems.ts';
import { showQuantity } from '../quantities.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioInput } from '../schema/scenario.ts';

export function checkSpawning(scenario: Scenario, input: ScenarioInput, problems: Problems): void {
  const { spawning, scaling, agents, health } = scenario;
  if (!spawning) return;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  // Where a policy scales, it meets the limit as the run goes.
  const atOnce = scaling ? scaling.initial : count;
  if (spawning.max_agents !== null && atOnce > spawning.max_agents)
    problems.add(
      ['spawning', 'max_agents'],
      `expected at least ${scaling ? 'scaling.initial' : 'agents.count'}, which is ${atOnce}, or unlimited, found ${spawning.max_agents}`,
    );
  if (scaling && (input.scaling as { startup?: unknown }).startup !== undefined)
    problems.add(
      ['scaling', 'startup'],
      'spawning says how long agents take to come: give spawning.boot instead',
    );
  if (health.heartbeat_interval === 0)
    problems.add(['spawning'], 'agents come with their heartbeats: health.heartbeat_interval must not be 0');
  checkWaves(scenario, problems);
  const least = Math.min(...agents.groups.map(({ memory }) => memory));
  if (spawning.hibernate && spawning.hibernate.memory > least)
    problems.add(
      ['spawning', 'hibernate', 'memory'],
      `expected at most what an agent has awake: agents.memory is ${showQuantity('size', least)}, found ${showQuantity('size', spawning.hibernate.memory)}`,
    );
}

function checkWaves({ spawning, scaling, workloads, coordination }: Scenario, problems: Problems): void {
  if (!spawning || spawning.per_wave === null) return;
  const path = ['spawning', 'per_wave'];
  if (scaling) problems.add(path, 'agents come as scaling.policy decides: leave out either of the two');
  // Where all peers know each other, tasks go to those that have agents.
  if (coordination.topology === 'mesh' && coordination.mesh?.neighbourhood === 'nearest')
    problems.add(
      path,
      'a task may wait with a peer that has no agents in this wave and knows nobody who has: expected coordination.mesh.neighbourhood full',
    );
  const gated = workloads.findIndex(
    (workload) => workload.kind === 'waves' && workload.waves.some(({ gate }) => gate),
  );
  if (gated >= 0)
    problems.add(
      path,
      'a gate may start a wave beside the rest of the one before: leave out either spawning.per_wave or the gates of waves',
      { about: [['workloads']] },
    );
  if (workloads.length !== 1 || workloads[0].kind !== 'waves')
    problems.add(
      path,
      `expected one workload, of waves, and no other; there ${workloads.length === 1 ? `is one of kind ${workloads[0].kind}` : `are ${workloads.length}`}`,
    );
}
