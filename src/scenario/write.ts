/** Scenarios written back: what is written here is read again as the same scenario. */
import { movedTables } from './document/written.ts';
import type { Scenario } from './scenario.ts';
import { parseQuantity } from './units.ts';
import { yamlText } from './yaml-text.ts';

/** What was read, as it is to be read again: with the name, the seed and the length that the scenario has by now. */
export function writtenScenario(scenario: Scenario): Readonly<Record<string, unknown>> | undefined {
  if (scenario.written === undefined) return undefined;
  const { name: _name, seed: _seed, ...rest } = scenario.written;
  const { name, seed, duration } = scenario;
  return {
    name,
    seed,
    ...rest,
    ...(duration === lengthOf(rest.duration) ? {} : { duration: lengthText(duration) }),
  };
}

/** A scenario of which everything that follows from what was read stands beside that, as results hold it. */
export function resolvedScenario(scenario: Scenario): Scenario {
  const written = writtenScenario(scenario);
  return written === undefined ? scenario : { ...scenario, written };
}

/**
 * A scenario as results hold it, to be saved anywhere and run again for its events: without conditions, which change none and may
 * name files beside the scenario's own.
 * @param tablePath where a table is that the scenario names
 */
export function scenarioToRepeat(scenario: Scenario, tablePath: (path: string) => string): Scenario {
  const { written, ...rest } = scenario;
  const bare = { ...rest, expect: [], claims: [] };
  if (written === undefined) return bare;
  const { expect: _expect, claims: _claims, ...others } = written;
  return { ...bare, written: movedTables(others, tablePath) as NonNullable<Scenario['written']> };
}

/**
 * YAML that is read as this scenario. Names of tables are relative to where it is to be saved as they were to where it was read.
 * @throws Error when the scenario was made by a program and never read
 */
export function scenarioYaml(scenario: Scenario): string {
  const written = writtenScenario(scenario);
  if (written === undefined) throw new Error(`the scenario ${scenario.name} was not read from a file`);
  return yamlText(written);
}

function lengthOf(written: unknown): number | null {
  return written === undefined || written === null || written === 'unlimited'
    ? null
    : parseQuantity('duration', written);
}

function lengthText(seconds: number | null): string {
  return seconds === null ? 'unlimited' : `${seconds.toFixed(6).replace(/\.?0+$/, '')}s`;
}
