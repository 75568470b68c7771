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
import { StandstillError } from '../core/errors.ts';
import { CHAIN_LOOK } from '../core/events.ts';
import type { Core } from '../feature.ts';
import { totalOf } from '../workload/client.ts';
import type { EventTable } from './event-table.ts';

/** Events that a chain may take in any case. */
const ALLOWANCE = 1_000_000;

/** Events that one task may cause: passing through a tree of coordinators down and up takes the most. */
const EVENTS_PER_TASK = 64;

/** Events of which it is noted whom they concern before a chain is given up. */
const CENSUS = 10_000;

/** Names shown of each kind. */
const MOST_SHOWN = 5;

export class ChainWatch {
  readonly #core: Core;
  readonly #events: EventTable;
  readonly #world: { readonly tasks: { readonly open: number; readonly ended: number } };
  #instant: Microseconds = -1;
  /** Fewest tasks remaining at this instant, and events executed when that was seen. */
  #fewest = 0;
  #since = 0;
  #allowed = 0;
  readonly #kinds = new Map<number, number>();
  readonly #concerned = new Set<string>();

  constructor(
    core: Core,
    events: EventTable,
    world: { readonly tasks: { readonly open: number; readonly ended: number } },
  ) {
    this.#core = core;
    this.#events = events;
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
    const { kernel, agents } = this.#core;
    const { open, ended } = this.#world.tasks;
    const total = totalOf(this.#core.clients);
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
    const { kernel } = this.#core;
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
    const kinds = [...this.#kinds]
      .sort(([, a], [, b]) => b - a)
      .map(([kind]) => this.#events.of(kind)?.plural ?? '');
    const said = `${some([...this.#concerned].sort())}; ${some(kinds)}`;
    return new StandstillError(
      'workloads',
      `the clock stands still at ${until / 1e6} s: ${Math.round(events / 1e5) / 10} million events there, each caused by those before, took no time, and tasks do not become fewer (${said}): give the work, the thinking, the network or the costs of coordination some time`,
      until / 1e6,
    );
  }

  #note(kind: number, target: number): void {
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    const name = this.#events.of(kind)?.concerns?.(target) ?? null;
    if (name !== null) this.#concerned.add(name);
  }
}

/** "a, b, c and 4 more". */
function some(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN).join(', ');
  return names.length > MOST_SHOWN ? `${shown} and ${names.length - MOST_SHOWN} more` : shown;
}
