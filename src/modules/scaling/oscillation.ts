/**
 * How good scaling was, from what was provided and what was needed over time.
 *
 * Source: Herbst, Kounev, Reussner (2013), "Elasticity in cloud computing": accuracy as the areas between supply and demand
 * and the time spent in each; stability as scaling actions, and how often they turn back.
 */
import { type Microseconds, SECOND } from './time.ts';

export interface ScalingQualityReport {
  /** Length of the time judged, seconds. */
  readonly seconds: number;
  /** Changes of the number provided. */
  readonly actions: number;
  readonly scaleOuts: number;
  readonly scaleIns: number;
  /** Actions against the direction of the action before. */
  readonly reversals: number;
  /** Reversals / (actions - 1): 0 steady, 1 flapping; 0 with fewer than two actions. */
  readonly reversalShare: number;
  /** Agents added and removed in all. */
  readonly agentsChanged: number;
  /** Agent-seconds provided. */
  readonly provided: number;
  /** Agent-seconds needed. */
  readonly needed: number;
  /** Agent-seconds provided beyond need. */
  readonly overProvisioned: number;
  /** Agent-seconds needed and not provided. */
  readonly underProvisioned: number;
  /** Share of the time with too many agents, 0..1. */
  readonly overShare: number;
  /** Share of the time with too few agents, 0..1. */
  readonly underShare: number;
}

/** Follows supply and demand as steps over time, in constant memory. Times must not decrease. */
export class ScalingQuality {
  readonly #start: Microseconds;
  #time: Microseconds;
  #provided: number;
  #needed: number;
  #direction = 0;
  #outs = 0;
  #ins = 0;
  #reversals = 0;
  #changed = 0;
  #providedArea = 0;
  #neededArea = 0;
  #overArea = 0;
  #underArea = 0;
  #overTime = 0;
  #underTime = 0;

  constructor(start: Microseconds, provided: number, needed: number) {
    this.#start = start;
    this.#time = start;
    this.#provided = provided;
    this.#needed = needed;
  }

  /** From `now` on, `agents` are provided. An unchanged number is no action. */
  provide(now: Microseconds, agents: number): void {
    this.#advance(now);
    const change = agents - this.#provided;
    if (change === 0) return;
    const direction = change > 0 ? 1 : -1;
    if (direction > 0) this.#outs++;
    else this.#ins++;
    if (this.#direction === -direction) this.#reversals++;
    this.#direction = direction;
    this.#changed += Math.abs(change);
    this.#provided = agents;
  }

  /** From `now` on, `agents` are needed. */
  need(now: Microseconds, agents: number): void {
    this.#advance(now);
    this.#needed = agents;
  }

  /** The judgement up to `now`; following goes on afterwards. */
  report(now: Microseconds): ScalingQualityReport {
    this.#advance(now);
    const span = now - this.#start;
    const actions = this.#outs + this.#ins;
    return {
      seconds: span / SECOND,
      actions,
      scaleOuts: this.#outs,
      scaleIns: this.#ins,
      reversals: this.#reversals,
      reversalShare: actions > 1 ? this.#reversals / (actions - 1) : 0,
      agentsChanged: this.#changed,
      provided: this.#providedArea / SECOND,
      needed: this.#neededArea / SECOND,
      overProvisioned: this.#overArea / SECOND,
      underProvisioned: this.#underArea / SECOND,
      overShare: span > 0 ? this.#overTime / span : 0,
      underShare: span > 0 ? this.#underTime / span : 0,
    };
  }

  #advance(now: Microseconds): void {
    const elapsed = now - this.#time;
    if (elapsed < 0) throw new RangeError(`time went back from ${this.#time} to ${now}`);
    const excess = this.#provided - this.#needed;
    this.#providedArea += this.#provided * elapsed;
    this.#neededArea += this.#needed * elapsed;
    if (excess > 0) {
      this.#overArea += excess * elapsed;
      this.#overTime += elapsed;
    } else if (excess < 0) {
      this.#underArea -= excess * elapsed;
      this.#underTime += elapsed;
    }
    this.#time = now;
  }
}

/** A number of agents from a time on. */
export interface AgentStep {
  readonly time: Microseconds;
  readonly agents: number;
}

/**
 * Judges two step series from the start of the later one to `end`. Both must be in order of time and not empty.
 *
 * @throws RangeError when a series is empty
 */
export function assessScaling(
  provided: readonly AgentStep[],
  needed: readonly AgentStep[],
  end: Microseconds,
): ScalingQualityReport {
  if (provided.length === 0 || needed.length === 0)
    throw new RangeError('a series without steps cannot be judged');
  const start = Math.max(provided[0].time, needed[0].time);
  let p = lastUpTo(provided, start);
  let n = lastUpTo(needed, start);
  const quality = new ScalingQuality(start, provided[p].agents, needed[n].agents);
  for (;;) {
    const nextProvided = provided[p + 1]?.time ?? Number.POSITIVE_INFINITY;
    const nextNeeded = needed[n + 1]?.time ?? Number.POSITIVE_INFINITY;
    if (Math.min(nextProvided, nextNeeded) > end) return quality.report(Math.max(start, end));
    if (nextNeeded <= nextProvided) quality.need(nextNeeded, needed[++n].agents);
    else quality.provide(nextProvided, provided[++p].agents);
  }
}

function lastUpTo(steps: readonly AgentStep[], time: Microseconds): number {
  let last = 0;
  while (last + 1 < steps.length && steps[last + 1].time <= time) last++;
  return last;
}
