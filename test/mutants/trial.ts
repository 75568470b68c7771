import { digest, type Mutant } from './mutant.ts';
import type { Tester } from './pool.ts';
import type { RunReply } from './protocol.ts';
import type { Choice, Tests } from './tests.ts';

/** What came of a fault. */
export interface Verdict {
  readonly state: 'killed' | 'survived';
  /** The test that failed, or why a run did not end; null for a survivor. */
  readonly by: string | null;
  /** Files of tests that pass through the place and were left out for time; the search ends with the first of them or later. */
  readonly leftOut: number;
  /** Tests that were run, in files. */
  readonly ran: number;
  /** Seconds of processor time that the tests took when they were measured. */
  readonly processor: number;
}

/** One kill in so many is repeated without the fault. */
const AUDIT = 16;

/** Tries faults on the tests that pass through their places. */
export class Trial {
  readonly #tests: Tests;
  readonly #budget: number;
  /** Kills that were repeated without the fault, and how many of these failed all the same. */
  audited = 0;
  readonly unfounded: string[] = [];

  /** @param budget seconds of processor time for one fault */
  constructor(tests: Tests, budget: number) {
    this.#tests = tests;
    this.#budget = budget;
  }

  /** @param texts of the mutant's file, without and with the fault */
  async judge(mutant: Mutant, texts: { before: string; after: string }, tester: Tester): Promise<Verdict> {
    let spent = 0;
    let ran = 0;
    let leftOut = 0;
    for await (const choice of this.#tests.choices(mutant, tester)) {
      if (ran > 0 && spent + choice.processor > this.#budget) {
        leftOut++;
        // Something quicker may follow, but what would be asked next may have to be measured first.
        if (spent > this.#budget / 2) break;
        continue;
      }
      spent += choice.processor;
      ran++;
      const by = await this.#failure(choice, mutant.file, texts.after, tester);
      if (by === null) continue;
      await this.#audit(choice, mutant, texts.before, tester);
      return { state: 'killed', by: `${choice.tests}: ${by}`, leftOut, ran, processor: spent };
    }
    return { state: 'survived', by: null, leftOut, ran, processor: spent };
  }

  async #failure(choice: Choice, file: string, text: string, tester: Tester): Promise<string | null> {
    const outcome = await tester.ask<RunReply>(this.#tests.request(choice, file, text));
    return 'ended' in outcome ? outcome.ended : (outcome.reply.failed[0] ?? null);
  }

  /** A test that fails without the fault as well has not found it. */
  async #audit(choice: Choice, { file, key }: Mutant, text: string, tester: Tester): Promise<void> {
    if (Number.parseInt(digest('audit', key).slice(0, 8), 16) % AUDIT !== 0) return;
    this.audited++;
    const failure = await this.#failure(choice, file, text, tester);
    if (failure !== null) this.unfounded.push(`${choice.tests}: ${failure}`);
  }
}
