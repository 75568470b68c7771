import { join, relative } from 'node:path';
import { transform } from 'esbuild';
import ts from 'typescript';

/** The project under its type checker, one file of which may have another text. */
export class Compiler {
  readonly #root: string;
  readonly #service: ts.LanguageService;
  #overlay: { readonly path: string; readonly text: string; readonly version: number } | null = null;
  #version = 0;

  /**
   * @param root folder of the project
   * @param rooms folders of src whose files are checked, with what they import
   */
  constructor(root: string, rooms: readonly string[]) {
    this.#root = root;
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options, fileNames } = ts.parseJsonConfigFileContent(
      {
        include: rooms.map((room) => `src/${room}`),
        compilerOptions: {
          ...config.compilerOptions,
          // These rooms know nothing of Node, and its types take most of the time.
          types: [],
          // What is no longer used is no error of types.
          noUnusedLocals: false,
          noUnusedParameters: false,
        },
      },
      ts.sys,
      root,
    );
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: (path) => String(this.#overlay?.path === path ? this.#overlay.version : 0),
      getScriptSnapshot: (path) => {
        const text = this.#overlay?.path === path ? this.#overlay.text : ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  /** The program as it is on disk. */
  get program(): ts.Program {
    this.#overlay = null;
    return this.#service.getProgram()!;
  }

  /** Those of the rooms, relative to the project. */
  get files(): string[] {
    const paths = this.program
      .getSourceFiles()
      .map(({ fileName }) => relative(this.#root, fileName).replaceAll('\\', '/'));
    return paths.filter((path) => path.startsWith('src/')).sort();
  }

  source(file: string): ts.SourceFile {
    return this.program.getSourceFile(join(this.#root, file))!;
  }

  /** Whether the type checker accepts another text of a file; the rest of the project is not asked again. */
  accepts(file: string, text: string): boolean {
    const path = join(this.#root, file);
    this.#overlay = { path, text, version: ++this.#version };
    return (
      this.#service.getSyntacticDiagnostics(path).length === 0 &&
      this.#service.getSemanticDiagnostics(path).length === 0
    );
  }
}

/** What is emitted for a text, in a form in which some texts that mean the same are the same. */
export async function emitted(text: string): Promise<string> {
  const options = { loader: 'ts', format: 'esm', target: 'es2023', minifySyntax: true } as const;
  return (await transform(text, options)).code;
}
