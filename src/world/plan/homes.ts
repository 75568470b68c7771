/** Which coordinator each task belongs to: the root, of a pair the one that leads, of peers the one that its client chose. */
import { grown } from '../../modules/collections/typed-arrays.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { AgentGroupSpec } from '../spec/spec.ts';
import type { Capabilities } from './capabilities.ts';
import type { CoordinatorPlan } from './topology.ts';

export class Homes {
  readonly #tasks: TaskTable;
  #root: number;
  /** Of a pair of coordinators both, the one that leads at first at the head; null where there is none. */
  readonly pair: readonly number[] | null;
  /** Peers by set of required capabilities: those with agents that meet it. Empty where there are no peers. */
  readonly #peers: readonly (readonly number[])[];
  readonly #turns: Int32Array;
  /** Whether all peers get tasks from clients, or only the first that can do them. */
  #isSpread = true;
  #home = new Int32Array(0);

  /**
   * @param peers by set of required capabilities, those that can do such tasks; none where there is one root
   * @param standby -1 for none
   */
  constructor(tasks: TaskTable, root: number, peers: readonly (readonly number[])[], standby = -1) {
    this.#tasks = tasks;
    this.#root = root;
    this.pair = standby < 0 ? null : [root, standby];
    this.#peers = peers;
    this.#turns = new Int32Array(peers.length);
  }

  /** Where the task is to be submitted: tasks of one key to one peer, all others to the peers in turn. */
  choose(task: number): number {
    if (this.#peers.length === 0) return this.#root;
    const requirement = this.#tasks.requirement[task];
    const able = this.#peers[requirement];
    const key = this.#tasks.affinity[task];
    const turn = !this.#isSpread ? 0 : key > 0 ? key - 1 : this.#turns[requirement]++;
    // Where nobody can do such tasks, they wait as they would with one coordinator.
    const home = able.length > 0 ? able[turn % able.length] : this.#root;
    this.#home = grown(this.#home, task + 1);
    this.#home[task] = home;
    return home;
  }

  /** From now on all peers get tasks, or only the first that can do them. */
  spread(isSpread: boolean): void {
    this.#isSpread = isSpread;
  }

  /** Another leads of the pair. */
  lead(process: number): void {
    this.#root = process;
  }

  /** Whether a coordinator speaks for itself: of a pair, the one that leads. */
  speaks(process: number): boolean {
    return this.pair === null || process === this.#root;
  }

  /** Whether what a coordinator says of a task counts. */
  isHome(process: number, task: number): boolean {
    return process === this.of(task) || (this.pair?.includes(process) ?? false);
  }

  /** The home of a task that has been submitted. */
  of(task: number): number {
    return this.#peers.length === 0 ? this.#root : this.#home[task];
  }
}

/** By set of required capabilities, the peers that have an agent with all of them. Empty where there are no peers. */
export function ablePeers(
  plans: readonly CoordinatorPlan[],
  groups: readonly AgentGroupSpec[],
  { requirements, groupMasks }: Capabilities,
): number[][] {
  if (plans[0].neighbours === undefined) return [];
  const masks = groups.flatMap(({ count }, group) => new Array<number>(count).fill(groupMasks[group]));
  return requirements.map((required) => {
    const isAble = (agent: number) => (masks[agent] & required) === required;
    return plans.filter(({ children }) => children.some(isAble)).map(({ process }) => process);
  });
}
