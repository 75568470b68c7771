/** Gates of waves against the waves around them. */
import type { WavesWorkloadSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { checkKnown } from './names.ts';

export function checkGates({ waves }: WavesWorkloadSpec, path: Path, problems: Problems): void {
  const last = waves.findLastIndex(({ gate }) => gate !== undefined);
  for (const [index, { gate, required_success, rollback }] of waves.entries()) {
    const own: Path = [...path, 'waves', index];
    if (gate && required_success > 0)
      problems.add(
        [...own, 'required_success'],
        'the gate decides whether the next wave starts: leave out either of the two',
      );
    if (rollback && index > last)
      problems.add(
        [...own, 'rollback'],
        'nothing rolls the wave back: neither it nor a later one has a gate',
        {
          atKey: true,
        },
      );
    if (!gate || !('control' in gate)) continue;
    const earlier = waves.slice(0, index).map(({ name }) => name);
    checkKnown(gate.control, [...own, 'gate', 'control'], 'earlier wave', earlier, problems);
  }
}
