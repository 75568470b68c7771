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
  const [{ loadPlacedScenario }, { nodeFiles }, { catalog }, { ScenarioErrors }] = await Promise.all([
    import('../../scenario/load.ts'),
    import('../../lab/files.ts'),
    import('../../lab/catalog.ts'),
    import('../../scenario/errors.ts'),
  ]);
  const known = catalog(modules?.descriptions);
  const loaded = files.map((file): LoadedTest => {
    const disk = nodeFiles();
    const reads = new Set<string>();
    const read = (path: string) => {
      reads.add(path);
      return disk.read(path);
    };
    try {
      const placed = loadPlacedScenario(file, { files: { ...disk, read }, catalog: known });
      return { file, placed, problems: [], reads: [...reads] };
    } catch (error) {
      if (!(error instanceof ScenarioErrors)) throw error;
      return { file, placed: null, problems: error.problems, reads: [...reads] };
    }
  });
  const parts = new Set(loaded.flatMap(({ file, reads }) => reads.filter((path) => path !== file)));
  return loaded.filter(({ file, placed }) => placed !== null || !parts.has(file));
}
