/**
 * Agents that are kept over all waves of a plan: a wave takes idle ones first, and the pool grows only when it needs more than
 * there are, so that in the end it is as large as the largest wave, where all agents can do the work of all waves.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, agent pool management. It gives two reuse rates for one example (waves of 6, 1 and 1 agents) under one
 * name: 66 %, the waves that reused agents, and 25 %, the slots that needed no new agent; a slot is one agent in one wave. Its
 * function for the efficiency gives 66 % for that example, and not the 83 % that the text says.
 */
export interface PoolReport {
  readonly size: number;
  readonly waves: number;
  /** Waves that used at least one agent of an earlier wave, of all waves. */
  readonly reuseByWaves: number;
  /** (slots - size) / slots. */
  readonly reuseBySlots: number;
  readonly tasksPerAgent: number;
  /** 1 when all agents did as many tasks; less by the sum of differences from the mean as a share of all tasks. At least 0. */
  readonly efficiency: number | null;
}

/** The agents that a wave may use. */
export interface Candidates {
  /** Whether an agent of the pool can do the wave's work. */
  fits(agent: number): boolean;
  /** A new agent that can, -1 when there is none. */
  create(): number;
}

export class PersistentPool {
  /** Agents in the order of their creation, with the tasks that each has done. */
  readonly #done = new Map<number, number>();
  /** Agents at work. */
  readonly #taken = new Set<number>();
  #waves = 0;
  #reusing = 0;
  #slots = 0;

  /**
   * A wave takes so many agents, or as many as can be had: of those that are idle and fit, those with the fewest tasks done first, then
   * new ones.
   */
  take(agents: number, candidates: Candidates): readonly number[] {
    const idle = [...this.#done.keys()].filter((agent) => !this.#taken.has(agent) && candidates.fits(agent));
    const doneBy = (agent: number) => this.#done.get(agent) ?? 0;
    const taken = idle.sort((a, b) => doneBy(a) - doneBy(b) || a - b).slice(0, agents);
    if (taken.length > 0) this.#reusing++;
    while (taken.length < agents) {
      const agent = candidates.create();
      if (agent < 0) break;
      this.#done.set(agent, 0);
      taken.push(agent);
    }
    for (const agent of taken) this.#taken.add(agent);
    this.#waves++;
    this.#slots += taken.length;
    return taken;
  }

  /** An agent of the pool has done a task. */
  completed(agent: number): void {
    this.#done.set(agent, (this.#done.get(agent) ?? 0) + 1);
  }

  /** A wave no longer needs its agents. */
  release(agents: readonly number[]): void {
    for (const agent of agents) this.#taken.delete(agent);
  }

  report(): PoolReport {
    const { size } = this.#done;
    const done = [...this.#done.values()];
    const tasks = done.reduce((sum, one) => sum + one, 0);
    const mean = size > 0 ? tasks / size : 0;
    const uneven = done.reduce((sum, one) => sum + Math.abs(one - mean), 0);
    return {
      size,
      waves: this.#waves,
      reuseByWaves: this.#waves > 0 ? this.#reusing / this.#waves : 0,
      reuseBySlots: this.#slots > 0 ? (this.#slots - size) / this.#slots : 0,
      tasksPerAgent: mean,
      efficiency: tasks > 0 ? Math.max(0, tasks - uneven) / tasks : null,
    };
  }
}
