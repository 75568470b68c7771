/** Checks of kept results. */
import type { WorkloadSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';

export function checkResultCache(workload: WorkloadSpec, path: Path, problems: Problems): void {
  if ((workload.kind !== 'open' && workload.kind !== 'closed') || !workload.cache) return;
  const refuse = (key: string, message: string) => problems.add([...path, key], message, { atKey: true });
  if (workload.kind === 'open') {
    if (workload.batch)
      refuse('cache', 'items of a batch have no result of their own: leave cache or batch out');
    return;
  }
  const { think } = workload;
  if (think.kind === 'constant' && think.value < 1e-6)
    refuse('cache', 'clients that do not think would get answers without end in no time: give think');
}
