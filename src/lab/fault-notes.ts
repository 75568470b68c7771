/** What a reader must know of faults that did not do what they are for: an expectation that holds under such a fault proves nothing. */
import { formatCount, formatRatio } from '../scenario/numbers.ts';
import { faults } from '../world/faults/feature.ts';
import { type FaultSpec, kindOf } from '../world/faults/kinds/index.ts';
import type { World } from '../world/world.ts';

export function faultNotes(world: World): string[] {
  return missedNotes(
    world,
    (missed, occurrences) => ` in ${formatCount(missed)} of its ${formatCount(occurrences)} occurrences`,
  );
}

/** The same in words that many runs have in common, however often such a fault comes in each. */
export function faultCautions(world: World): string[] {
  return missedNotes(world, () => ' in some of its occurrences');
}

/** @param often of a fault that missed some of several occurrences */
function missedNotes(world: World, often: (missed: number, occurrences: number) => string): string[] {
  const { progress } = world;
  const counts = world.part(faults)?.faults.counts() ?? [];
  return counts.flatMap(({ spec, occurrences, missed }) => {
    const { name, schedule } = spec;
    if (missed > 0)
      return [
        `The fault ${name} hit nobody${occurrences === 1 ? '' : often(missed, occurrences)}: ${why(spec)}.`,
      ];
    const isPlanned = schedule.kind === 'at' || schedule.kind === 'trace' || schedule.kind === 'every';
    if (occurrences > 0 || !isPlanned || progress === 'running') return [];
    return [`The fault ${name} never came: the run was over before its first time.`];
  });
}

function why(spec: FaultSpec): string {
  const target = kindOf(spec).selector?.(spec);
  if (!target && (spec.kind === 'link' || spec.kind === 'partition'))
    return 'nobody was on one of the sides between which it is';
  if (!target || target.count !== null || target.fraction === 1)
    return 'none of those that it is for were there';
  return `${formatRatio(target.fraction)} of those there is less than half of one, and the nearest whole number is taken`;
}
