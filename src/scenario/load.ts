/**
 * From a file to a scenario: read, merge, set, validate, fill in, cross-check.
 */
import { blamed } from './blame.ts';
import { BuildContext } from './build/context.ts';
import { placesOfConditions } from './build/expectations.ts';
import { buildScenario } from './build/scenario.ts';
import type { ScenarioCatalog } from './catalog.ts';
import { loadDocument } from './document/load.ts';
import { mended, Unknowns, unreadable } from './document/mend.ts';
import { parseDocument } from './document/parse.ts';
import type { PlacedProblem } from './document/problems.ts';
import { Problems } from './document/problems.ts';
import { checkResolved } from './document/resolved.ts';
import { checkText } from './document/text.ts';
import type { MappingNode } from './document/tree.ts';
import { toPlain, withEntry, withoutEntry } from './document/tree.ts';
import { writtenForm } from './document/written.ts';
import { MAXIMUM_PROBLEMS, type Place, type Problem, ScenarioErrors } from './errors.ts';
import type { ScenarioFiles } from './files.ts';
import type { Scenario } from './scenario.ts';
import { reportIssues } from './schema/issues.ts';
import { scenarioPosition, scenarioSchema } from './schema/scenario.ts';
import { visibleLine } from './visible.ts';
import { resolvedScenario } from './write.ts';

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

/** How often a document is mended and looked at again. */
const MOST_ROUNDS = 20;

/**
 * The scenario in a file, validated, every value filled in, in base units.
 * @throws ScenarioErrors with every problem found, each with its place; nothing else, whatever the input.
 */
export function loadScenario(path: string, options: LoadOptions): Scenario {
  return loadOrBlame(path, options, { whole: true });
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
  return { scenario: loadOrBlame(path, options, { whole: true, places }), places };
}

/** How a scenario is read. */
interface Reading {
  /** With its conditions; without, as what another scenario's run is compared with. */
  readonly whole: boolean;
  /** Takes the places of its expectations. */
  readonly places?: Place[];
}

function loadOrBlame(path: string, options: LoadOptions, reading: Reading): Scenario {
  try {
    return load(path, options, reading);
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw error;
    throw blamed(error, options.set ?? [], (set) => problemsOf(path, { ...options, set }));
  }
}

function problemsOf(path: string, options: LoadOptions): readonly Problem[] {
  try {
    load(path, options, { whole: true });
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw error;
    return error.problems;
  }
}

function load(path: string, options: LoadOptions, reading: Reading): Scenario {
  const { files, catalog, set = [], seed } = options;
  const loaded = loadDocument(path, files, set, scenarioPosition(catalog));
  const problems = [...loaded.problems];
  const unknowns = new Unknowns();
  for (const lost of loaded.lost) unknowns.add(lost, true);
  if (loaded.isPartial) unknowns.addBase();
  let document = loaded.document && withoutEmptySections(loaded.document, scenarioSchema(catalog).shape);
  if (document && seed !== undefined) document = withSeed(document, seed);
  if (document && problems.length > 0)
    document = mended(document, unreadable(document), unknowns) ?? document;
  // What is wrong is taken out, and what is left looked at again: each stage sees what those before it have found in order.
  for (let round = 0; document && round < MOST_ROUNDS; round += 1) {
    const { scenario, found, isShape } = check(document, path, options, reading);
    if (scenario !== null && problems.length === 0) {
      if (loaded.resolved) requireResolved(loaded.resolved, path, options, scenario);
      return scenario;
    }
    // Without a base, only what stands in the file itself can be judged.
    if (loaded.isPartial && !isShape) break;
    const before: MappingNode = document;
    const own = found.filter((one) => !unknowns.explain(one, before));
    problems.push(...own.map(({ problem }) => problem));
    unknowns.addMeant(found, before);
    const wrong = found.map((one) => one.path);
    document = problems.length > MAXIMUM_PROBLEMS ? null : mended(before, wrong, unknowns);
  }
  throw new ScenarioErrors(problems);
}

/** @throws ScenarioErrors when a scenario of a result says anything that does not follow from what was read for it */
function requireResolved(block: MappingNode, path: string, options: LoadOptions, scenario: Scenario): void {
  const { set = [], seed, ...others } = options;
  // What options change is not yet in the block.
  if (set.length > 0 || seed !== undefined) {
    loadScenario(path, others);
    return;
  }
  const problems = new Problems(block);
  checkResolved(block, scenario, problems);
  if (!problems.empty) throw new ScenarioErrors(problems.found.map(({ problem }) => problem));
}

interface Checked {
  /** null when there are problems. */
  readonly scenario: Scenario | null;
  /** Of the first stage that has any. */
  readonly found: readonly PlacedProblem[];
  /** Whether these are about the text and the kinds of single values, and not about what values say of each other. */
  readonly isShape: boolean;
}

function check(
  document: MappingNode,
  path: string,
  { files, catalog }: LoadOptions,
  { whole, places }: Reading,
): Checked {
  const problems = new Problems(document);
  const refused = (isShape: boolean) => ({ scenario: null, found: problems.found, isShape });
  checkText(document, problems);
  if (!problems.empty) return refused(true);
  const checked = scenarioSchema(catalog).safeParse(toPlain(document), { reportInput: true });
  if (!checked.success) {
    reportIssues(checked.error.issues, problems);
    if (problems.empty) throw checked.error;
    return refused(true);
  }
  const context = new BuildContext(problems, files, catalog.distributions);
  const twin = (other: string, seed: string) => load(other, { files, catalog, seed }, { whole: false });
  const references = whole ? { path, files, twin } : null;
  const scenario = buildScenario(checked.data, fileName(path), catalog, context, references);
  if (!problems.empty) return refused(false);
  const written = writtenForm(document, (from, name) => context.tablePath(from, name));
  const resolved = resolvedScenario({ ...scenario, written: written as NonNullable<Scenario['written']> });
  places?.splice(0, places.length, ...placesOfConditions('expect', checked.data.expect, problems));
  return { scenario: resolved, found: [], isShape: false };
}

/**
 * A section with nothing below its key is as good as absent. Unknown keys stay, to be reported.
 * @param known the keys that a scenario may have
 */
function withoutEmptySections(document: MappingNode, known: object): MappingNode {
  let kept = document;
  for (const [key, { node }] of document.entries) {
    if (node.kind === 'scalar' && node.value === null && Object.hasOwn(known, key))
      kept = withoutEntry(kept, key);
  }
  return kept;
}

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
    .replace(/["\\]/g, ' ')
    .slice(0, 100);
  return stem === '' ? 'scenario' : stem;
}
