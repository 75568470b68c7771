/** Checks of changes that peers are to make while a run goes. */
import type { AdaptationStepSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { showQuantity } from '../quantities.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';
import { checkWaiting } from './waiting.ts';

const ADAPT: Path = ['coordination', 'adapt'];
const CHANGES = ['topology', 'routing', 'order', 'hops', 'entry'] as const;

export function checkAdaptation(scenario: Scenario, problems: Problems): void {
  const { topology, adapt, entry } = scenario.coordination;
  const hasPeers = topology === 'mesh' || topology === 'ring';
  for (const [key, given] of Object.entries({ adapt, entry }))
    if (given !== undefined && !hasPeers)
      problems.add(['coordination', key], `it needs topology mesh or ring, found ${topology}`, {
        atKey: true,
      });
  if (!adapt || !hasPeers) return;
  if (scenario.health.heartbeat_interval === 0)
    problems.add(
      ADAPT,
      'peers learn of changes by heartbeats, and health.heartbeat_interval is 0: expected above 0',
      {
        atKey: true,
      },
    );
  checkSteps(adapt, topology, problems);
  for (const [index, step] of adapt.entries())
    checkTrigger(step, [...ADAPT, index], scenario.duration ?? Infinity, problems);
  checkReach(scenario, adapt, problems);
}

function checkSteps(
  adapt: readonly AdaptationStepSpec[],
  topology: 'mesh' | 'ring',
  problems: Problems,
): void {
  let now = topology;
  let last = 0;
  for (const [index, step] of adapt.entries()) {
    const path: Path = [...ADAPT, index];
    if (step.at !== null && step.at < last)
      problems.add(
        [...path, 'at'],
        `expected no earlier than the step before (${showDuration(last)}), found ${showDuration(step.at)}`,
      );
    last = Math.max(last, step.at ?? 0);
    if (CHANGES.every((key) => step[key] === undefined))
      problems.add(path, `expected something to change: ${CHANGES.join(', ')}`);
    now = step.topology ?? now;
    const idle = now === 'ring' ? 'routing' : 'order';
    if (step[idle] !== undefined)
      problems.add([...path, idle], `it has no effect in a ${now}`, { atKey: true });
  }
}

function checkTrigger(
  { at, when }: AdaptationStepSpec,
  path: Path,
  duration: number,
  problems: Problems,
): void {
  if ((at === null) === (when === null))
    problems.add(path, 'expected either at, a time, or when, a condition');
  if (at !== null && at >= duration)
    problems.add(
      [...path, 'at'],
      `it happens at ${showDuration(at)}, when the run has ended (${showDuration(duration)})`,
    );
  if (!when) return;
  const { above, below } = when;
  if (above === null && below === null) problems.add([...path, 'when'], 'expected above or below');
  if (above !== null && below !== null && above >= below)
    problems.add(
      [...path, 'when'],
      `nothing is above ${showQuantity('ratio', above)} and below ${showQuantity('ratio', below)} at a time: the change would never come`,
    );
}

/** In a ring all know all, and what is asked for must wait. */
function checkReach(scenario: Scenario, adapt: readonly AdaptationStepSpec[], problems: Problems): void {
  const { mesh } = scenario.coordination;
  for (const [index, { topology, routing }] of adapt.entries()) {
    const path: Path = [...ADAPT, index];
    if (topology === 'ring' && mesh && mesh.neighbourhood !== 'full')
      problems.add(
        [...path, 'topology'],
        'in a ring all peers know each other: expected mesh.neighbourhood full',
      );
    if (topology === 'ring') checkWaiting(scenario, [...path, 'topology'], problems);
    else if (routing === 'broadcast') checkWaiting(scenario, [...path, 'routing'], problems);
  }
}
