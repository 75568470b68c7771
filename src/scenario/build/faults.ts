/** Faults with their schedules, targets and names. */
import type {
  FaultSpec,
  PartitionStyle,
  RegionSpec,
  ScheduleSpec,
  SelectorSpec,
} from '../../world/spec/spec.ts';
import type { DistributionDraft } from '../distribution/draft.ts';
import type { Path } from '../document/tree.ts';
import type { FaultInput, PartitionInput, ProcessFaultInput, TargetInput } from '../schema/fault.ts';
import { either } from '../suggest.ts';
import type { BuildContext } from './context.ts';
import { readFaultTrace } from './traces.ts';

export function buildFaults(
  inputs: readonly FaultInput[],
  regions: readonly RegionSpec[],
  context: BuildContext,
): FaultSpec[] {
  return inputs.map((input, index) => {
    const path: Path = ['faults', index];
    const alike = inputs.filter((other) => other.kind === input.kind && other.name === undefined);
    const name =
      input.name ?? (alike.length === 1 ? input.kind : `${input.kind}-${alike.indexOf(input) + 1}`);
    const schedule = buildSchedule(input, path, context);
    const given: DistributionDraft | null | undefined = input.duration;
    const duration = given ? context.distribution([...path, 'duration'], given, 'duration') : null;
    return buildFault(input, { name, schedule, duration }, path, regions, context);
  });
}

type Common = Pick<FaultSpec, 'name' | 'schedule' | 'duration'>;

function buildFault(
  input: FaultInput,
  common: Common,
  path: Path,
  regions: readonly RegionSpec[],
  context: BuildContext,
): FaultSpec {
  switch (input.kind) {
    case 'crash':
    case 'pause':
      return {
        kind: input.kind,
        ...common,
        target: buildTarget(input.target, [...path, 'target'], context),
        factor: 1,
      };
    case 'slow':
      return {
        kind: 'slow',
        ...common,
        target: buildTarget(input.target, [...path, 'target'], context),
        factor: input.factor,
      };
    case 'zone_outage': {
      if (input.region === undefined && regions.length > 1) {
        context.problems.add(
          [...path, 'region'],
          'missing: there are several regions, so name the one of the zone',
        );
      }
      return { kind: 'zone_outage', ...common, region: input.region ?? regions[0].name, zone: input.zone };
    }
    case 'region_outage':
      return { kind: 'region_outage', ...common, region: input.region, zone: null };
    case 'partition': {
      const { direction, flapping } = input;
      return {
        kind: 'partition',
        ...common,
        cut: buildCut(input, path, context),
        direction,
        flapping: flapping ?? null,
      };
    }
    case 'link':
      return buildLinkFault(input, common, path, context);
  }
}

function buildLinkFault(
  input: Extract<FaultInput, { kind: 'link' }>,
  common: Common,
  path: Path,
  context: BuildContext,
): FaultSpec {
  const { both_ways, loss, duplicate, reorder, latency_factor, latency_added } = input;
  const harmless = loss + duplicate + reorder + latency_added === 0 && latency_factor === 1;
  if (harmless) {
    context.problems.add(path, 'this fault changes nothing: give loss, duplicate, reorder or latency');
  }
  return {
    kind: 'link',
    ...common,
    from: input.from ?? null,
    to: input.to ?? null,
    both_ways,
    loss,
    duplicate,
    reorder,
    latency_factor,
    latency_added,
  };
}

/** The keys of schedules that every fault may have. */
const SCHEDULES = ['at', 'every', 'poisson', 'trace'] as const;

function buildSchedule(input: FaultInput, path: Path, context: BuildContext): ScheduleSpec {
  const none: ScheduleSpec = { kind: 'at', times: [] };
  const living = input.kind === 'crash' || input.kind === 'pause' || input.kind === 'slow' ? input : null;
  const given: string[] = SCHEDULES.filter((key) => input[key] !== undefined);
  if (living?.mtbf !== undefined) given.push('mtbf');
  if (given.length !== 1) {
    const known = living ? [...SCHEDULES, 'mtbf'] : SCHEDULES;
    const seen = given.length === 0 ? '' : `, found ${given.join(' and ')}`;
    context.problems.add(path, `expected one of ${either(known)}${seen}, to say when it happens`);
    return none;
  }
  if (input.start !== undefined && input.every === undefined) {
    context.problems.add([...path, 'start'], 'start is for every', { atKey: true });
  }
  if (living && (living.mtbf !== undefined || living.mttr !== undefined))
    return buildLifetimes(living, path, context);
  if (input.at !== undefined) {
    const times = Array.isArray(input.at) ? [...input.at] : [input.at];
    return { kind: 'at', times: times.sort((a, b) => a - b) };
  }
  if (input.every !== undefined)
    return { kind: 'every', interval: input.every, start: input.start ?? input.every };
  if (input.poisson !== undefined) return { kind: 'poisson', rate: input.poisson };
  return (input.trace && readFaultTrace([...path, 'trace'], input.trace, context)) ?? none;
}

function buildLifetimes(input: ProcessFaultInput, path: Path, { problems }: BuildContext): ScheduleSpec {
  const { mtbf, mttr, duration } = input;
  if (mtbf === undefined) problems.add([...path, 'mttr'], 'mttr is for mtbf', { atKey: true });
  if (duration)
    problems.add([...path, 'duration'], 'with mtbf, mttr says how long it lasts', { atKey: true });
  if (mttr === undefined)
    problems.add([...path, 'mttr'], 'missing: expected a mean time to repair with mtbf');
  return { kind: 'mtbf', mtbf: mtbf ?? 0, mttr: mttr ?? 0 };
}

const EVERYTHING: SelectorSpec = {
  processes: 'agents',
  count: null,
  fraction: 1,
  region: null,
  zone: null,
  group: null,
};

function buildTarget(input: TargetInput, path: Path, context: BuildContext): SelectorSpec {
  if (input === 'all') return EVERYTHING;
  const { agents, coordinators, region = null, zone = null, group = null } = input;
  if (agents && coordinators) {
    context.problems.add([...path, 'coordinators'], 'agents and coordinators exclude each other', {
      atKey: true,
    });
  }
  if (coordinators && group !== null) {
    context.problems.add([...path, 'group'], 'coordinators are in no group', { atKey: true });
  }
  const amount = agents ?? coordinators ?? { count: null, fraction: 1 };
  return { processes: coordinators && !agents ? 'coordinators' : 'agents', ...amount, region, zone, group };
}

function buildCut(input: PartitionInput, path: Path, context: BuildContext): PartitionStyle {
  const given = (['between', 'groups', 'isolate', 'halves'] as const).filter(
    (key) => input[key] !== undefined,
  );
  if (given.length !== 1) {
    const seen = given.length === 0 ? '' : `, found ${given.join(' and ')}`;
    context.problems.add(
      path,
      `expected one of between, groups, isolate or halves${seen}, to say what is cut`,
    );
    return { style: 'halves' };
  }
  if (input.between) return { style: 'groups', groups: input.between.map((region: string) => [region]) };
  if (input.groups) return { style: 'groups', groups: input.groups };
  if (input.isolate)
    return { style: 'isolate', target: buildTarget(input.isolate, [...path, 'isolate'], context) };
  return { style: 'halves' };
}
