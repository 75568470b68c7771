/** What a reader must know of agents that were judged by how their attempts ended. */
import type { RunRecorder } from '../recording/run-recorder.ts';
import { formatDuration, plural } from '../scenario/numbers.ts';
import type { WorldSpec } from '../world/spec/spec.ts';

export function routeNotes({ scheduler }: WorldSpec, { sweeps }: Pick<RunRecorder, 'sweeps'>): string[] {
  const { ejection } = scheduler;
  if (!ejection || ejection.success_rate.deviations === null) return [];
  if (sweeps.all === 0 || sweeps.compared > 0) return [];
  const { agents, attempts } = ejection.success_rate;
  return [
    `No agent was ejected for succeeding less often than others: never did ${plural(agents, 'agent')} of one coordinator have ${plural(attempts, 'attempt')} each within ${formatDuration(ejection.interval)}. With a smaller scheduler.ejection.success_rate.attempts chance ejects more; a longer interval waits for more.`,
  ];
}
