/**
 * What depends on the kind of task and on the group of agents together: speed and price. Unrelated machines (the R of R||Cmax;
 * Graham, Lawler, Lenstra and Rinnooy Kan 1979): how fast the agents of each group are at each kind of task, as a multiple of
 * their own speed.
 */
import type { AgentGroupSpec, TaskSpec } from '../spec/spec.ts';

/** A number for every kind of task and group of agents. */
class PairTable {
  /** By task specification, and by group within each. */
  readonly values: Float64Array;
  readonly #groups: number;

  constructor(
    specs: readonly TaskSpec[],
    groups: readonly AgentGroupSpec[],
    numberOf: (spec: TaskSpec, group: string) => number,
  ) {
    this.#groups = groups.length;
    this.values = Float64Array.from(specs.flatMap((spec) => groups.map(({ name }) => numberOf(spec, name))));
  }

  of(template: number, group: number): number {
    return this.values[template * this.#groups + group];
  }
}

export class RelativeSpeeds {
  readonly #factors: PairTable;
  /** Smallest and largest of all. */
  readonly least: number;
  readonly most: number;

  constructor(specs: readonly TaskSpec[], groups: readonly AgentGroupSpec[]) {
    this.#factors = new PairTable(specs, groups, relativeSpeed);
    this.least = this.#factors.values.reduce((least, factor) => Math.min(least, factor), 1);
    this.most = this.#factors.values.reduce((most, factor) => Math.max(most, factor), 1);
  }

  /** Whether it matters for any task where it runs. */
  get matter(): boolean {
    return this.least !== 1 || this.most !== 1;
  }

  /** @param template number of a task specification. @param group of agents; negative: of several, which counts as 1 */
  of(template: number, group: number): number {
    return group < 0 ? 1 : this.#factors.of(template, group);
  }
}

/** Speed of agents of a group at a task, as a multiple of their own. */
export function relativeSpeed({ relative_speed = {} }: TaskSpec, group: string): number {
  return Object.hasOwn(relative_speed, group) ? relative_speed[group] : 1;
}

/** What executions cost, and have cost since measuring began. */
export class Prices {
  readonly #prices: PairTable;
  /** Of all executions begun; null: no task has a price. */
  spent: number | null;

  constructor(specs: readonly TaskSpec[], groups: readonly AgentGroupSpec[]) {
    this.#prices = new PairTable(specs, groups, ({ price = {} }, group) =>
      Object.hasOwn(price, group) ? price[group] : 0,
    );
    this.spent = specs.some(({ price }) => price !== undefined) ? 0 : null;
  }

  /** An execution begins. */
  pay(template: number, group: number): void {
    if (this.spent !== null) this.spent += this.#prices.of(template, group);
  }

  /** Measuring begins anew. */
  warm(): void {
    if (this.spent !== null) this.spent = 0;
  }
}
