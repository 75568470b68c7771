import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiler, emitted } from './compiler.ts';
import { type Entry, Journal } from './journal.ts';
import type { Equivalent } from './judged.ts';
import { applyEdit, digest, type Mutant } from './mutant.ts';
import type { Options } from './options.ts';
import { Tester } from './pool.ts';
import type { Circumstances, Judged } from './report.ts';
import { Sample } from './sample.ts';
import { Tests } from './tests.ts';
import { Trial, type Verdict } from './trial.ts';

interface Setting {
  readonly options: Options;
  /** Folder of what is kept between runs. */
  readonly work: string;
  /** Folder of the copy of the project. */
  readonly copy: string;
  readonly compiler: Compiler;
  readonly mutants: readonly Mutant[];
  readonly judged: ReadonlyMap<string, Equivalent>;
}

/** All faults of a sample, one after the other on each of some processes. */
export class Campaign {
  readonly #setting: Setting;
  readonly #sample: Sample;
  readonly #tests: Tests;
  readonly #trial: Trial;
  readonly #journal: Journal;
  /** Emitted code of files as they are, and of all faults drawn so far: two faults that emit the same are one. */
  readonly #emitted = new Set<string>();
  readonly #originals = new Map<string, string>();
  readonly results: Judged[] = [];
  #refused = 0;
  #same = 0;

  private constructor(setting: Setting, tests: Tests) {
    const { options, work, mutants } = setting;
    this.#setting = setting;
    this.#sample = new Sample(mutants, options.sample, options.seed);
    this.#tests = tests;
    this.#trial = new Trial(tests, options.budget);
    const heading = JSON.stringify({
      rooms: options.rooms,
      sample: options.sample,
      seed: options.seed,
      budget: options.budget,
    });
    this.#journal = new Journal(join(work, 'journal.ndjson'), heading, options.resume);
  }

  static async of(setting: Setting): Promise<Campaign> {
    const { copy, work, options } = setting;
    return new Campaign(setting, await Tests.of(copy, join(work, 'profiles'), options.seed));
  }

  /** The sample, before anything is known of its faults. */
  *drawn(): Iterable<Mutant> {
    for (let mutant = this.#sample.next(); mutant !== undefined; mutant = this.#sample.next()) yield mutant;
  }

  get circumstances(): Circumstances {
    const { mutants } = this.#setting;
    const { audited } = this.#trial;
    return {
      drawn: mutants.length,
      refused: this.#refused,
      same: this.#same,
      audited,
      unusable: this.#tests.unusable,
    };
  }

  /** @throws Error when a test that noticed a fault fails without it too */
  async run(): Promise<void> {
    const { options, copy } = this.#setting;
    const testers = Array.from({ length: options.workers }, () => new Tester(copy, options.seed));
    try {
      await Promise.all(testers.map((tester) => this.#work(tester)));
    } finally {
      for (const tester of testers) tester.close();
    }
    if (this.#trial.unfounded.length > 0)
      throw new Error(
        `these fail without a fault, when other tests of their file are left out: ${this.#trial.unfounded.join('; ')}`,
      );
  }

  async #work(tester: Tester): Promise<void> {
    for (let mutant = this.#sample.next(); mutant !== undefined; mutant = this.#sample.next()) {
      const begin = Date.now();
      const verdict = await this.#judge(mutant, tester);
      if (verdict === null) {
        this.#sample.reject(mutant);
        continue;
      }
      this.results.push({ mutant, verdict });
      const by = 'by' in verdict ? (verdict.by ?? `${verdict.ran} files of tests`) : verdict.why;
      const seconds = ((Date.now() - begin) / 1e3).toFixed(1);
      console.error(
        `${this.results.length}/${this.#sample.size} ${verdict.state} ${mutant.file}:${mutant.line} ${mutant.operator} ${seconds} s (${by})`,
      );
    }
  }

  /** null for one that is no fault. */
  async #judge(mutant: Mutant, tester: Tester): Promise<Judged['verdict'] | null> {
    const before = readFileSync(join(this.#setting.copy, mutant.file), 'utf8');
    const key = digest(mutant.file, before, JSON.stringify(mutant.edit));
    const inputs = this.#tests.digest;
    const known = this.#journal.find(key, inputs);
    const after = applyEdit(before, mutant.edit);
    const state = known === undefined ? await this.#check(mutant, before, after) : known.state;
    if (state === 'refused' || state === 'same') {
      if (known === undefined) this.#journal.add({ key, state });
      if (state === 'refused') this.#refused++;
      else this.#same++;
      return null;
    }
    const equivalent = this.#setting.judged.get(mutant.key);
    if (equivalent !== undefined) return { state: 'equivalent', why: equivalent.why };
    if (known !== undefined) return known as Entry & Verdict;
    const verdict = await this.#trial.judge(mutant, { before, after }, tester);
    this.#journal.add({ key, inputs, ...verdict });
    return verdict;
  }

  async #check({ file }: Mutant, before: string, after: string): Promise<'refused' | 'same' | 'fault'> {
    let original = this.#originals.get(file);
    if (original === undefined) {
      original = await emitted(before);
      this.#originals.set(file, original);
    }
    const code = await emitted(after);
    if (code === original || this.#emitted.has(code)) return 'same';
    if (!this.#setting.compiler.accepts(file, after)) return 'refused';
    this.#emitted.add(code);
    return 'fault';
  }
}
