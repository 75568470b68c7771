/** What agents answer when they are probed: their requests in flight, and how long a request took that met as many. */
import { grown } from '../../modules/collections/typed-arrays.ts';
import { LatencyByLoad } from '../../modules/scheduling/latency-by-load.ts';
import type { AgentTable } from './agent-table.ts';
import type { Holdings } from './holdings.ts';

export class ProbeAnswers {
  readonly #table: AgentTable;
  readonly #holdings: Holdings;
  readonly #latencies: LatencyByLoad;
  /** By holding: when it came, and what was in flight before it. */
  #arrivedAt = new Float64Array(256);
  #load = new Int32Array(256);

  constructor(table: AgentTable, holdings: Holdings) {
    this.#table = table;
    this.#holdings = holdings;
    this.#latencies = new LatencyByLoad(table.count);
  }

  /** Tasks that the agent runs or that wait at it. */
  inFlight(agent: number): number {
    return this.#table.running[agent] + this.#table.queued[agent];
  }

  /** Microseconds that a task would take which came now; 0 when the agent does not know yet. */
  latency(agent: number): number {
    return this.#latencies.estimate(agent, this.inFlight(agent));
  }

  /** A task has been accepted (call before it counts as running or queued). */
  arrived(row: number, now: number): void {
    if (row >= this.#load.length) {
      this.#arrivedAt = grown(this.#arrivedAt, row + 1);
      this.#load = grown(this.#load, row + 1);
    }
    this.#arrivedAt[row] = now;
    this.#load[row] = this.inFlight(this.#holdings.agent[row]);
  }

  /** A task ran to its end. */
  executed(row: number, now: number): void {
    this.#latencies.record(this.#holdings.agent[row], this.#load[row], now - this.#arrivedAt[row]);
  }

  /** The agent has lost its memory. */
  forget(agent: number): void {
    this.#latencies.forget(agent);
  }
}
