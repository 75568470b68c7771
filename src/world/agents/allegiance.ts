/**
 * Agents under a pair of coordinators: each answers to the leader of the latest generation that it has heard of, and some of them are
 * the witnesses that decide who leads. Both are kept through crashes, as an agent's configuration on disk would be.
 */

import { scheduling } from '../../modules/scheduling/vocabulary.ts';
import { following, toWitness } from '../../modules/standby/vocabulary.ts';
import { Witness } from '../../modules/standby/witness.ts';
import { type Receiver, receiver } from '../../modules/vocabulary.ts';
import type { Processes } from '../core/processes.ts';
import { Host, type HostContext } from '../host/host.ts';
import type { Network } from '../network/network.ts';

const NOBODY = { uniform: () => 0 };

export class Allegiance {
  readonly #processes: Processes;
  readonly #network: Network;
  /** Latest generation that each agent has heard of. */
  readonly #generation: Int32Array;
  readonly #witnesses = new Map<number, Witness>();

  constructor(processes: Processes, witnesses: readonly number[], context: HostContext) {
    this.#processes = processes;
    this.#network = context.network;
    this.#generation = new Int32Array(processes.agents);
    // A witness draws nothing at random.
    for (const agent of witnesses) this.#witnesses.set(agent, new Witness(new Host(agent, context, NOBODY)));
  }

  /**
   * @param receiverOf the agent that a message is for
   * @param results of the agents, which a new leader is told of at once
   */
  receives(receiverOf: () => number, results: { sendAll(agent: number): void }): Receiver[] {
    return [
      receiver(toWitness, {
        ballot: (from, generation, ballot, isVote) =>
          this.#witnesses.get(receiverOf())?.onBallot(from, generation, ballot, isVote === 1),
      }),
      receiver(following, {
        lead: (_from, generation, leader) => {
          const agent = receiverOf();
          if (this.#follow(agent, generation, leader)) results.sendAll(agent);
        },
      }),
    ];
  }

  /** True when the leader is another than before. It is shown that the agent has heard, too. */
  #follow(agent: number, generation: number, leader: number): boolean {
    const { node, parent, incarnation } = this.#processes;
    const isNew = generation > this.#generation[agent] && parent[agent] !== leader;
    if (isNew) this.#processes.follow(agent, leader, this.#network.links.between(node[agent], node[leader]));
    this.#generation[agent] = Math.max(this.#generation[agent], generation);
    this.#network.post(agent, parent[agent], scheduling.heartbeat, incarnation[agent]);
    return isNew;
  }
}
