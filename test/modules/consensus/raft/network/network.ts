/** Replicas of a register on machines of one cluster, and what is asked of them. */
import { RAFT_DEFAULTS, type RaftOptions } from '../../../../../src/modules/consensus/raft/options.ts';
import { Raft } from '../../../../../src/modules/consensus/raft/raft.ts';
import type { Answer, Members } from '../../../../../src/modules/consensus/replicated-log.ts';
import type { SessionAnswer } from '../../../../../src/modules/consensus/sessions.ts';
import type { ProcessId } from '../../../../../src/modules/ports.ts';
import type { Operation, RegisterInput } from '../../../../../src/oracles/linearizability/index.ts';
import type { Sent } from '../../../port.ts';
import { Cluster } from './cluster.ts';
import type { Machine } from './machine.ts';
import { Oracle } from './oracle.ts';
import { bareWrite, Register } from './register.ts';
import { Streams } from './streams.ts';

export type Call = {
  -readonly [K in keyof Operation<RegisterInput, number | null>]: Operation<RegisterInput, number | null>[K];
};

const READ: SessionAnswer = { kind: 'result', result: new Uint8Array(0) };

export interface Setting {
  /** Machines that are no members at first. */
  readonly spares?: number;
  /** How fast the clocks of machines run, against true time; 1 where nothing is said. */
  readonly rates?: readonly number[];
  /** Whether replicas are looked into as well, beside what their users see. */
  readonly isInside?: boolean;
}

export class Network extends Cluster {
  readonly history: Call[] = [];
  readonly #streams = new Streams();
  /** null: only what users see is looked at. */
  readonly #oracle: Oracle | null;
  readonly #options: RaftOptions;
  readonly #replicas = new Map<ProcessId, Raft>();
  readonly #registers = new Map<ProcessId, Register>();
  /** Of proposals and reads, by machine, life and ticket: what is to be done at their ends. */
  readonly #endings = new Map<string, (answer: SessionAnswer | null) => void>();
  #written = 0;
  #called = 0;

  constructor(seed: number, size: number, options: Partial<RaftOptions> = {}, setting: Setting = {}) {
    const { spares = 0, rates = [], isInside = true } = setting;
    super(seed, size + spares, rates);
    const members = Array.from({ length: size }, (_, place) => place);
    this.#options = { ...RAFT_DEFAULTS, members, ...options };
    this.#oracle = isInside ? new Oracle(this.machines, ({ self }) => this.replica(self)) : null;
    for (const machine of this.machines) this.restart(machine);
  }

  override transmit(from: ProcessId, message: Sent): void {
    this.#oracle?.left(from, message);
    super.transmit(from, message);
  }

  override appended(machine: Machine, index: number): void {
    this.#oracle?.appended(machine, index);
    super.appended(machine, index);
  }

  cutting(machine: Machine, index: number): void {
    this.#oracle?.cutting(machine, index);
  }

  called(machine: Machine): void {
    this.#oracle?.called(machine);
  }

  /** What is known of the inside of replicas. */
  get oracle(): Oracle {
    return this.#oracle as Oracle;
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

  restart(machine: Machine, damagedFrom?: number): void {
    const { self } = machine;
    machine.restart((port) => {
      const register = new Register({
        answered: (ticket, answer) => this.#end(machine, ticket, answer),
        readEnded: (ticket, isCurrent) => this.#end(machine, ticket, isCurrent ? READ : null),
      });
      this.#registers.set(self, register);
      const replica = new Raft(port, this.#optionsOf(self), {
        apply: (index, command) => {
          this.#streams.applied(machine, index, command);
          this.#oracle?.applied(machine, index, command);
          register.apply(index, command);
        },
        snapshot: () => register.snapshot(),
        restore: (index, state) => {
          this.#streams.restored(machine, index);
          this.#oracle?.restored(machine, index);
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
}
