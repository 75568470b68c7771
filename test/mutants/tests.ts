import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../laws/source.ts';
import { Graph } from './graph.ts';
import { digest, type Mutant } from './mutant.ts';
import type { Tester } from './pool.ts';
import { probeAt, withProbes } from './probes.ts';
import type { Passed, Profile, RunRequest } from './protocol.ts';

/** Folders of test whose tests may notice a fault: they run the rooms themselves, or what loads and measures them. */
const FOLDERS = ['engine', 'modules', 'world', 'recording', 'lab', 'scenario', 'planning', 'validation'];
const GOLDEN = 'test/mutants/golden.ts';
/** Files that are watched for what tests pass through. */
const WATCHED = /^src\/(engine|modules|world)\//;
/** Raised when profiles of old are no longer of use. */
const FORMAT = 1;
const PROFILE_LIMITS = { processor: 400, wall: 7200 };

/** A part of a file of tests that passes through a place. */
export interface Choice {
  readonly tests: string;
  readonly wanted: readonly number[];
  /** Seconds of processor time that it takes. */
  readonly processor: number;
}

type FoundProfile = Profile | { readonly unusable: string };

function passes(passed: Passed, file: string, probe: number): boolean {
  const flags = passed[file];
  return flags !== undefined && ((Buffer.from(flags, 'hex')[probe >> 3] >> (probe & 7)) & 1) === 1;
}

const folderOf = (file: string, root: string) => file.slice(root.length).split('/').slice(0, -1);

/** How many parts two folders have in common at their beginnings. */
function sharedParts(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((part, i) => part !== b[i]);
  return different < 0 ? a.length : different;
}

/** The tests that pass a probe of a file; -1 stands for code outside all probes. None or one. */
function choose(tests: string, profile: FoundProfile, file: string, probe: number): Choice[] {
  if ('unusable' in profile) return [];
  const everywhere = probe < 0 || passes(profile.always, file, probe);
  const wanted = profile.tests.flatMap(({ passed }, test) =>
    everywhere || passes(passed, file, probe) ? [test] : [],
  );
  if (wanted.length === 0) return [];
  const processor = wanted.reduce((sum, test) => sum + profile.tests[test].processor, profile.loading);
  return [{ tests, wanted, processor }];
}

/** Files of tests below a folder of the project, relative to it. */
export function testFiles(root: string): string[] {
  const names = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => `test/${name.replaceAll('\\', '/')}`);
  return [
    ...files
      .filter(
        (name) => FOLDERS.some((folder) => name.startsWith(`test/${folder}/`)) && name.endsWith('.test.ts'),
      )
      .sort(),
    GOLDEN,
  ];
}

/** What is known of the project's tests: what each reaches, and which parts of the code its tests pass through. */
export class Tests {
  readonly #root: string;
  readonly #cache: string;
  readonly #seed: number;
  readonly #distances = new Map<string, Map<string, number>>();
  readonly #digests = new Map<string, string>();
  readonly #profiles = new Map<string, Promise<FoundProfile>>();
  readonly #probed = new Map<
    string,
    { readonly file: string; readonly text: string; readonly count: number }
  >();
  /** Files of tests that cannot be used, and why. */
  readonly unusable = new Map<string, string>();

  private constructor(root: string, cache: string, seed: number) {
    this.#root = root;
    this.#cache = cache;
    this.#seed = seed;
  }

  /** @param cache folder for what is learned @param seed of all properties */
  static async of(root: string, cache: string, seed: number): Promise<Tests> {
    const tests = new Tests(root, cache, seed);
    const files = testFiles(root);
    const graph = await Graph.from(root, files);
    for (const file of files) tests.#distances.set(file, graph.distances(file));
    mkdirSync(cache, { recursive: true });
    return tests;
  }

  /** Of everything that tests and code consist of. */
  get digest(): string {
    const files = new Set([...this.#distances.values()].flatMap((reached) => [...reached.keys()]));
    return digest(...[...files].sort().map((file) => this.#digestOf(file)));
  }

  /**
   * The tests that pass through the place of a fault, by file: those of near files first, then those that are quick. What no
   * test has told yet is asked when it is needed.
   */
  async *choices(mutant: Mutant, tester: Tester): AsyncGenerator<Choice> {
    const probe = probeAt(
      parse(mutant.file, readFileSync(join(this.#root, mutant.file), 'utf8')),
      mutant.edit.start,
    );
    for (const group of this.#groups(mutant.file)) {
      const known = group.filter((tests) => this.#isKnown(tests));
      const found: Choice[] = [];
      for (const tests of known)
        found.push(...choose(tests, await this.#profile(tests, tester), mutant.file, probe));
      yield* found.sort((a, b) => a.processor - b.processor);
      for (const tests of group)
        if (!known.includes(tests))
          yield* choose(tests, await this.#profile(tests, tester), mutant.file, probe);
    }
  }

  /** Files of tests that reach a file: those in a folder of the same name or around it, those that import it soon, and the rest. */
  #groups(file: string): string[][] {
    const groups: string[][] = [[], [], []];
    const folder = folderOf(file, 'src/');
    for (const [tests, reached] of this.#distances) {
      const distance = reached.get(file);
      if (distance === undefined) continue;
      const other = folderOf(tests, 'test/');
      const mirrored = sharedParts(folder, other) === Math.min(folder.length, other.length);
      groups[mirrored ? 0 : distance <= 3 ? 1 : 2].push(tests);
    }
    const nearer = (a: string, b: string) =>
      this.#distances.get(a)!.get(file)! - this.#distances.get(b)!.get(file)!;
    for (const group of groups) group.sort(nearer);
    return groups;
  }

  request({ tests, wanted, processor }: Choice, file: string, text: string): RunRequest {
    const most = 2 + 5 * processor;
    const limits = { processor: most, wall: 300 + 20 * most };
    return { kind: 'run', tests, files: this.#filesOf(tests), limits, wanted, file, text };
  }

  #profile(tests: string, tester: Tester): Promise<FoundProfile> {
    const known = this.#profiles.get(tests) ?? this.#learn(tests, tester);
    this.#profiles.set(tests, known);
    return known;
  }

  async #learn(tests: string, tester: Tester): Promise<FoundProfile> {
    const path = this.#keptAt(tests);
    const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as FoundProfile) : null;
    const found = kept ?? (await this.#measure(tests, this.#filesOf(tests), tester));
    if (kept === null) {
      writeFileSync(`${path}.new`, JSON.stringify(found));
      renameSync(`${path}.new`, path);
    }
    if ('unusable' in found) this.unusable.set(tests, found.unusable);
    return found;
  }

  #isKnown(tests: string): boolean {
    return this.#profiles.has(tests) || existsSync(this.#keptAt(tests));
  }

  /** Where a profile is kept; the name follows from all that it depends on. */
  #keptAt(tests: string): string {
    const inputs = this.#filesOf(tests).map((file) => this.#digestOf(file));
    return join(this.#cache, `${digest(String(FORMAT), String(this.#seed), tests, ...inputs.sort())}.json`);
  }

  async #measure(tests: string, files: readonly string[], tester: Tester): Promise<FoundProfile> {
    const probed = files.filter((file) => WATCHED.test(file)).map((file) => this.#withProbes(file));
    const outcome = await tester.ask<Profile>({
      kind: 'profile',
      tests,
      files,
      limits: PROFILE_LIMITS,
      probed,
    });
    if ('ended' in outcome) return { unusable: outcome.ended };
    const { failed, error, startsOthers } = outcome.reply;
    if (failed.length > 0) return { unusable: `fails here without a fault: ${failed[0]}: ${error}` };
    if (startsOthers)
      return { unusable: 'starts threads or processes, which run the code without the fault' };
    return outcome.reply;
  }

  #withProbes(file: string) {
    let probed = this.#probed.get(file);
    if (probed === undefined) {
      probed = { file, ...withProbes(parse(file, readFileSync(join(this.#root, file), 'utf8'))) };
      this.#probed.set(file, probed);
    }
    return probed;
  }

  #filesOf(tests: string): string[] {
    return [...this.#distances.get(tests)!.keys()];
  }

  #digestOf(file: string): string {
    let known = this.#digests.get(file);
    if (known === undefined) {
      known = digest(file, readFileSync(join(this.#root, file), 'utf8'));
      this.#digests.set(file, known);
    }
    return known;
  }
}
