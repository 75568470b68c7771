/** A user's scaling policy under watch: what it decides is checked, and what it throws is named. */
import type { ScalingPolicyEntry } from '../../modules/scaling/policy.ts';
import { type Guard, show } from './guard.ts';
import { frozenCopy } from './read-only.ts';
import { CALL } from './trace.ts';

/** Longest time between two decisions, in microseconds. */
const MOST_PERIOD = 1e15;

/** The same entry, whose policies keep the promises of the interface or end the run with a ModuleError. */
export function checkedPolicy(entry: ScalingPolicyEntry, guard: Guard): ScalingPolicyEntry {
  return {
    ...entry,
    create(parameters) {
      const create = () => entry.create(frozenCopy(parameters));
      const { made: inner, read: period } = guard.made(['decide'], create, (made) => made.period);
      if (!Number.isInteger(period) || period < 1 || period > MOST_PERIOD)
        throw guard.error(
          CALL.create,
          0,
          0,
          `returned the period ${show(period)}, not whole microseconds from 1`,
        );
      return {
        period,
        decide(observation) {
          const agents = guard.run(CALL.decide, observation.ready, 0, () =>
            inner.decide(frozenCopy(observation)),
          );
          if (!Number.isInteger(agents) || agents < 0)
            throw guard.error(
              CALL.decide,
              observation.ready,
              0,
              `returned ${show(agents)}, not a whole number from 0`,
            );
          return agents;
        },
      };
    },
  };
}
