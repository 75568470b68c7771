import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Verdict } from './trial.ts';

/** What is known of a fault, under a key that follows from its file's text. */
export type Entry =
  | { readonly key: string; readonly state: 'refused' | 'same' }
  | ({ readonly key: string; readonly inputs: string } & Verdict);

/** A line for every fault that was dealt with, so that an interrupted run goes on where it was. */
export class Journal {
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();

  /** @param heading what the run was asked for @param resume whether to go on with a run of the same heading */
  constructor(path: string, heading: string, resume: boolean) {
    this.#path = path;
    const [first, ...lines] = resume && existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [''];
    if (first === heading) {
      // The last line may be cut where a run was killed.
      for (const line of lines.slice(0, -1)) {
        const entry = JSON.parse(line) as Entry;
        this.#entries.set(entry.key, entry);
      }
      return;
    }
    if (first !== '') throw new Error(`--resume: the last run was another one: ${first}`);
    writeFileSync(path, `${heading}\n`);
  }

  /** @param inputs digest of code and tests: a survivor of other tests may not survive these */
  find(key: string, inputs: string): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.state === 'survived' && entry.inputs !== inputs ? undefined : entry;
  }

  add(entry: Entry): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
  }
}
