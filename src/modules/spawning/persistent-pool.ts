/**
 * Agents that are kept over all waves of a plan: a wave takes idle ones first, and the pool grows only when it needs more than
 * there are, so that in the end it is as large as the largest wave.
 *
 * Source: document 003, agent pool management. It gives two reuse rates for one example (waves of 6, 1 and 1 agents) under one
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

export class PersistentPool {
  readonly #limit: number;
  /** By agent, in the order of their creation: tasks done, and whether it is at work. */
  readonly #done: number[] = [];
  readonly #taken: boolean[] = [];
  #waves = 0;
  #reusing = 0;
  #slots = 0;

  /** @param limit most agents that there can be */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#done.length;
  }

  /**
   * A wave takes agents, or as many as can be had: of those that are idle, those with the fewest tasks done first, then new ones. New are
   * those numbered from the size before.
   */
  take(agents: number): readonly number[] {
    const idle = this.#taken.flatMap((taken, agent) => (taken ? [] : [agent]));
    const reused = idle.sort((a, b) => this.#done[a] - this.#done[b] || a - b).slice(0, agents);
    const taken = [...reused];
    while (taken.length < agents && this.size < this.#limit) {
      taken.push(this.size);
      this.#done.push(0);
      this.#taken.push(false);
    }
    for (const agent of taken) this.#taken[agent] = true;
    this.#waves++;
    if (reused.length > 0) this.#reusing++;
    this.#slots += taken.length;
    return taken;
  }

  /** An agent has done a task. */
  completed(agent: number): void {
    this.#done[agent]++;
  }

  /** A wave no longer needs its agents. */
  release(agents: readonly number[]): void {
    for (const agent of agents) this.#taken[agent] = false;
  }

  report(): PoolReport {
    const { size } = this;
    const tasks = this.#done.reduce((sum, done) => sum + done, 0);
    const mean = size > 0 ? tasks / size : 0;
    const uneven = this.#done.reduce((sum, done) => sum + Math.abs(done - mean), 0);
    return {
      size,
      waves: this.#waves,
      reuseByWaves: this.#waves > 0 ? this.#reusing / this.#waves : 0,
      reuseBySlots: this.#slots > 0 ? (this.#slots - size) / this.#slots : 0,
      tasksPerAgent: mean,
      efficiency: tasks > 0 ? Math.max(0, 1 - uneven / tasks) : null,
    };
  }
}
