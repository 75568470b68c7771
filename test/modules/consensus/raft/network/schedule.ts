/** Random schedules of faults, each of which ends in healing. */
import { membersOf } from '../../../../../src/modules/consensus/quorum/configuration.ts';
import {
  checkLinearizability,
  linearizabilityText,
  registerModel,
} from '../../../../../src/oracles/linearizability/index.ts';
import { generator } from '../../../port.ts';
import { Clients } from './clients.ts';
import { Faults, type Luck } from './faults.ts';
import { Network } from './network.ts';

const STEPS = 14;
const CLIENTS = 4;
/** How often somebody wants other members. */
const CHANGES = 0.4;
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

/**
 * @param isInside whether replicas are looked into; otherwise judges are what clients see, what state machines are given, and whether it goes on
 * @throws Error when an invariant is broken, the history is not linearizable, or nothing is committed after healing
 */
export function runSchedule(seed: number, isInside = true): ScheduleResult {
  const luck = luckOf(seed);
  const network = networkOf(seed, luck, isInside);
  const clients = new Clients(network, CLIENTS);
  const faults = new Faults(network, luck, () => askAll(network, clients, luck));
  network.run(400_000);
  for (let step = 0; step < STEPS; step++) {
    faults.next();
    for (let turn = 0; turn < 4; turn++) {
      operate(network, clients, luck);
      if (luck.draw() < CHANGES) faults.changeMembers(luck.pick(network.leaders) ?? network.machines[0]);
      network.run(luck.draw() * 120_000);
    }
  }
  recover(network, clients);
  const report = checkLinearizability(network.history, registerModel());
  if (report.verdict !== 'linearizable')
    throw new Error(`linearizability: ${linearizabilityText(report, registerModel())}`);
  const { history, facts } = network;
  return {
    committed: isInside ? network.oracle.committed : 0,
    elections: isInside ? network.oracle.elections : 0,
    changes: isInside ? network.oracle.changes : 0,
    installed: facts.filter((fact) => fact.startsWith('snapshotInstalled')).length,
    operations: history.length,
    answered: history.filter(({ returned }) => returned !== Infinity).length,
  };
}

function luckOf(seed: number): Luck {
  const draw = generator(seed ^ 0x5bd1e995);
  return { draw, pick: (among) => among[Math.floor(draw() * among.length)] };
}

function networkOf(seed: number, { draw, pick }: Luck, isInside: boolean): Network {
  const drift = pick([1, 1.2, 1.5]);
  const size = pick([2, 3, 3, 4, 4, 5]);
  const spares = pick([0, 1, 2]);
  const network = new Network(
    seed,
    size,
    {
      preVote: draw() < 0.6,
      electionSpread: pick([20_000, 150_000]),
      leaseDriftBound: pick([null, drift]),
      batchEntries: pick([1, 2, 8]),
      window: pick([1, 2, 8]),
      snapshotBytes: pick([60, 200, 1_000]),
      snapshotFactor: pick([0, 1]),
      chunkBytes: pick([7, 40, 1_000]),
    },
    { spares, rates: Array.from({ length: size + spares }, () => pick([1, drift])), isInside },
  );
  const conditions = { delay: pick([2_000, 20_000, 60_000]), sync: pick([200, 5_000, 40_000]) };
  Object.assign(network.conditions, conditions);
  return network;
}

/** Several operations at once, at whoever thinks that it leads. */
function operate(network: Network, clients: Clients, { draw, pick }: Luck): void {
  const asked = network.leaders.length > 0 ? network.leaders : network.machines;
  if (draw() < 0.02) clients.giveUp(Math.floor(draw() * CLIENTS));
  for (let count = Math.floor(draw() * 5); count > 0; count--) {
    const machine = pick(asked);
    if (draw() < 0.5) clients.act(Math.floor(draw() * CLIENTS), machine);
    else network.read(machine);
  }
}

/** Whoever thinks that it leads is asked for something to be written, or to be read. */
function askAll(network: Network, clients: Clients, { draw }: Luck): void {
  for (const leader of network.leaders)
    if (draw() < 0.3) clients.act(Math.floor(draw() * CLIENTS), leader);
    else network.read(leader);
}

/** Heals, and waits for everybody to be answered, and for every member to have everything. */
function recover(network: Network, clients: Clients): void {
  const { machines, conditions } = network;
  network.heal();
  Object.assign(conditions, { loss: 0, duplication: 0, late: 0, delay: 10_000, sync: 2_000 });
  for (const machine of machines) if (!machine.isUp) network.restart(machine);
  const before = network.history.length;
  const isRead = () => network.history.slice(before).some(({ returned }) => returned !== Infinity);
  // Whoever leads at first may be deposed by those that have just come back: so all is asked for again now and then.
  for (let turn = 0; turn < RECOVERY / 100_000 && !(isRead() && clients.isAnswered); turn++) {
    for (const leader of network.leaders.slice(0, 1)) {
      for (let place = 0; place < CLIENTS; place++) clients.insist(place, leader);
      if (clients.isAnswered) network.read(leader);
    }
    network.run(100_000);
  }
  if (!isRead() || !clients.isAnswered) throw new Error('liveness: clients wait after healing');
  if (!network.runUntil(() => isEverywhere(network), RECOVERY)) {
    const states = machines.map(({ self }) => JSON.stringify(network.replica(self).status));
    throw new Error(`liveness: a replica is left behind: ${states.join(' ')}`);
  }
  const values = new Set(membersNow(network).map((self) => network.value(self)));
  if (values.size !== 1) throw new Error(`state machines differ: ${JSON.stringify([...values])}`);
}

/** By whoever leads; none while nobody does, or while a change is not over. */
function membersNow(network: Network): readonly number[] {
  const [leader] = network.leaders;
  if (leader === undefined) return [];
  const configuration = network.replica(leader.self).members;
  return configuration.outgoing === undefined ? membersOf(configuration) : [];
}

/** Every member has applied all that the leader has in its log. */
function isEverywhere(network: Network): boolean {
  const [leader] = network.leaders;
  const applied = membersNow(network).map((self) => network.replica(self).status.appliedIndex);
  return applied.length > 0 && applied.every((index) => index === leader.log.last);
}
