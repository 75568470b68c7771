/** Checkpoints against themselves, and against what ends attempts. */
import { exceeds } from '../../modules/shares.ts';
import type { Problems } from '../document/problems.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';

export function checkCheckpoints({ checkpoints, retry, agents }: Scenario, problems: Problems): void {
  if (!checkpoints) return;
  const { interval, cost, torn, corrupt } = checkpoints;
  const first = interval / fastest(agents.groups) + cost;
  if (retry.timeout !== null && first >= retry.timeout)
    problems.add(
      ['checkpoints', 'interval'],
      `no attempt lasts long enough to save anything: the first checkpoint is written after ${showDuration(first)}, and retry.timeout is ${showDuration(retry.timeout)}`,
      { about: [['retry'], ['agents']] },
    );
  if (exceeds(torn + corrupt, 1))
    problems.add(
      ['checkpoints', 'corrupt'],
      'a checkpoint is torn, or corrupt, or neither: with checkpoints.torn this comes to more than 100%',
      { about: [['checkpoints', 'torn']] },
    );
}

/** Speed of the fastest agents; Infinity where it is drawn. */
function fastest(groups: Scenario['agents']['groups']): number {
  return Math.max(...groups.map(({ speed }) => (speed.kind === 'constant' ? speed.value : Infinity)));
}
