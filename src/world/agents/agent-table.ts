/** What is known of every agent, in typed arrays, so that a million of them fit. */
import type { Streams } from '../../engine/random/streams.ts';
import { createSampler } from '../../engine/variates/sampler.ts';
import { ANSWER } from '../../modules/scheduling/vocabulary.ts';
import type { AgentGroupSpec } from '../spec/spec.ts';

/** Bytes that one agent takes in memory, with its share of coordinators, timers and messages, for the estimate before a run. */
export const BYTES_PER_AGENT = 420;

/** Speeds are drawn from laws that may give 0; an agent that never ends a task would be a fault, not a speed. */
const MINIMUM_SPEED = 1e-6;

export class AgentTable {
  readonly count: number;
  readonly group: Int32Array;
  readonly slots: Int32Array;
  /** Work done per second without faults, 1 = nominal. */
  readonly speed: Float64Array;
  /** Speed under the faults that are active, as a ratio of the agent's own, and how many faults that are. */
  readonly factor: Float64Array;
  readonly slowed: Uint16Array;
  readonly capabilities: Int32Array;
  /** Most tasks that wait at the agent; Infinity for no limit. */
  readonly queueLimit: Float64Array;
  /** 1: turns tasks away for which there is no room. */
  readonly rejects: Uint8Array;
  /** 1: of the tasks that wait at the agent the last to come is the next to run. */
  readonly lastFirst: Uint8Array;
  readonly queued: Int32Array;
  readonly running: Int32Array;
  /** Microseconds of slot time spent on executions that have ended, in the measured time. */
  readonly busyTime: Float64Array;
  /** What the agent shows to observers: one of AGENT_STATE. */
  readonly state: Uint8Array;

  /** @param masks capabilities by group */
  constructor(count: number, groups: readonly AgentGroupSpec[], masks: readonly number[], streams: Streams) {
    this.count = count;
    this.group = new Int32Array(count);
    this.slots = new Int32Array(count);
    this.speed = new Float64Array(count);
    this.factor = new Float64Array(count).fill(1);
    this.slowed = new Uint16Array(count);
    this.capabilities = new Int32Array(count);
    this.queueLimit = new Float64Array(count);
    this.rejects = new Uint8Array(count);
    this.lastFirst = new Uint8Array(count);
    this.queued = new Int32Array(count);
    this.running = new Int32Array(count);
    this.busyTime = new Float64Array(count);
    this.state = new Uint8Array(count);
    const speeds = streams.entities('agent speed');
    let agent = 0;
    for (let g = 0; g < groups.length; g++) {
      const sampler = createSampler(groups[g].speed);
      for (let k = 0; k < groups[g].count; k++, agent++) {
        this.group[agent] = g;
        this.slots[agent] = groups[g].slots;
        this.queueLimit[agent] = groups[g].queue_limit ?? Infinity;
        this.rejects[agent] = groups[g].when_full === 'reject' ? 1 : 0;
        this.lastFirst[agent] = groups[g].discipline === 'lcfs' ? 1 : 0;
        this.capabilities[agent] = masks[g];
        this.speed[agent] = Math.max(MINIMUM_SPEED, sampler.sample(speeds.select(agent)));
      }
    }
  }

  /** Whether a task could begin or wait at an agent. What waits for an agent to wake will fill its slots first. */
  hasRoom(agent: number, isAwake: boolean): boolean {
    if (!isAwake) return this.queued[agent] < this.slots[agent] + this.queueLimit[agent];
    return this.hasFreeSlot(agent) || this.queued[agent] < this.queueLimit[agent];
  }

  /** What an agent answers to a task that it does not have, one of ANSWER. @param sleepers null: no agent ever sleeps */
  admit(agent: number, isLeaving: boolean, sleepers: { isAwake(agent: number): boolean } | null): number {
    if (isLeaving) return ANSWER.absent;
    if (this.hasRoom(agent, sleepers?.isAwake(agent) ?? true)) return ANSWER.here;
    return this.rejects[agent] === 1 ? ANSWER.rejected : ANSWER.absent;
  }

  hasFreeSlot(agent: number): boolean {
    return this.running[agent] < this.slots[agent];
  }
}
