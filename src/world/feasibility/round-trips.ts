/** How long messages take there and back, between those who wait for each other's answers. */
import type { Core } from '../feature.ts';
import { knownMean } from '../plan/means.ts';
import type { NetworkSpec } from '../spec/spec.ts';

export type Wires = Pick<Core, 'plans' | 'processes'> & {
  readonly network: Pick<Core['network'], 'links'>;
};

/** Mean seconds there and back; NaN where the latency of a link is a distribution of the user's own, which is not at hand. */
export class RoundTrips {
  /** Between a coordinator and those below it, and between peers that know each other; the slowest, 0 without any. */
  readonly below: number;
  readonly beside: number;
  /** Between the two of a pair, and between them and clients. */
  readonly pair: number;
  readonly clients: number;
  /** The quickest way of a task, there only: from a client by way of coordinators to an agent; Infinity without any. */
  readonly assignment: number;
  /** Between a peer and the next one, and once around. */
  readonly ring: { readonly members: number; readonly slowest: number; readonly around: number };

  constructor(network: NetworkSpec, { plans, processes, network: { links } }: Wires) {
    const { same_node, same_zone, same_region, between_regions } = network.links;
    const means = [same_node, same_zone, same_region, between_regions, ...network.regions].map(
      ({ latency }) => knownMean(latency),
    );
    const oneWay = (from: number, to: number) =>
      means[links.between(processes.node[from], processes.node[to])];
    const trip = (one: number, other: number) => oneWay(one, other) + oneWay(other, one);
    let [below, beside, pair, clients, slowest, around] = [0, 0, 0, 0, 0, 0];
    for (const { process, children, neighbours = [] } of plans) {
      for (const child of children) below = Math.max(below, trip(process, child));
      for (const other of neighbours) beside = Math.max(beside, trip(process, other));
    }
    for (const { process } of plans.filter((plan) => plan.parent === null)) {
      if (processes.standby >= 0) pair = Math.max(pair, trip(processes.root, processes.standby));
      for (let i = 0; i < processes.clients; i++)
        clients = Math.max(clients, trip(process, processes.agents + processes.coordinators + i));
    }
    for (const [place, { process }] of plans.entries()) {
      const next = plans[(place + 1) % plans.length].process;
      slowest = Math.max(slowest, trip(process, next));
      around += oneWay(process, next);
    }
    const coordinators = new Map(plans.map((plan) => [plan.process, plan]));
    const quickest = (process: number): number => {
      const { children = [] } = coordinators.get(process) ?? {};
      return children.reduce(
        (least, child) =>
          Math.min(least, oneWay(process, child) + (coordinators.has(child) ? quickest(child) : 0)),
        Infinity,
      );
    };
    let assignment = Infinity;
    for (const { process } of plans.filter((plan) => plan.parent === null)) {
      const rest = quickest(process);
      for (let i = 0; i < processes.clients; i++)
        assignment = Math.min(
          assignment,
          oneWay(processes.agents + processes.coordinators + i, process) + rest,
        );
    }
    this.assignment = assignment;
    this.below = below;
    this.beside = beside;
    this.pair = pair;
    this.clients = clients;
    this.ring = { members: plans.length, slowest, around };
  }
}
