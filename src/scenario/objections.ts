/** What somebody who wants to use a scenario finds against it, placed where it stands. */
import { loadDocument } from './document/load.ts';
import { Problems } from './document/problems.ts';
import type { Path } from './document/tree.ts';
import { ScenarioErrors } from './errors.ts';
import type { LoadOptions } from './load.ts';
import { scenarioPosition } from './schema/scenario.ts';

export interface Objection {
  /** In the scenario: `['faults', 0, 'kind']`. What is not written stands where the section above it does. */
  readonly path: Path;
  /** Without a full stop. */
  readonly reason: string;
}

/**
 * The error that says all of them.
 * @param path file of a scenario that can be loaded
 */
export function placedObjections(
  path: string,
  { files, catalog, set = [] }: LoadOptions,
  objections: readonly Objection[],
): ScenarioErrors {
  const { document } = loadDocument(path, files, set, scenarioPosition(catalog));
  if (!document) throw new Error(`${path} can be loaded no more`);
  const problems = new Problems(document);
  for (const one of objections) problems.add(one.path, one.reason);
  return new ScenarioErrors(problems.found.map(({ problem }) => problem));
}
