/** Puts clients on their machines. */
import type { Kernel } from '../../engine/kernel.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import { TASK_STATE, type TaskTable } from '../core/task-table.ts';
import type { DemandCounts } from '../fleet/scaler.ts';
import { ClientHost } from '../host/client-host.ts';
import type { HostContext } from '../host/host.ts';
import type { Capabilities } from '../plan/capabilities.ts';
import type { Homes } from '../plan/homes.ts';
import { taskSpecs } from '../plan/task-specs.ts';
import type { WorldSpec } from '../spec/spec.ts';
import type { Client } from './client.ts';
import { TaskSource } from './task-source.ts';
import { createClient } from './workloads.ts';

const MICROSECONDS = 1e6;

export interface ClientsContext {
  readonly kernel: Kernel;
  readonly tasks: TaskTable;
  readonly processes: Processes;
  readonly homes: Homes;
  readonly observer: WorldObserver;
  readonly streams: Streams;
  readonly ackTimeout: number;
  readonly demand: DemandCounts;
}

/** The clients of all workloads, each on its machine. */
export function buildClients(
  spec: WorldSpec,
  capabilities: Capabilities,
  hostContext: HostContext,
  listener: { taskSubmitted(): void },
  context: ClientsContext,
): { readonly clients: readonly Client[]; readonly clientHosts: readonly ClientHost[] } {
  const { kernel, streams, tasks, processes, homes, observer, ackTimeout, demand } = context;
  const end = spec.duration === null ? Infinity : Math.round(spec.duration * MICROSECONDS);
  const firstClient = processes.agents + processes.coordinators;
  const clients: Client[] = [];
  const clientHosts: ClientHost[] = [];
  let firstTemplate = 0;
  for (const [i, workload] of spec.workloads.entries()) {
    const specs = taskSpecs(workload);
    const requirements = capabilities.requirementOf.slice(firstTemplate, firstTemplate + specs.length);
    const source = new TaskSource(tasks, streams, i, workload.name, specs, firstTemplate, requirements);
    firstTemplate += specs.length;
    const random = streams.stream('client', workload.name);
    const host = new ClientHost(firstClient + i, hostContext, random, {
      pair: homes.pair,
      ackTimeout,
      end,
      owner: (task) => homes.choose(task),
      submitted(task) {
        tasks.state[task] = TASK_STATE.submitted;
        tasks.submittedAt[task] = kernel.now;
        demand.submitted++;
        listener.taskSubmitted();
        observer.taskSubmitted(task);
      },
      finished: (task, success) => clients[i].onFinished(task, success),
      stepped: (subject) => clients[i].onStep?.(subject),
    });
    clientHosts.push(host);
    clients.push(
      createClient(workload, i, host, source, {
        kernel,
        streams,
        root: processes.root,
        firstClient,
        agents: processes.agents,
        groups: spec.agents.groups,
        observer,
      }),
    );
  }
  for (const client of clients) client.connect?.(clients);
  return { clients, clientHosts };
}
