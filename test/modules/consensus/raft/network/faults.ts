/** Faults by role rather than by name: a leader, the last leader, halves that heal in another pairing; and what operators do meanwhile. */
import { raft } from '../../../../../src/modules/consensus/raft/vocabulary.ts';
import type { Kind } from '../../../../../src/modules/vocabulary.ts';
import type { Machine } from './machine.ts';
import type { Network } from './network.ts';

export interface Luck {
  /** Uniform in [0, 1). */
  readonly draw: () => number;
  readonly pick: <T>(among: readonly T[]) => T;
}

/** Kinds of message whose senders crash just after them. */
const PROMISES: readonly Kind[] = [
  raft.vote,
  raft.requestVote,
  raft.appended,
  raft.appendEntries,
  raft.installSnapshot,
  raft.timeoutNow,
];

export class Faults {
  readonly #network: Network;
  readonly #luck: Luck;
  readonly #ask: () => void;
  /** The latest one, and those before it. */
  #leaders: Machine[] = [];

  /** @param ask what clients do at one moment */
  constructor(network: Network, luck: Luck, ask: () => void) {
    this.#ask = ask;
    this.#network = network;
    this.#luck = luck;
  }

  /** One fault, or the end of some. */
  next(): void {
    const network = this.#network;
    const { machines, conditions } = network;
    const { draw, pick } = this.#luck;
    const leader = network.leaders[0] ?? pick(machines);
    if (this.#leaders[0] !== leader) this.#leaders = [leader, ...this.#leaders].slice(0, 3);
    const last = this.#leaders[1] ?? pick(machines);
    const down = machines.filter(({ isUp }) => !isUp);
    const some = machines.filter(() => draw() < 0.5);
    const trap = () => network.crashAt(pick(PROMISES), 1 + Math.floor(draw() * 3), draw() * 100_000);
    const faults: (() => void)[] = [
      () => network.isolate(leader),
      () => network.isolate(pick(machines)),
      // The last leader is back while the present one goes.
      () => {
        network.heal();
        network.isolate(leader);
      },
      () => network.isolate(last),
      () => network.part(some),
      () => this.#pairAnew(leader, last),
      () => network.cutLink(leader, pick(machines)),
      () => network.cutLink(pick(machines), pick(machines)),
      () => network.heal(),
      () => network.heal(),
      () => network.crash(leader),
      () => network.crash(pick(machines)),
      () => {
        for (const machine of some) network.crash(machine);
      },
      () => this.#restartAll(),
      () => this.#depose(leader),
      () => this.#depose(leader),
      () => this.#forget(leader),
      trap,
      trap,
      () => network.crashAtAppend(),
      () => network.transfer(leader, pick(machines)),
      () => this.changeMembers(last),
      () =>
        Object.assign(conditions, {
          loss: pick([0, 0.1, 0.3]),
          duplication: pick([0, 0.1, 0.4]),
          late: pick([0, 0, 0.1]),
        }),
    ];
    pick(faults)();
    for (const machine of down) if (draw() < 0.7 && !machine.isUp) network.restart(machine);
  }

  /** The sides of the present leader and of the last one, with the others dealt out anew. */
  #pairAnew(leader: Machine, last: Machine): void {
    const { machines } = this.#network;
    const others = machines.filter((machine) => machine !== leader && machine !== last);
    this.#network.heal();
    this.#network.part([leader, ...others.filter(() => this.#luck.draw() < 0.5)]);
  }

  /** The leader is cut off, perhaps just after it has asked somebody to take over. Clients ask all that think that they lead meanwhile. */
  #depose(leader: Machine): void {
    const { draw, pick } = this.#luck;
    this.#network.heal();
    this.#network.run(draw() * 200_000);
    if (draw() < 0.4) {
      this.#network.transfer(leader, pick(this.#network.machines));
      this.#network.run(draw() * 10_000);
    }
    this.#network.isolate(leader);
    this.#watch();
  }

  /** Some are cut off from the leader and want to lead; then those between, who hear it, restart. */
  #forget(leader: Machine): void {
    const { draw } = this.#luck;
    const others = this.#network.machines.filter((machine) => machine !== leader);
    const apart = others.filter(() => draw() < 0.5);
    this.#network.heal();
    for (const machine of apart) this.#network.cutLink(leader, machine);
    this.#network.run(200_000 + draw() * 300_000);
    for (const machine of others) {
      if (apart.includes(machine)) continue;
      this.#network.crash(machine);
      this.#network.restart(machine);
    }
    this.#watch();
  }

  #watch(): void {
    for (let turn = 0; turn < 25; turn++) {
      this.#ask();
      this.#network.run(this.#luck.draw() * 15_000);
    }
  }

  #restartAll(): void {
    for (const machine of this.#network.machines) this.#network.crash(machine);
    for (const machine of this.#network.machines) this.#network.restart(machine);
  }

  /** Somebody is added, may vote, or goes; or several of these at once. */
  changeMembers(leader: Machine): void {
    const { draw, pick } = this.#luck;
    const { voters, learners = [] } = this.#network.replica(leader.self).members;
    const isMember = (one: number) => voters.includes(one) || learners.includes(one);
    const outside = this.#network.machines.map(({ self }) => self).filter((one) => !isMember(one));
    const add = outside.filter(() => draw() < 0.5);
    const promoted = learners.filter(() => draw() < 0.8);
    const odds = pick([0, 0.2, 0.5]);
    const leaving = voters.filter(() => draw() < odds);
    const demoted = leaving.filter(() => draw() < 0.3);
    this.#network.change(leader, {
      voters: [...voters.filter((voter) => !leaving.includes(voter)), ...promoted],
      learners: [...learners.filter((learner) => !promoted.includes(learner)), ...add, ...demoted],
    });
  }
}
