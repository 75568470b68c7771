/** Puts clients on their machines. */
import { TASK_STATE } from '../core/task-table.ts';
import type { Ground } from '../feature.ts';
import { ClientHost } from '../host/client-host.ts';
import { taskSpecs } from '../plan/task-specs.ts';
import type { Client } from './client.ts';
import { TaskSource } from './task-source.ts';
import { createClient } from './workloads.ts';

/** The clients of all workloads, each on its machine. */
export function buildClients(
  ground: Pick<
    Ground,
    | 'spec'
    | 'capabilities'
    | 'kernel'
    | 'streams'
    | 'tasks'
    | 'processes'
    | 'homes'
    | 'observer'
    | 'hosting'
    | 'demand'
    | 'ackTimeout'
    | 'horizon'
  >,
  listener: { taskSubmitted(): void },
): { readonly clients: readonly Client[]; readonly clientHosts: readonly ClientHost[] } {
  const { spec, capabilities, kernel, streams, tasks, processes, homes, observer, demand } = ground;
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
    const host = new ClientHost(firstClient + i, ground.hosting, random, {
      pair: homes.pair,
      ackTimeout: ground.ackTimeout,
      end: ground.horizon,
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
