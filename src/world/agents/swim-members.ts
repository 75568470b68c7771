/** Members of a SWIM group on agents: one machine and one module for each, beside the agent's worker. */
import type { Streams } from '../../engine/random/streams.ts';
import type { SwimGroup } from '../../modules/health/swim/group.ts';
import { SwimMember, swimReceiver } from '../../modules/health/swim/member.ts';
import type { Receiver } from '../../modules/vocabulary.ts';
import { Host, type HostContext } from '../host/host.ts';

export class SwimMembers {
  readonly receives: Receiver;
  readonly #group: SwimGroup;
  readonly #hosts: readonly Host[];
  readonly #members: SwimMember[];

  /** @param addressee the agent that the message at hand is for */
  constructor(
    agents: number,
    group: SwimGroup,
    context: HostContext,
    streams: Streams,
    addressee: () => number,
  ) {
    const draws = streams.entities('swim');
    this.#group = group;
    this.#hosts = Array.from(
      { length: agents },
      (_, agent) => new Host(agent, context, { uniform: () => draws.select(agent).uniform() }),
    );
    this.#members = this.#hosts.map((host) => new SwimMember(host, group, null));
    this.receives = swimReceiver(() => this.#members[addressee()]);
  }

  start(): void {
    for (const member of this.#members) member.start();
  }

  onTimer(agent: number, argument: number, word: number): void {
    this.#hosts[agent].scopes.fire(word, argument, this.#members[agent]);
  }

  /** The agent has gone down: what its member knew is lost. */
  crashed(agent: number): void {
    this.#hosts[agent].crashed();
  }

  restarted(agent: number): void {
    this.#members[agent] = new SwimMember(this.#hosts[agent], this.#group, null);
    this.#members[agent].start();
  }
}
