/** What each tenant that a workload names has got. */
import type { WorldSpec } from '../world/spec.ts';
import { countBounds, type Figure } from './bounds.ts';
import { meanSeconds, type Unended } from './statistics.ts';

export class TenantRecorder {
  readonly #names: readonly (string | null)[];
  readonly #of: readonly number[];
  /** By tenant: completions of tasks submitted in the measured time, their latencies (microseconds), and all completions. */
  readonly #measured: Float64Array;
  readonly #latency: Float64Array;
  readonly #completions: Float64Array;

  constructor(spec: WorldSpec) {
    const tenants = spec.workloads.map(({ tenant = null }) => tenant);
    const names = [...new Set(tenants)];
    this.#names = names;
    this.#of = tenants.map((tenant) => names.indexOf(tenant));
    this.#measured = new Float64Array(names.length);
    this.#latency = new Float64Array(names.length);
    this.#completions = new Float64Array(names.length);
  }

  /** @param latency microseconds from submission; negative: submitted before measuring began */
  completed(workload: number, latency: number): void {
    const tenant = this.#of[workload];
    this.#completions[tenant]++;
    if (latency < 0) return;
    this.#measured[tenant]++;
    this.#latency[tenant] += latency;
  }

  warm(): void {
    for (const sums of [this.#measured, this.#latency, this.#completions]) sums.fill(0);
  }

  /**
   * The metrics of TENANT_METRICS, of the tenants that have names.
   * @param seconds of measured time
   * @param open tasks of these workloads that have not ended
   */
  metrics(seconds: number, open: (workloads: ReadonlySet<number>) => Unended | null): Record<string, Figure> {
    const metrics: Record<string, Figure> = {};
    for (const [tenant, name] of this.#names.entries()) {
      if (name === null) continue;
      const [count, sum] = [this.#measured[tenant], this.#latency[tenant]];
      const workloads = new Set([...this.#of.keys()].filter((workload) => this.#of[workload] === tenant));
      const unended = open(workloads);
      metrics[`tenant.${name}.completed`] = countBounds(count, unended?.least.length ?? 0);
      metrics[`tenant.${name}.throughput`] = seconds > 0 ? this.#completions[tenant] / seconds : null;
      metrics[`tenant.${name}.latency.mean`] = meanSeconds({ count, sum }, unended);
    }
    return metrics;
  }
}
