/** Conditions on figures of completed tasks, where not all tasks completed: what failed or gave up has no latency, and spoils none. */
import type { RunRecorder } from '../recording/run-recorder.ts';
import { formatRatio } from '../scenario/numbers.ts';
import { metricsRead, type Scenario } from '../scenario/scenario.ts';

/** A smaller share hardly moves a quantile up to the 99th. */
const NOTED = 0.001;
const OF_COMPLETED = /^(task|tenant\..*)\.(latency|wait|service)\./;
/** Whoever asks for these knows how many completed. */
const OF_SHARE = /^tasks\.(success_rate|failed|completed)$/;

type Asked = Pick<Scenario, 'expect' | 'claims'>;
type Ended = { readonly counts: Pick<RunRecorder['counts'], 'completed' | 'failed' | 'abandoned'> };

export function completedNotes(scenario: Asked, recorder: Ended): string[] {
  const { completed, failed, abandoned } = recorder.counts;
  const share = completed / (completed + failed + abandoned);
  return sentence(scenario, recorder, `${formatRatio(share)} of those that ended`);
}

/** The same in words that many runs have in common. */
export function completedCautions(scenario: Asked, recorder: Ended): string[] {
  return sentence(scenario, recorder, 'not all of them');
}

function sentence({ expect, claims }: Asked, { counts }: Ended, which: string): string[] {
  const { completed, failed, abandoned } = counts;
  const lost = failed + abandoned;
  const metrics = [...new Set(metricsRead([...expect, ...claims]))];
  if (lost <= NOTED * (completed + lost) || metrics.some((metric) => OF_SHARE.test(metric))) return [];
  const asked = metrics.filter((metric) => OF_COMPLETED.test(metric));
  if (asked.length === 0) return [];
  return [
    `${asked.join(', ')} ${asked.length === 1 ? 'is' : 'are'} of the tasks that completed, ${which}: a condition on tasks.success_rate says how many have to.`,
  ];
}
