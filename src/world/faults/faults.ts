/**
 * Faults: each follows its schedule, draws whom it hits from its own stream, and is taken back when its time is over. Faults
 * never look at what the modules do, so every policy meets the same ones; only where a policy or spawning decides which agents there
 * are, they are drawn among those who are there.
 */
import type { Kernel } from '../../engine/kernel.ts';
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { Microseconds, RandomSource } from '../../engine/types.ts';
import { createDurationSampler, type DurationSampler, toDuration } from '../../engine/variates/duration.ts';

import type { WorldObserver } from '../core/observer.ts';
import { FAULT_EVENT } from './events.ts';
import type { FaultEffect, FaultTargets } from './kind.ts';
import { type FaultSpec, kindOf } from './kinds/index.ts';
import type { Selection } from './selection.ts';

export interface FaultsContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly places: Selection;
  readonly targets: FaultTargets;
  readonly observer: WorldObserver;
}

/** How often a fault occurred. */
export interface FaultCounts {
  readonly spec: FaultSpec;
  /** Under an mtbf schedule: failures of processes. */
  readonly occurrences: number;
  /** Those that found nobody to hit; under an mtbf schedule 1 where there was nobody from the start. */
  readonly missed: number;
  /** Under an mtbf schedule: processes that may fail. */
  readonly members: number;
}

/** One fault of the scenario at work. */
interface Fault {
  readonly spec: FaultSpec;
  readonly timing: RandomSource;
  readonly choice: RandomSource;
  readonly duration: DurationSampler | null;
  /** Effects that are active, by occurrence. */
  readonly active: Map<number, FaultEffect>;
  /** When those began that will end, by occurrence; under an mtbf schedule, when each member failed that is to be repaired. */
  readonly ending: Map<number, Microseconds>;
  occurrences: number;
  /** Under an mtbf schedule: how often a member failed. */
  failures: number;
  /** Occurrences that found nobody to hit. */
  missed: number;
  /** Under an mtbf schedule: whom it hits in turn, and each one's own random sequence. */
  members: Int32Array;
  readonly cycles: EntityStreams;
}

export class Faults {
  readonly #context: FaultsContext;
  readonly #faults: readonly Fault[];

  constructor(specs: readonly FaultSpec[], context: FaultsContext) {
    this.#context = context;
    const { streams } = context;
    this.#faults = specs.map((spec) => {
      return {
        spec,
        timing: streams.stream('fault timing', spec.name),
        choice: streams.stream('fault target', spec.name),
        duration: spec.duration === null ? null : createDurationSampler(spec.duration),
        active: new Map(),
        ending: new Map(),
        occurrences: 0,
        failures: 0,
        missed: 0,
        members: new Int32Array(0),
        cycles: streams.entities(`fault cycle ${spec.name}`),
      };
    });
  }

  start(): void {
    for (let number = 0; number < this.#faults.length; number++) {
      const fault = this.#faults[number];
      fault.members = membersOf(fault, this.#context.places);
      this.#planNext(number);
      for (let member = 0; member < fault.members.length; member++) this.#planCycle(number, member, true);
    }
  }

  /** The fault's next occurrence begins. */
  onDue(number: number): void {
    const fault = this.#faults[number];
    const { kernel, places, targets, observer } = this.#context;
    const occurrence = fault.occurrences++;
    const effect = kindOf(fault.spec).effect(fault.spec, fault.choice, places, targets);
    if (effect.missed) fault.missed++;
    effect.begin();
    fault.active.set(occurrence, effect);
    observer.faultBegan(number, occurrence, effect.processes);
    const duration = durationOf(fault, occurrence);
    if (duration < Infinity) {
      fault.ending.set(occurrence, kernel.now);
      kernel.scheduleAfter(duration, FAULT_EVENT.over, number, occurrence, 0);
    }
    if (effect.flapping)
      kernel.scheduleAfter(effect.flapping.period, FAULT_EVENT.flap, number, occurrence, 0);
    this.#planNext(number);
  }

  onOver(number: number, occurrence: number): void {
    const fault = this.#faults[number];
    fault.active.get(occurrence)?.end();
    fault.active.delete(occurrence);
    fault.ending.delete(occurrence);
    this.#context.observer.faultEnded(number, occurrence);
  }

  onFlap(number: number, occurrence: number): void {
    const flapping = this.#faults[number].active.get(occurrence)?.flapping;
    if (!flapping) return;
    flapping.flap();
    this.#context.kernel.scheduleAfter(flapping.period, FAULT_EVENT.flap, number, occurrence, 0);
  }

  /** One process under an mtbf schedule fails, or is repaired. */
  onCycle(number: number, member: number, fails: boolean): void {
    const fault = this.#faults[number];
    const process = fault.members[member];
    if (fails && this.#context.places.isAbsent(process)) {
      // Who is not there does not fail; times between failures have no memory.
      this.#planCycle(number, member, true);
      return;
    }
    if (fails) {
      fault.failures++;
      fault.ending.set(member, this.#context.kernel.now);
      this.#cycle(fault, member, true);
    } else if (fault.ending.delete(member)) this.#cycle(fault, member, false);
    this.#planCycle(number, member, !fails);
  }

  /** An agent is no longer there: what hit it ends with it. */
  agentGone(agent: number): void {
    for (const fault of this.#faults) {
      for (const effect of fault.active.values()) effect.forget?.(agent);
      const member = fault.members.indexOf(agent);
      if (member >= 0 && fault.ending.delete(member)) this.#cycle(fault, member, false);
    }
  }

  counts(): FaultCounts[] {
    return this.#faults.map(({ spec, occurrences, failures, missed, members }) => {
      const isOfEach = spec.schedule.kind === 'mtbf';
      const isIdle = isOfEach && members.length === 0;
      return {
        spec,
        occurrences: isOfEach ? failures : occurrences,
        missed: isIdle ? 1 : missed,
        members: members.length,
      };
    });
  }

  #cycle({ spec, members }: Fault, member: number, fails: boolean): void {
    const cause = kindOf(spec).condition?.(spec);
    if (cause) this.#context.targets.hit(cause.condition, members[member], cause.factor, fails);
  }

  /** Whether a fault that began by then is under way and will end. */
  willEnd(begunBy: Microseconds): boolean {
    for (const { ending } of this.#faults)
      for (const began of ending.values()) if (began <= begunBy) return true;
    return false;
  }

  /** Whether any is under way, or is still to come. */
  get mayStrike(): boolean {
    return this.#faults.some(({ spec: { schedule }, active, ending, occurrences, members }) => {
      if (active.size > 0 || ending.size > 0) return true;
      if (schedule.kind === 'mtbf') return members.length > 0;
      return schedule.kind === 'every' || schedule.kind === 'poisson' || occurrences < schedule.times.length;
    });
  }

  /** Times up and times down are exponential, drawn in turn from the process's own sequence. */
  #planCycle(number: number, member: number, fails: boolean): void {
    const { spec, cycles, members } = this.#faults[number];
    if (spec.schedule.kind !== 'mtbf') return;
    const mean = fails ? spec.schedule.mtbf : spec.schedule.mttr;
    const delay = toDuration(-mean * Math.log1p(-cycles.select(members[member]).uniform()));
    this.#context.kernel.scheduleAfter(delay, FAULT_EVENT.cycle, number, member, fails ? 1 : 0);
  }

  #planNext(number: number): void {
    const fault = this.#faults[number];
    const { kernel } = this.#context;
    const at = nextTime(fault, kernel.now);
    if (at < Infinity) kernel.schedule(Math.max(at, kernel.now), FAULT_EVENT.due, number, 0, 0);
  }
}

/** Whom a fault under an mtbf schedule hits in turn: all, those that come later among them, or as many as asked for of those there now. */
function membersOf({ spec, choice }: Fault, places: Selection): Int32Array {
  const target = kindOf(spec).selector?.(spec);
  if (spec.schedule.kind !== 'mtbf' || !target) return new Int32Array(0);
  return places.draw(target, choice, target.count === null && target.fraction === 1);
}

/** When the fault occurs next (it has occurred `occurrences` times); Infinity for never again. */
function nextTime(fault: Fault, now: Microseconds): Microseconds {
  const { schedule } = fault.spec;
  switch (schedule.kind) {
    case 'at':
    case 'trace':
      return fault.occurrences < schedule.times.length
        ? toDuration(schedule.times[fault.occurrences])
        : Infinity;
    case 'every':
      return toDuration(schedule.start + fault.occurrences * schedule.interval);
    case 'poisson':
      return now + toDuration(-Math.log1p(-fault.timing.uniform()) / schedule.rate);
    case 'mtbf':
      return Infinity;
  }
}

function durationOf(fault: Fault, occurrence: number): Microseconds {
  const { schedule } = fault.spec;
  const given = schedule.kind === 'trace' ? schedule.durations[occurrence] : null;
  if (given !== null) return toDuration(given);
  return fault.duration === null ? Infinity : fault.duration.next(fault.timing);
}
