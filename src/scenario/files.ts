/**
 * How the loader reaches files: through a reader that the caller brings, so that it runs where there is no file system.
 */
import type { Place } from './errors.ts';
import { found, ScenarioErrors } from './errors.ts';

export interface ScenarioFiles {
  /**
   * All bytes of a file.
   * @throws an error that has the shape of {@link ScenarioFileError}.
   */
  read(path: string): Uint8Array;
  /** The path of `relative` as written in the file `from`. Equal files should get equal paths. */
  resolve(from: string, relative: string): string;
}

/** `special`: a device, a pipe or a socket, which may have no end; `large`: more bytes than the reader takes. */
export type FileErrorReason = 'missing' | 'directory' | 'special' | 'large' | 'forbidden' | 'unreadable';

/** Why a file could not be read. Readers may throw it, or any error with the same `reason`. */
export class ScenarioFileError extends Error {
  override readonly name = 'ScenarioFileError';
  readonly path: string;
  readonly reason: FileErrorReason;
  /** Of a missing file: the path of one with a similar name. */
  readonly near?: string;

  constructor(path: string, reason: FileErrorReason, near?: string) {
    super(`${path}: ${REASONS[reason]}`);
    this.path = path;
    this.reason = reason;
    this.near = near;
  }
}

const REASONS: Readonly<Record<FileErrorReason, string>> = {
  missing: 'there is no such file',
  directory: 'this is a folder, not a file',
  special: 'this is a device or a pipe, not a file: write its content to a file first',
  large: 'the file is too large to be read',
  forbidden: 'there is no permission to read the file',
  unreadable: 'the file cannot be read',
};

/** Reads a file; a failure becomes a problem at the place that asked for it. @throws ScenarioErrors */
export function readBytes(files: ScenarioFiles, path: string, place: Place, key: string): Uint8Array {
  try {
    return files.read(path);
  } catch (error) {
    const { reason, near } = (error ?? {}) as { readonly reason?: unknown; readonly near?: unknown };
    const known = typeof reason === 'string' && Object.hasOwn(REASONS, reason);
    const why = REASONS[known ? (reason as FileErrorReason) : 'unreadable'];
    const message = place.file === path ? why : `${found(path)}: ${why}`;
    const { file, line, column } = place;
    const suggestion = typeof near === 'string' ? near : undefined;
    throw new ScenarioErrors([{ file, line, column, key, message, suggestion }]);
  }
}

/** An in-memory reader over `path -> text`, with `/`-separated paths relative to the file that names them. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): ScenarioFiles {
  return {
    read(path) {
      if (!Object.hasOwn(contents, path)) throw new ScenarioFileError(path, 'missing');
      const content = contents[path];
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    resolve(from, relative) {
      if (relative.startsWith('/')) return relative;
      const steps = from.split('/').slice(0, -1);
      for (const step of relative.split('/')) {
        if (step === '..' && steps.length > 0 && steps[steps.length - 1] !== '..') steps.pop();
        else if (step !== '.' && step !== '') steps.push(step);
      }
      return steps.join('/');
    },
  };
}
