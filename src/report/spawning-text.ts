/** How agents come, in a line. */
import type { Scenario } from '../scenario/scenario.ts';
import { formatCount, formatDuration, plural } from './format.ts';

/** null where agents are there from the start, or only take their time where a policy scales them. */
export function spawningText({ spawning }: Scenario): string | null {
  if (!spawning) return null;
  const parts = [mode(spawning)];
  if (spawning.mode !== 'sequential' && spawning.concurrency !== null)
    parts.push(`at most ${formatCount(spawning.concurrency)} at a time`);
  if (spawning.per_wave === 'pool') parts.push('kept over the waves');
  if (spawning.per_wave === 'fresh') parts.push('anew for each wave');
  if (spawning.hibernate) parts.push(`asleep after ${formatDuration(spawning.hibernate.after)} without work`);
  return parts.join(', ');
}

function mode(spawning: NonNullable<Scenario['spawning']>): string {
  switch (spawning.mode) {
    case 'sequential':
      return 'one agent after the other';
    case 'batch':
      return `batches of ${formatCount(spawning.size)}`;
    case 'wave':
      return `waves of ${formatCount(spawning.size)}`;
    case 'pool':
      return `a pool of ${plural(spawning.size, 'spare')}`;
  }
}
