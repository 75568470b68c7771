/** Replicas of a register, and a network that loses, doubles and overtakes, all by one seed. */
import { RAFT_DEFAULTS, type RaftOptions } from '../../../../../src/modules/consensus/raft/options.ts';
import { Raft } from '../../../../../src/modules/consensus/raft/raft.ts';
import type { ProposalOutcome } from '../../../../../src/modules/consensus/replicated-log.ts';
import type { ProcessId } from '../../../../../src/modules/ports.ts';
import type { Kind } from '../../../../../src/modules/vocabulary.ts';
import type { Operation, RegisterInput } from '../../../../../src/oracles/linearizability/index.ts';
import { deliver, generator, type Sent } from '../../../port.ts';
import { EventQueue } from './events.ts';
import { Machine, type Surroundings } from './machine.ts';
import { Oracle } from './oracle.ts';

/** Probabilities, and microseconds. Delays and syncs are uniform from a tenth of these up to them. */
export interface Conditions {
  loss: number;
  duplication: number;
  delay: number;
  sync: number;
}

type Call = {
  -readonly [K in keyof Operation<RegisterInput, number | null>]: Operation<RegisterInput, number | null>[K];
};

/** Makes a replica; mutants make another. */
export type MakeReplica = (...parameters: ConstructorParameters<typeof Raft>) => Raft;

export class Network implements Surroundings {
  readonly machines: readonly Machine[];
  readonly oracle: Oracle;
  readonly conditions: Conditions = { loss: 0, duplication: 0, delay: 5_000, sync: 2_000 };
  readonly history: Call[] = [];
  /** What is seen of each message that leaves. */
  onLeave: (from: ProcessId, message: Sent) => void = () => {};
  readonly #options: RaftOptions;
  readonly #make: MakeReplica;
  readonly #random: () => number;
  readonly #events = new EventQueue();
  readonly #replicas = new Map<ProcessId, Raft>();
  readonly #values = new Map<ProcessId, number | null>();
  /** By machine, life and ticket. */
  readonly #calls = new Map<string, Call>();
  /** Machines of different sides do not hear each other. */
  readonly #sides = new Map<ProcessId, number>();
  /** Whoever sends so many more messages of this kind crashes then, and comes back after so long. */
  #trap: { readonly kind: Kind; left: number; readonly downtime: number } | null = null;
  #timers = 0;
  #written = 0;

  constructor(
    seed: number,
    size: number,
    options: Partial<RaftOptions> = {},
    make: MakeReplica = (...parameters) => new Raft(...parameters),
  ) {
    this.#random = generator(seed);
    this.#make = make;
    const members = Array.from({ length: size }, (_, place) => place);
    this.#options = { ...RAFT_DEFAULTS, members, ...options };
    this.machines = members.map((self) => new Machine(self, this));
    this.oracle = new Oracle(this.machines, ({ self }) => this.replica(self).status);
    for (const machine of this.machines) this.restart(machine);
  }

  now(): number {
    return this.#events.now;
  }

  random(): number {
    return this.#random();
  }

  syncTime(): number {
    return this.#spread(this.conditions.sync);
  }

  later(machine: Machine, delay: number, act: () => void): number {
    const { epoch } = machine;
    this.#events.add(this.now() + delay, () => {
      if (machine.isUp && machine.epoch === epoch) act();
    });
    return ++this.#timers;
  }

  transmit(from: ProcessId, message: Sent): void {
    this.oracle.left(from, message);
    this.onLeave(from, message);
    this.#spring(from, message);
    if (this.#random() < this.conditions.loss) return;
    if (this.#random() < this.conditions.duplication) this.#carry(from, message);
    this.#carry(from, message);
  }

  crashAt(kind: Kind, left: number, downtime: number): void {
    this.#trap = { kind, left, downtime };
  }

  #spring(from: ProcessId, { kind }: Sent): void {
    const trap = this.#trap;
    if (trap === null || kind !== trap.kind || --trap.left > 0) return;
    this.#trap = null;
    const machine = this.machines[from];
    // After the call: what it wrote may not be on the disk yet.
    this.#events.add(this.now(), () => this.crash(machine));
    this.#events.add(this.now() + trap.downtime, () => {
      if (!machine.isUp) this.restart(machine);
    });
  }

  #carry(from: ProcessId, message: Sent): void {
    const to = this.machines[message.to];
    this.#events.add(this.now() + this.#spread(this.conditions.delay), () => {
      const isCut = (this.#sides.get(from) ?? 0) !== (this.#sides.get(to.self) ?? 0);
      if (to.isUp && !isCut) to.call((module) => deliver(module, from, message));
    });
  }

  #spread(most: number): number {
    return Math.floor(most * (0.1 + 0.9 * this.#random()));
  }

  appended(machine: Machine, index: number): void {
    this.oracle.appended(machine, index);
  }

  called(machine: Machine): void {
    this.oracle.called(machine);
  }

  replica(self: ProcessId): Raft {
    return this.#replicas.get(self) as Raft;
  }

  value(self: ProcessId): number | null {
    return this.#values.get(self) ?? null;
  }

  /** Those that are up and lead, the latest term first. */
  get leaders(): Machine[] {
    return this.machines
      .filter(({ self, isUp }) => isUp && this.replica(self).status.role === 'leader')
      .sort((a, b) => this.replica(b.self).status.term - this.replica(a.self).status.term);
  }

  isolate(machine: Machine): void {
    this.#sides.set(machine.self, machine.self + 1);
  }

  /** Those on one side do not hear the others. */
  part(side: readonly Machine[]): void {
    for (const { self } of this.machines)
      this.#sides.set(self, side.some((one) => one.self === self) ? 1 : 2);
  }

  /** Everybody hears everybody, and nobody crashes any more. */
  heal(): void {
    this.#trap = null;
    this.#sides.clear();
  }

  crash(machine: Machine): void {
    machine.crash();
  }

  restart(machine: Machine, damagedFrom?: number): void {
    const { self } = machine;
    this.#values.set(self, null);
    machine.restart((port) => {
      const replica = this.#make(port, this.#options, {
        apply: (index, command) => {
          this.oracle.applied(machine, index, command);
          this.#values.set(self, valueIn(command));
        },
        proposalEnded: (ticket, outcome) => this.#proposalEnded(this.#key(machine, ticket), outcome),
        readEnded: (ticket, isCurrent) => {
          const call = this.#calls.get(this.#key(machine, ticket)) as Call;
          if (isCurrent) Object.assign(call, { returned: this.now(), output: this.value(self) });
        },
      });
      this.#replicas.set(self, replica);
      return replica;
    }, damagedFrom);
  }

  #key({ self, epoch }: Machine, ticket: number): string {
    return `${self} ${epoch} ${ticket}`;
  }

  #proposalEnded(key: string, outcome: ProposalOutcome): void {
    const call = this.#calls.get(key);
    if (call === undefined || call.returned !== Infinity) throw new Error(`proposal ${key} ends twice`);
    if (outcome === 'committed') call.returned = this.now();
    else this.#calls.delete(key);
  }

  /** @returns the operation in the history, undefined if it was refused */
  write(machine: Machine): Call | undefined {
    const value = ++this.#written;
    const input = { f: 'write', value } as const;
    return this.#operate(machine, input, (replica) => replica.propose(commandFor(value)));
  }

  read(machine: Machine): Call | undefined {
    return this.#operate(machine, { f: 'read' }, (replica) => replica.read());
  }

  #operate(
    machine: Machine,
    input: RegisterInput,
    ask: (replica: Raft) => ReturnType<Raft['propose']>,
  ): Call | undefined {
    if (!machine.isUp) return undefined;
    const call: Call = { process: this.history.length, input, invoked: this.now(), returned: Infinity };
    let isAccepted = false;
    machine.call(() => {
      const answer = ask(this.replica(machine.self));
      isAccepted = answer.isAccepted;
      if (answer.isAccepted) this.#calls.set(this.#key(machine, answer.ticket), call);
    });
    if (!isAccepted) return undefined;
    this.history.push(call);
    return call;
  }

  run(duration: number): void {
    this.#events.run(this.now() + duration);
  }

  /** @returns whether something came to hold within so many microseconds */
  runUntil(holds: () => boolean, duration: number): boolean {
    const end = this.now() + duration;
    while (!holds() && this.now() < end) this.run(1_000);
    return holds();
  }
}

function commandFor(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

function valueIn(command: Uint8Array): number {
  return command[0] * 256 + command[1];
}
