/** What a scenario waits for before it acts without an answer, before anything is run. */
import type { Scenario } from '../scenario/scenario.ts';
import type { DerivedTimeout } from '../world/feasibility/derived-timeout.ts';
import { plannedTimeouts, tooShort } from '../world/feasibility/derived-timeouts.ts';

export interface ListedTimeout extends DerivedTimeout {
  /** It does not outlast what it waits for. */
  readonly short: boolean;
}

/** @throws WorldError when the scenario cannot be built */
export function scenarioTimeouts(scenario: Scenario): ListedTimeout[] {
  const timeouts = plannedTimeouts(scenario);
  const short = new Set(tooShort(timeouts));
  return timeouts.map((one) => ({ ...one, short: short.has(one) }));
}
