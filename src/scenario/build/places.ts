/** Cluster, agents, coordination and network, with defaults filled in. */
import { Share } from '../../modules/shares.ts';
import type {
  AdaptationStepSpec,
  AgentGroupSpec,
  CoordinationSpec,
  LinkClass,
  LinkSpec,
  MeshSpec,
  NetworkSpec,
  RegionLinkSpec,
  RegionSpec,
} from '../../world/spec/spec.ts';
import type { DistributionDraft } from '../distribution/draft.ts';
import type { Path } from '../document/tree.ts';
import { counted } from '../quantities.ts';
import type { AgentsInput, GroupInput } from '../schema/agents.ts';
import type { LinkInput, PairInput, RegionInput } from '../schema/cluster.ts';
import { regionName } from '../schema/cluster.ts';
import type { AdaptationStepInput, MeshInput } from '../schema/peers.ts';
import type { ScenarioInput } from '../schema/scenario.ts';
import type { BuildContext } from './context.ts';

const ZONES = 1;
const MACHINES = 10;
const AGENTS = 100;
const FANOUT = 1000;

export function buildRegions(input: ScenarioInput['cluster']['regions']): RegionSpec[] {
  const given: readonly (string | RegionInput)[] =
    typeof input === 'number' ? Array.from({ length: input }, (_, index) => regionName(index + 1)) : input;
  return given.map((region) => {
    const { name, zones, nodes } =
      typeof region === 'string' ? { name: region, zones: ZONES, nodes: MACHINES } : region;
    const pools =
      typeof nodes === 'number'
        ? [{ role: 'worker' as const, count: nodes, cpu: null, memory: null, agents: null }]
        : nodes;
    return { name, zones, nodes: pools };
  });
}

/** Groups in the order given, after the group of agents that are in none of them. */
export function buildGroups(input: AgentsInput, context: BuildContext): AgentGroupSpec[] {
  const path: Path = ['agents'];
  const counts = groupCounts(input, context);
  const taken = counts.reduce((sum, count) => sum + count, 0);
  const total = input.count ?? (input.groups.length === 0 ? AGENTS : taken);
  if (taken > total) {
    const message = `the groups have ${counted(taken, 'agent')}, more than the ${total} of agents.count`;
    context.problems.add([...path, 'groups'], message, { atKey: true });
  }
  const groups: AgentGroupSpec[] = [];
  if (total > taken) groups.push(buildGroup(freeName(input), total - taken, [[input, path]], context));
  for (const [index, group] of input.groups.entries()) {
    const own: Path = [...path, 'groups', index];
    groups.push(
      buildGroup(
        group.name,
        counts[index],
        [
          [input, path],
          [group, own],
        ],
        context,
      ),
    );
  }
  return groups;
}

/** Shares are rounded so that shares that add up to everything give everything. */
function groupCounts(input: AgentsInput, context: BuildContext): number[] {
  let shares: Share | null = null;
  let given = 0;
  return input.groups.map((group, index) => {
    const path: Path = ['agents', 'groups', index];
    if (group.count !== undefined && group.share !== undefined) {
      context.problems.add([...path, 'share'], 'count and share exclude each other', { atKey: true });
    }
    if (group.count !== undefined) return group.count;
    if (group.share === undefined) {
      context.problems.add(
        [...path, 'count'],
        'missing: expected a whole number, or a share of agents.count',
      );
      return 0;
    }
    if (input.count === undefined) {
      context.problems.add([...path, 'share'], 'a share needs agents.count, which is missing');
      return 0;
    }
    shares = new Share(group.share, shares);
    const until: number = shares.round(input.count);
    const count = until - given;
    given = until;
    if (count === 0)
      context.problems.add(
        [...path, 'share'],
        `this share of ${counted(input.count, 'agent')} is less than one agent`,
      );
    return count;
  });
}

function freeName(input: AgentsInput): string {
  const names = new Set(input.groups.map((group) => group.name));
  let name = 'agents';
  for (let number = 2; names.has(name); number += 1) name = `agents-${number}`;
  return name;
}

type Level = readonly [AgentsInput | GroupInput, Path];

function buildGroup(
  name: string,
  count: number,
  levels: readonly Level[],
  context: BuildContext,
): AgentGroupSpec {
  const inherit = <K extends keyof AgentsInput & keyof GroupInput>(key: K) => {
    for (let index = levels.length - 1; index >= 0; index -= 1) {
      const [level, path] = levels[index];
      if (level[key] !== undefined) return { value: level[key], path: [...path, key] };
    }
    return null;
  };
  const speed = inherit('speed');
  return {
    name,
    count,
    regions: inherit('regions')?.value ?? [],
    type: inherit('type')?.value ?? 'worker',
    capabilities: inherit('capabilities')?.value ?? [],
    slots: inherit('slots')?.value ?? 1,
    queue_limit: inherit('queue_limit')?.value ?? null,
    ...(inherit('when_full')?.value === 'reject' ? { when_full: 'reject' as const } : {}),
    ...(inherit('discipline')?.value === 'lcfs' ? { discipline: 'lcfs' as const } : {}),
    cache: inherit('cache')?.value ?? 0,
    speed: speed
      ? context.distribution(speed.path, speed.value as DistributionDraft, 'number')
      : { kind: 'constant', value: 1 },
    cpu: inherit('cpu')?.value ?? 0,
    memory: inherit('memory')?.value ?? 0,
  };
}

export function buildCoordination(
  input: ScenarioInput['coordination'],
  regions: readonly RegionSpec[],
  context: BuildContext,
): CoordinationSpec {
  const { mesh, ring, standby, storage, adapt, ...rest } = input;
  const has = (topology: 'mesh' | 'ring') =>
    input.topology === topology || (adapt ?? []).some((step) => step.topology === topology);
  const region = input.region ?? regions[0].name;
  const sync = context.distribution(['coordination', 'storage', 'sync'], storage.sync, 'duration');
  const isInstant = sync.kind === 'constant' && sync.value === 0;
  return {
    ...rest,
    fanout: input.fanout ?? FANOUT,
    region,
    ...(isInstant ? {} : { storage: { sync } }),
    ...(has('mesh') ? { mesh: buildMesh(mesh) } : {}),
    ...(has('ring') ? { ring } : {}),
    ...(adapt ? { adapt: adapt.map(buildStep) } : {}),
    ...(standby ? { standby: { ...standby, region: standby.region ?? region } } : {}),
  };
}

function buildStep({ at, when, ...change }: AdaptationStepInput): AdaptationStepSpec {
  const condition = when && { ...when, above: when.above ?? null, below: when.below ?? null };
  return { at: at ?? null, when: condition ?? null, ...change };
}

function buildMesh(input: MeshInput): MeshSpec {
  return { ...input, hops: input.hops ?? (input.neighbourhood === 'full' ? 1 : 3) };
}

/** One-way delays in seconds: half of round trips typical of one machine, one data centre, one metropolis, one continent. */
const LATENCY: Readonly<Record<LinkClass, number>> = {
  same_node: 20e-6,
  same_zone: 250e-6,
  same_region: 1e-3,
  between_regions: 40e-3,
};

export function buildNetwork(input: ScenarioInput['network'], context: BuildContext): NetworkSpec {
  const everywhere: Layer = [input, ['network']];
  const build = (name: LinkClass) =>
    buildLink(name, [everywhere, [input.links[name], ['network', 'links', name]]], context);
  const between: Layer = [input.links.between_regions, ['network', 'links', 'between_regions']];
  const regions: RegionLinkSpec[] = [];
  for (const [index, pair] of input.regions.entries()) {
    const link = buildLink(
      'between_regions',
      [everywhere, between, [pair, ['network', 'regions', index]]],
      context,
    );
    for (const [from, to] of directions(pair)) regions.push({ from, to, ...link });
  }
  return {
    links: {
      same_node: build('same_node'),
      same_zone: build('same_zone'),
      same_region: build('same_region'),
      between_regions: build('between_regions'),
    },
    regions,
    message_size: input.message_size,
  };
}

export function directions(pair: PairInput): [string, string][] {
  if (!('between' in pair)) return [[pair.from, pair.to]];
  const [a, b] = pair.between;
  return [
    [a, b],
    [b, a],
  ];
}

type Layer = readonly [LinkInput, Path];

function buildLink(name: LinkClass, layers: readonly Layer[], context: BuildContext): LinkSpec {
  const last = <K extends keyof LinkInput>(key: K): LinkInput[K] =>
    layers.reduce<LinkInput[K]>((value, [link]) => (link[key] === undefined ? value : link[key]), undefined);
  const owner = layers.findLast(([link]) => link.latency !== undefined);
  const latency = owner
    ? context.distribution([...owner[1], 'latency'], owner[0].latency as DistributionDraft, 'duration')
    : ({ kind: 'constant', value: LATENCY[name] } as const);
  return {
    latency,
    loss: last('loss') ?? 0,
    duplicate: last('duplicate') ?? 0,
    reorder: last('reorder') ?? 0,
    bandwidth: last('bandwidth') ?? null,
  };
}
