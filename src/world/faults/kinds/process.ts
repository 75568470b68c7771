/** Faults of single processes: each of those drawn has the same condition for as long as the fault lasts. */
import type { FaultCommon, SelectorSpec } from '../../spec/fault-spec.ts';
import type { Condition, FaultEffect, FaultKind, FaultTargets } from '../kind.ts';

/** crash: loses all but durable state, restarts after the duration. pause: stops and resumes where it was. slow: works at `factor` speed. */
type Kinds = Exclude<Condition, 'held'>;

export interface ProcessFaultSpec<Kind extends Kinds = Kinds> extends FaultCommon {
  readonly kind: Kind;
  readonly target: SelectorSpec;
  /** slow only: speed during the fault as a ratio of normal speed, > 0. */
  readonly factor: number;
  /** slow only: what the process sends, and what is sent to it, waits for the end of the fault, while its timers run. Default: it does not. */
  readonly messages?: 'held';
}

/** Gives the processes a condition, until it is taken back. */
export function conditionOf(
  processes: Int32Array,
  condition: Condition,
  factor: number,
  targets: FaultTargets,
): FaultEffect {
  const hit = new Set(processes);
  const apply = (begin: boolean) => {
    for (const process of hit) targets.hit(condition, process, factor, begin);
  };
  return {
    processes: hit.size,
    missed: hit.size === 0,
    begin: () => apply(true),
    end: () => apply(false),
    forget(agent) {
      if (hit.delete(agent)) targets.hit(condition, agent, factor, false);
    },
  };
}

function processFault<Kind extends Kinds>(kind: Kind): FaultKind<ProcessFaultSpec<Kind>> {
  const conditionFor = ({ messages }: ProcessFaultSpec<Kind>): Condition => messages ?? kind;
  return {
    kind,
    selector: ({ target }) => target,
    condition: (spec) => ({ condition: conditionFor(spec), factor: spec.factor }),
    effect: (spec, random, places, targets) =>
      conditionOf(places.draw(spec.target, random), conditionFor(spec), spec.factor, targets),
  };
}

export const crash = processFault('crash');
export const pause = processFault('pause');
export const slow = processFault('slow');
