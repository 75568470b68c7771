/**
 * From scenario files and the project's list to what the gate compares.
 */
import type { ModuleDescription } from '../extension/description.ts';
import { nodeFiles } from '../files.ts';
import { readPlacedScenario } from '../read-scenario.ts';
import { baselineFile, baselineName, type FoundBaseline, readBaseline } from './baseline.ts';
import type { Subject } from './behaviour-types.ts';
import { BenchError } from './bench-error.ts';
import { DEFAULT_METRICS, type Gate, readGates } from './gates.ts';
import { DEFAULT_FRESH, DEFAULT_REPLICATIONS, type ListedScenario } from './project.ts';
import { DigestingFiles } from './source-digest.ts';

/** What the command line says of all scenarios; it outweighs the list. */
export interface SubjectWords {
  readonly metrics?: readonly string[];
  readonly margins?: Readonly<Record<string, string>>;
  readonly replications?: number;
  readonly fresh?: number;
  readonly set?: readonly string[];
  readonly seed?: string;
}

export interface SubjectOptions {
  /** Folder of the baselines. */
  readonly folder: string;
  readonly words: SubjectWords;
  readonly modules?: readonly ModuleDescription[];
}

/**
 * Loads scenarios with their baselines.
 * @throws ScenarioErrors, BenchError
 */
export async function readSubjects(
  scenarios: readonly ListedScenario[],
  options: SubjectOptions,
): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const listed of scenarios) {
    const subject = await readSubject(listed, options);
    const twin = subjects.find(({ name }) => name === subject.name);
    if (twin)
      throw new BenchError(
        `${twin.file} and ${subject.file} would have one baseline, ${subject.name}: name one of them in the list`,
      );
    subjects.push(subject);
  }
  return subjects;
}

async function readSubject(
  listed: ListedScenario,
  { folder, words, modules }: SubjectOptions,
): Promise<Subject> {
  const { file } = listed;
  const name = listed.name ?? baselineName(file);
  const set = [...(listed.set ?? []), ...(words.set ?? [])];
  const reads = new Set<string>();
  const onRead = (path: string) => void reads.add(path);
  const { scenario } = await readPlacedScenario(
    { file, set, seed: words.seed ?? listed.seed, modules },
    { onRead },
  );
  const files = new DigestingFiles(nodeFiles());
  for (const path of reads) files.read(path);
  const baseline = await readBaseline(baselineFile(folder, name));
  const kept = baseline.kind === 'found' ? baseline.baseline : null;
  const replications =
    words.replications ?? listed.replications ?? kept?.replications ?? DEFAULT_REPLICATIONS;
  const keptFresh = kept === null ? undefined : kept.runs.length - kept.replications;
  return {
    name,
    file,
    set,
    scenario,
    source: files.digest(set, scenario.seed),
    gates: declaredGates(listed, words, baseline, modules),
    replications,
    fresh: words.fresh ?? listed.fresh ?? keptFresh ?? DEFAULT_FRESH,
    baseline,
    modules,
  };
}

/** null where neither the list nor the command line says anything. */
function declaredGates(
  listed: ListedScenario,
  words: SubjectWords,
  found: FoundBaseline,
  modules: SubjectOptions['modules'],
): readonly Gate[] | null {
  const margins = { ...listed.margins, ...words.margins };
  const metrics = words.metrics ?? listed.metrics;
  if (metrics !== undefined)
    return readGates({ metrics, margins, margin: listed.margin ?? null }, listed.file, modules);
  if (listed.margin === undefined && Object.keys(margins).length === 0) return null;
  // The usual gates, or those of the baseline, with other margins.
  const kept = found.kind === 'found' ? found.baseline.gates : null;
  if (kept === null) {
    const all = [...new Set([...DEFAULT_METRICS, ...Object.keys(margins)])];
    return readGates({ metrics: all, margins, margin: listed.margin ?? null }, listed.file, modules);
  }
  const named = kept.map(({ metric, better }) => `${metric}:${better}`);
  const more = Object.keys(margins).filter((metric) => !kept.some((gate) => gate.metric === metric));
  const keptMargins = Object.fromEntries(kept.map(({ metric, margin }) => [metric, margin]));
  return readGates(
    { metrics: [...named, ...more], margins: { ...keptMargins, ...margins }, margin: listed.margin ?? null },
    listed.file,
    modules,
  );
}
