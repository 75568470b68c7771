/**
 * From a file to a scenario: read, merge, set, validate, fill in, cross-check.
 */
import { BuildContext } from './build/context.ts';
import { placesOfConditions } from './build/expectations.ts';
import { buildScenario } from './build/scenario.ts';
import type { ScenarioCatalog } from './catalog.ts';
import { loadDocument } from './document/load.ts';
import { parseDocument } from './document/parse.ts';
import { Problems } from './document/problems.ts';
import { checkText } from './document/text.ts';
import type { MappingNode } from './document/tree.ts';
import { toPlain, withEntry, withoutEntry } from './document/tree.ts';
import type { Place } from './errors.ts';
import type { ScenarioFiles } from './files.ts';
import type { Scenario } from './scenario.ts';
import { reportIssues } from './schema/issues.ts';
import { scenarioPosition, scenarioSchema } from './schema/scenario.ts';
import { visibleLine } from './visible.ts';

export { annotatedScenarioSchema, scenarioJsonSchema, wholeScenarioJsonSchema } from './json-schema.ts';
export { starterScenario } from './starter.ts';

export interface LoadOptions {
  readonly files: ScenarioFiles;
  readonly catalog: ScenarioCatalog;
  /** `path=value` each, applied in order before validation. */
  readonly set?: readonly string[];
  /** Instead of the seed in the file and in `set`. */
  readonly seed?: string;
}

/**
 * The scenario in a file, validated, every value filled in, in base units.
 * @throws ScenarioErrors with every problem found, each with its place; nothing else, whatever the input.
 */
export function loadScenario(path: string, options: LoadOptions): Scenario {
  return load(path, options, true);
}

/** A scenario, and where its conditions stand. */
export interface PlacedScenario {
  readonly scenario: Scenario;
  /** Of each of `scenario.expect`. */
  readonly places: readonly Place[];
}

/** The same as loadScenario, with the places of the expectations: files that are extended have their own. @throws as loadScenario */
export function loadPlacedScenario(path: string, options: LoadOptions): PlacedScenario {
  const places: Place[] = [];
  return { scenario: load(path, options, true, places), places };
}

/** @param whole with its conditions; without, as what another scenario's run is compared with */
function load(path: string, options: LoadOptions, whole: boolean, places?: Place[]): Scenario {
  const { files, catalog, set = [], seed } = options;
  const loaded = withoutEmptySections(loadDocument(path, files, set, scenarioPosition(catalog)));
  const document = seed === undefined ? loaded : withSeed(loaded, seed);
  const problems = new Problems(document);
  checkText(document, problems);
  problems.throwIfAny();
  const checked = scenarioSchema(catalog).safeParse(toPlain(document), { reportInput: true });
  if (!checked.success) {
    reportIssues(checked.error.issues, problems);
    problems.throwIfAny();
    throw checked.error;
  }
  const context = new BuildContext(problems, files, catalog.distributions);
  const references = {
    ...{ path, files },
    twin: (other: string, otherSeed: string) => load(other, { files, catalog, seed: otherSeed }, false),
  };
  const name = fileName(path);
  const scenario = buildScenario(checked.data, name, catalog, context, whole ? references : null);
  problems.throwIfAny();
  places?.push(...placesOfConditions('expect', checked.data.expect, problems));
  return scenario;
}

/** A section with nothing below its key is as good as absent. Unknown keys stay, to be reported. */
function withoutEmptySections(document: MappingNode): MappingNode {
  let kept = document;
  for (const [key, { node }] of document.entries) {
    if (node.kind === 'scalar' && node.value === null && SECTIONS.has(key)) kept = withoutEntry(kept, key);
  }
  return kept;
}

const SECTIONS: ReadonlySet<string> = new Set([
  ...[
    'description',
    'seed',
    'duration',
    'warmup',
    'cluster',
    'agents',
    'coordination',
    'network',
    'scheduler',
  ],
  ...['retry', 'health', 'workloads', 'faults', 'expect', 'claims', 'record', 'fingerprint'],
]);

function withSeed(document: MappingNode, seed: string): MappingNode {
  const origin = { file: '--seed', column: 1 };
  const node = {
    ...parseDocument('', origin),
    kind: 'scalar' as const,
    value: seed,
    source: seed,
    inset: null,
  };
  return withEntry(document, 'seed', { label: 'seed', place: node.place, node });
}

/** "scenarios/10k-deploy.yaml" -> "10k-deploy". */
function fileName(path: string): string {
  const last = path.split(/[/\\]/).pop() ?? '';
  const stem = visibleLine(last)
    .replace(/\.(ya?ml|json)$/i, '')
    .replace(/[\n\r\t"\\]/g, ' ')
    .slice(0, 100);
  return stem === '' ? 'scenario' : stem;
}
