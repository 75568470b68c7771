/** The events that every world has, in words. */
import { tagOf } from '../../modules/scopes.ts';
import { fullName } from '../../modules/vocabulary.ts';
import type { ExecutionStage } from '../agents/executor.ts';
import { EVENT } from '../core/events.ts';
import type { EventKind } from '../core/part.ts';
import type { Core } from '../feature.ts';

/** By what the execution is at: not saved anywhere, or its last stage; and the others. */
const STAGE_OVER: Readonly<Record<ExecutionStage, string>> = {
  last: 'has been executed',
  restoring: 'has been restored from a checkpoint',
  working: 'has come to its next checkpoint',
  saving: 'has saved a checkpoint',
};

export function coreEvents(core: Core): EventKind[] {
  const { names } = core;
  const process = (target: number) => names.process(target);
  const concerns = (target: number) => concernedBy(core, target);
  const words: Readonly<Record<keyof typeof EVENT, Omit<EventKind, 'kind'>>> = {
    arrive: { plural: 'messages arriving', text: (_target, row) => message(core, row), concerns },
    heartbeatArrive: {
      plural: 'heartbeats arriving',
      text: (target, sender, incarnation) =>
        `heartbeat of ${process(sender)} (incarnation ${incarnation}) reaches ${process(target)}`,
      concerns,
    },
    heartbeatDue: {
      plural: 'heartbeats due',
      text: (agent) => `${process(agent)} is due to send a heartbeat`,
    },
    handled: {
      plural: 'messages handled',
      text: (target) => `${process(target)} has handled a message`,
      concerns,
    },
    executed: {
      plural: 'tasks executed',
      text: (holding) => `${assignment(core, holding)} ${STAGE_OVER[core.agents.executor.stage(holding)]}`,
    },
    resend: {
      plural: 'results sent again',
      text: (holding) => `${assignment(core, holding)}: its result is not acknowledged yet`,
    },
    timer: {
      plural: 'timers',
      text: (target, argument, word) =>
        `timer ${tagOf(word)} of ${scopeOf(core, target, word)}${process(target)}, argument ${argument}`,
      concerns,
    },
    clientRetry: {
      plural: 'submissions sent again',
      text: (_target, row) => `sent again: ${message(core, row)}`,
      concerns,
    },
    warm: { plural: 'the end of the warm-up', text: () => 'the warm-up ends' },
    impatient: {
      plural: 'tasks that give up',
      text: (holding) => `${assignment(core, holding)}: the patience of the task is over`,
    },
    synced: {
      plural: 'syncs of disks',
      text: (target) => `the disk of ${process(target)} has made writes durable`,
      concerns,
    },
  };
  return Object.entries(words).map(([name, one]) => ({ kind: EVENT[name as keyof typeof EVENT], ...one }));
}

function concernedBy({ spec, processes, agents, names }: Core, target: number): string {
  if (processes.isClient(target) && target !== processes.supervisor)
    return names.workload(target - processes.agents - processes.coordinators);
  if (processes.isAgent(target)) return `agents "${spec.agents.groups[agents.table.group[target]].name}"`;
  return names.process(target);
}

/** "assignments of "; empty for a timer of a module that has not divided its port. */
function scopeOf({ processes, coordinators, clientHosts }: Core, target: number, word: number): string {
  const { agents, coordinators: count } = processes;
  const path = processes.isClient(target)
    ? clientHosts[target - agents - count].scopes.pathOf(word)
    : coordinators.scopeOf(target, word);
  return path === '' ? '' : `${path} of `;
}

function message({ network: { pool }, names }: Core, row: number): string {
  const kind = pool.kindOf(row);
  const words = kind.hot ? kind.words.map((name, i) => `${name} ${pool.wordsOf(row)[i]}`) : [];
  const way = `from ${names.process(pool.from[row])} to ${names.process(pool.to[row])}`;
  return `message ${fullName(kind)} ${way}${words.length > 0 ? ` (${words.join(', ')})` : ''}`;
}

function assignment({ agents, names }: Core, holding: number): string {
  const { task, token, worker } = agents.worker.holdings.at(holding);
  return `task ${task} (token ${token}) at ${names.process(worker)}`;
}
