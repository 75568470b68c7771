/** What a reader must know of faults that did not do what they are for: an expectation that holds under such a fault proves nothing. */
import type { Noticing } from '../recording/noticing.ts';
import { formatCount, formatDuration, formatNumber, formatRatio, plural } from '../scenario/numbers.ts';
import type { FaultCounts } from '../world/faults/faults.ts';
import { faults } from '../world/faults/feature.ts';
import { type FaultSpec, kindOf } from '../world/faults/kinds/index.ts';
import type { World } from '../world/world.ts';

const MICROSECONDS = 1e6;

export function faultNotes(world: World, noticing: Noticing): string[] {
  const often = (missed: number, occurrences: number) =>
    ` in ${formatCount(missed)} of its ${formatCount(occurrences)} occurrences`;
  return [
    ...missedNotes(world, often, (counts) => expected(counts, world.now / MICROSECONDS)),
    ...unnoticedNotes(world, noticing),
  ];
}

/** The same in words that many runs have in common, however often such a fault comes in each. */
export function faultCautions(world: World, { crash, pause }: Noticing): string[] {
  return [
    ...missedNotes(
      world,
      () => ' in some of its occurrences',
      () => '',
    ),
    ...(crash.missed + pause.missed === 0
      ? []
      : [
          world.spec.health.detector === 'none'
            ? `${NOBODY} failures and their tasks are not among those that detection.time.* and failover.time.* are of, and recovery.time.* begins when an agent tells that it has restarted.`
            : 'detection.time.* and failover.time.* are not of all failures: some were over before anybody noticed (detection.missed).',
        ]),
  ];
}

const NOBODY = 'Nobody watches (health.detector is none):';

/** Figures of survivors: what detection.time.* and failover.time.* are not of. */
function unnoticedNotes({ spec }: World, { crash, pause }: Noticing): string[] {
  const missed = crash.missed + pause.missed;
  if (missed === 0) return [];
  const all = missed + crash.noticed + pause.noticed;
  const failures = plural(all, 'failure');
  if (spec.health.detector === 'none')
    return [
      `${NOBODY} ${failures} ${all === 1 ? 'was' : 'were'} over without anybody noticing, and recovery.time.* begins when an agent tells that it has restarted.`,
    ];
  if (missed === all)
    return [
      `No failure was noticed while it lasted: ${all === 1 ? 'it was' : `all ${formatCount(all)} were`} over before, and nothing is known of the time to detect one, or to take over its tasks.`,
    ];
  const others = missed === 1 ? 'the other was' : 'the others were';
  return [
    `detection.time.* is of ${formatCount(all - missed)} of ${failures}: ${others} over before anybody noticed (detection.missed), and their tasks are not among those of failover.time.*.`,
  ];
}

/** How many occurrences of a fault at random times were to be expected, as a clause. */
function expected({ spec: { schedule }, members }: FaultCounts, seconds: number): string {
  if (schedule.kind === 'poisson')
    return `: ${formatNumber(schedule.rate * seconds, 2)} were to be expected by its rate`;
  if (schedule.kind !== 'mtbf') return '';
  const count = (members * seconds) / (schedule.mtbf + schedule.mttr);
  return `: ${formatNumber(count, 2)} failures of ${plural(members, 'process', 'processes')} were to be expected by its mtbf of ${formatDuration(schedule.mtbf)}`;
}

/**
 * @param often of a fault that missed some of several occurrences
 * @param wanted of one that came at random times and never did, how often it was to be expected
 */
function missedNotes(
  world: World,
  often: (missed: number, occurrences: number) => string,
  wanted: (counts: FaultCounts) => string,
): string[] {
  const { progress } = world;
  const counts = world.part(faults)?.faults.counts() ?? [];
  return counts.flatMap((each) => {
    const { spec, occurrences, missed } = each;
    const { name, schedule } = spec;
    if (missed > 0)
      return [
        `The fault ${name} hit nobody${occurrences <= 1 ? '' : often(missed, occurrences)}: ${why(spec)}.`,
      ];
    const isPlanned = schedule.kind === 'at' || schedule.kind === 'trace' || schedule.kind === 'every';
    if (occurrences > 0 || progress === 'running') return [];
    if (!isPlanned) return [`The fault ${name} never came${wanted(each)}.`];
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
