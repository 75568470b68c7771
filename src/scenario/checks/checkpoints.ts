/** Checkpoints against themselves. */
import { exceeds } from '../../modules/shares.ts';
import type { Problems } from '../document/problems.ts';
import type { Scenario } from '../scenario.ts';

export function checkCheckpoints({ checkpoints }: Scenario, problems: Problems): void {
  if (!checkpoints) return;
  const { torn, corrupt } = checkpoints;
  if (exceeds(torn + corrupt, 1))
    problems.add(
      ['checkpoints', 'corrupt'],
      'a checkpoint is torn, or corrupt, or neither: with checkpoints.torn this comes to more than 100%',
      { about: [['checkpoints', 'torn']] },
    );
}
