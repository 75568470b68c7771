/** Machines with clocks of their own, and a network that loses, doubles and overtakes, all by one seed. Nothing here knows Raft. */
import type { ProcessId } from '../../../../../src/modules/ports.ts';
import type { Kind } from '../../../../../src/modules/vocabulary.ts';
import { deliver, generator, type Sent } from '../../../port.ts';
import { EventQueue } from './events.ts';
import { Machine, type Surroundings } from './machine.ts';

/** Probabilities, and microseconds. Delays and syncs are uniform from a tenth of these up to them. */
export interface Conditions {
  loss: number;
  duplication: number;
  /** Of messages that take up to twenty times as long. */
  late: number;
  delay: number;
  sync: number;
}

export abstract class Cluster implements Surroundings {
  readonly machines: readonly Machine[];
  readonly conditions: Conditions = { loss: 0, duplication: 0, late: 0, delay: 5_000, sync: 2_000 };
  readonly facts: string[] = [];
  /** What is seen of each message that leaves. */
  onLeave: (from: ProcessId, message: Sent) => void = () => {};
  /** How fast the clocks of machines run, against true time. */
  readonly #rates: readonly number[];
  readonly #random: () => number;
  readonly #events = new EventQueue();
  /** Machines of different sides do not hear each other. */
  readonly #sides = new Map<ProcessId, number>();
  /** Links that are cut, one by one. */
  readonly #cuts = new Set<string>();
  /** Whoever takes on an entry next crashes before it is synced. */
  #isAppendTrapped = false;
  /** Whoever sends so many more messages of this kind crashes then, and comes back after so long. */
  #trap: { readonly kind: Kind; left: number; readonly downtime: number } | null = null;
  #timers = 0;

  constructor(seed: number, size: number, rates: readonly number[]) {
    this.#rates = rates;
    this.#random = generator(seed);
    this.machines = Array.from({ length: size }, (_, self) => new Machine(self, this));
  }

  abstract restart(machine: Machine): void;
  abstract cutting(machine: Machine, index: number): void;
  abstract called(machine: Machine): void;

  /** @param machine by whose clock; none: true time */
  now(machine?: Machine): number {
    return machine ? Math.floor(this.#events.now * this.#rateOf(machine)) : this.#events.now;
  }

  #rateOf({ self }: Machine): number {
    return this.#rates[self] ?? 1;
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
    this.#crashNow(this.machines[from], trap.downtime);
  }

  /** After the call: what it wrote may not be on the disk yet. */
  #crashNow(machine: Machine, downtime: number): void {
    this.#events.add(this.now(), () => this.crash(machine));
    this.#events.add(this.now() + downtime, () => {
      if (!machine.isUp) this.restart(machine);
    });
  }

  #carry(from: ProcessId, message: Sent): void {
    const to = this.machines[message.to];
    if (!this.#isOpen(from, to.self)) return;
    const { late, delay } = this.conditions;
    const isLate = late > 0 && this.#random() < late;
    // A cut catches some of what is on its way.
    const isExposed = this.#random() < 0.5;
    this.#events.add(this.now() + this.#spread(isLate ? 20 * delay : delay), () => {
      if (!to.isUp || (isExposed && !this.#isOpen(from, to.self))) return;
      to.call((module) => deliver(module, from, message));
    });
  }

  #isOpen(from: ProcessId, to: ProcessId): boolean {
    if ((this.#sides.get(from) ?? 0) !== (this.#sides.get(to) ?? 0)) return false;
    return !this.#cuts.has(`${from} ${to}`) && !this.#cuts.has(`${to} ${from}`);
  }

  #spread(most: number): number {
    return Math.floor(most * (0.1 + 0.9 * this.#random()));
  }

  appended(machine: Machine, _: number): void {
    if (!this.#isAppendTrapped) return;
    this.#isAppendTrapped = false;
    this.#crashNow(machine, this.#spread(100_000));
  }

  reported(_: Machine, fact: string): void {
    this.facts.push(fact);
  }

  isolate(machine: Machine): void {
    this.#sides.set(machine.self, machine.self + 1);
  }

  /** Those on one side do not hear the others. */
  part(side: readonly Machine[]): void {
    for (const { self } of this.machines)
      this.#sides.set(self, side.some((one) => one.self === self) ? 1 : 2);
  }

  cutLink(one: Machine, other: Machine): void {
    this.#cuts.add(`${one.self} ${other.self}`);
  }

  crashAtAppend(): void {
    this.#isAppendTrapped = true;
  }

  /** Everybody hears everybody, and nobody crashes any more. */
  heal(): void {
    this.#trap = null;
    this.#isAppendTrapped = false;
    this.#sides.clear();
    this.#cuts.clear();
  }

  crash(machine: Machine): void {
    machine.crash();
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
