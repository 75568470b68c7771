/**
 * Finds cycles that take no virtual time, where the clock would stand still for ever: a closed population without think time
 * whose work takes no time either, a refusal that is answered at once.
 *
 * Work that is much is none of these, however long the chain of its events: while tasks end, there is an end. So a chain is
 * given up only when, since fewer tasks remained than ever before at its instant, more events have run than all tasks at
 * hand could cause on their way through.
 */
import type { EventHandler } from '../../engine/kernel.ts';
import type { Microseconds } from '../../engine/types.ts';
import type { Parts } from '../assembly.ts';
import { StandstillError } from '../core/errors.ts';
import { CHAIN_LOOK, EVENT } from '../core/events.ts';
import type { WorldSpec } from '../spec/spec.ts';
import { totalOf } from '../workload/client.ts';

/** Events that a chain may take in any case. */
const ALLOWANCE = 1_000_000;

/** Events that one task may cause: passing through a tree of coordinators down and up takes the most. */
const EVENTS_PER_TASK = 64;

/** Events of which it is noted whom they concern before a chain is given up. */
const CENSUS = 10_000;

/** Names shown of each kind. */
const MOST_SHOWN = 5;

/** What events of each kind are about, in messages. */
const SAID: Readonly<Record<keyof typeof EVENT, string>> = {
  arrive: 'messages arriving',
  heartbeatArrive: 'heartbeats arriving',
  heartbeatDue: 'heartbeats due',
  handled: 'messages handled',
  executed: 'tasks executed',
  resend: 'results sent again',
  timer: 'timers',
  arrival: 'arrivals',
  clientRetry: 'submissions sent again',
  workloadPhase: 'workloads starting',
  thought: 'thinking ended',
  faultDue: 'faults beginning',
  faultOver: 'faults ending',
  faultFlap: 'flapping partitions',
  faultCycle: 'failures and repairs',
  warm: 'the end of the warm-up',
  scale: 'scaling decisions',
  agentStarted: 'agents started',
  spawnTimer: 'agents spawned',
  spareReady: 'spare agents',
  idleLong: 'agents suspended',
  adapt: 'changes of topology',
  woken: 'agents woken',
  impatient: 'tasks that give up',
};

const KIND_NAMES = new Map(
  Object.entries(EVENT).map(([name, kind]) => [kind as number, SAID[name as keyof typeof EVENT]]),
);

export class ChainWatch {
  readonly #spec: WorldSpec;
  readonly #parts: Parts;
  readonly #world: { readonly tasks: { readonly open: number; readonly ended: number } };
  #instant: Microseconds = -1;
  /** Fewest tasks remaining at this instant, and events executed when that was seen. */
  #fewest = 0;
  #since = 0;
  #allowed = 0;
  readonly #kinds = new Map<number, number>();
  readonly #concerned = new Set<string>();

  constructor(
    spec: WorldSpec,
    parts: Parts,
    world: { readonly tasks: { readonly open: number; readonly ended: number } },
  ) {
    this.#spec = spec;
    this.#parts = parts;
    this.#world = world;
  }

  /**
   * Asked at every further `CHAIN_LOOK` links of a chain.
   * @param handler of the kernel's events, to see whom an endless chain concerns
   * @throws StandstillError when it is endless
   */
  check(handler: EventHandler): void {
    if (this.#isEndless()) throw this.#failure(handler);
  }

  #isEndless(): boolean {
    const { kernel, agents } = this.#parts;
    const { open, ended } = this.#world.tasks;
    const total = totalOf(this.#parts.clients);
    const remaining = total === null ? open : total - ended;
    if (kernel.now !== this.#instant) {
      this.#instant = kernel.now;
      const atHand = Math.max(remaining, kernel.pending) + agents.table.count;
      this.#allowed = ALLOWANCE + EVENTS_PER_TASK * atHand;
    } else if (remaining >= this.#fewest) {
      return kernel.executed - this.#since > this.#allowed;
    }
    this.#fewest = remaining;
    this.#since = kernel.executed;
    return false;
  }

  /** Lets the chain go on for a little, to see whom it concerns. */
  #failure(handler: EventHandler): StandstillError {
    const { kernel } = this.#parts;
    const events = kernel.executed - this.#since;
    const until = kernel.now;
    for (let left = CENSUS; left > 0; left -= CHAIN_LOOK) {
      const reason = kernel.run(
        (kind, target, a, b) => {
          this.#note(kind, target);
          handler(kind, target, a, b);
        },
        until,
        CHAIN_LOOK,
      );
      if (reason !== 'budget' && reason !== 'chain') break;
    }
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b - a).map(([kind]) => KIND_NAMES.get(kind) ?? '');
    const said = `${some([...this.#concerned].sort())}; ${some(kinds)}`;
    return new StandstillError(
      'workloads',
      `the clock stands still at ${until / 1e6} s: ${Math.round(events / 1e5) / 10} million events there, each caused by those before, took no time, and tasks do not become fewer (${said}): give the work, the thinking, the network or the costs of coordination some time`,
      until / 1e6,
    );
  }

  #note(kind: number, target: number): void {
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    const name = this.#nameOf(kind, target);
    if (name !== null) this.#concerned.add(name);
  }

  #nameOf(kind: number, target: number): string | null {
    const { workloads, agents, faults } = this.#spec;
    const { processes } = this.#parts;
    switch (kind) {
      case EVENT.arrival:
      case EVENT.thought:
      case EVENT.workloadPhase:
        return `workload "${workloads[target].name}"`;
      case EVENT.faultDue:
      case EVENT.faultOver:
      case EVENT.faultFlap:
      case EVENT.faultCycle:
        return `fault "${faults[target].name}"`;
      case EVENT.arrive:
      case EVENT.timer:
      case EVENT.handled:
      case EVENT.clientRetry:
      case EVENT.heartbeatArrive:
        if (processes.isClient(target))
          return `workload "${workloads[target - processes.agents - processes.coordinators].name}"`;
        if (processes.isAgent(target))
          return `agents "${agents.groups[this.#parts.agents.table.group[target]].name}"`;
        return processes.coordinators === 1 ? 'the coordinator' : `coordinator ${target - processes.agents}`;
      default:
        return null;
    }
  }
}

/** "a, b, c and 4 more". */
function some(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN).join(', ');
  return names.length > MOST_SHOWN ? `${shown} and ${names.length - MOST_SHOWN} more` : shown;
}
