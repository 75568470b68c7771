/** Events of the kernel in words, for people who compare two histories. */
import type { EventHandler } from '../../engine/kernel.ts';

import { fullName } from '../../modules/vocabulary.ts';
import { EVENT } from '../core/events.ts';
import type { World } from '../world.ts';

/** Bits of the tag in the second word of a timer event; see `Host`. */
const TAG_MASK = 0xff;

type Describe = (world: World, target: number, a: number, b: number) => string;

/** By kind of event; a kind without words does not compile. */
const WORDS: Readonly<Record<keyof typeof EVENT, Describe>> = {
  arrive: (world, _target, row) => message(world, row),
  heartbeatArrive: (world, target, sender, incarnation) =>
    `heartbeat of ${processName(world, sender)} (incarnation ${incarnation}) reaches ${processName(world, target)}`,
  heartbeatDue: (world, target) => `${processName(world, target)} is due to send a heartbeat`,
  handled: (world, target) => `${processName(world, target)} has handled a message`,
  executed: (world, holding) => `${assignment(world, holding)} has been executed`,
  resend: (world, holding) => `${assignment(world, holding)}: its result is not acknowledged yet`,
  timer: (world, target, argument, word) =>
    `timer ${word & TAG_MASK} of ${processName(world, target)}, argument ${argument}`,
  arrival: (world, workload) => `${workloadName(world, workload)}: next arrival`,
  clientRetry: (world, _target, row) => `sent again: ${message(world, row)}`,
  workloadPhase: (world, workload) => `${workloadName(world, workload)} starts or changes its state`,
  thought: (world, workload) => `${workloadName(world, workload)}: a member has finished thinking`,
  faultDue: (world, fault) => `${faultName(world, fault)} occurs`,
  faultOver: (world, fault, occurrence) => `${faultName(world, fault)}, occurrence ${occurrence}, ends`,
  faultFlap: (world, fault, occurrence) =>
    `${faultName(world, fault)}, occurrence ${occurrence}, changes sides`,
  faultCycle: (world, fault, member, fails) =>
    `${faultName(world, fault)}: member ${member} ${fails === 1 ? 'fails' : 'is repaired'}`,
  warm: () => 'the warm-up ends',
  scale: (_world, _target, now) => (now === 1 ? 'the scaling policy decides' : 'a scaling decision is due'),
  agentStarted: (world, target) => `${processName(world, target)} has started`,
  spawnTimer: (_world, _target, tag) => `timer ${tag} of the spawner`,
  spareReady: () => 'a spare agent is ready',
  idleLong: (world, target) => `${processName(world, target)} may have been idle for long`,
  adapt: () => 'the operator looks at the peers',
  impatient: (world, holding) => `${assignment(world, holding)}: the patience of the task is over`,
  woken: (world, target) => `${processName(world, target)} is awake`,
};

const KINDS = new Map(
  Object.entries(EVENT).map(([name, kind]) => [kind as number, name as keyof typeof EVENT]),
);

/**
 * What an event is about, in one line. The words hold just before the event is executed: afterwards its message or assignment may be
 * gone.
 */
export function describeEvent(world: World, ...[kind, target, a, b]: Parameters<EventHandler>): string {
  const name = KINDS.get(kind);
  return name === undefined ? `event of kind ${kind}` : WORDS[name](world, target, a, b);
}

/** "agent 7", "the coordinator", "coordinator 2" or the client of a workload. */
function processName({ spec, parts: { processes } }: World, process: number): string {
  if (processes.isAgent(process)) return `agent ${process}`;
  const number = process - processes.agents;
  if (processes.isClient(process))
    return `the client of workload "${clientName(spec, number, processes.coordinators)}"`;
  return processes.coordinators === 1 ? 'the coordinator' : `coordinator ${number}`;
}

function clientName(spec: World['spec'], number: number, coordinators: number): string {
  return spec.workloads[number - coordinators]?.name ?? String(number - coordinators);
}

function workloadName({ spec }: World, workload: number): string {
  return `workload "${spec.workloads[workload].name}"`;
}

function faultName({ spec }: World, fault: number): string {
  return `fault "${spec.faults[fault].name}"`;
}

function message(world: World, row: number): string {
  const { pool } = world.parts.network;
  const kind = pool.kindOf(row);
  const words = kind.hot ? kind.words.map((name, i) => `${name} ${pool.wordsOf(row)[i]}`) : [];
  const way = `from ${processName(world, pool.from[row])} to ${processName(world, pool.to[row])}`;
  return `message ${fullName(kind)} ${way}${words.length > 0 ? ` (${words.join(', ')})` : ''}`;
}

function assignment(world: World, holding: number): string {
  const { task, token, worker } = world.parts.agents.worker.holdings.at(holding);
  return `task ${task} (token ${token}) at ${processName(world, worker)}`;
}
