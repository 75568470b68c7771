/** Checks of sprints: what the orchestrator itself refuses, at its place in the file. */
import { sprintSettings } from '../../modules/sprints/settings.ts';
import { SprintSettingsError } from '../../modules/sprints/types.ts';
import type { SprintsWorkloadSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { counted, showQuantity } from '../quantities.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';
import { firstPresent } from './names.ts';

export function checkSprints(
  { phases, agents, start }: SprintsWorkloadSpec,
  path: Path,
  scenario: Scenario,
  problems: Problems,
): void {
  const below: Path = [...path, 'sprints'];
  const all = scenario.agents.groups.reduce((sum, { count }) => sum + count, 0);
  if (agents !== null && agents > all) {
    problems.add([...below, 'agents'], `the scenario has only ${counted(all, 'agent')}, found ${agents}`);
    return;
  }
  const place = firstPresent(problems, [[...below, 'phases'], below]);
  const { duration } = scenario;
  const length = phases.reduce((sum, phase) => sum + phase.duration, 0);
  if (duration !== null && start + length > duration)
    problems.add(
      place,
      `the first sprint would end at ${showDuration(start + length)}, when the run has ended (${showDuration(duration)})`,
    );
  try {
    const minutes = phases.map(({ duration: seconds, ...phase }) => ({ ...phase, minutes: seconds / 60 }));
    sprintSettings(agents ?? all, { phases: minutes, maxAgents: all });
  } catch (error) {
    if (!(error instanceof SprintSettingsError)) throw error;
    refuse(error, below, place, problems);
  }
}

/** Where what the orchestrator names stands, in the units of the file. */
function refuse(
  { field, found, allowed }: SprintSettingsError,
  below: Path,
  phases: Path,
  problems: Problems,
): void {
  const [, number, key] = /^phases\[(\d+)\]\.(\w+)$/.exec(field) ?? [];
  if (key === 'minutes') {
    const shown = showDuration(Number(found) * 60);
    problems.add(
      [...below, 'phases', Number(number), 'duration'],
      `expected above 0s and at most 24h, found ${shown}`,
    );
    return;
  }
  const place = key === undefined ? phases : [...below, 'phases', Number(number), key];
  const shown = typeof found === 'number' ? showQuantity('ratio', found) : found;
  problems.add(place, `expected ${allowed}, found ${shown}`);
}
