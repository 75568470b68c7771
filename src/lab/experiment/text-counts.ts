/** How many runs of each label something was so in; in the order in which they come. */
import { counted } from './naming.ts';

/** By label. */
export type LabelCounts = ReadonlyMap<string, number>;

export class RunTally {
  readonly #totals = new Map<string, number>();

  /** Counts a run, of which texts are added after it. */
  run(label: string): void {
    this.#totals.set(label, (this.#totals.get(label) ?? 0) + 1);
  }

  /** "2 of 3 runs". */
  ofRuns(label: string, count: number): string {
    return `${count} of ${counted(this.#totals.get(label) as number, 'run', 'runs')}`;
  }

  /** Whether these are all runs of the label. */
  isWhole(label: string, count: number): boolean {
    return count === this.#totals.get(label);
  }

  get labels(): number {
    return this.#totals.size;
  }
}

/** What runs say, each text with the runs that say it. */
export class TextCounts {
  readonly #counts = new Map<string, Map<string, number>>();

  add(text: string, label: string): void {
    const own = this.#counts.get(text) ?? new Map<string, number>();
    this.#counts.set(text, own.set(label, (own.get(label) ?? 0) + 1));
  }

  /** A sentence for each text. */
  sentences(sentence: (text: string, runs: LabelCounts) => string): string[] {
    return [...this.#counts].map(([text, runs]) => sentence(text, runs));
  }
}
