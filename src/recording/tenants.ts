/** What each tenant that a workload names has got. */
import type { WorldSpec } from '../world/spec/spec.ts';
import { countBounds, type Figure } from './bounds.ts';
import { Sample } from './sample.ts';
import { statistics, type Unended } from './statistics.ts';

/** Durations of which a run gives mean, quantiles and maximum for each tenant that has a name. */
const DURATIONS = ['latency', 'wait'] as const;

interface TenantsOpen {
  /** How many. */
  countOf(workloads: ReadonlySet<number>): number;
  latency(workloads: ReadonlySet<number>): Unended | null;
  wait(workloads: ReadonlySet<number>): Unended | null;
}

export class TenantRecorder {
  readonly #names: readonly (string | null)[];
  readonly #of: readonly number[];
  /** By tenant, in microseconds: of completed tasks submitted in the measured time. Kept for those that have names. */
  readonly #latency: readonly (Sample | null)[];
  readonly #wait: readonly (Sample | null)[];
  /** By tenant: completions of whatever submission. */
  readonly #completions: Float64Array;

  /** @param exact durations of which every value is kept: `tenant.shop.latency` */
  constructor(spec: WorldSpec, exact: ReadonlySet<string>) {
    const tenants = spec.workloads.map(({ tenant = null }) => tenant);
    const names = [...new Set(tenants)];
    this.#names = names;
    this.#of = tenants.map((tenant) => names.indexOf(tenant));
    const [latency, wait] = DURATIONS.map((duration) =>
      names.map((name) => (name === null ? null : new Sample(exact.has(`tenant.${name}.${duration}`)))),
    );
    this.#latency = latency;
    this.#wait = wait;
    this.#completions = new Float64Array(names.length);
  }

  /**
   * @param latency microseconds from submission; negative: submitted before measuring began
   * @param wait of these, microseconds before the execution that succeeded
   */
  completed(workload: number, latency: number, wait: number): void {
    const tenant = this.#of[workload];
    this.#completions[tenant]++;
    if (latency < 0) return;
    this.#latency[tenant]?.record(latency);
    this.#wait[tenant]?.record(wait);
  }

  warm(): void {
    for (const sample of [...this.#latency, ...this.#wait]) sample?.clear();
    this.#completions.fill(0);
  }

  /**
   * The metrics of TENANT_METRICS, of the tenants that have names.
   * @param seconds of measured time
   * @param open of the tasks of these workloads that have not ended, how late they may be and how long they may wait
   */
  metrics(seconds: number, open: TenantsOpen): Record<string, Figure> {
    const metrics: Record<string, Figure> = {};
    for (const [tenant, name] of this.#names.entries()) {
      const [latency, wait] = [this.#latency[tenant], this.#wait[tenant]];
      if (latency === null || wait === null) continue;
      const workloads = new Set([...this.#of.keys()].filter((workload) => this.#of[workload] === tenant));
      metrics[`tenant.${name}.completed`] = countBounds(latency.count, open.countOf(workloads));
      metrics[`tenant.${name}.throughput`] = seconds > 0 ? this.#completions[tenant] / seconds : null;
      Object.assign(metrics, statistics(`tenant.${name}.latency`, latency, open.latency(workloads)));
      Object.assign(metrics, statistics(`tenant.${name}.wait`, wait, open.wait(workloads)));
    }
    return metrics;
  }
}
