/** Random schedules of faults, each of which ends in healing. */
import { membersOf } from '../../../../../src/modules/consensus/quorum/configuration.ts';
import { raft } from '../../../../../src/modules/consensus/raft/vocabulary.ts';
import type { Kind } from '../../../../../src/modules/vocabulary.ts';
import {
  checkLinearizability,
  linearizabilityText,
  registerModel,
} from '../../../../../src/oracles/linearizability/index.ts';
import { generator } from '../../../port.ts';
import { Clients } from './clients.ts';
import type { Machine } from './machine.ts';
import { type MakeReplica, Network } from './network.ts';

const STEPS = 20;
const CLIENTS = 4;
/** Kinds of message whose senders crash just after them. */
const PROMISES: readonly Kind[] = [
  raft.vote,
  raft.requestVote,
  raft.appended,
  raft.appendEntries,
  raft.installSnapshot,
  raft.timeoutNow,
];
/** Microseconds after healing within which everything is committed everywhere. */
const RECOVERY = 5_000_000;

export interface ScheduleResult {
  readonly committed: number;
  readonly elections: number;
  /** Configurations committed, and snapshots installed. */
  readonly changes: number;
  readonly installed: number;
  /** Operations of clients, and how many of them were answered. */
  readonly operations: number;
  readonly answered: number;
}

/** @throws Error when an invariant is broken, the history is not linearizable, or nothing is committed after healing */
export function runSchedule(seed: number, make?: MakeReplica): ScheduleResult {
  const luck = generator(seed ^ 0x5bd1e995);
  const pick = <T>(among: readonly T[]) => among[Math.floor(luck() * among.length)];
  const drift = pick([1, 1.2, 1.5]);
  const network = new Network(
    seed,
    pick([3, 3, 4, 5]),
    {
      preVote: luck() < 0.6,
      electionSpread: pick([20_000, 150_000]),
      leaseDriftBound: pick([null, drift]),
      batchEntries: pick([1, 2, 8]),
      window: pick([1, 2, 8]),
      snapshotBytes: pick([60, 200, 1_000]),
      snapshotFactor: pick([0, 1]),
      chunkBytes: pick([7, 40, 1_000]),
    },
    make,
    pick([0, 1, 2]),
    Array.from({ length: 7 }, () => 1 + luck() * (drift - 1)),
  );
  const { conditions } = network;
  const clients = new Clients(network, CLIENTS);
  Object.assign(conditions, { delay: pick([2_000, 20_000, 60_000]), sync: pick([200, 5_000, 40_000]) });
  network.run(400_000);
  for (let step = 0; step < STEPS; step++) {
    const leader = network.leaders[0] ?? pick(network.machines);
    disturb(network, leader, luck, pick);
    for (let turn = 0; turn < 4; turn++) {
      operate(network, clients, luck, pick);
      network.run(luck() * 120_000);
    }
  }
  recover(network);
  const report = checkLinearizability(network.history, registerModel());
  if (report.verdict !== 'linearizable') throw new Error(linearizabilityText(report, registerModel()));
  const { history, oracle } = network;
  const answered = history.filter(({ returned }) => returned !== Infinity).length;
  return {
    committed: oracle.committed,
    elections: oracle.elections,
    changes: oracle.changes,
    installed: network.facts.filter((fact) => fact.startsWith('snapshotInstalled')).length,
    operations: history.length,
    answered,
  };
}

type Pick = <T>(among: readonly T[]) => T;

/** One fault, or the end of some. */
function disturb(network: Network, leader: Machine, luck: () => number, pick: Pick): void {
  const { machines, conditions } = network;
  const some = machines.filter(() => luck() < 0.5);
  const down = machines.filter(({ isUp }) => !isUp);
  const faults = [
    () => network.isolate(leader),
    () => network.isolate(pick(machines)),
    () => network.part(some),
    () => network.heal(),
    () => network.heal(),
    () => network.crash(leader),
    () => network.transfer(leader, pick(machines)),
    () => changeMembers(network, leader, luck, pick),
    () => changeMembers(network, leader, luck, pick),
    () => network.crashAt(pick(PROMISES), 1 + Math.floor(luck() * 3), luck() * 100_000),
    () => network.crashAt(pick(PROMISES), 1 + Math.floor(luck() * 3), luck() * 100_000),
    () => network.crash(pick(machines)),
    () => {
      for (const machine of some) network.crash(machine);
    },
    () => Object.assign(conditions, { loss: pick([0, 0.1, 0.3]), duplication: pick([0, 0.1, 0.4]) }),
  ];
  pick(faults)();
  for (const machine of down) if (luck() < 0.7) network.restart(machine);
}

/** Somebody is added, may vote, or goes; or several of these at once. */
function changeMembers(network: Network, leader: Machine, luck: () => number, pick: Pick): void {
  const { voters, learners = [] } = network.replica(leader.self).members;
  const outside = network.machines.map(({ self }) => self).filter((one) => !isMember(one));
  const add = outside.filter(() => luck() < 0.5);
  const promote = learners.filter(() => luck() < 0.8);
  const leaving = voters.filter(() => luck() < pick([0, 0.2, 0.5]));
  const demoted = leaving.filter(() => luck() < 0.3);
  const kept = voters.filter((voter) => !leaving.includes(voter));
  network.change(leader, {
    voters: [...kept, ...promote],
    learners: [...learners.filter((learner) => !promote.includes(learner)), ...add, ...demoted],
  });

  function isMember(one: number): boolean {
    return voters.includes(one) || learners.includes(one);
  }
}

/** Several operations at once, at whoever thinks that it leads. */
function operate(network: Network, clients: Clients, luck: () => number, pick: Pick): void {
  const asked = network.leaders.length > 0 ? network.leaders : network.machines;
  if (luck() < 0.02) clients.giveUp(Math.floor(luck() * CLIENTS));
  for (let count = Math.floor(luck() * 4); count > 0; count--) {
    const machine = pick(asked);
    if (luck() < 0.6) clients.act(Math.floor(luck() * CLIENTS), machine);
    else network.read(machine);
  }
}

/** Heals, and waits for a new command to be committed everywhere. */
function recover(network: Network): void {
  const { machines, conditions } = network;
  network.heal();
  Object.assign(conditions, { loss: 0, duplication: 0, delay: 10_000, sync: 2_000 });
  for (const machine of machines) if (!machine.isUp) network.restart(machine);
  const before = network.history.length;
  const isAnswered = () => network.history.slice(before).some(({ returned }) => returned !== Infinity);
  // Whoever leads at first may be deposed by those that have just come back: so there is a new command now and then.
  const tries = Math.ceil(RECOVERY / 100_000);
  for (let turn = 0; turn < tries && !isAnswered(); turn++) {
    for (const leader of network.leaders.slice(0, 1)) network.write(leader);
    network.run(100_000);
  }
  if (!isAnswered()) throw new Error('liveness: nothing is committed after healing');
  const members = () => {
    const [leader] = network.leaders;
    if (leader === undefined) return [];
    const configuration = network.replica(leader.self).members;
    return configuration.outgoing === undefined ? membersOf(configuration) : [];
  };
  const isEverywhere = () => {
    const applied = members().map((self) => network.replica(self).status.appliedIndex);
    return applied.length > 0 && applied.every((index) => index === network.oracle.committed);
  };
  if (!network.runUntil(isEverywhere, RECOVERY)) {
    const states = machines.map(({ self }) => JSON.stringify(network.replica(self).status));
    throw new Error(`liveness: a replica is left behind: ${states.join(' ')}`);
  }
  const values = new Set(members().map((self) => network.value(self)));
  if (values.size !== 1) throw new Error(`state machines differ: ${JSON.stringify([...values])}`);
}
