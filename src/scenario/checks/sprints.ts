/** Checks of sprints: what the orchestrator itself refuses, at its place in the file. */
import { sprintSettings } from '../../modules/sprints/settings.ts';
import { SprintSettingsError } from '../../modules/sprints/types.ts';
import type { SprintsWorkloadSpec } from '../../world/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import { firstPresent } from './names.ts';

export function checkSprints(
  { phases, agents }: SprintsWorkloadSpec,
  path: Path,
  scenario: Scenario,
  problems: Problems,
): void {
  const below: Path = [...path, 'sprints'];
  const all = scenario.agents.groups.reduce((sum, { count }) => sum + count, 0);
  if (agents !== null && agents > all) {
    problems.add([...below, 'agents'], `the scenario has only ${all} agents`);
    return;
  }
  try {
    const minutes = phases.map(({ duration, ...phase }) => ({ ...phase, minutes: duration / 60 }));
    sprintSettings(agents ?? all, { phases: minutes, maxAgents: all });
  } catch (error) {
    if (!(error instanceof SprintSettingsError)) throw error;
    problems.add(firstPresent(problems, [[...below, 'phases'], below]), error.message);
  }
}
