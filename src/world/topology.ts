/**
 * Who answers to whom: a star or a tree of coordinators over the agents. Processes are numbered agents first, then
 * coordinators with the root at their head, then clients.
 */
import type { Cluster } from './cluster.ts';
import { planPeers } from './peers.ts';
import type { CoordinationSpec } from './spec.ts';

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
  const shares =
    spec.topology === 'star' ? [star(home, agentNode.length)] : leaves(spec.fanout, cluster, agentNode);
  if (shares.length === 0) shares.push(star(home, 0));
  if (spec.mesh) return planPeers(spec.mesh, shares, cluster, agentNode.length);
  let level: Draft[] = shares;
  // A leaf that is the root stands where the root is to stand.
  if (level.length === 1) level = [{ ...level[0], region: home }];
  while (level.length > 1) {
    const above: Draft[] = [];
    for (let i = 0; i < level.length; i += spec.fanout) {
      above.push({ region: home, children: level.slice(i, i + spec.fanout), leaf: false });
    }
    level = above;
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

function star(region: number, agents: number): Leaf {
  return { region, children: Array.from({ length: agents }, (_, agent) => agent), leaf: true };
}

/** Agents of one region in groups of at most `fanout`, as even as possible. */
function leaves(fanout: number, cluster: Cluster, agentNode: Int32Array): Leaf[] {
  const byRegion: number[][] = cluster.regions.map(() => []);
  for (let agent = 0; agent < agentNode.length; agent++)
    byRegion[cluster.nodeRegion[agentNode[agent]]].push(agent);
  return byRegion.flatMap((agents, region) => {
    const count = Math.ceil(agents.length / fanout);
    return Array.from({ length: count }, (_, i) => ({
      region,
      children: agents.slice(
        Math.floor((i * agents.length) / count),
        Math.floor(((i + 1) * agents.length) / count),
      ),
      leaf: true,
    }));
  });
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
