import { type File, startTests, type Task, type Test, type VitestRunnerConfig } from '@vitest/runner';
import { TestRunner } from 'vitest';
import { VitestSnapshotEnvironment } from 'vitest/runtime';

/** How the tests of one file went. */
export interface FileResult {
  /** Names of the tests that failed; of the file where it cannot be loaded. */
  readonly failed: readonly string[];
  readonly error: string | null;
}

/** Follows the tests of a file; they are numbered in the order in which they are run. */
export interface Watcher {
  /** Whether a test is wanted. */
  wants(test: number): boolean;
  /** Called when a test is about to run. */
  begins(test: number): void;
  ended(test: number): void;
}

/** Processor time is limited, and that of a busy machine's clock says nothing. */
const TIMEOUT = Number.POSITIVE_INFINITY;

/** What vitest's runner asks of its configuration; the defaults of vitest, without its reports. */
function configuration(root: string) {
  return {
    root,
    name: undefined,
    pool: 'threads',
    setupFiles: [],
    passWithNoTests: true,
    allowOnly: false,
    testNamePattern: undefined,
    sequence: { shuffle: false, concurrent: false, seed: 0, hooks: 'stack', setupFiles: 'parallel' },
    maxConcurrency: 5,
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
    retry: 0,
    includeTaskLocation: false,
    diffOptions: undefined,
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
    clearMocks: false,
    mockReset: false,
    restoreMocks: false,
    unstubEnvs: false,
    unstubGlobals: false,
    expect: { requireAssertions: false, poll: { timeout: 1000, interval: 50 } },
    snapshotOptions: {
      updateSnapshot: 'none',
      expand: false,
      snapshotFormat: {},
      snapshotEnvironment: new VitestSnapshotEnvironment(),
    },
    experimental: { viteModuleRunner: true, importDurations: { limit: 0 } },
  };
}

/** The state that vitest keeps of a worker, as far as running tests needs it. */
function workerState(config: ReturnType<typeof configuration>) {
  return {
    ctx: { pool: 'threads' },
    config,
    environment: { name: 'node', viteEnvironment: 'ssr' },
    rpc: { snapshotSaved: async () => {}, resolveSnapshotPath: async (path: string) => `${path}.snap` },
    evaluatedModules: { idToModuleMap: new Map(), getModuleById: () => undefined },
    resolvingModules: new Set(),
    moduleExecutionInfo: new Map(),
    durations: {},
    metaEnv: {},
    providedContext: {},
    current: undefined as Task | undefined,
    filepath: undefined as string | undefined,
    onCleanup: () => {},
    onCancel: () => {},
  };
}

/** vitest's own runner, which gets its files from somewhere else and stops at the first failure. */
class Runner extends TestRunner {
  readonly #load: (path: string) => unknown;
  readonly #watcher: Watcher;
  readonly #stopsAtFailure: boolean;
  readonly #numbers = new Map<string, number>();
  #stopped = false;

  constructor(
    config: VitestRunnerConfig,
    load: (path: string) => unknown,
    watcher: Watcher,
    stopsAtFailure: boolean,
  ) {
    super(config as ConstructorParameters<typeof TestRunner>[0]);
    this.#load = load;
    this.#watcher = watcher;
    this.#stopsAtFailure = stopsAtFailure;
  }

  override importFile(path: string): unknown {
    return this.#load(path);
  }

  override async onBeforeRunTask(test: Test): Promise<void> {
    const number = this.#numbers.size;
    this.#numbers.set(test.id, number);
    if (this.#stopped || !this.#watcher.wants(number)) test.mode = 'skip';
    await super.onBeforeRunTask(test);
    if (test.mode === 'run') this.#watcher.begins(number);
  }

  override onAfterRunTask(test: Test): void {
    super.onAfterRunTask(test);
    if (test.result?.state === 'fail' && this.#stopsAtFailure) this.#stopped = true;
    this.#watcher.ended(this.#numbers.get(test.id)!);
  }
}

function failures(task: Task): Task[] {
  const below = 'tasks' in task ? task.tasks.flatMap(failures) : [];
  return task.result?.state === 'fail' && below.length === 0 ? [task] : below;
}

/** Runs a test file whose modules `load` provides. Once at a time in a process. */
export async function runTestFile(
  root: string,
  path: string,
  load: (path: string) => unknown,
  watcher: Watcher,
  stopsAtFailure: boolean,
): Promise<FileResult> {
  const config = configuration(root);
  const state = workerState(config);
  state.filepath = path;
  Object.defineProperty(globalThis, '__vitest_worker__', {
    value: state,
    configurable: true,
    writable: true,
  });
  const runner = new Runner(config as unknown as VitestRunnerConfig, load, watcher, stopsAtFailure);
  const noTraces = {
    $: (_name: string, options: unknown, body?: () => unknown) => (body ?? (options as () => unknown))(),
  };
  (runner as unknown as { __setTraces(traces: unknown): void }).__setTraces(noTraces);
  const [file] = (await startTests(
    [
      {
        filepath: path,
        testLocations: undefined,
        testIds: undefined,
        testNamePattern: undefined,
        testTagsFilter: undefined,
        fileTags: undefined,
      },
    ] as never,
    runner,
  )) as File[];
  const failed = failures(file);
  return {
    failed: failed.map((task) => ('fullTestName' in task ? String(task.fullTestName) : task.name)),
    error: failed[0]?.result?.errors?.[0]?.message ?? null,
  };
}
