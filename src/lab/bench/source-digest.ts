/**
 * Tells whether a scenario is the one that a baseline was measured with, by the bytes of the files that it consists of. Defaults
 * that a later version adds do not count.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ScenarioFiles } from '../../scenario/files.ts';

/** Passes files on and keeps a digest of each. */
export class DigestingFiles implements ScenarioFiles {
  readonly #files: ScenarioFiles;
  readonly #digests = new Map<string, string>();

  constructor(files: ScenarioFiles) {
    this.#files = files;
  }

  read(path: string): Uint8Array {
    const bytes = this.#files.read(path);
    this.#digests.set(path, createHash('sha256').update(bytes).digest('hex'));
    return bytes;
  }

  resolve(from: string, relative: string): string {
    return this.#files.resolve(from, relative);
  }

  /** 16 hexadecimal digits over the files read so far, with their names but not their folders, and over what was set. */
  digest(set: readonly string[], seed: string): string {
    const parts = [...this.#digests].map(([path, digest]) => `${basename(path)} ${digest}`).sort();
    return createHash('sha256')
      .update(JSON.stringify([parts, set, seed]))
      .digest('hex')
      .slice(0, 16);
  }
}
