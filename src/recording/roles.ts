/** How a pair of coordinators changed roles. */
import { ROLE_CHANGE, type RoleChange } from '../modules/standby/vocabulary.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { type Figure, maximumBounds } from './bounds.ts';
import type { RoleChangeRecord } from './record.ts';
import { inSeconds, meanSeconds, type Unended } from './statistics.ts';

const MICROSECONDS = 1e6;

/** By ROLE_CHANGE. */
const CHANGES = ['alone', 'taken_over', 'paired'] as const;

/** Most changes that are kept with their times; all are counted. */
const MOST = 100;

/** What is measured where a coordinator stands by: name, unit, description. */
export const ROLE_SCALARS = [
  [
    'takeover.count',
    'count',
    'times that the standby coordinator took over from the leader, which was silent',
  ],
  [
    'takeover.time.mean',
    'seconds',
    'time from the fault that silenced the leader to the first assignment by the one that took over, mean',
  ],
  ['takeover.time.max', 'seconds', 'the same, maximum'],
  [
    'roles.reassigned',
    'count',
    'changes of the roles of two coordinators: one took over, went on alone, or was joined by the other again',
  ],
] as const;

export class RoleRecorder {
  /** The first changes of the whole run, oldest first. */
  readonly list: RoleChangeRecord[] = [];
  readonly #isUsed: boolean;
  readonly #root: number;
  #changes = 0;
  #takeovers = 0;
  /** Takeovers after a fault, and their times in microseconds. */
  #timed = 0;
  #sum = 0;
  #max = 0;

  constructor(spec: WorldSpec) {
    this.#isUsed = Boolean(spec.coordination.standby);
    // Coordinators are numbered after the agents, the root first.
    this.#root = spec.agents.groups.reduce((sum, { count }) => sum + count, 0);
  }

  /**
   * @param process that leads from now on
   * @param now microseconds
   * @returns the change in words
   */
  changed(process: number, change: RoleChange, now: number): string {
    this.#changes++;
    if (change === ROLE_CHANGE.takenOver) this.#takeovers++;
    const leader = process === this.#root ? 'root' : 'standby';
    if (this.list.length < MOST)
      this.list.push({ time: now / MICROSECONDS, leader, change: CHANGES[change] });
    return CHANGES[change];
  }

  /** @param time microseconds from the fault to the first assignment */
  tookOver(time: number): void {
    this.#timed++;
    this.#sum += time;
    this.#max = Math.max(this.#max, time);
  }

  warm(): void {
    this.#changes = 0;
    this.#takeovers = 0;
    this.#timed = 0;
    this.#sum = 0;
    this.#max = 0;
  }

  /** @param open a takeover that has not come to its first assignment */
  metrics(open: Unended): Record<string, Figure> {
    const count = (value: number) => (this.#isUsed ? value : null);
    const longest = this.#timed > 0 ? this.#max : null;
    return {
      'takeover.count': count(this.#takeovers),
      'takeover.time.mean': meanSeconds({ count: this.#timed, sum: this.#sum }, open),
      'takeover.time.max': inSeconds(maximumBounds(longest, open)),
      'roles.reassigned': count(this.#changes),
    };
  }
}
