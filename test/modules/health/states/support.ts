import { healthStates, healthStatesPolicy } from '../../../../src/modules/health/states/index.ts';
import { type ParameterValues, withDefaults } from '../../../../src/modules/registry.ts';
import { OUTCOME, type Outcome } from '../../../../src/modules/routes/vocabulary.ts';
import { s } from '../../port.ts';
import { Machine } from '../../routes/machine.ts';

/** Workers under watch, and answers of theirs. */
export function watch(parameters: ParameterValues = {}, count = 10) {
  const on = new Machine(healthStatesPolicy(withDefaults(healthStates.parameters, parameters)), count);
  const end =
    (outcome: Outcome) =>
    (seconds: number, times = 1, worker = 0, task = 0) => {
      for (let i = 0; i < times; i++) on.attempt(worker, outcome, seconds, task);
      return on.take();
    };
  const [success, failure, timeout] = [OUTCOME.success, OUTCOME.failure, OUTCOME.timeout].map(end);
  /** An attempt of which nobody knows for how long it ran. */
  const unknown = (outcome: Outcome, seconds: number, worker = 0) => {
    on.health.began(worker);
    on.health.ended(worker, outcome, s(seconds), 0, -1);
    return on.take();
  };
  return { on, success, failure, timeout, unknown };
}
