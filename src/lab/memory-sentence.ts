/** What a large run needs in memory, for people who are about to start it. */
import { plural } from '../scenario/numbers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { estimateMemory } from '../world/feasibility/estimate.ts';

/** Bytes from which a run is large. */
const LARGE = 400e6;

/** null for a run that any machine can do. */
export function memorySentence(scenario: Scenario): string | null {
  const { likely: bytes, agents, tasks } = estimateMemory(scenario);
  if (bytes < LARGE || !Number.isFinite(bytes)) return null;
  const counted = `${plural(agents, 'agent')}, ${plural(Math.round(tasks), 'task')}`;
  return `about ${(bytes / 1e9).toFixed(2)} GB of memory are needed (${counted})`;
}
