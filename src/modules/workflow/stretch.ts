/** Tasks of one wave, or those that undo it: how many were handed in and have ended. */
import { createGate } from '../gates/gate.ts';
import type { Gate, GateSpec, Outcomes } from '../gates/types.ts';
import { Share } from '../shares.ts';

export interface Wave {
  readonly tasks: number;
  /** Most tasks under way at a time; Infinity for no limit. */
  readonly window: number;
  /** Share of the tasks that must succeed for the next wave to start, 0..1, where no gate decides. */
  readonly requiredSuccess: number;
  /** Decides by the results of the wave's tasks as they come; not given: none does. */
  readonly gate?: WaveGate | null;
  /** What it is to undo one of its tasks; not given: there is nothing to undo. */
  readonly undoing?: { readonly window: number } | null;
}

export interface WaveGate {
  readonly spec: GateSpec;
  /** Number of the earlier wave that it compares with; -1: with none. */
  readonly control: number;
}

export class Stretch implements Outcomes {
  readonly wave: number;
  readonly isUndoing: boolean;
  readonly first: number;
  readonly window: number;
  /** Tasks that are to be handed in; fewer once it is stopped. */
  due: number;
  submitted = 0;
  ended = 0;
  succeeded = 0;
  isOver = false;

  constructor(wave: number, isUndoing: boolean, first: number, due: number, window: number) {
    this.wave = wave;
    this.isUndoing = isUndoing;
    this.first = first;
    this.due = due;
    this.window = window;
  }

  get looked(): number {
    return this.ended;
  }

  get failures(): number {
    return this.ended - this.succeeded;
  }

  get underWay(): number {
    return this.submitted - this.ended;
  }

  /** Whether all has ended that is to be handed in. */
  get isDone(): boolean {
    return this.ended === this.due;
  }
}

/** A wave that has begun. */
export class WaveStretch extends Stretch {
  /** null: none, or it has decided. */
  gate: Gate | null;
  isPromoted = false;
  readonly #plan: Wave;

  constructor(wave: number, first: number, plan: Wave, control: Outcomes) {
    super(wave, false, first, plan.tasks, plan.window);
    this.#plan = plan;
    this.gate = plan.gate ? createGate(plan.gate.spec, plan.tasks, control) : null;
  }

  /** Whether the next wave may start. */
  get passes(): boolean {
    const { tasks, gate, requiredSuccess } = this.#plan;
    if (gate) return this.isPromoted;
    return this.ended === tasks && this.succeeded >= new Share(requiredSuccess).ceil(tasks);
  }

  /** Whether all of it was done, with enough successes. */
  get isPassed(): boolean {
    return this.passes && this.ended === this.#plan.tasks;
  }
}
