/** Checks of what a topology needs from other sections. */
import type { Problems } from '../document/problems.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioInput } from '../schema/scenario.ts';
import { showDuration } from '../units.ts';
import { checkWaiting } from './waiting.ts';

export function checkTopology(scenario: Scenario, problems: Problems): void {
  checkMesh(scenario, problems);
  checkRing(scenario, problems);
}

function checkRing(scenario: Scenario, problems: Problems): void {
  const { ring } = scenario.coordination;
  if (!ring) return;
  const { topology } = scenario.coordination;
  if (topology === 'ring') checkWaiting(scenario, ['coordination', 'topology'], problems);
  if (ring.hold >= ring.token_timeout)
    problems.add(
      ['coordination', 'ring', 'hold'],
      `expected less than token_timeout (${showDuration(ring.token_timeout)}), found ${showDuration(ring.hold)}`,
    );
}

function checkMesh(scenario: Scenario, problems: Problems): void {
  const { mesh } = scenario.coordination;
  if (!mesh) return;
  const path = ['coordination', 'mesh', 'routing'];
  if (mesh.neighbourhood === 'nearest' && mesh.neighbours % 2 === 1)
    problems.add(
      ['coordination', 'mesh', 'neighbours'],
      `expected an even number, half on either side, found ${mesh.neighbours}`,
    );
  if (mesh.routing === 'broadcast') checkWaiting(scenario, path, problems);
  if (mesh.routing === 'targeted' && scenario.health.heartbeat_interval === 0)
    problems.add(
      path,
      "peers learn of each other's room by heartbeats, and health.heartbeat_interval is 0: expected above 0",
      { atKey: true },
    );
}

/** The shape of a tree is told in one way. */
export function checkTreeShape(input: ScenarioInput['coordination'], problems: Problems): void {
  const { fanout, node_size, ratio, depth, levels } = input;
  const refuse = (key: string, message: string) =>
    problems.add(['coordination', key], message, { atKey: true });
  if (levels) {
    for (const [key, value] of Object.entries({ fanout, node_size, ratio, depth }))
      if (value !== undefined) refuse(key, 'levels already says how many coordinators there are');
    if (levels[0] !== 1) refuse('levels', `the first level is the root: expected 1, found ${levels[0]}`);
    const fewer = levels.findIndex((count, level) => level > 0 && count < levels[level - 1]);
    if (fewer > 0)
      refuse(
        'levels',
        `expected no fewer coordinators on a level than above it, found ${levels[fewer]} below ${levels[fewer - 1]}`,
      );
    return;
  }
  if (depth !== undefined && ratio !== undefined)
    refuse('ratio', 'depth already says how many children a coordinator has');
  if (fanout !== undefined && node_size !== undefined && (depth !== undefined || ratio !== undefined))
    refuse('fanout', 'leaves and the levels above them have sizes of their own: it would have no effect');
}
