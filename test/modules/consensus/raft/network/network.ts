/** Replicas of a register, and a network that loses, doubles and overtakes, all by one seed. */
import { RAFT_DEFAULTS, type RaftOptions } from '../../../../../src/modules/consensus/raft/options.ts';
import { Raft } from '../../../../../src/modules/consensus/raft/raft.ts';
import type { Answer, Members } from '../../../../../src/modules/consensus/replicated-log.ts';
import type { SessionAnswer } from '../../../../../src/modules/consensus/sessions.ts';
import type { ProcessId } from '../../../../../src/modules/ports.ts';
import type { Kind } from '../../../../../src/modules/vocabulary.ts';
import type { Operation, RegisterInput } from '../../../../../src/oracles/linearizability/index.ts';
import { deliver, generator, type Sent } from '../../../port.ts';
import { EventQueue } from './events.ts';
import { Machine, type Surroundings } from './machine.ts';
import { Oracle } from './oracle.ts';
import { bareWrite, Register } from './register.ts';

/** Probabilities, and microseconds. Delays and syncs are uniform from a tenth of these up to them. */
export interface Conditions {
  loss: number;
  duplication: number;
  delay: number;
  sync: number;
}

export type Call = {
  -readonly [K in keyof Operation<RegisterInput, number | null>]: Operation<RegisterInput, number | null>[K];
};

const READ: SessionAnswer = { kind: 'result', result: new Uint8Array(0) };

/** Makes a replica; mutants make another. */
export type MakeReplica = (...parameters: ConstructorParameters<typeof Raft>) => Raft;

export class Network implements Surroundings {
  readonly machines: readonly Machine[];
  readonly oracle: Oracle;
  readonly conditions: Conditions = { loss: 0, duplication: 0, delay: 5_000, sync: 2_000 };
  readonly history: Call[] = [];
  readonly facts: string[] = [];
  /** How fast the clocks of machines run, against true time. */
  readonly rates: readonly number[];
  /** What is seen of each message that leaves. */
  onLeave: (from: ProcessId, message: Sent) => void = () => {};
  readonly #options: RaftOptions;
  readonly #make: MakeReplica;
  readonly #random: () => number;
  readonly #events = new EventQueue();
  readonly #replicas = new Map<ProcessId, Raft>();
  readonly #registers = new Map<ProcessId, Register>();
  /** Of proposals and reads, by machine, life and ticket: what is to be done at their ends. */
  readonly #endings = new Map<string, (answer: SessionAnswer | null) => void>();
  /** Machines of different sides do not hear each other. */
  readonly #sides = new Map<ProcessId, number>();
  /** Whoever sends so many more messages of this kind crashes then, and comes back after so long. */
  #trap: { readonly kind: Kind; left: number; readonly downtime: number } | null = null;
  #timers = 0;
  #written = 0;
  #called = 0;

  constructor(
    seed: number,
    size: number,
    options: Partial<RaftOptions> = {},
    make: MakeReplica = (...parameters) => new Raft(...parameters),
    spares = 0,
    rates: readonly number[] = [],
  ) {
    this.rates = rates;
    this.#random = generator(seed);
    this.#make = make;
    const members = Array.from({ length: size }, (_, place) => place);
    this.#options = { ...RAFT_DEFAULTS, members, ...options };
    this.machines = Array.from({ length: size + spares }, (_, self) => new Machine(self, this));
    this.oracle = new Oracle(this.machines, ({ self }) => this.replica(self));
    for (const machine of this.machines) this.restart(machine);
  }

  /** @param machine by whose clock; none: true time */
  now(machine?: Machine): number {
    return machine ? Math.floor(this.#events.now * this.#rateOf(machine)) : this.#events.now;
  }

  #rateOf({ self }: Machine): number {
    return this.rates[self] ?? 1;
  }

  random(): number {
    return this.#random();
  }

  syncTime(): number {
    return this.#spread(this.conditions.sync);
  }

  later(machine: Machine, delay: number, act: () => void): number {
    const { epoch } = machine;
    this.#events.add(this.now() + Math.ceil(delay / this.#rateOf(machine)), () => {
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

  reported(_: Machine, fact: string): void {
    this.facts.push(fact);
  }

  cutting(machine: Machine, index: number): void {
    this.oracle.cutting(machine, index);
  }

  called(machine: Machine): void {
    this.oracle.called(machine);
  }

  replica(self: ProcessId): Raft {
    return this.#replicas.get(self) as Raft;
  }

  value(self: ProcessId): number | null {
    return this.#registers.get(self)?.value ?? null;
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
    machine.restart((port) => {
      const register = new Register({
        answered: (ticket, answer) => this.#end(machine, ticket, answer),
        readEnded: (ticket, isCurrent) => this.#end(machine, ticket, isCurrent ? READ : null),
      });
      this.#registers.set(self, register);
      const replica = this.#make(port, this.#optionsOf(self), {
        apply: (index, command) => {
          this.oracle.applied(machine, index, command);
          register.apply(index, command);
        },
        snapshot: () => register.snapshot(),
        restore: (index, state) => {
          this.oracle.restored(machine, index);
          register.restore(index, state);
        },
        proposalEnded: (ticket, outcome) => register.proposalEnded(ticket, outcome),
        readEnded: (ticket, isCurrent) => register.readEnded(ticket, isCurrent),
      });
      this.#replicas.set(self, replica);
      return replica;
    }, damagedFrom);
  }

  /** Spare ones know of no members: they are told when they are added. */
  #optionsOf(self: ProcessId): RaftOptions {
    return this.#options.members.includes(self) ? this.#options : { ...this.#options, members: [] };
  }

  #key({ self, epoch }: Machine, ticket: number): string {
    return `${self} ${epoch} ${ticket}`;
  }

  #end(machine: Machine, ticket: number, answer: SessionAnswer | null): void {
    const key = this.#key(machine, ticket);
    const ending = this.#endings.get(key);
    if (ending === undefined) throw new Error(`request ${key} ends twice`);
    this.#endings.delete(key);
    ending(answer);
  }

  newWrite(): Call {
    return this.#call({ f: 'write', value: ++this.#written });
  }

  #call(input: RegisterInput): Call {
    return { process: this.#called++, input, invoked: this.now(), returned: Infinity };
  }

  /** @returns whether it was accepted */
  propose(machine: Machine, command: Uint8Array, ended: (answer: SessionAnswer | null) => void): boolean {
    return this.#ask(machine, (replica) => replica.propose(command), ended);
  }

  /** A command of nobody's session. @returns the operation in the history, undefined if it was refused */
  write(machine: Machine): Call | undefined {
    const call = this.newWrite();
    const value = this.#written;
    const isAccepted = this.propose(machine, bareWrite(value), (answer) => {
      if (answer) call.returned = this.now();
    });
    return isAccepted ? this.#noted(call) : undefined;
  }

  read(machine: Machine): Call | undefined {
    const call = this.#call({ f: 'read' });
    const ask = (replica: Raft) => replica.read();
    const isAccepted = this.#ask(machine, ask, (answer) => {
      if (answer) Object.assign(call, { returned: this.now(), output: this.value(machine.self) });
    });
    return isAccepted ? this.#noted(call) : undefined;
  }

  #noted(call: Call): Call {
    this.history.push(call);
    return call;
  }

  #ask(
    machine: Machine,
    ask: (replica: Raft) => Answer,
    ended: (answer: SessionAnswer | null) => void,
  ): boolean {
    if (!machine.isUp) return false;
    let isAccepted = false;
    machine.call(() => {
      const answer = ask(this.replica(machine.self));
      isAccepted = answer.isAccepted;
      if (answer.isAccepted) this.#endings.set(this.#key(machine, answer.ticket), ended);
    });
    return isAccepted;
  }

  /** @returns why not */
  change(leader: Machine, members: Members): string | null {
    if (!leader.isUp) return 'down';
    let reason: string | null = null;
    this.#ask(
      leader,
      (replica) => {
        const answer = replica.changeMembers(members);
        reason = answer.isAccepted ? null : answer.reason;
        return answer;
      },
      () => {},
    );
    return reason;
  }

  transfer(from: Machine, to: Machine): void {
    if (from.isUp) from.call(() => this.replica(from.self).transferLeadership(to.self));
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
