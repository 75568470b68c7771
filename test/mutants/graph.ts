import { build } from 'esbuild';

/** Which file of the project imports which, values only. */
export class Graph {
  readonly #imports: ReadonlyMap<string, readonly string[]>;

  private constructor(imports: ReadonlyMap<string, readonly string[]>) {
    this.#imports = imports;
  }

  /** What files reach. @param root folder of the project; entries are relative to it */
  static async from(root: string, entries: readonly string[]): Promise<Graph> {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [...entries],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      metafile: true,
      write: false,
      outdir: 'unused',
      logLevel: 'silent',
    });
    const imports = Object.entries(metafile.inputs).map(([path, input]): [string, string[]] => [
      path,
      input.imports.filter(({ external }) => external !== true).map((one) => one.path),
    ]);
    return new Graph(new Map(imports));
  }

  /** Every file that an entry reaches, itself included, with the number of imports on the shortest way. */
  distances(entry: string): Map<string, number> {
    const distances = new Map([[entry, 0]]);
    for (const [file, distance] of distances)
      for (const next of this.#imports.get(file) ?? [])
        if (!distances.has(next)) distances.set(next, distance + 1);
    return distances;
  }
}
