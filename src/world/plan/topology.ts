/**
 * Who answers to whom: a star or a tree of coordinators over the agents. Processes are numbered agents first, then
 * coordinators with the root at their head, then clients.
 */

import type { CoordinationSpec } from '../spec/spec.ts';
import type { Cluster } from './cluster.ts';
import { planPeers } from './peers.ts';

export interface CoordinatorPlan {
  readonly process: number;
  readonly node: number;
  /** null at the root. */
  readonly parent: number | null;
  /** Children: agents, or coordinators one level down. */
  readonly children: readonly number[];
  readonly leaf: boolean;
  /** It stands by for the root, and has the same children. Default false. */
  readonly standby?: boolean;
  /** Of a peer: those that it knows, and the one of them whose silence it announces. */
  readonly neighbours?: readonly number[];
  readonly watches?: number;
}

interface Leaf {
  readonly region: number;
  readonly children: number[];
  readonly leaf: true;
}

type Draft = Leaf | { readonly region: number; readonly children: Draft[]; readonly leaf: false };

/** Coordinators with the root first; parents come before their children. */
export function planCoordinators(
  spec: CoordinationSpec,
  cluster: Cluster,
  agentNode: Int32Array,
): CoordinatorPlan[] {
  const home = cluster.region(spec.region);
  const shares = lowest(spec, home, cluster, agentNode);
  if (shares.length === 0) shares.push(star(home, 0));
  if (spec.mesh || spec.ring) return planPeers(spec, shares, cluster, agentNode.length);
  let level: Draft[] = shares;
  // A leaf that is the root stands where the root is to stand.
  if (level.length === 1) level = [{ ...level[0], region: home }];
  if (spec.topology === 'tree' && spec.levels) {
    for (const count of spec.levels.slice(0, -1).reverse()) level = gathered(level, count, home);
  } else {
    const ratio = spec.ratio ?? (spec.depth ? ratioFor(spec.depth, level.length) : spec.fanout);
    while (level.length > 1) level = inTurn(level, ratio, home);
  }
  const plans = number(level[0], cluster, agentNode.length);
  if (spec.standby) plans.push(standby(spec.standby.region, plans[0], plans.length, cluster));
  return plans;
}

/** The last coordinator of all, on another node than the root where there is one, and in another zone where those differ. */
function standby(region: string, root: CoordinatorPlan, place: number, cluster: Cluster): CoordinatorPlan {
  const number = cluster.region(region);
  const nodes = Array.from({ length: cluster.hostsOf(number) }, (_, i) => cluster.coordinatorNode(number, i));
  const node =
    nodes.find((host) => cluster.nodeZone[host] !== cluster.nodeZone[root.node]) ??
    nodes.find((host) => host !== root.node) ??
    root.node;
  return { ...root, process: root.process + place, node, standby: true };
}

/** The coordinators that agents answer to. */
function lowest(spec: CoordinationSpec, home: number, cluster: Cluster, agentNode: Int32Array): Leaf[] {
  if (spec.topology === 'star') return [star(home, agentNode.length)];
  if (spec.levels) return exactly(spec.levels[spec.levels.length - 1], cluster, agentNode);
  return leaves(spec.node_size ?? spec.fanout, cluster, agentNode);
}

/** Groups of `ratio` children each, the last one maybe smaller. */
function inTurn(children: readonly Draft[], ratio: number, region: number): Draft[] {
  const above: Draft[] = [];
  for (let i = 0; i < children.length; i += ratio)
    above.push({ region, children: children.slice(i, i + ratio), leaf: false });
  return above;
}

/** `count` groups of children, as even as possible; fewer where there are fewer children. */
function gathered(children: readonly Draft[], count: number, region: number): Draft[] {
  return parts(children, Math.min(count, children.length)).map((part) => ({
    region,
    children: part,
    leaf: false,
  }));
}

/** The least number of children of each coordinator above the leaves with which so many levels reach all leaves. */
function ratioFor(depth: number, leafCount: number): number {
  const reach = (ratio: number) => {
    let reached = 1;
    for (let level = 1; level < depth && reached < leafCount; level++) reached *= ratio;
    return reached;
  };
  let ratio = 2;
  while (reach(ratio) < leafCount) ratio++;
  return ratio;
}

function parts<Item>(items: readonly Item[], count: number): Item[][] {
  return Array.from({ length: count }, (_, i) =>
    items.slice(Math.floor((i * items.length) / count), Math.floor(((i + 1) * items.length) / count)),
  );
}

function star(region: number, agents: number): Leaf {
  return { region, children: Array.from({ length: agents }, (_, agent) => agent), leaf: true };
}

function agentsByRegion(cluster: Cluster, agentNode: Int32Array): number[][] {
  const byRegion: number[][] = cluster.regions.map(() => []);
  for (let agent = 0; agent < agentNode.length; agent++)
    byRegion[cluster.nodeRegion[agentNode[agent]]].push(agent);
  return byRegion;
}

/** Agents of one region in groups of at most `size`, as even as possible. */
function leaves(size: number, cluster: Cluster, agentNode: Int32Array): Leaf[] {
  return agentsByRegion(cluster, agentNode).flatMap((agents, region) =>
    parts(agents, Math.ceil(agents.length / size)).map((children) => ({
      region,
      children,
      leaf: true as const,
    })),
  );
}

/** Agents in so many even groups, region by region; a group across a border stands where its first agent does. */
function exactly(count: number, cluster: Cluster, agentNode: Int32Array): Leaf[] {
  const agents = agentsByRegion(cluster, agentNode).flat();
  return parts(agents, Math.min(count, agents.length)).map((children) => ({
    region: cluster.nodeRegion[agentNode[children[0]]],
    children,
    leaf: true as const,
  }));
}

/** Breadth first, so that the root is the first coordinator and siblings follow each other. */
function number(root: Draft, cluster: Cluster, agents: number): CoordinatorPlan[] {
  const order: { draft: Draft; parent: number | null }[] = [{ draft: root, parent: null }];
  const plans: CoordinatorPlan[] = [];
  const placed = new Int32Array(cluster.regions.length);
  for (let i = 0; i < order.length; i++) {
    const { draft, parent } = order[i];
    const process = agents + i;
    let children: number[];
    if (draft.leaf) children = draft.children;
    else {
      const first = agents + order.length;
      const below = draft.children;
      for (const child of below) order.push({ draft: child, parent: process });
      children = below.map((_, k) => first + k);
    }
    const node = cluster.coordinatorNode(draft.region, placed[draft.region]++);
    plans.push({ process, node, parent, children, leaf: draft.leaf });
  }
  return plans;
}
