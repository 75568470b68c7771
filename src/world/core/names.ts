/** Processes and workloads as messages name them. */
import type { WorldSpec } from '../spec/spec.ts';
import type { Processes } from './processes.ts';

export class Names {
  readonly #spec: WorldSpec;
  readonly #processes: Processes;

  constructor(spec: WorldSpec, processes: Processes) {
    this.#spec = spec;
    this.#processes = processes;
  }

  /** "agent 7", "the coordinator", "coordinator 2", "the supervisor" or the client of a workload. */
  process(process: number): string {
    const { agents, coordinators } = this.#processes;
    if (this.#processes.isAgent(process)) return `agent ${process}`;
    if (process === this.#processes.supervisor) return 'the supervisor';
    if (this.#processes.isClient(process)) {
      const number = process - agents - coordinators;
      return `the client of workload "${this.#spec.workloads[number]?.name ?? String(number)}"`;
    }
    return coordinators === 1 ? 'the coordinator' : `coordinator ${process - agents}`;
  }

  workload(workload: number): string {
    return `workload "${this.#spec.workloads[workload].name}"`;
  }
}
