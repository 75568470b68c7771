/** Reads the scenarios of a test, and remembers what they are made of. */
import type { OpenModules } from '../../lab/isolated.ts';
import type { Problem } from '../../scenario/errors.ts';
import type { PlacedScenario } from '../../scenario/load.ts';

export interface LoadedTest {
  readonly file: string;
  /** null: it cannot be read. */
  readonly placed: PlacedScenario | null;
  readonly problems: readonly Problem[];
  /** Every file that was asked for, whether it is there or not: the scenario, what it extends and names. */
  readonly reads: readonly string[];
}

/** Reads each of the files. One that is no scenario of its own, but part of others that are, is left out. */
export async function loadTests(
  files: readonly string[],
  modules: Pick<OpenModules, 'descriptions'> | null,
): Promise<LoadedTest[]> {
  const [{ readPlacedScenario }, { ScenarioErrors }] = await Promise.all([
    import('../../lab/read-scenario.ts'),
    import('../../scenario/errors.ts'),
  ]);
  const load = async (file: string): Promise<LoadedTest> => {
    const reads = new Set<string>();
    const onRead = (path: string) => void reads.add(path);
    try {
      const placed = await readPlacedScenario({ file, modules: modules?.descriptions }, { onRead });
      return { file, placed, problems: [], reads: [...reads] };
    } catch (error) {
      if (!(error instanceof ScenarioErrors)) throw error;
      return { file, placed: null, problems: error.problems, reads: [...reads] };
    }
  };
  const loaded: LoadedTest[] = [];
  // One after the other: each that is large takes a thread, and memory.
  for (const file of files) loaded.push(await load(file));
  const parts = new Set(loaded.flatMap(({ file, reads }) => reads.filter((path) => path !== file)));
  return loaded.filter(({ file, placed }) => placed !== null || !parts.has(file));
}
