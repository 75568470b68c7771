/** The section on recovery, from its read form. */
import type { RecoverySpec } from '../../world/spec/spec.ts';
import type { DistributionDraft } from '../distribution/draft.ts';
import type { RecoveryInput } from '../schema/recovery.ts';
import type { BuildContext } from './context.ts';

export function buildRecovery(input: RecoveryInput, context: BuildContext): RecoverySpec {
  const duration = (section: string, key: string, draft: DistributionDraft) =>
    context.distribution(['recovery', section, key], draft, 'duration');
  const { restart, replacement, quarantine, people } = input;
  return {
    ...input,
    restart: { ...restart, time: duration('restart', 'time', restart.time) },
    replacement: {
      ...replacement,
      boot: duration('replacement', 'boot', replacement.boot),
      take: duration('replacement', 'take', replacement.take),
      transfer: duration('replacement', 'transfer', replacement.transfer),
    },
    quarantine: { ...quarantine, time: duration('quarantine', 'time', quarantine.time) },
    people: { ...people, time: duration('people', 'time', people.time) },
  };
}
